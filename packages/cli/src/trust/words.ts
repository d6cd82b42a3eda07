import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";

export function day(ms: number | undefined): string {
  return ms === undefined ? "no date" : new Date(ms).toISOString().slice(0, 10);
}

/** ISO 8601 for JSON; null: not known. */
export function instant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What a source is worth, in colour. */
export function statusText(status: "given" | "verified" | "unverified", terminal: Terminal): string {
  const { green, yellow } = terminal.style;
  return status === "unverified" ? yellow("unverified") : green(status);
}

export interface Remark {
  readonly subject: string;
  readonly kind: "refused" | "flagged";
  readonly why: string;
}

const SHOWN = 3;

/** Remarks by their reason, each with its first certificates. */
export function remarkLines(remarks: readonly Remark[], terminal: Terminal, all = false): string[] {
  const byReason = new Map<string, { kind: Remark["kind"]; why: string; subjects: string[] }>();
  for (const { kind, why, subject } of remarks) {
    const group = byReason.get(`${kind}${why}`) ?? { kind, why, subjects: [] };
    group.subjects.push(subject);
    byReason.set(`${kind}${why}`, group);
  }
  const { yellow, red, dim } = terminal.style;
  return [...byReason.values()].flatMap(({ kind, why, subjects }) => {
    const colour = kind === "refused" ? red : yellow;
    const shown = all ? subjects : subjects.slice(0, SHOWN);
    const left = subjects.length - shown.length;
    return [
      `  ${colour(kind)} ${subjects.length}: ${inert(why)}`,
      ...shown.map((subject) => dim(`    ${inert(subject)}`)),
      ...(left > 0 ? [dim(`    and ${left} more (--all shows them)`)] : []),
    ];
  });
}

export function remarksToJson(remarks: readonly Remark[]): { refused: object[]; flagged: object[] } {
  const of = (kind: Remark["kind"]) =>
    remarks.filter((remark) => remark.kind === kind).map(({ subject, why }) => ({ subject, why }));
  return { refused: of("refused"), flagged: of("flagged") };
}
