import { join } from "node:path";
import { type FaultPlace, Faults } from "./faults.js";
import { type LogFileSystem, systemCode } from "./file-system.js";
import { HEAD_FILE, monthOf } from "./files.js";
import { type FoundHead, readHead } from "./head.js";
import { type Line, linesOf } from "./lines.js";
import { FORMAT, GENESIS, type Link, type ReadRow, readRow, sha256 } from "./row.js";

/** Where the next row goes. */
export interface LogEnd {
  readonly link: Link;
  /** The last file that holds a line; null while there is none. */
  readonly file: string | null;
  /** The one before it. */
  readonly before: string | null;
  /** Offset behind its last row, and lines before that. */
  readonly offset: number;
  readonly rows: number;
  /** Bytes of a torn row at the offset. */
  readonly torn: number;
  /** What the last row says of its time; null: there is no row, or its time is not known. */
  readonly time: string | null;
  /** The last line has lost its newline, and is no torn one: a newline comes before the next row. */
  readonly unterminated: boolean;
}

export interface Verified {
  readonly faults: readonly string[];
  readonly place: FaultPlace | null;
  /** Months that have a file, the earliest first. */
  readonly months: readonly string[];
  /** undefined: the last file cannot be read, so that nobody knows where the next row goes. */
  readonly end: LogEnd | undefined;
  readonly head: FoundHead;
  /** What the anchor says against the log; undefined: nothing. */
  readonly anchor:
    | { readonly found: "missing" | "broken" | "ahead" | "other"; readonly row: number | null }
    | undefined;
}

/**
 * Checks the whole chain, month after month, without holding more than a row. What does not hold is a fault and the check
 * goes on behind it. Rejects only when the folder itself cannot be read.
 */
export async function verifyLog(fs: LogFileSystem, folder: string): Promise<Verified> {
  const faults = new Faults();
  const names = (await filesOf(fs, folder)).filter((name) => monthOf(name) !== undefined).sort();
  const head = await readHead(fs, folder).catch((): FoundHead => ({ state: "broken" }));
  const chain = new Chain(faults, head.state === "ok" ? head.link : undefined);
  for (const name of names) await chain.file(fs, folder, name);
  const end = chain.finish();
  const anchor = end === undefined ? undefined : judgeHead(head, chain, end);
  if (anchor !== undefined) faults.add(HEAD_FILE, undefined, ANCHOR_FAULTS[anchor.found]);
  return {
    faults: faults.list,
    place: faults.place,
    months: names.flatMap((name) => monthOf(name) ?? []),
    end,
    head,
    anchor,
  };
}

const ANCHOR_FAULTS = {
  missing: "the anchor is missing",
  broken: "the anchor cannot be read",
  ahead: "the log ends before the row that the anchor names",
  other: "the row that the anchor names is another one",
} as const;

