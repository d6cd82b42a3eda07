import { ChipidError } from "../errors/chipid-error.js";
import type { Command, Response } from "./apdu.js";
import type { TransmitOptions } from "./card.js";
import type { CommandPort } from "./command-port.js";
import { SW } from "./status.js";

// SELECT (ISO 7816-4 §11.2.2, ICAO 9303-10 §3.6). No Le: the response has no data with P2 = 0C, and some chips refuse the
// command when one is there.

const SELECT = 0xa4;
const NO_RESPONSE_DATA = 0x0c;
const MASTER_FILE = 0x3f00;

/** Application identifiers of travel documents (ICAO 9303-10 §3.6.2; LDS2 §5). */
export const AID = {
  emrtd: Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01),
  travelRecords: Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x20, 0x01),
  visaRecords: Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x20, 0x02),
  additionalBiometrics: Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x20, 0x03),
} as const;

/** @throws ChipidError `apdu.command` when the identifier is not of two bytes */
export function selectFileCommand(fid: number): Command {
  return { cla: 0, ins: SELECT, p1: 0x02, p2: NO_RESPONSE_DATA, data: fileIdentifier(fid) };
}

export function selectMasterFileCommand(): Command {
  return { cla: 0, ins: SELECT, p1: 0x00, p2: NO_RESPONSE_DATA, data: fileIdentifier(MASTER_FILE) };
}

/** @throws ChipidError `apdu.command` for an AID that has not 5 to 16 bytes */
export function selectApplicationCommand(aid: Uint8Array): Command {
  if (aid.length < 5 || aid.length > 16) throw new ChipidError("apdu.command", "An AID has 5 to 16 bytes.");
  return { cla: 0, ins: SELECT, p1: 0x04, p2: NO_RESPONSE_DATA, data: aid };
}

/**
 * Sends a SELECT; the response's status says how it went. A chip that knows no P2 = 0C (6A86) is asked again for the
 * file control information, which is not looked at.
 */
export async function select(port: CommandPort, command: Command, options: TransmitOptions = {}): Promise<Response> {
  const response = await port.send(command, options);
  if (response.sw !== SW.wrongP1P2) return response;
  return port.send({ ...command, p2: 0x00, ne: 256 }, options);
}

/** True when a SELECT worked: 9000, and the warnings that leave the file selected (62XX but 6283, a dead file). */
export function isSelected(sw: number): boolean {
  return sw === SW.ok || (sw >> 8 === 0x62 && sw !== SW.fileDeactivated);
}

function fileIdentifier(fid: number): Uint8Array {
  if (!Number.isInteger(fid) || fid < 0 || fid > 0xffff) {
    throw new ChipidError("apdu.command", "A file identifier has two bytes.");
  }
  return Uint8Array.of(fid >> 8, fid & 0xff);
}
