import { dirname, join } from "node:path";
import { type Inspection, inspectionToJson, isChipidError, SignerMemory, toHex, type Verdict } from "@chipid/sdk";
import { nodeChipCrypto, nodeCrypto, readWholeFile } from "@chipid/sdk/node";
import {
  type DescribedCommand,
  type ExpectationFailure,
  expectationOf,
  formatSession,
  MAX_SESSION_BYTES,
  type Mismatch,
  type Replay,
  readSession,
  replaySession,
  type Session,
  SessionTrustMemory,
} from "@chipid/sdk/recording";
import { faultOf } from "../errors.js";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-codes.js";
import { fileFault } from "../input.js";
import { writeOutput } from "../output.js";

/** What one replayed session came to, as `--json` prints it: an inspection, or an error, and what was held against it. */
export type SessionReport = { readonly path: string; readonly ms: number } & (
  | { readonly inspection: Inspection; readonly replay: ReplayReport }
  | {
      readonly error: { readonly code: string; readonly message: string };
      readonly exit: ExitCode;
      readonly replay?: ReplayReport;
    }
);

export interface ReplayReport {
  readonly ok: boolean;
  readonly exchanges: number;
  /** The session says what is to be found. */
  readonly expects: boolean;
  readonly updated: boolean;
  readonly mismatch: MismatchReport | null;
  readonly failures: readonly ExpectationFailure[];
}

export interface MismatchReport {
  readonly kind: Mismatch["kind"];
  /** Number of the exchange, from 0. */
  readonly index: number;
  readonly message: string;
  readonly expected: CommandReport | string | null;
  readonly came: CommandReport | string | null;
}

interface CommandReport {
  readonly bytes: string;
  readonly text: string;
  /** The command that secure messaging hides. */
  readonly plain?: { readonly bytes: string; readonly text: string };
}

export interface ReplayRunOptions {
  readonly personal: boolean;
  /** Write what was found as what is expected: where nothing was, or (`force`) whatever was. */
  readonly update: "no" | "missing" | "force";
}

/** Trust data beside a recording is certificates and lists. */
const MAX_TRUST_FILE = 64 * 1024 * 1024;
/** Documents of one issuer are replayed by the hundred. */
const memory = new SignerMemory();
const trustMemory = new SessionTrustMemory(nodeCrypto());

/** Replays the session in a file. Never throws: what went wrong is in the report. */
export async function replayFile(path: string, options: ReplayRunOptions): Promise<SessionReport> {
  const begun = performance.now();
  const since = (): number => Math.round((performance.now() - begun) * 100) / 100;
  try {
    const session = readSession(readWholeFile(path, MAX_SESSION_BYTES));
    const replay = await replaySession(session, {
      crypto: nodeCrypto(),
      chipCrypto: nodeChipCrypto(),
      memory,
      clock: () => performance.now(),
      personal: options.personal,
      path,
      trust: await trustMemory.trustOf(session, (name) => readWholeFile(join(dirname(path), name), MAX_TRUST_FILE)),
    });
    const updated = update(path, session, replay, options);
    const report: ReplayReport = {
      ok: updated || replay.ok,
      exchanges: replay.exchanges,
      expects: session.expect !== undefined || updated,
      updated,
      mismatch: replay.mismatch === undefined ? null : mismatchReport(replay.mismatch),
      failures: updated ? [] : replay.failures,
    };
    const { inspection } = replay;
    if (inspection !== undefined) return { path, ms: since(), inspection, replay: report };
    const message = replay.mismatch?.message ?? "The session did not run to its end.";
    return {
      path,
      ms: since(),
      error: { code: "session.mismatch", message },
      exit: EXIT.expectationMissed,
      replay: report,
    };
  } catch (error) {
    const fault = faultOf(isChipidError(error) ? fileFault(path, error) : error, "replay");
    return { path, ms: since(), error: { code: fault.code, message: fault.line }, exit: fault.exit };
  }
}

/** The text is rewritten whole, so that what was drawn and trusted is in its header. */
function update(path: string, session: Session, { inspection }: Replay, options: ReplayRunOptions): boolean {
  if (inspection === undefined || options.update === "no") return false;
  if (session.expect !== undefined && options.update !== "force") return false;
  const expected: Session = { ...session, expect: expectationOf(inspection), complete: true };
  writeOutput({ option: "--update", path }, Buffer.from(formatSession(expected), "utf8"));
  return true;
}

function mismatchReport({ kind, index, message, expected, came }: Mismatch): MismatchReport {
  return { kind, index, message, expected: commandReport(expected), came: commandReport(came) };
}

function commandReport(command: DescribedCommand | string | undefined): CommandReport | string | null {
  if (command === undefined) return null;
  if (typeof command === "string") return command;
  const { bytes, text, plain } = command;
  return {
    bytes: toHex(bytes),
    text,
    ...(plain === undefined ? {} : { plain: { bytes: toHex(plain.bytes), text: plain.text } }),
  };
}

/** 0 where the session ran and met what it expects, a red one too; without expectation by its verdict. */
export function exitCodeOfReport(report: SessionReport): ExitCode {
  if ("error" in report) return report.exit;
  if (!report.replay.ok) return EXIT.expectationMissed;
  return report.replay.expects ? EXIT.ok : exitCodeOf(report.inspection.verdict);
}

export function verdictOfReport(report: SessionReport): Verdict | undefined {
  return "error" in report ? undefined : report.inspection.verdict;
}

/** The report on one line: an inspection with `replay` beside its fields, or `{ path, error }`. */
export function reportToJson(report: SessionReport): string {
  if ("error" in report) {
    const { path, error, replay, exit, ms } = report;
    return JSON.stringify({ path, error, ...(replay === undefined ? {} : { replay }), exit, ms });
  }
  const inspection = JSON.parse(inspectionToJson(report.inspection)) as object;
  return JSON.stringify({ ...inspection, replay: report.replay, ms: report.ms });
}

/** A report that another process printed. */
export function reportFromJson(line: string): SessionReport {
  const value = JSON.parse(line) as Inspection & { replay: ReplayReport; ms: number; path: string; error?: unknown };
  if (value.error !== undefined) return value as unknown as SessionReport;
  const { replay, ms, ...inspection } = value;
  return { path: value.path, ms, inspection, replay };
}
