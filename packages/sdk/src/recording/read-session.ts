import { fromUtf8 } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import {
  type HeaderLine,
  MAX_DRAWS,
  MAX_TRUST_FILES,
  readHeaderLine,
  readSessionLine,
  type SessionLine,
} from "./session-lines.js";
import type { Expectation, RandomDraw, Session, SessionExchange, SessionTrust } from "./session-types.js";

/** A document with every file at its longest is a few megabytes; embedded trust data may be more. */
export const MAX_SESSION_BYTES = 128 * 1024 * 1024;
export const MAX_SESSION_LINES = 100_000;

/**
 * A recorded session from its text or UTF-8 bytes (`chipid-session/1`, contract.md §5). Line ends may be CR LF; blank
 * lines count for nothing.
 *
 * A recording that was cut between two lines is read as far as it goes and has `complete` false; replaying it tells
 * whether anything is missing.
 * @throws ChipidError `session.format` for what is no recording, `session.version`, `session.critical`, `session.line` for
 * a line that is malformed or out of place, `session.cut` when the last line is broken off, `session.limit`
 */
export function readSession(input: string | Uint8Array): Session {
  if (input.length > MAX_SESSION_BYTES) throw limit("larger than 128 MB");
  const text = (typeof input === "string" ? input : decode(input)).replace(/^\ufeff/, "");
  const lines = text.split("\n", MAX_SESSION_LINES + 1);
  if (lines.length > MAX_SESSION_LINES) throw limit(`longer than ${MAX_SESSION_LINES} lines`);

  const first = lines[0] ?? "";
  const head = brokenOff(first, lines.length === 1 && /^\s*\{\s*"format"\s*:\s*"chipid-session/.test(first), () =>
    readHeaderLine(first),
  );
  const body = new Body(head);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const number = index + 1;
    body.add(
      brokenOff(line, number === lines.length, () => readSessionLine(line, number)),
      number,
    );
  }
  return body.session();
}

class Body {
  private readonly random: RandomDraw[];
  private readonly trust: SessionTrust[];
  private readonly exchanges: SessionExchange[] = [];
  private expect: Expectation | undefined;
  private complete = false;

  constructor(private readonly head: HeaderLine) {
    this.random = [...head.random];
    this.trust = [...head.trust];
  }

  add(line: SessionLine, number: number): void {
    if (this.complete) throw new ChipidError("session.line", `Line ${number} of the recording comes after the footer.`);
    switch (line.kind) {
      case "exchange":
        this.exchanges.push(line.exchange);
        break;
      case "random":
        this.random.push(line.draw);
        if (this.random.length > MAX_DRAWS) throw limit("of more random values than a session draws");
        break;
      case "trust":
        this.trust.push(...line.trust);
        if (this.trust.length > MAX_TRUST_FILES) throw limit("of more trust data than a session needs");
        break;
      case "end":
        this.expect = line.expect;
        this.complete = true;
    }
  }

  session(): Session {
    const { random, trust, exchanges, expect, complete } = this;
    return {
      header: this.head.header,
      random,
      trust,
      exchanges,
      ...(expect === undefined ? {} : { expect }),
      complete,
    };
  }
}

/** A last line that is no whole JSON was broken off, which is something else than altered. */
function brokenOff<T>(line: string, last: boolean, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (last && isChipidError(error) && !isWholeJson(line)) {
      throw new ChipidError("session.cut", "The recording is cut off in the middle of its last line.", {
        cause: error,
      });
    }
    throw error;
  }
}

function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new ChipidError("session.format", "The recording is not UTF-8 text.", { cause });
  }
}

function limit(what: string): ChipidError {
  return new ChipidError("session.limit", `The recording is ${what}.`);
}
