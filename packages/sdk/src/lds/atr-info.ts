import { concat } from "../bytes/bytes.js";
import { encodeTlv, readTlvs, type Tlv } from "../tlv/tlv.js";
import { LDS_LIMITS, readCount, readMembers, structureError } from "./elementary-file.js";

const REFERENCE = "ICAO 9303-10 §3.11.1";

export interface AtrInfo {
  readonly raw: Uint8Array;
  /** Tag 47, up to three bytes (ISO 7816-4 §12.1.1.9). */
  readonly cardCapabilities: Uint8Array | undefined;
  /** Bit 7 of the third capability byte: extended Lc and Le fields. undefined when it is not said. */
  readonly extendedLength: boolean | undefined;
  /** Bytes of a whole command and response APDU (tag 7F66); undefined when it is not said. */
  readonly maxCommandLength: number | undefined;
  readonly maxResponseLength: number | undefined;
  /** Every data object, these included. */
  readonly objects: readonly Tlv[];
}

/**
 * EF.ATR/INFO (ICAO 9303-10 §3.11.1, ISO 7816-4 §12.2.2): a run of data objects, padding zeros allowed.
 * @throws ChipidError `lds.structure`, `tlv.*`
 */
export function readAtrInfo(bytes: Uint8Array): AtrInfo {
  const objects = readTlvs(bytes, LDS_LIMITS, { padding: true });
  const capabilities = objects.find((object) => object.tag === 0x47)?.value;
  const third = capabilities?.[2];
  const lengths = objects.find((object) => object.tag === 0x7f66);
  const [command, response] = lengths === undefined ? [] : extendedLengths(lengths.value);
  return {
    raw: bytes,
    cardCapabilities: capabilities,
    extendedLength: third === undefined ? undefined : (third & 0x40) !== 0,
    maxCommandLength: command,
    maxResponseLength: response,
    objects,
  };
}

function extendedLengths(value: Uint8Array): readonly [command: number, response: number] {
  const [command, response, ...more] = readMembers(value);
  if (command?.tag !== 0x02 || response?.tag !== 0x02 || more.length > 0) {
    throw structureError("Extended length information is not two integers.", REFERENCE);
  }
  return [
    readCount(command.value, 0xffffffff, "command bytes", REFERENCE),
    readCount(response.value, 0xffffffff, "response bytes", REFERENCE),
  ];
}

export function writeAtrInfo(fields: {
  /** Three bytes. */
  readonly cardCapabilities?: Uint8Array;
  /** Up to 65535 and 65536 bytes. */
  readonly maxCommandLength?: number;
  readonly maxResponseLength?: number;
}): Uint8Array {
  const { cardCapabilities, maxCommandLength: command, maxResponseLength: response } = fields;
  return concat(
    ...(cardCapabilities === undefined ? [] : [encodeTlv(0x47, cardCapabilities)]),
    ...(command === undefined || response === undefined ? [] : [encodeTlv(0x7f66, size(command), size(response))]),
  );
}

function size(value: number): Uint8Array {
  return encodeTlv(
    0x02,
    value > 0xffff
      ? Uint8Array.of((value >> 16) & 255, (value >> 8) & 255, value & 255)
      : Uint8Array.of(value >> 8, value & 255),
  );
}
