import type { MismatchReport, SessionReport } from "./report.js";

/** What of a session is not as it was recorded or expected, for people. */
export function failureLines(report: SessionReport): string[] {
  const { replay } = report;
  if ("error" in report && replay === undefined) return [report.error.message];
  const lines: string[] = [];
  if (replay?.mismatch != null) lines.push(...mismatchLines(replay.mismatch));
  for (const { field, expected, found } of replay?.failures ?? []) {
    lines.push(`${field}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
  return lines;
}

function mismatchLines({ message, expected, came }: MismatchReport): string[] {
  return [message, ...commandLines("expected", expected), ...commandLines("came", came)];
}

function commandLines(label: string, command: MismatchReport["expected"]): string[] {
  if (command === null) return [`  ${label}: nothing`];
  if (typeof command === "string") return [`  ${label}: ${command}`];
  const lines = [`  ${label}: ${command.text}`, `    ${command.bytes}`];
  if (command.plain !== undefined) lines.push(`    decrypted: ${command.plain.text}`, `    ${command.plain.bytes}`);
  return lines;
}
