import { oidContent } from "../../asn1/encode.js";
import { concat, fromBigInt } from "../../bytes/bytes.js";
import type { Command } from "../../iso7816/apdu.js";
import { encodeTlv } from "../../tlv/tlv.js";

// The commands of Chip Authentication (ICAO 9303-11 §6.2.4).

const DO_PROTOCOL = 0x80;
const DO_PRIVATE_KEY = 0x84;
const DO_EPHEMERAL_KEY = 0x91;
const DO_DYNAMIC_AUTHENTICATION = 0x7c;

/** MSE:Set KAT: for 3DES alone, and the whole protocol in one command (§6.2.4.1). */
export function mseSetKat(ephemeralKey: Uint8Array, keyId: bigint | undefined): Command {
  const data = [encodeTlv(DO_EPHEMERAL_KEY, ephemeralKey), ...reference(keyId)];
  return { cla: 0x00, ins: 0x22, p1: 0x41, p2: 0xa6, data: concat(...data) };
}

/** MSE:Set AT: names the protocol and, where there are several, the key (§6.2.4.2). */
export function mseSetAt(protocol: string, keyId: bigint | undefined): Command {
  const data = [encodeTlv(DO_PROTOCOL, oidContent(protocol)), ...reference(keyId)];
  return { cla: 0x00, ins: 0x22, p1: 0x41, p2: 0xa4, data: concat(...data) };
}

/** GENERAL AUTHENTICATE with the terminal's ephemeral key (§6.2.4.2). */
export function generalAuthenticate(ephemeralKey: Uint8Array): Command {
  const data = encodeTlv(DO_DYNAMIC_AUTHENTICATION, encodeTlv(0x80, ephemeralKey));
  return { cla: 0x00, ins: 0x86, p1: 0x00, p2: 0x00, data, ne: 256 };
}

/** READ BINARY of one byte of whatever file is selected, or none: any protected answer shows that the keys are right. */
export function readOneByte(): Command {
  return { cla: 0x00, ins: 0xb0, p1: 0x00, p2: 0x00, ne: 1 };
}

/** As an unsigned integer in as few bytes as it needs. */
function reference(keyId: bigint | undefined): Uint8Array[] {
  return keyId === undefined ? [] : [encodeTlv(DO_PRIVATE_KEY, fromBigInt(keyId))];
}
