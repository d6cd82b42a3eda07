import { concat, toBigInt } from "../../bytes/bytes.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import { encodeLength, encodeTlv } from "../../tlv/tlv.js";
import type { ChipCommand, ChipContext } from "./context.js";
import { dataObjects } from "./data-objects.js";
import { canRead, currentFiles, hasAccessControl } from "./files.js";
import type { ChipFile } from "./personalisation.js";
import { refuse } from "./refused.js";

const CARD_ACCESS = 0x011c;

/** READ BINARY with an even INS: P1-P2 is an offset of 15 bits, or a short identifier and one of 8 (ISO 7816-4 §11.3.3). */
export function readBinary(context: ChipContext, command: ChipCommand): Response {
  const { p1, p2 } = command;
  if (command.data !== undefined && command.data.length > 0) refuse(SW.wrongLength);
  if ((p1 & 0x80) === 0) return read(context, command, readable(context, command), (p1 << 8) | p2);
  if ((p1 & 0x60) !== 0) refuse(SW.wrongP1P2);
  return read(context, command, byShortIdentifier(context, command, p1 & 0x1f), p2);
}

/** READ BINARY with an odd INS: the offset in a data object 54, the bytes in one 53. */
export function readBinaryOdd(context: ChipContext, command: ChipCommand): Response {
  if (context.chip.quirks.noOddRead === true) refuse(SW.insNotSupported);
  const { p1, p2 } = command;
  const offset = dataObjects(command.data).get(0x54);
  if (offset === undefined || offset.length === 0 || offset.length > 4) refuse(SW.wrongData);
  const file =
    p1 === 0 && p2 === 0
      ? readable(context, command)
      : p1 === 0 && p2 < 0x1f
        ? byShortIdentifier(context, command, p2)
        : byIdentifier(context, command, (p1 << 8) | p2);
  // Le counts tag and length of DO'53' too.
  const header = 1 + encodeLength(Math.min(command.ne ?? 0, command.room)).length;
  const { data, sw } = read(context, command, file, Number(toBigInt(offset)), header);
  return { data: encodeTlv(0x53, data), sw };
}

function readable(context: ChipContext, command: ChipCommand): ChipFile {
  const { file } = context.session;
  if (file === undefined) refuse(SW.noCurrentFile);
  if (!canRead(context, file, command.secured)) refuse(SW.securityStatus);
  return file;
}

function byShortIdentifier(context: ChipContext, command: ChipCommand, sfi: number): ChipFile {
  const { quirks } = context.chip;
  const file = currentFiles(context).find((candidate) => candidate.sfi === sfi);
  const hidden = quirks.cardAccessBy !== undefined && !quirks.cardAccessBy.includes("sfi");
  if (quirks.noShortIdentifiers === true) refuse(SW.fileNotFound);
  if (context.session.application === undefined && file?.fid === CARD_ACCESS && hidden) refuse(SW.fileNotFound);
  return open(context, command, file);
}

function byIdentifier(context: ChipContext, command: ChipCommand, fid: number): ChipFile {
  return open(
    context,
    command,
    currentFiles(context).find((candidate) => candidate.fid === fid),
  );
}

function open(context: ChipContext, command: ChipCommand, file: ChipFile | undefined): ChipFile {
  const { session } = context;
  if (session.application !== undefined && session.access === "none" && hasAccessControl(context)) {
    refuse(SW.securityStatus);
  }
  if (file === undefined) refuse(SW.fileNotFound);
  if (!canRead(context, file, command.secured)) refuse(SW.securityStatus);
  session.file = file;
  return file;
}

/** `overhead` are bytes of the answer around the file's own. */
function read(context: ChipContext, command: ChipCommand, file: ChipFile, offset: number, overhead = 0): Response {
  const { quirks } = context.chip;
  const { ne } = command;
  if (ne === undefined) refuse(SW.wrongLength);
  if (quirks.readRefusal !== undefined && ne > quirks.readRefusal.above) refuse(quirks.readRefusal.sw);
  const wanted = Math.max(0, ne - overhead) + (quirks.readExcess ?? 0);
  const most = Math.max(0, Math.min(wanted, command.room - overhead, quirks.readCap ?? Number.POSITIVE_INFINITY));
  if (context.endless) return { data: endlessBytes(file.bytes, offset, most), sw: SW.ok };
  if (offset > file.bytes.length) refuse(SW.wrongOffset);
  const left = file.bytes.length - offset;
  const data = file.bytes.subarray(offset, offset + Math.min(most, left));
  if (left === 0) {
    // An empty file has no first byte to read, and no offset is wrong in it.
    if (file.bytes.length > 0) refuse(SW.wrongOffset);
    return { data, sw: SW.endOfFile };
  }
  if (most > left) {
    if (quirks.endOfFile === "wrong-le" && left < 256) refuse(0x6c00 | left);
    if (quirks.endOfFile === "warning") return { data, sw: SW.endOfFile };
  }
  return { data, sw: SW.ok };
}

/** A file that says it has 2³¹ − 1 bytes, with zeros behind those it has. */
function endlessBytes(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  const header = Uint8Array.of(bytes[0] ?? 0x61, 0x84, 0x7f, 0xff, 0xff, 0xff);
  const start = concat(header, bytes.subarray(header.length));
  const out = new Uint8Array(length);
  out.set(start.subarray(offset, offset + length));
  return out;
}
