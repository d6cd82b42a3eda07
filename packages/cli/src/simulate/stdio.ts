import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Card } from "@chipid/sdk";
import { ChipLines } from "@chipid/sdk/simulator";
import type { Terminal } from "../terminal/terminal.js";

/** Answers commands line by line until the input ends or the card is taken away. */
export async function presentOnLines(card: Card, input: Readable, terminal: Terminal): Promise<void> {
  const chip = new ChipLines(card);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  terminal.print(ChipLines.greeting);
  for await (const line of lines) {
    const answer = await chip.line(line);
    if (answer === "end") break;
    if (answer !== "nothing") terminal.print(answer.reply);
  }
  lines.close();
  // What the other side still writes would keep this process alive.
  input.destroy();
}
