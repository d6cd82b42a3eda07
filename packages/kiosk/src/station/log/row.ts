import { createHash } from "node:crypto";
import type { LogContext, LogEvent } from "./types.js";

// One row of chipid-kiosk-log/1 (docs/kiosk-log.md): a line of JSON whose last member is the hash of all bytes before it.

export const FORMAT = "chipid-kiosk-log/1";
/** `previous` of the very first row. */
export const GENESIS = "0".repeat(64);
/** Longest row, bytes with its newline. The schema's limits keep every row below. */
export const MAX_ROW = 16 * 1024;

const LEAD = ',"hash":"';
const SUFFIX = LEAD.length + 64 + 2;
const HEX = /^[0-9a-f]{64}$/;

/** Where the chain stands: the last row's number and hash. */
export interface Link {
  readonly n: number;
  readonly hash: string;
}

/** What the first row of a file says beyond an event. */
export interface FileStart {
  /** The file before, null for the first. */
  readonly after: string | null;
}

export interface NewRow {
  readonly time: string;
  readonly event: LogEvent;
  readonly context: LogContext;
  /** Only in the first row of a file. */
  readonly start?: FileStart | undefined;
}

/** The row after `last`: its bytes with the newline, and where the chain stands behind it. */
export function writeRow(last: Link, row: NewRow): { readonly bytes: Uint8Array; readonly link: Link } {
  const n = last.n + 1;
  const body = JSON.stringify({
    ...(row.start === undefined ? {} : { format: FORMAT, after: row.start.after }),
    n,
    time: row.time,
    ...row.context,
    ...row.event,
    previous: last.hash,
  }).slice(0, -1);
  const hash = sha256(Buffer.from(body, "utf8"));
  return { bytes: Buffer.from(`${body}${LEAD}${hash}"}\n`, "utf8"), link: { n, hash } };
}

export interface ReadRow extends Link {
  readonly previous: string;
  readonly time: string;
  /** The bytes are those that the row's hash was made of. */
  readonly intact: boolean;
  /** All members as they stand. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** Reads a line without its newline, which stays as it is while the row is looked at. undefined: it is no row. */
export function readRow(line: Uint8Array): ReadRow | undefined {
  if (line.length <= SUFFIX || line.length >= MAX_ROW) return undefined;
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  const at = line.length - SUFFIX;
  const tail = bytes.toString("latin1", at);
  const hash = tail.slice(LEAD.length, -2);
  if (!tail.startsWith(LEAD) || !tail.endsWith('"}') || !HEX.test(hash)) return undefined;
  let members: unknown;
  try {
    members = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof members !== "object" || members === null || Array.isArray(members)) return undefined;
  const { n, time, previous } = members as Record<string, unknown>;
  if (!Number.isSafeInteger(n) || typeof time !== "string" || typeof previous !== "string") return undefined;
  return {
    n: n as number,
    hash,
    previous,
    time,
    // Made when it is asked for: counting the rows of years asks for none.
    get intact() {
      return sha256(bytes.subarray(0, at)) === hash;
    },
    members: members as Record<string, unknown>,
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
