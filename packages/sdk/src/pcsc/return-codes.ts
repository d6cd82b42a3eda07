import { ChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";

/** Return codes of the PC/SC API that mean something here (winscard.h). */
export const RETURN = {
  internalError: 0x80100001,
  cancelled: 0x80100002,
  invalidHandle: 0x80100003,
  insufficientBuffer: 0x80100008,
  unknownReader: 0x80100009,
  timeout: 0x8010000a,
  sharingViolation: 0x8010000b,
  noCard: 0x8010000c,
  unknownCard: 0x8010000d,
  protocolMismatch: 0x8010000f,
  notReady: 0x80100010,
  systemCancelled: 0x80100012,
  commError: 0x80100013,
  notTransacted: 0x80100016,
  readerUnavailable: 0x80100017,
  noService: 0x8010001d,
  serviceStopped: 0x8010001e,
  noReaders: 0x8010002e,
  commDataLost: 0x8010002f,
  unsupportedCard: 0x80100065,
  unresponsiveCard: 0x80100066,
  unpoweredCard: 0x80100067,
  resetCard: 0x80100068,
  removedCard: 0x80100069,
  securityViolation: 0x8010006a,
} as const;

/** A failure that this room finds itself, with the return code that the service would have given. */
export class ReturnCodeError extends Error {
  readonly returnCode: number;
  constructor(returnCode: number, message: string) {
    super(message);
    this.returnCode = returnCode;
  }
}

/** `smartcard` gives only a text, one for each return code. */
const TEXTS: ReadonlyMap<string, number> = new Map([
  ["Internal error", RETURN.internalError],
  ["Operation cancelled", RETURN.cancelled],
  ["Invalid handle", RETURN.invalidHandle],
  ["Card is not connected", RETURN.invalidHandle],
  ["Context is not valid", RETURN.invalidHandle],
  ["Insufficient buffer", RETURN.insufficientBuffer],
  ["Unknown reader", RETURN.unknownReader],
  ["Operation timed out", RETURN.timeout],
  ["Sharing violation", RETURN.sharingViolation],
  ["No smart card present", RETURN.noCard],
  ["Unknown card type", RETURN.unknownCard],
  ["Protocol mismatch", RETURN.protocolMismatch],
  ["Reader not ready", RETURN.notReady],
  ["System cancelled operation", RETURN.systemCancelled],
  ["Communication error", RETURN.commError],
  ["Transaction failed", RETURN.notTransacted],
  ["Reader unavailable", RETURN.readerUnavailable],
  ["PC/SC service not running", RETURN.noService],
  ["PC/SC service stopped", RETURN.serviceStopped],
  ["No readers available", RETURN.noReaders],
  ["Card is not supported", RETURN.unsupportedCard],
  ["Card is unresponsive", RETURN.unresponsiveCard],
  ["Card is unpowered", RETURN.unpoweredCard],
  ["Card was reset", RETURN.resetCard],
  ["Card was removed", RETURN.removedCard],
]);

/** The PC/SC return code in a binding's error, or undefined when it holds none. */
export function returnCodeOf(error: unknown): number | undefined {
  if (error instanceof ReturnCodeError) return error.returnCode;
  if (!(error instanceof Error)) return undefined;
  const digits = /\(0x([0-9a-f]{8,16})\)/i.exec(error.message)?.[1];
  // A long has 64 bits on some systems and may be sign-extended: the code is in the lower 32.
  if (digits !== undefined) return Number.parseInt(digits.slice(-8), 16);
  return TEXTS.get(error.message);
}

const SERVICE_CODES: ReadonlySet<number> = new Set([
  RETURN.commError,
  RETURN.noService,
  RETURN.serviceStopped,
  RETURN.systemCancelled,
]);

/** True when the code says that the service itself is gone, not one card or reader. */
export function meansServiceLost(code: number | undefined): boolean {
  return code !== undefined && SERVICE_CODES.has(code);
}

const MEANINGS: ReadonlyMap<number, readonly [ErrorCode, string]> = new Map<number, readonly [ErrorCode, string]>([
  [RETURN.invalidHandle, ["card.transport", "The connection to the card is over: connect again."]],
  [RETURN.insufficientBuffer, ["card.buffer", "The card's response is longer than any the reader software can take."]],
  [RETURN.unknownReader, ["reader.unknown", "The reader is no longer there: plug it in again."]],
  [RETURN.readerUnavailable, ["reader.unknown", "The reader is no longer there: plug it in again."]],
  [RETURN.timeout, ["card.timeout", "The card did not answer in time."]],
  [
    RETURN.sharingViolation,
    [
      "card.sharing",
      "Another program holds the card: close programs that use smart cards (signing and token software, GnuPG, another reading station) and try again.",
    ],
  ],
  [RETURN.noCard, ["card.none", "No card is in the reader."]],
  [RETURN.notReady, ["card.transport", "The reader is not ready: take the card away and put it back."]],
  [RETURN.protocolMismatch, ["card.protocol", "Card and reader have no transmission protocol in common."]],
  [RETURN.unknownCard, ["card.protocol", "The reader does not know how to talk to this kind of card."]],
  [RETURN.unsupportedCard, ["card.protocol", "The reader does not know how to talk to this kind of card."]],
  [RETURN.notTransacted, ["card.transport", "The exchange with the card failed: it may have moved."]],
  [RETURN.commDataLost, ["card.transport", "The exchange with the card failed: it may have moved."]],
  [
    RETURN.unresponsiveCard,
    ["card.unresponsive", "The card does not answer: put one card alone on the reader, flat and in the middle."],
  ],
  [RETURN.unpoweredCard, ["card.reset", "The card lost its power and with it the session."]],
  [RETURN.resetCard, ["card.reset", "The card was reset, possibly by another program, and the session is over."]],
  [RETURN.removedCard, ["card.removed", "The card was removed."]],
  [RETURN.noReaders, ["reader.none", "No reader is connected: plug one in."]],
  [
    RETURN.securityViolation,
    ["reader.denied", "This user may not use smart-card readers: the system's policy (on Linux, polkit) refused it."],
  ],
]);

/** An error of reader, card or service, with the return code it came from. */
export class ReaderError extends ChipidError {
  /** PC/SC return code, when there was one. */
  readonly returnCode: number | undefined;
  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly returnCode?: number } = {},
  ) {
    super(code, message, { cause: options.cause });
    this.returnCode = options.returnCode;
  }
}

