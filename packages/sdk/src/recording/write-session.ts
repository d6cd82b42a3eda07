import { toBase64, toHex } from "../bytes/bytes.js";
import type {
  DocumentKey,
  Expectation,
  RandomDraw,
  Session,
  SessionExchange,
  SessionHeader,
  SessionTrust,
} from "./session-types.js";
import { SESSION_FORMAT } from "./session-types.js";

/** Takes one line without its line end. What it throws stops the recording, never the inspection's bytes on the wire. */
export type LineSink = (line: string) => void;

/**
 * Writes a session as it happens: header first, then whatever comes, each a whole line, so that a killed recorder loses at
 * most one exchange.
 */
export class SessionWriter {
  private ended = false;

  constructor(
    private readonly sink: LineSink,
    header: SessionHeader,
    known: Pick<Session, "random" | "trust"> = { random: [], trust: [] },
  ) {
    sink(headerLine(header, known));
  }

  exchange(exchange: SessionExchange): void {
    this.put(exchangeLine(exchange));
  }

  draw(draw: RandomDraw): void {
    this.put(JSON.stringify({ random: drawJson(draw) }));
  }

  trust(trust: readonly SessionTrust[]): void {
    this.put(JSON.stringify({ trust: trust.map(trustJson) }));
  }

  /** The footer; nothing is written after it. */
  end(expect?: Expectation): void {
    this.put(JSON.stringify(expect === undefined ? { end: true } : { expect }));
    this.ended = true;
  }

  private put(line: string): void {
    // A late answer of a card must not follow the footer, where no reader would take it.
    if (!this.ended) this.sink(line);
  }
}

/** The text of a whole session, in its finished form: all random values and trust data in the header. */
export function formatSession(session: Session): string {
  const lines: string[] = [];
  const writer = new SessionWriter((line) => lines.push(line), session.header, session);
  for (const exchange of session.exchanges) writer.exchange(exchange);
  if (session.complete) writer.end(session.expect);
  return `${lines.join("\n")}\n`;
}

function headerLine(header: SessionHeader, { random, trust }: Pick<Session, "random" | "trust">): string {
  const { created, tool, reader, atr, limits, habits, keys, policy, at, today, scans, title } = header;
  const { dataGroups, assumed, challenge } = header;
  return JSON.stringify({
    format: SESSION_FORMAT,
    title,
    created: new Date(created).toISOString(),
    tool,
    reader,
    atr: atr === undefined ? undefined : toHex(atr),
    limits,
    habits,
    keys: keys.map(keyJson),
    policy,
    at: new Date(at).toISOString(),
    today,
    dataGroups,
    assumed: assumed === undefined ? undefined : toHex(assumed),
    challenge: challenge === undefined ? undefined : toHex(challenge),
    scans: scans.length === 0 ? undefined : scans,
    random: random.map(drawJson),
    trust: trust.map(trustJson),
  });
}

function keyJson(key: DocumentKey): object {
  const { kind, ...value } = key;
  return value;
}

function drawJson({ purpose, bytes }: RandomDraw): object {
  return { purpose, bytes: toHex(bytes) };
}

function trustJson(trust: SessionTrust): object {
  if ("file" in trust) return trust;
  const { name, bytes, status, kind, date } = trust;
  return {
    name,
    der: toBase64(bytes),
    status,
    kind,
    date: date === undefined ? undefined : new Date(date).toISOString(),
  };
}

function exchangeLine(exchange: SessionExchange): string {
  const { ms, note } = exchange;
  const rest = { ms: ms === undefined ? undefined : Math.round(ms * 1000) / 1000, note };
  if (exchange.kind === "reset") {
    const atr = exchange.atr === undefined ? undefined : toHex(exchange.atr);
    return JSON.stringify({ reset: true, fault: exchange.fault, atr, ...rest });
  }
  if (exchange.kind === "reconnect") {
    const atr = exchange.atr === undefined ? undefined : toHex(exchange.atr);
    return JSON.stringify({ reconnect: exchange.card, atr, ...rest });
  }
  const command = toHex(exchange.command);
  if ("fault" in exchange) return JSON.stringify({ command, fault: exchange.fault, ...rest });
  return JSON.stringify({ command, response: toHex(exchange.response), ...rest });
}
