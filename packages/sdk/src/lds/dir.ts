import { concat } from "../bytes/bytes.js";
import { encodeTlv, readTlv } from "../tlv/tlv.js";
import { LDS_LIMITS, readMembers, requireOne, structureError } from "./elementary-file.js";
import { decodeText } from "./text.js";

const REFERENCE = "ICAO 9303-10 §3.11.2";
const MAX_APPLICATIONS = 64;

export interface ApplicationTemplate {
  /** Application identifier, 5–16 bytes. */
  readonly aid: Uint8Array;
  readonly label: string | undefined;
  /** The template as received (tag 61). */
  readonly raw: Uint8Array;
}

export interface Dir {
  /** The templates as received, without padding behind them. */
  readonly raw: Uint8Array;
  /** Bytes behind the last template: padding zeros. */
  readonly trailingBytes: number;
  readonly applications: readonly ApplicationTemplate[];
}

/**
 * EF.DIR (ICAO 9303-10 §3.11.2, ISO 7816-4 §12.2.1): application templates one behind the other, then zeros if the
 * file is larger than its content.
 * @throws ChipidError `lds.structure` for another tag or a template without AID, `tlv.*`
 */
export function readDir(bytes: Uint8Array): Dir {
  const applications: ApplicationTemplate[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const tlv = readTlv(bytes, at, LDS_LIMITS);
    if (tlv.tag !== 0x61) throw structureError("EF.DIR has something else than application templates.", REFERENCE, at);
    if (applications.length === MAX_APPLICATIONS)
      throw structureError("EF.DIR has too many applications.", REFERENCE, at);
    applications.push(template(tlv.value, tlv.raw));
    at += tlv.raw.length;
  }
  if (!bytes.subarray(at).every((byte) => byte === 0)) {
    throw structureError("EF.DIR has something else than zeros behind its templates.", REFERENCE, at);
  }
  if (applications.length === 0) throw structureError("EF.DIR has no application template.", REFERENCE);
  return { raw: bytes.subarray(0, at), trailingBytes: bytes.length - at, applications };
}

function template(value: Uint8Array, raw: Uint8Array): ApplicationTemplate {
  const members = readMembers(value);
  const aid = requireOne(members, 0x4f, "An application template", REFERENCE).value;
  if (aid.length < 5 || aid.length > 16) throw structureError("An AID has not 5 to 16 bytes.", REFERENCE);
  const label = members.find((member) => member.tag === 0x50);
  return { aid, label: label === undefined ? undefined : decodeText(label.value).text, raw };
}

export function writeDir(
  applications: readonly { readonly aid: Uint8Array; readonly label?: Uint8Array }[],
): Uint8Array {
  return concat(
    ...applications.map(({ aid, label }) =>
      encodeTlv(0x61, encodeTlv(0x4f, aid), ...(label === undefined ? [] : [encodeTlv(0x50, label)])),
    ),
  );
}
