import type { ScreenOf } from "../../shared/index.js";
import type { SeenReader, State } from "./state.js";

export type ReaderCause = ScreenOf<"no-reader">["cause"];

/** The reader that this station reads with, or why there is none. */
export function usedReader(
  state: Pick<State, "service" | "readers" | "hadReader" | "settings">,
): SeenReader | ReaderCause {
  const { service, readers, settings, hadReader } = state;
  if (service === "no-driver") return "driver";
  if (service === "denied") return "denied";
  // Windows ends its service with the last reader: that is a reader gone, not a fault.
  if (service !== "up") return service === "down" && !hadReader ? "service" : hadReader ? "lost" : "none";
  const fitting = fittingReaders(readers, settings);
  const [only, ...others] = fitting;
  if (only === undefined) return hadReader ? "lost" : "none";
  if (others.length === 0) return only;
  // Without a choice the one that a card lies on is meant, if it is one.
  const [holding, ...more] = fitting.filter(({ card }) => card !== "absent");
  return holding !== undefined && more.length === 0 ? holding : "several";
}

/** Whether a card lies where citizens' cards are read. One that stays in another reader, an officer's token, is none. */
export function cardLies({ readers, settings }: Pick<State, "readers" | "settings">): boolean {
  return fittingReaders(readers, settings).some(({ card }) => card !== "absent");
}

function fittingReaders(
  readers: readonly SeenReader[],
  { reader }: Pick<State["settings"], "reader">,
): readonly SeenReader[] {
  return reader === null ? readers : matching(readers, reader);
}

function matching(readers: readonly SeenReader[], name: string): readonly SeenReader[] {
  const exact = readers.filter((reader) => reader.name === name);
  if (exact.length > 0) return exact;
  const part = name.toLowerCase();
  return readers.filter((reader) => reader.name.toLowerCase().includes(part));
}