/** The error of this SDK for whatever a binding threw; errors of the SDK pass. */
export function readerError(error: unknown, platform: string = process.platform): ChipidError {
  if (error instanceof ChipidError) return error;
  const returnCode = returnCodeOf(error);
  const options = { cause: error, ...(returnCode === undefined ? {} : { returnCode }) };
  if (meansServiceLost(returnCode)) return new ReaderError("reader.service", serviceHint(platform), options);
  const meaning = returnCode === undefined ? undefined : MEANINGS.get(returnCode);
  if (meaning !== undefined) return new ReaderError(...meaning, options);
  const digits = returnCode === undefined ? "" : ` (0x${returnCode.toString(16).padStart(8, "0")})`;
  return new ReaderError("card.transport", `The exchange with reader or card failed${digits}.`, options);
}

/** The service is not running, as `cause` shows. */
export function serviceGone(cause: ChipidError, platform: string = process.platform): ReaderError {
  return new ReaderError("reader.service", serviceHint(platform), { cause });
}

function serviceHint(platform: string): string {
  if (platform === "win32") {
    return "Windows' smart-card service is not running, as it is while no reader is connected: plug the reader in.";
  }
  if (platform === "darwin") return "The system's smart-card service is not running: plug the reader in again.";
  return "The PC/SC service is not running: start it (sudo systemctl enable --now pcscd.socket).";
}
