import { createHash } from "node:crypto";

/**
 * Checks the chain of a log as docs/kiosk-log.md has it, sharing no code with the station's own check.
 * @param lines the rows of all months, in order, without their line ends
 * @returns which row is not what it was or does not follow the one before; undefined when all hold
 */
export function brokenRow(lines: readonly string[]): string | undefined {
  let last = "0".repeat(64);
  for (const [i, line] of lines.entries()) {
    const body = line.slice(0, line.lastIndexOf(',"hash":"'));
    const { n, previous, hash } = JSON.parse(line);
    if (n !== i + 1 || previous !== last || createHash("sha256").update(body).digest("hex") !== hash) {
      return `row ${i + 1}`;
    }
    last = hash;
  }
  return undefined;
}
