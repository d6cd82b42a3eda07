import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { playedCard } from "../../../test/scripted-card.js";
import { toHex } from "../../bytes/bytes.js";
import { deterministicRandom } from "../../crypto/random.js";
import { chipProfile } from "../chip-profiles.js";
import { simulateDocument } from "../simulated-document.js";
import { createChip } from "./chip.js";
import { parseFault, withFaults } from "./faults.js";
import { ChipLines } from "./stdio.js";

function chip() {
  const profile = chipProfile("passport-pace");
  if (profile === undefined) throw new Error("no profile");
  return createChip(simulateDocument(profile).chip, { random: deterministicRandom("chip") });
}

describe("ChipLines", () => {
  it("greets, answers hex of either case, and resets", async () => {
    expect(ChipLines.greeting).toBe("READY");
    const lines = new ChipLines(chip());
    expect(await lines.line("00a4040c07A0000002471001")).toEqual({ reply: "9000" });
    expect(await lines.line("  00 A4 02 0C 02 01 1C\r")).toEqual({ reply: "6982" });
    expect(await lines.line("RESET")).toEqual({ reply: "OK" });
    expect(await lines.line("00A4020C02011C")).toEqual({ reply: "9000" });
    expect(await lines.line("reset")).toEqual({ reply: "OK" });
  });

  it("skips empty lines, and answers what is no command with a status word", async () => {
    const lines = new ChipLines(chip());
    expect(await lines.line("")).toBe("nothing");
    expect(await lines.line("   ")).toBe("nothing");
    expect(await lines.line("hello")).toEqual({ reply: "6F00" });
    expect(await lines.line("0")).toEqual({ reply: "6F00" });
    expect(await lines.line("00".repeat(200_000))).toEqual({ reply: "6F00" });
    expect(await lines.line("00")).toEqual({ reply: "6700" });
  });

  it("ends when the card is removed, and says nothing when it is mute", async () => {
    const lines = new ChipLines(withFaults(chip(), [parseFault("mute@1"), parseFault("remove@2")]));
    expect(await lines.line("0084000008")).toBe("nothing");
    expect(await lines.line("0084000008")).toBe("end");
  });

  it("answers every line of hex with one line of hex", async () => {
    const echo = playedCard((command) => Uint8Array.of(...command, 0x90, 0x00));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (command) => {
        expect(await new ChipLines(echo).line(toHex(command))).toEqual({
          reply: `${toHex(command)}9000`.toUpperCase(),
        });
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  it("answers any text at all", async () => {
    const card = chip();
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (text) => {
        const answer = await new ChipLines(card).line(text);
        if (typeof answer === "object") expect(answer.reply).toMatch(/^(?:OK|[0-9A-F]{4,})$/);
        else expect(answer).toBe("nothing");
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
