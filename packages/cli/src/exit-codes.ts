import type { Verdict } from "@chipid/sdk";

/** Exit codes of the command (contract of the command line; stable). */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  unconfirmed: 10,
  retry: 11,
  notGenuine: 20,
  notValid: 21,
  expectationMissed: 30,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_VERDICT: Readonly<Record<Verdict, ExitCode>> = {
  genuine: EXIT.ok,
  "genuine-copyable": EXIT.ok,
  unconfirmed: EXIT.unconfirmed,
  retry: EXIT.retry,
  "not-genuine": EXIT.notGenuine,
  "not-valid": EXIT.notValid,
};

export function exitCodeOf(verdict: Verdict): ExitCode {
  return BY_VERDICT[verdict];
}

/** Worst first. */
const SEVERITY: readonly ExitCode[] = [
  EXIT.internal,
  EXIT.usage,
  EXIT.expectationMissed,
  EXIT.notGenuine,
  EXIT.notValid,
  EXIT.retry,
  EXIT.unconfirmed,
  EXIT.ok,
];

/** The code that stands for several inputs. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return SEVERITY.find((code) => codes.includes(code)) ?? EXIT.ok;
}
