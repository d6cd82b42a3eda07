import { isChipidError } from "@chipid/sdk";

/** Frames of a stack that are told. */
const FRAMES = 3;

/**
 * A fault of the station in one line for whoever keeps the machine. The family's own sentences hold nothing of a card; any
 * other error's text may repeat the value that it failed at, and is left out: its kind and its place are told.
 */
export function faultLine(error: unknown): string {
  if (isChipidError(error)) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return "a fault that is no error";
  const { code } = error as NodeJS.ErrnoException;
  const kind = typeof code === "string" && /^[A-Z0-9_]{1,40}$/.test(code) ? `${error.name} ${code}` : error.name;
  const frames = (error.stack ?? "")
    .split("\n")
    .flatMap((line) => /^\s+at .*?([^\\/()\s]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? [])
    .slice(0, FRAMES);
  return [kind, ...frames].join(" at ");
}
