import type { ErrorCode } from "./codes.js";

export interface ChipidErrorOptions {
  /** The lower-level error, when there is one. */
  readonly cause?: unknown;
  /** Byte offset in the input at which the fault was seen, when it is known. */
  readonly offset?: number;
  /** Clause of the standard that the input breaks, e.g. `ICAO 9303-10 §4.6.2`. */
  readonly reference?: string;
}

/**
 * The one error family of the SDK. Switch on `code`; `message` is one sentence for people and never holds file
 * contents, keys or personal data.
 */
export class ChipidError extends Error {
  override readonly name = "ChipidError";
  readonly code: ErrorCode;
  readonly offset: number | undefined;
  readonly reference: string | undefined;

  constructor(code: ErrorCode, message: string, options: ChipidErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.offset = options.offset;
    this.reference = options.reference;
  }
}

/** True for errors of this family; with `code`, only for that code. */
export function isChipidError(error: unknown, code?: ErrorCode): error is ChipidError {
  return error instanceof ChipidError && (code === undefined || error.code === code);
}
