import { equalBytes, toBigInt } from "../../bytes/bytes.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { type ChipCommand, type ChipContext, status } from "./context.js";
import { canRead, currentFiles, hasAccessControl } from "./files.js";
import type { ChipFile } from "./personalisation.js";
import { refuse } from "./refused.js";

const MASTER_FILE = 0x3f00;
const CARD_ACCESS = 0x011c;

/** SELECT (ISO 7816-4 §11.2.2; ICAO 9303-10 §3.6.1). */
export function select(context: ChipContext, command: ChipCommand): Response {
  const { quirks } = context.chip;
  const { p1, p2, data = new Uint8Array(0) } = command;
  if (command.ne !== undefined && quirks.selectWithLe !== undefined) refuse(quirks.selectWithLe);
  if ((p2 & 0xf3) !== 0) refuse(SW.wrongP1P2);
  if (p1 === 0x04) {
    selectApplication(context, data);
    return answer(p2, encodeTlv(0x84, data));
  }
  if (p1 !== 0x00 && p1 !== 0x02) refuse(SW.wrongP1P2);
  if (data.length !== 2 && !(data.length === 0 && p1 === 0)) refuse(SW.wrongLength);
  const fid = data.length === 0 ? MASTER_FILE : Number(toBigInt(data));
  if (fid === MASTER_FILE && p1 === 0) {
    selectMasterFile(context);
    return answer(p2, encodeTlv(0x83, Uint8Array.of(MASTER_FILE >> 8, MASTER_FILE & 0xff)));
  }
  const file = selectFile(context, command, fid);
  const size = Uint8Array.of((file.bytes.length >> 8) & 0xff, file.bytes.length & 0xff);
  return answer(p2, encodeTlv(0x80, size), encodeTlv(0x83, Uint8Array.of(fid >> 8, fid & 0xff)));
}

function selectMasterFile({ chip, session }: ChipContext): void {
  if (chip.quirks.selectMf !== undefined) refuse(chip.quirks.selectMf);
  session.application = undefined;
  session.file = undefined;
  session.masterFileSelected = true;
}

function selectApplication({ chip, session }: ChipContext, aid: Uint8Array): void {
  if (chip.quirks.selectApplication !== undefined) refuse(chip.quirks.selectApplication);
  const application = chip.applications.find((candidate) => equalBytes(candidate.aid, aid));
  if (application === undefined) refuse(SW.fileNotFound);
  const early = chip.quirks.selectApplicationBeforePace;
  if (early !== undefined && session.access === "none") refuse(early);
  session.application = application;
  session.file = undefined;
  session.masterFileSelected = false;
}

function selectFile(context: ChipContext, command: ChipCommand, fid: number): ChipFile {
  const { chip, session } = context;
  const file = currentFiles(context).find((candidate) => candidate.fid === fid);
  const by = chip.quirks.cardAccessBy;
  if (fid === CARD_ACCESS && session.application === undefined && by !== undefined) {
    if (!by.includes("fid") && !(by.includes("after-mf") && session.masterFileSelected)) refuse(SW.fileNotFound);
  }
  // Before access is granted, what files there are is nobody's business (ICAO 9303-11 §4.2).
  if (session.application !== undefined && session.access === "none" && hasAccessControl(context)) {
    refuse(SW.securityStatus);
  }
  if (file === undefined) refuse(SW.fileNotFound);
  if (!canRead(context, file, command.secured)) refuse(SW.securityStatus);
  session.file = file;
  return file;
}

/** P2 asks for the file control information (00), its parameters (04), or nothing (0C, 08). */
function answer(p2: number, ...objects: readonly Uint8Array[]): Response {
  if ((p2 & 0x08) !== 0) return status(SW.ok);
  return { data: encodeTlv(p2 === 0x04 ? 0x62 : 0x6f, ...objects), sw: SW.ok };
}
