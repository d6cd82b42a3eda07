import { concat } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";

/** A command APDU (ISO 7816-4 §5.1). */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Command data, at most 65535 bytes; absent and empty are the same. */
  readonly data?: Uint8Array;
  /** Ne: the most bytes expected, 1–65536; absent: none expected. */
  readonly ne?: number;
}

/** A response APDU: data, and the status word as one number (0x9000). */
export interface Response {
  readonly data: Uint8Array;
  readonly sw: number;
}

const MAX_DATA = 65535;
const MAX_NE = 65536;

/** True when the command cannot be encoded with short lengths. */
export function needsExtended(command: Command): boolean {
  return (command.data?.length ?? 0) > 255 || (command.ne ?? 0) > 256;
}

/**
 * Bytes of a command: cases 1 to 4, short where it fits, extended where it must be or `extended` asks for it (both
 * lengths have the same form, ISO 7816-4 §5.1).
 * @throws ChipidError `apdu.command` for values out of range.
 */
export function encodeCommand(command: Command, options: { readonly extended?: boolean } = {}): Uint8Array {
  const { cla, ins, p1, p2, ne } = command;
  const data = command.data ?? new Uint8Array(0);
  if ([cla, ins, p1, p2].some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255) || data.length > MAX_DATA) {
    throw new ChipidError("apdu.command", "A command header or its data are out of range.");
  }
  if (ne !== undefined && (!Number.isInteger(ne) || ne < 1 || ne > MAX_NE)) {
    throw new ChipidError("apdu.command", "The expected length of a command is out of range.");
  }
  const header = Uint8Array.of(cla, ins, p1, p2);
  const long = needsExtended(command) || options.extended === true;
  if (!long) {
    const lc = data.length === 0 ? data : concat(Uint8Array.of(data.length), data);
    return concat(header, lc, ne === undefined ? new Uint8Array(0) : Uint8Array.of(ne & 0xff));
  }
  const le = ne === undefined ? new Uint8Array(0) : Uint8Array.of((ne >> 8) & 0xff, ne & 0xff);
  if (data.length === 0) return concat(header, ne === undefined ? le : concat(Uint8Array.of(0), le));
  return concat(header, Uint8Array.of(0, data.length >> 8, data.length & 0xff), data, le);
}

/**
 * A command from its bytes, as a chip reads them.
 * @throws ChipidError `apdu.command` when the lengths do not fit.
 */
export function decodeCommand(bytes: Uint8Array): Command {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, first = 0] = bytes;
  const malformed = (): ChipidError => new ChipidError("apdu.command", "A command's lengths do not fit its bytes.");
  if (bytes.length < 4) throw malformed();
  const header = { cla, ins, p1, p2 };
  if (bytes.length === 4) return header;
  if (bytes.length === 5) return { ...header, ne: first === 0 ? 256 : first };
  if (first !== 0) {
    const end = 5 + first;
    const data = bytes.subarray(5, end);
    if (bytes.length === end) return { ...header, data };
    if (bytes.length === end + 1) return { ...header, data, ne: bytes[end] === 0 ? 256 : (bytes[end] ?? 0) };
    throw malformed();
  }
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (bytes.length === 7) return { ...header, ne: word(5) === 0 ? MAX_NE : word(5) };
  const length = word(5);
  const end = 7 + length;
  if (bytes.length < 7 || length === 0) throw malformed();
  const data = bytes.subarray(7, end);
  if (bytes.length === end) return { ...header, data };
  if (bytes.length === end + 2) return { ...header, data, ne: word(end) === 0 ? MAX_NE : word(end) };
  throw malformed();
}

/** @throws ChipidError `apdu.response` for fewer than two bytes. */
export function decodeResponse(bytes: Uint8Array): Response {
  const end = bytes.length - 2;
  if (end < 0) throw new ChipidError("apdu.response", "A response has no status word.");
  // A Card of somebody else's may answer with a Buffer, whose `slice` is no copy: what is overwritten later would be his.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, end);
  return { data, sw: ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0) };
}

export function encodeResponse({ data, sw }: Response): Uint8Array {
  return concat(data, Uint8Array.of(sw >> 8, sw & 0xff));
}
