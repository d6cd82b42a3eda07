import { concat, fromBigInt } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";

// The few DER elements this room writes itself (X.690 §8, §10): keys for the host, DigestInfo, ECDSA signatures.

/** SEQUENCE. */
export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0x30, ...parts);
}

/** INTEGER of a non-negative value. */
export function derUnsigned(value: bigint): Uint8Array {
  const bytes = fromBigInt(value);
  return encodeTlv(0x02, (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes);
}

/** OBJECT IDENTIFIER of a dotted OID of this room's own tables. */
export function derOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const content: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 127];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 127) | 128);
    content.push(...groups);
  }
  return encodeTlv(0x06, Uint8Array.from(content));
}

export function derNull(): Uint8Array {
  return encodeTlv(0x05);
}

export function derOctetString(bytes: Uint8Array): Uint8Array {
  return encodeTlv(0x04, bytes);
}

/** BIT STRING of whole bytes. */
export function derBitString(bytes: Uint8Array): Uint8Array {
  return encodeTlv(0x03, Uint8Array.of(0), bytes);
}
