import { concat, constantTimeEqual, fromBigInt } from "../bytes/bytes.js";
import { blockLength, type Ciphers, MAC_LENGTH } from "../crypto/cipher-types.js";
import { padMethod2, unpadMethod2 } from "../crypto/mac.js";
import { createPureCiphers } from "../crypto/pure-ciphers.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { type Command, decodeCommand, encodeCommand, encodeResponse, type Response } from "../iso7816/apdu.js";
import { isErrorStatus, StatusError, statusText } from "../iso7816/status.js";
import type { SessionCipher } from "../lds/security-info-types.js";
import { encodeTlv, readTlvs, type Tlv } from "../tlv/tlv.js";

// Secure messaging (ICAO 9303-11 §9.8, ISO 7816-4 §10) as pure functions of keys, counter and bytes, for the terminal and
// for the chip. The send sequence counter goes in as it stood after the last message and comes out one higher.

/** KS_Enc and KS_MAC of a session. */
export interface SessionKeys {
  readonly cipher: SessionCipher;
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

/** An APDU on the wire, and the counter after it. */
export interface ProtectedMessage {
  readonly bytes: Uint8Array;
  readonly counter: bigint;
}

const REFERENCE = "ICAO 9303-11 §9.8";
const PURE = createPureCiphers();

/** Secure messaging, command header authenticated (ISO 7816-4 Table 2). */
const SM_CLASS_BITS = 0x0c;
const PADDING_INDICATOR = Uint8Array.of(0x01);

const DO_CRYPTOGRAM_BER = 0x85;
const DO_CRYPTOGRAM = 0x87;
const DO_MAC = 0x8e;
const DO_LE = 0x97;
const DO_STATUS = 0x99;

/** More than an extended APDU holds is never a message; four objects are all that is defined. */
const TLV_LIMITS = { maxDepth: 1, maxLength: 70_000, maxCount: 8 };

/** The counter's successor, in 8 bytes for 3DES and 16 for AES; it begins again at zero after its largest value. */
export function nextCounter(cipher: SessionCipher, counter: bigint): bigint {
  return BigInt.asUintN(8 * blockLength(cipher), counter + 1n);
}

/**
 * The protected form of a command. The data goes into DO'87' with padding indicator 01, for an odd INS into DO'85'
 * (§9.8.4); Ne into DO'97', one byte up to 256, else two. Lc and Le are extended where the command asks for more than 256
 * bytes or the protected data is longer than 255.
 * @throws ChipidError `apdu.command` when a value is out of range or the protected data is longer than 65535 bytes,
 * `crypto.key`
 */
export function protectCommand(
  keys: SessionKeys,
  counter: bigint,
  command: Command,
  ciphers: Ciphers = PURE,
): ProtectedMessage {
  const ssc = nextCounter(keys.cipher, counter);
  // Refuses what no plain APDU could say either, before it is hidden by encryption.
  encodeCommand(command);
  const { ins, p1, p2, ne } = command;
  const cla = command.cla | SM_CLASS_BITS;
  const data = command.data ?? new Uint8Array(0);
  const objects = concat(
    data.length === 0 ? data : cryptogram(keys, ssc, data, ins, ciphers),
    ne === undefined ? new Uint8Array(0) : encodeTlv(DO_LE, encodeNe(ne)),
  );
  const header = Uint8Array.of(cla, ins, p1, p2);
  const mac = encodeTlv(DO_MAC, commandMac(keys, ssc, header, objects, ciphers));
  const outer = concat(objects, mac);
  const extended = outer.length > 255 || (ne ?? 0) > 256;
  const bytes = encodeCommand({ cla, ins, p1, p2, data: outer, ne: extended ? 65536 : 256 }, { extended });
  return { bytes, counter: ssc };
}

/**
 * The response inside a protected one, status word of DO'99'. The MAC is checked before anything else in it is believed,
 * in constant time; then inner and outer status must be equal.
 * @throws ChipidError `channel.mac`; `channel.plain` for data or a status of success without protection (T65);
 * StatusError `channel.lost` for a bare error status: the chip has ended the session; `channel.status` when inner and
 * outer status differ; `channel.structure`
 */
export function unprotectResponse(
  keys: SessionKeys,
  counter: bigint,
  bytes: Uint8Array,
  ciphers: Ciphers = PURE,
): { readonly response: Response; readonly counter: bigint } {
  const ssc = nextCounter(keys.cipher, counter);
  const end = bytes.length - 2;
  if (end < 0) throw new ChipidError("apdu.response", "A response has no status word.");
  const sw = ((bytes[end] ?? 0) << 8) | (bytes[end + 1] ?? 0);
  const body = bytes.subarray(0, end);
  const objects = responseObjects(body, sw);

  const mac = objects.at(-1);
  if (mac?.tag !== DO_MAC || mac.value.length !== MAC_LENGTH) throw structure("A protected response has no MAC.");
  const authenticated = body.subarray(0, mac.offset);
  const expected = macOf(keys, ssc, authenticated, ciphers);
  if (!constantTimeEqual(expected, mac.value)) {
    throw new ChipidError("channel.mac", "The MAC of a protected response is wrong.", { reference: REFERENCE });
  }

  const others = objects.slice(0, -1);
  const status = only(others, [DO_STATUS]);
  const encrypted = only(others, [DO_CRYPTOGRAM, DO_CRYPTOGRAM_BER]);
  if (others.length !== (status === undefined ? 0 : 1) + (encrypted === undefined ? 0 : 1)) {
    throw structure("A protected response has an object that is not due.");
  }
  if (status?.value.length !== 2) throw structure("A protected response has no protected status word.");
  const inner = ((status.value[0] ?? 0) << 8) | (status.value[1] ?? 0);
  if (inner !== sw) {
    throw new ChipidError("channel.status", "The protected and the bare status word of a response differ.", {
      reference: REFERENCE,
    });
  }
  const data = encrypted === undefined ? new Uint8Array(0) : decrypt(keys, ssc, encrypted, ciphers);
  return { response: { data, sw }, counter: ssc };
}

/**
 * The chip's side of `protectCommand`: the command that the terminal meant.
 * @throws ChipidError `apdu.command` for malformed lengths; `channel.plain` without secure messaging; `channel.mac`;
 * `channel.structure` for missing or malformed objects
 */
export function unprotectCommand(
  keys: SessionKeys,
  counter: bigint,
  bytes: Uint8Array,
  ciphers: Ciphers = PURE,
): { readonly command: Command; readonly counter: bigint } {
  const ssc = nextCounter(keys.cipher, counter);
  const outer = decodeCommand(bytes);
  if ((outer.cla & SM_CLASS_BITS) !== SM_CLASS_BITS) {
    throw new ChipidError("channel.plain", "A command came without secure messaging.", { reference: REFERENCE });
  }
  const body = outer.data ?? new Uint8Array(0);
  const objects = parse(body);
  const mac = objects.at(-1);
  if (mac?.tag !== DO_MAC || mac.value.length !== MAC_LENGTH) throw structure("A protected command has no MAC.");
  const header = bytes.subarray(0, 4);
  const expected = commandMac(keys, ssc, header, body.subarray(0, mac.offset), ciphers);
  if (!constantTimeEqual(expected, mac.value)) {
    throw new ChipidError("channel.mac", "The MAC of a protected command is wrong.", { reference: REFERENCE });
  }

  const others = objects.slice(0, -1);
  const encrypted = only(others, [outer.ins % 2 === 0 ? DO_CRYPTOGRAM : DO_CRYPTOGRAM_BER]);
  const le = only(others, [DO_LE]);
  if (others.length !== (encrypted === undefined ? 0 : 1) + (le === undefined ? 0 : 1)) {
    throw structure("A protected command has an object that is not due.");
  }
  const { ins, p1, p2 } = outer;
  const command: Command = {
    cla: outer.cla & ~SM_CLASS_BITS,
    ins,
    p1,
    p2,
    ...(encrypted === undefined ? {} : { data: decrypt(keys, ssc, encrypted, ciphers) }),
    ...(le === undefined ? {} : { ne: decodeNe(le.value) }),
  };
  return { command, counter: ssc };
}

/**
 * The chip's side of `unprotectResponse`. `ins` is the command's: it says which object carries the data.
 * @throws ChipidError `crypto.key`
 */
export function protectResponse(
  keys: SessionKeys,
  counter: bigint,
  response: Response,
  ins = 0,
  ciphers: Ciphers = PURE,
): ProtectedMessage {
  const ssc = nextCounter(keys.cipher, counter);
  const { data, sw } = response;
  const objects = concat(
    data.length === 0 ? data : cryptogram(keys, ssc, data, ins, ciphers),
    encodeTlv(DO_STATUS, Uint8Array.of(sw >> 8, sw & 0xff)),
  );
  const mac = encodeTlv(DO_MAC, macOf(keys, ssc, objects, ciphers));
  return { bytes: encodeResponse({ data: concat(objects, mac), sw }), counter: ssc };
}

/** Bytes of the response data field (no status word) that carries `length` bytes under protection. */
export function protectedResponseLength(cipher: SessionCipher, length: number): number {
  const statusAndMac = 4 + 2 + MAC_LENGTH;
  if (length === 0) return statusAndMac;
  const block = blockLength(cipher);
  const value = 1 + length - (length % block) + block;
  const lengthBytes = value < 0x80 ? 1 : value < 0x100 ? 2 : value < 0x10000 ? 3 : 4;
  return 1 + lengthBytes + value + statusAndMac;
}

/** Most bytes that fit protected into a response data field of `room` bytes: 231 (3DES) or 223 (AES) for 256. */
export function largestProtectedData(cipher: SessionCipher, room: number): number {
  const block = blockLength(cipher);
  // One byte of padding is always due, so that the most is one less than whole blocks.
  for (let blocks = Math.floor(room / block); blocks > 0; blocks--) {
    if (protectedResponseLength(cipher, blocks * block - 1) <= room) return blocks * block - 1;
  }
  return 0;
}

/** True when the bytes are a whole protected message body: data objects to the last byte, a MAC at the end. */
export function isProtectedBody(body: Uint8Array): boolean {
  try {
    return readTlvs(body, TLV_LIMITS).at(-1)?.tag === DO_MAC;
  } catch (error) {
    if (isChipidError(error)) return false;
    throw error;
  }
}

function responseObjects(body: Uint8Array, sw: number): Tlv[] {
  if (body.length === 0) {
    if (isErrorStatus(sw)) {
      throw new StatusError("channel.lost", `The chip ended secure messaging with ${statusText(sw)}.`, sw, {
        reference: REFERENCE,
      });
    }
    throw plain();
  }
  let objects: Tlv[];
  try {
    objects = parse(body);
  } catch (error) {
    // What begins like a protected message is a broken one; everything else is plain data.
    if (startsProtected(body)) throw error;
    throw plain(error);
  }
  const known = new Set([DO_CRYPTOGRAM, DO_CRYPTOGRAM_BER, DO_STATUS, DO_MAC]);
  if (!objects.some((object) => known.has(object.tag))) throw plain();
  return objects;
}

function startsProtected(body: Uint8Array): boolean {
  return body[0] === DO_CRYPTOGRAM || body[0] === DO_CRYPTOGRAM_BER || body[0] === DO_STATUS;
}

function plain(cause?: unknown): ChipidError {
  return new ChipidError("channel.plain", "A response came without secure messaging.", {
    reference: REFERENCE,
    ...(cause === undefined ? {} : { cause }),
  });
}

function structure(message: string, cause?: unknown): ChipidError {
  return new ChipidError("channel.structure", message, {
    reference: REFERENCE,
    ...(cause === undefined ? {} : { cause }),
  });
}

function parse(body: Uint8Array): Tlv[] {
  try {
    return readTlvs(body, TLV_LIMITS);
  } catch (cause) {
    throw structure("A protected message is not a run of data objects.", cause);
  }
}

function only(objects: readonly Tlv[], tags: readonly number[]): Tlv | undefined {
  const found = objects.filter((object) => tags.includes(object.tag));
  if (found.length > 1) throw structure("A protected message has an object twice.");
  return found[0];
}

/** MAC over the counter and `authenticated`, padded together. */
function macOf(keys: SessionKeys, ssc: bigint, authenticated: Uint8Array, ciphers: Ciphers): Uint8Array {
  const block = blockLength(keys.cipher);
  return ciphers.mac(keys.cipher, keys.mac, padMethod2(concat(fromBigInt(ssc, block), authenticated), block));
}

/** The header is padded to a block of its own; objects behind it, where there are any, are padded again (§9.8.4). */
function commandMac(
  keys: SessionKeys,
  ssc: bigint,
  header: Uint8Array,
  objects: Uint8Array,
  ciphers: Ciphers,
): Uint8Array {
  const block = blockLength(keys.cipher);
  if (objects.length === 0) return macOf(keys, ssc, header, ciphers);
  return macOf(keys, ssc, concat(padMethod2(header, block), objects), ciphers);
}

function cryptogram(keys: SessionKeys, ssc: bigint, data: Uint8Array, ins: number, ciphers: Ciphers): Uint8Array {
  const padded = padMethod2(data, blockLength(keys.cipher));
  const value = ciphers.encryptCbc(keys.cipher, keys.enc, initialVector(keys, ssc, ciphers), padded);
  return ins % 2 === 0 ? encodeTlv(DO_CRYPTOGRAM, PADDING_INDICATOR, value) : encodeTlv(DO_CRYPTOGRAM_BER, value);
}

function decrypt(keys: SessionKeys, ssc: bigint, object: Tlv, ciphers: Ciphers): Uint8Array {
  const block = blockLength(keys.cipher);
  let value = object.value;
  if (object.tag === DO_CRYPTOGRAM) {
    if (value[0] !== PADDING_INDICATOR[0]) throw structure("A cryptogram has another padding indicator than 01.");
    value = value.subarray(1);
  }
  if (value.length === 0 || value.length % block !== 0) throw structure("A cryptogram is not whole blocks.");
  const padded = ciphers.decryptCbc(keys.cipher, keys.enc, initialVector(keys, ssc, ciphers), value);
  const data = unpadMethod2(padded, block);
  if (data === undefined) throw structure("Decrypted data has no padding.");
  return data;
}

/** Zero for 3DES, the encrypted counter for AES (§9.8.6). */
function initialVector(keys: SessionKeys, ssc: bigint, ciphers: Ciphers): Uint8Array {
  if (keys.cipher === "3des") return new Uint8Array(8);
  return ciphers.encryptBlock(keys.cipher, keys.enc, fromBigInt(ssc, 16));
}

function encodeNe(ne: number): Uint8Array {
  return ne <= 256 ? Uint8Array.of(ne & 0xff) : Uint8Array.of((ne >> 8) & 0xff, ne & 0xff);
}

function decodeNe(value: Uint8Array): number {
  const [high = 0, low = 0] = value;
  if (value.length === 1) return high === 0 ? 256 : high;
  if (value.length === 2) return (high << 8) | low || 65536;
  throw structure("A protected Le has neither one byte nor two.");
}
