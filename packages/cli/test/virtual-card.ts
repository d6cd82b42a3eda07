import { join } from "node:path";
import { chipid, type Outcome, programPath } from "./chipid.js";

/** A reader that is `chipid simulate` in a process of its own. */
export function simulated(...args: readonly string[]): readonly string[] {
  const words = [process.execPath, programPath, "simulate", "--stdio", ...args];
  return ["--reader", `exec:${words.map((word) => `"${word}"`).join(" ")}`];
}

/** Any shell command as a reader. */
export function command(text: string): readonly string[] {
  return ["--reader", `exec:${text}`];
}

/** Reads with nothing trusted but what the arguments give. */
export function read(...args: readonly string[]): Outcome {
  return chipid(["read", ...args, "--store", "none"]);
}

/** Writes the anchor of a profile and gives its path. */
export function anchorOf(profile: string, folder: string): string {
  const file = join(folder, `${profile}.cer`);
  const { status, stderr } = chipid(["simulate", "--profile", profile, "--trust-out", file]);
  if (status !== 0) throw new Error(stderr);
  return file;
}
