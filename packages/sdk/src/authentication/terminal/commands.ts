import { concat } from "../../bytes/bytes.js";
import type { Command } from "../../iso7816/apdu.js";
import { encodeTlv } from "../../tlv/tlv.js";
import type { CvCertificate, CvReference } from "./cv-certificate.js";

// The commands of Terminal Authentication (ICAO 9303-11 §7.1.5, TR-03110-3 B.11).

const DO_PUBLIC_KEY = 0x83;
const CHALLENGE_LENGTH = 8;

/** MSE:Set DST: names the key that the next certificate is verified with. */
export function mseSetDst(authority: CvReference): Command {
  return { cla: 0x00, ins: 0x22, p1: 0x81, p2: 0xb6, data: encodeTlv(DO_PUBLIC_KEY, authority.raw) };
}

/** PSO: Verify Certificate: body and signature as received, without the object around them. */
export function verifyCertificate({ body, signature }: CvCertificate): Command {
  return { cla: 0x00, ins: 0x2a, p1: 0x00, p2: 0xbe, data: concat(body, encodeTlv(0x5f37, signature)) };
}

/** MSE:Set AT: names the terminal's key. */
export function mseSetTerminalAt(holder: CvReference): Command {
  return { cla: 0x00, ins: 0x22, p1: 0x81, p2: 0xa4, data: encodeTlv(DO_PUBLIC_KEY, holder.raw) };
}

export function getChallenge(): Command {
  return { cla: 0x00, ins: 0x84, p1: 0x00, p2: 0x00, ne: CHALLENGE_LENGTH };
}

export function externalAuthenticate(signature: Uint8Array): Command {
  return { cla: 0x00, ins: 0x82, p1: 0x00, p2: 0x00, data: signature };
}
