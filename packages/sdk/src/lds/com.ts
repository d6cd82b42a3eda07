import { concat, fromLatin1, latin1 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import {
  type ElementaryFile,
  encodeTagList,
  readMembers,
  readOuter,
  readTagList,
  requireOne,
  structureError,
} from "./elementary-file.js";
import { type DataGroupNumber, dataGroupOfTag, tagOfDataGroup } from "./files.js";

const REFERENCE = "ICAO 9303-10 §4.6.1";

/** EF.COM: which data groups there are. It is not signed; plans are made from the SOD. */
export interface Com extends ElementaryFile {
  /** `0107`, `0108`: LDS version and update level, two digits each. */
  readonly ldsVersion: string;
  /** `040000`: Unicode major, minor and release, two digits each. */
  readonly unicodeVersion: string;
  /** The tag list as it stands, unknown tags included. */
  readonly tags: readonly number[];
  /** Data groups of the tag list in ascending order, each once. */
  readonly dataGroups: readonly DataGroupNumber[];
}

export interface ComFields {
  /** Four digits; default `0107`. */
  readonly ldsVersion?: string;
  /** Six digits; default `040000`. */
  readonly unicodeVersion?: string;
  readonly dataGroups: readonly DataGroupNumber[];
}

/**
 * EF.COM (ICAO 9303-10 §4.6.1): tag 60 with 5F01, 5F36 and 5C.
 * @throws ChipidError `lds.tag`, `lds.structure`, `tlv.*`
 */
export function readCom(bytes: Uint8Array): Com {
  const outer = readOuter(bytes, 0x60, "EF.COM");
  const members = readMembers(outer.value);
  const version = requireOne(members, 0x5f01, "EF.COM", REFERENCE).value;
  const unicode = requireOne(members, 0x5f36, "EF.COM", REFERENCE).value;
  if (version.length !== 4) throw structureError("The LDS version of EF.COM is not four bytes.", REFERENCE);
  if (unicode.length !== 6) throw structureError("The Unicode version of EF.COM is not six bytes.", REFERENCE);
  const tags = readTagList(requireOne(members, 0x5c, "EF.COM", REFERENCE).value, "EF.COM", REFERENCE);
  const groups = new Set(tags.map(dataGroupOfTag).filter((number) => number !== undefined));
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    ldsVersion: fromLatin1(version),
    unicodeVersion: fromLatin1(unicode),
    tags,
    dataGroups: [...groups].sort((a, b) => a - b),
  };
}

/** @throws ChipidError `lds.value` for versions that are not digits. */
export function writeCom(fields: ComFields): Uint8Array {
  const ldsVersion = fields.ldsVersion ?? "0107";
  const unicodeVersion = fields.unicodeVersion ?? "040000";
  if (!/^\d{4}$/.test(ldsVersion) || !/^\d{6}$/.test(unicodeVersion)) {
    throw new ChipidError("lds.value", "Versions in EF.COM are four and six digits.", { reference: REFERENCE });
  }
  return encodeTlv(
    0x60,
    concat(
      encodeTlv(0x5f01, latin1(ldsVersion)),
      encodeTlv(0x5f36, latin1(unicodeVersion)),
      encodeTlv(0x5c, encodeTagList(fields.dataGroups.map(tagOfDataGroup))),
    ),
  );
}