async function filesOf(fs: LogFileSystem, folder: string): Promise<readonly string[]> {
  try {
    return await fs.list(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

function judgeHead(head: FoundHead, chain: Chain, end: LogEnd): Verified["anchor"] {
  if (head.state === "broken") return { found: "broken", row: null };
  // The anchor is made before the first row: without any, there is nothing to miss.
  if (head.state === "missing") return end.file === null ? undefined : { found: "missing", row: null };
  if (head.link.n > end.link.n) return { found: "ahead", row: head.link.n };
  return chain.otherAtHead ? { found: "other", row: head.link.n } : undefined;
}

/** The chain as far as it was read. */
class Chain {
  /** An anchor's row with another hash than the anchor says. */
  otherAtHead = false;
  private link: { readonly n: number; readonly hash: string | undefined } = { n: 0, hash: GENESIS };
  /** The last file with a line, and the one before it. */
  private last: string | null = null;
  private before: string | null = null;
  private end = { offset: 0, rows: 0, torn: 0, unterminated: false };
  private readable = true;
  private time: string | null = null;
  /** The last line read, when it is no row: only the end of the log may be torn, and only what follows tells that. */
  private suspect: { readonly file: string; readonly line: Line; readonly hash: string } | undefined;

  constructor(
    private readonly faults: Faults,
    private readonly head: Link | undefined,
  ) {
    if (head?.n === 0) this.otherAtHead = head.hash !== GENESIS;
  }

  async file(fs: LogFileSystem, folder: string, name: string): Promise<void> {
    try {
      const handle = await fs.open(join(folder, name), "read");
      try {
        for await (const line of linesOf(handle)) {
          if (line.number === 1) this.begin(name);
          this.line(name, line);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      this.faults.add(name, undefined, `cannot be read (${systemCode(error) ?? "unknown"})`);
      if (this.last !== name) this.begin(name);
      this.link = { n: this.link.n, hash: undefined };
      this.suspect = undefined;
      this.readable = false;
    }
  }

  /** A file without a line is passed over: it was made when the disk took no more. */
  private begin(name: string): void {
    this.before = this.last;
    this.last = name;
    this.readable = true;
  }

  /** Judges the last line. */
  finish(): LogEnd | undefined {
    if (!this.readable) return undefined;
    const { suspect } = this;
    if (suspect === undefined) return this.endWith(this.link.hash ?? GENESIS);
    const n = this.link.n + 1;
    if ((this.head?.n ?? 0) < n) {
      // Nothing says that it was ever whole: the machine stopped while it was written.
      const { line } = suspect;
      this.end = { offset: line.start, rows: line.number - 1, torn: line.size, unterminated: false };
      return this.endWith(this.link.hash ?? GENESIS);
    }
    this.damaged(suspect.file, suspect.line);
    this.end = { ...this.end, unterminated: !suspect.line.terminated };
    return this.endWith(suspect.hash);
  }

  private endWith(hash: string): LogEnd {
    return { ...this.end, file: this.last, before: this.before, time: this.time, link: { n: this.link.n, hash } };
  }

  private line(file: string, line: Line): void {
    if (this.suspect !== undefined) {
      this.damaged(this.suspect.file, this.suspect.line);
      this.suspect = undefined;
    }
    const row = line.bytes === undefined || !line.terminated ? undefined : readRow(line.bytes);
    if (row === undefined) {
      const bytes = line.bytes ?? new Uint8Array(0);
      this.suspect = { file, line: { ...line, bytes: undefined }, hash: readRow(bytes)?.hash ?? sha256(bytes) };
      return;
    }
    this.row(file, line.number, row);
    this.reach(line);
  }

  private row(file: string, number: number, row: ReadRow): void {
    const { format, after, event } = row.members;
    let told = false;
    const fault = (what: string): void => {
      told = true;
      this.faults.add(file, number, what);
    };
    if (number === 1 && (format !== FORMAT || after !== this.before)) {
      const missing = typeof after === "string" && monthOf(after) !== undefined;
      fault(
        format === FORMAT && missing ? `the file before, ${after}, is missing` : "the file does not begin as it should",
      );
    }
    if (!row.intact) fault("the row was altered");
    if (!told && this.link.hash !== undefined) {
      if (row.n !== this.link.n + 1) fault(`row ${row.n} follows row ${this.link.n}: rows are missing or out of order`);
      else if (row.previous !== this.link.hash) fault("the row does not follow the one before");
    }
    if (event === "anchor") fault("the end of the log was not what the anchor said");
    if (row.n === this.head?.n && row.hash !== this.head.hash) this.otherAtHead = true;
    this.link = { n: row.n, hash: row.hash };
    this.time = row.time;
  }

  private damaged(file: string, line: Line): void {
    this.faults.add(file, line.number, "the line is no row");
    // Nothing is known of it but its place: the next row is taken as it stands.
    this.link = { n: this.link.n + 1, hash: undefined };
    this.reach(line);
  }

  private reach(line: Line): void {
    this.end = { offset: line.start + line.size, rows: line.number, torn: 0, unterminated: false };
  }
}
