import { fromBase64, fromLatin1, fromUtf8, latin1 } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";

/** The ICAO PKD's largest record is a master list of some megabytes. */
const MAX_LINE = 64 * 1024 * 1024;
const MAX_RECORDS = 500_000;
const MAX_DN = 4_096;

export type LdifKind = "master-list" | "certificate" | "crl" | "deviation-list";

/** One value of an ICAO PKD directory entry (RFC 2849; ICAO PKD Regulations) that is trust data. */
export interface LdifValue {
  /** Name of the entry it stands in, as written; empty when the entry has none. */
  readonly dn: string;
  /** Attribute as written, options included: `userCertificate;binary`. */
  readonly attribute: string;
  readonly kind: LdifKind;
  /** DER or BER as received. */
  readonly value: Uint8Array;
  /** Number of the line it starts on, from 1. */
  readonly line: number;
}

const KINDS: Readonly<Record<string, LdifKind>> = {
  pkdmasterlistcontent: "master-list",
  cscamasterlistdata: "master-list",
  usercertificate: "certificate",
  cacertificate: "certificate",
  cscacertificate: "certificate",
  certificaterevocationlist: "crl",
  authorityrevocationlist: "crl",
  pkddeviationlistcontent: "deviation-list",
  deviationlistdata: "deviation-list",
};

/**
 * The trust data in an LDIF file, in order, one value at a time: folded lines and Base64 values are joined, all line
 * ends are taken, other attributes and comments are passed over. Values by URL (`:<`) are refused, nothing is fetched.
 * @throws ChipidError `ldif.structure`, also while iterating; a file without any of these attributes gives none.
 */
export function* parseLdif(bytes: Uint8Array): Generator<LdifValue> {
  let dn = "";
  let records = 0;
  for (const { text, line } of logicalLines(bytes)) {
    if (text.startsWith("#") || text === "-") continue;
    if (text === "") {
      dn = "";
      continue;
    }
    const colon = text.indexOf(":");
    if (colon < 1) throw structure(`Line ${line} is not an attribute.`);
    const attribute = text.slice(0, colon);
    const lower = attribute.toLowerCase();
    if (lower === "dn") {
      if (++records > MAX_RECORDS) throw structure(`More than ${MAX_RECORDS} entries.`);
      dn = dnText(attributeValue(text, colon, line), line);
      continue;
    }
    const kind = kindOf(lower);
    if (kind !== undefined) yield { dn, attribute, kind, value: attributeValue(text, colon, line), line };
  }
}

function kindOf(attribute: string): LdifKind | undefined {
  const [name = ""] = attribute.split(";", 1);
  if (Object.hasOwn(KINDS, name)) return KINDS[name];
  return name.includes("deviationlist") ? "deviation-list" : undefined;
}

function attributeValue(text: string, colon: number, line: number): Uint8Array {
  const marker = text.charAt(colon + 1);
  if (marker === "<") throw structure(`Line ${line} names its value by URL.`);
  if (marker !== ":") return latin1(text.slice(colon + 1).replace(/^ +/, ""));
  try {
    return fromBase64(text.slice(colon + 2));
  } catch (cause) {
    if (isChipidError(cause)) throw structure(`The value on line ${line} is not Base64.`, cause);
    throw cause;
  }
}

function dnText(value: Uint8Array, line: number): string {
  if (value.length > MAX_DN) throw structure(`The name on line ${line} is over ${MAX_DN} bytes.`);
  try {
    return fromUtf8(value);
  } catch (error) {
    if (isChipidError(error)) return fromLatin1(value);
    throw error;
  }
}

/** Lines with their continuations joined (RFC 2849 note 2): a line that starts with a space goes on the one before. */
function* logicalLines(bytes: Uint8Array): Generator<{ text: string; line: number }> {
  let parts: string[] = [];
  let length = 0;
  let first = 0;
  let number = 0;
  for (let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end++;
    number++;
    const folded = bytes[at] === 0x20 && first > 0;
    if (!folded && first > 0) {
      yield { text: parts.join(""), line: first };
      parts = [];
      length = 0;
    }
    if (!folded) first = number;
    const piece = fromLatin1(bytes.subarray(folded ? at + 1 : at, end));
    length += piece.length;
    if (length > MAX_LINE) throw structure("A line is over 64 MB.");
    parts.push(piece);
    at = end + (bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? 2 : 1);
  }
  if (first > 0) yield { text: parts.join(""), line: first };
}

function structure(message: string, cause?: unknown): ChipidError {
  return new ChipidError("ldif.structure", message, {
    reference: "RFC 2849",
    ...(cause === undefined ? {} : { cause }),
  });
}
