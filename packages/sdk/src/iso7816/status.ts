import { ChipidError, type ChipidErrorOptions } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";

/** Status words that the protocols of a travel document give a meaning (ISO 7816-4 Tables 6 and 7). */
export const SW = {
  ok: 0x9000,
  partOfData: 0x6281,
  endOfFile: 0x6282,
  fileDeactivated: 0x6283,
  verificationFailed: 0x6300,
  wrongLength: 0x6700,
  logicalChannelNotSupported: 0x6881,
  smNotSupported: 0x6882,
  lastCommandOfChainExpected: 0x6883,
  chainingNotSupported: 0x6884,
  incompatibleFile: 0x6981,
  securityStatus: 0x6982,
  authenticationBlocked: 0x6983,
  referenceDataNotUsable: 0x6984,
  conditionsOfUse: 0x6985,
  noCurrentFile: 0x6986,
  smObjectsMissing: 0x6987,
  smObjectsIncorrect: 0x6988,
  wrongData: 0x6a80,
  functionNotSupported: 0x6a81,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongP1P2: 0x6a86,
  lcInconsistent: 0x6a87,
  referenceNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  insNotSupported: 0x6d00,
  claNotSupported: 0x6e00,
  unknown: 0x6f00,
} as const;

const TEXTS: ReadonlyMap<number, string> = new Map([
  [SW.ok, "done"],
  [SW.partOfData, "part of the data may be corrupted"],
  [SW.endOfFile, "end of file before the bytes asked for"],
  [SW.fileDeactivated, "file deactivated"],
  [SW.verificationFailed, "authentication failed"],
  [SW.wrongLength, "wrong length"],
  [SW.logicalChannelNotSupported, "logical channel not supported"],
  [SW.smNotSupported, "secure messaging not supported"],
  [SW.lastCommandOfChainExpected, "last command of a chain expected"],
  [SW.chainingNotSupported, "command chaining not supported"],
  [SW.incompatibleFile, "command does not fit the file structure"],
  [SW.securityStatus, "security status not satisfied"],
  [SW.authenticationBlocked, "authentication method blocked"],
  [SW.referenceDataNotUsable, "reference data not usable"],
  [SW.conditionsOfUse, "conditions of use not satisfied"],
  [SW.noCurrentFile, "no file selected"],
  [SW.smObjectsMissing, "secure messaging objects missing"],
  [SW.smObjectsIncorrect, "secure messaging objects incorrect"],
  [SW.wrongData, "wrong data"],
  [SW.functionNotSupported, "function not supported"],
  [SW.fileNotFound, "file or application not found"],
  [SW.recordNotFound, "record not found"],
  [SW.wrongP1P2, "wrong parameters P1-P2"],
  [SW.lcInconsistent, "Lc does not fit P1-P2"],
  [SW.referenceNotFound, "reference data not found"],
  [SW.wrongOffset, "offset outside the file"],
  [SW.insNotSupported, "instruction not supported"],
  [SW.claNotSupported, "class not supported"],
  [SW.unknown, "no precise diagnosis"],
]);

/** The four hex digits of a status word and, where it has one, its meaning: `6A82 (file or application not found)`. */
export function statusText(sw: number): string {
  const digits = sw.toString(16).toUpperCase().padStart(4, "0");
  const meaning = statusMeaning(sw);
  return meaning === undefined ? digits : `${digits} (${meaning})`;
}

/** What a status word says (ISO 7816-4 §5.6), or undefined. */
export function statusMeaning(sw: number): string | undefined {
  const known = TEXTS.get(sw);
  if (known !== undefined) return known;
  const tries = triesLeft(sw);
  if (tries !== undefined) return `authentication failed, ${tries} ${tries === 1 ? "try" : "tries"} left`;
  if (sw >> 8 === 0x61) return "more data to fetch";
  if (sw >> 8 === 0x6c) return "wrong Le";
  return undefined;
}

/** Tries that a 63CX says are left, 0–15; undefined for every other status. */
export function triesLeft(sw: number): number | undefined {
  return (sw & 0xfff0) === 0x63c0 ? sw & 0x0f : undefined;
}

/** 64XX to 6FXX but not 6CXX and 61XX: the command was not carried out. Warnings 62XX and 63XX count as errors too. */
export function isErrorStatus(sw: number): boolean {
  return sw !== SW.ok && sw >> 8 !== 0x61;
}

/** An error that is what the card said. */
export class StatusError extends ChipidError {
  /** The status word. */
  readonly sw: number;
  /** Tries left, when the card said so. */
  readonly triesLeft: number | undefined;

  constructor(code: ErrorCode, message: string, sw: number, options: ChipidErrorOptions = {}) {
    super(code, message, options);
    this.sw = sw;
    this.triesLeft = triesLeft(sw);
  }
}

export function isStatusError(error: unknown, code?: ErrorCode): error is StatusError {
  return error instanceof StatusError && (code === undefined || error.code === code);
}
