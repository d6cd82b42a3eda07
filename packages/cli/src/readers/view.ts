import { toHex } from "@chipid/sdk";
import type { ReaderInfo, WatchEvent } from "@chipid/sdk/pcsc";
import type { Terminal } from "../terminal/terminal.js";
import { inert, wrap } from "../terminal/text.js";

/** A reader as JSON has it. */
export function readerJson({ name, model, slot, rating, hint, card, atr, use }: ReaderInfo): object {
  return {
    name,
    model: model ?? null,
    slot,
    rating,
    hint: hint ?? null,
    card,
    atr: atr === undefined ? null : toHex(atr),
    use,
  };
}

const CARDS: Readonly<Record<ReaderInfo["card"], string>> = {
  absent: "no card",
  present: "card",
  mute: "a card that does not answer: put one card alone on the reader, flat and in the middle",
};
const USES: Readonly<Record<ReaderInfo["use"], string>> = {
  free: "",
  shared: ", in use by a program",
  exclusive: ", held by a program that lets nobody else use it",
};

export function printReader(reader: ReaderInfo, limits: string | undefined, terminal: Terminal): void {
  const { bold, dim, green, yellow } = terminal.style;
  const { name, model, slot, rating, hint, card, atr, use } = reader;
  const kind = [model, slot === "unknown" ? undefined : slot].filter((part) => part !== undefined).join(", ");
  terminal.print(`${bold(inert(name))}${kind === "" ? "" : `  ${dim(kind)}`}`);
  const colour = card === "present" ? green : card === "mute" ? yellow : dim;
  terminal.print(`  ${colour(CARDS[card])}${USES[use]}${atr === undefined ? "" : `, ATR ${toHex(atr)}`}`);
  if (limits !== undefined) terminal.print(`  ${limits}`);
  if (hint !== undefined) {
    for (const line of wrap(hint, terminal.width - 2)) {
      terminal.print(`  ${rating === "not-recommended" ? yellow(line) : dim(line)}`);
    }
  }
}

export function eventJson(event: WatchEvent, at: number): object {
  const time = new Date(at).toISOString();
  switch (event.type) {
    case "service-lost":
      return { time, type: event.type, error: { code: event.error.code, message: event.error.message } };
    case "card-inserted":
      return { time, ...event, atr: event.atr === undefined ? null : toHex(event.atr) };
    default:
      return { time, ...event };
  }
}

export function eventLine(event: WatchEvent, at: number): string {
  const time = new Date(at).toISOString().slice(11, 19);
  switch (event.type) {
    case "service-found":
      return `${time}  the PC/SC service is there`;
    case "service-lost":
      return `${time}  ${event.error.message}`;
    case "reader-added":
      return `${time}  reader  ${inert(event.reader)}`;
    case "reader-removed":
      return `${time}  reader gone  ${inert(event.reader)}`;
    case "card-removed":
      return `${time}  card removed  ${inert(event.reader)}`;
    case "card-inserted": {
      const what = event.mute ? "card that does not answer" : "card";
      return `${time}  ${what}  ${inert(event.reader)}${event.atr === undefined ? "" : `, ATR ${toHex(event.atr)}`}`;
    }
  }
}
