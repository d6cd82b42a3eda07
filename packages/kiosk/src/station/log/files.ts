// Names of the log's files. All lie in one folder.

export const HEAD_FILE = "chipid-log.head";
export const LOCK_FILE = "chipid-log.lock";

const MONTH_FILE = /^chipid-log-(\d{4}-(?:0[1-9]|1[0-2]))\.jsonl$/;

export function monthFile(month: string): string {
  return `chipid-log-${month}.jsonl`;
}

/** `2026-11` of `chipid-log-2026-11.jsonl`; undefined for any other name. */
export function monthOf(file: string): string | undefined {
  return MONTH_FILE.exec(file)?.[1];
}
