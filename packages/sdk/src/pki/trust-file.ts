import { Asn1Context, Asn1Node } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { oid, TAG } from "../asn1/values.js";
import { fromLatin1 } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";

/** What a file of trust data is, told from its first bytes; its name plays no part. */
export type TrustFileKind =
  /** One certificate, or several one after the other. */
  | "certificate"
  | "crl"
  /** CMS SignedData over a CscaMasterList. */
  | "master-list"
  /** A CscaMasterList without the CMS around it: nobody signed it. */
  | "bare-master-list"
  | "deviation-list"
  | "pem"
  | "ldif";

/**
 * Tells trust data apart.
 * @throws ChipidError `files.empty`; `trust.unknown-format`, whose message says what the file looks like instead.
 */
export function trustFileKind(bytes: Uint8Array): TrustFileKind {
  if (bytes.length === 0) throw new ChipidError("files.empty", "The file is empty.");
  if (bytes[0] === TAG.sequence) return derKind(bytes);
  const head = fromLatin1(bytes.subarray(0, 4096)).replace(/^\u00ef\u00bb\u00bf/, "");
  const text = head.trimStart();
  const other = otherKind(bytes, text);
  if (other !== undefined) throw unknown(other);
  if (/^(?:#[^\n]*\n\s*)*(?:version:|dn::?)/i.test(text)) return "ldif";
  // PEM may have text before it (RFC 7468 §2), a certificate's printout for one.
  if (includesAscii(bytes, "-----BEGIN ")) return "pem";
  throw unknown(leftOver(bytes, text));
}

function unknown(what: string, cause?: unknown): ChipidError {
  return new ChipidError("trust.unknown-format", `The file is no trust data: it ${what}.`, {
    ...(cause === undefined ? {} : { cause }),
  });
}

function includesAscii(bytes: Uint8Array, text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0 && at + text.length <= bytes.length; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < text.length && bytes[at + same] === text.charCodeAt(same)) same++;
    if (same === text.length) return true;
  }
  return false;
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["%PDF", "looks like a PDF"],
  ["PK\u0003\u0004", "looks like a ZIP archive"],
  ["\u001f\u008b", "looks like a gzip archive"],
  ["7z\u00bc\u00af", "looks like a 7-Zip archive"],
  ["\u0089PNG", "looks like a PNG image"],
  ["\u00ff\u00d8\u00ff", "looks like a JPEG image"],
  ["\u00d0\u00cf\u0011\u00e0", "looks like an old Office file"],
  ["\u00fe\u00ff", "is text in UTF-16"],
  ["\u00ff\u00fe", "is text in UTF-16"],
];

/** Formats that are met in place of trust data, and would be taken for nothing else. */
function otherKind(bytes: Uint8Array, text: string): string | undefined {
  const raw = fromLatin1(bytes.subarray(0, 4));
  for (const [start, what] of SIGNATURES) if (raw.startsWith(start)) return what;
  if (/^<(?:!doctype html|html|head|body)/i.test(text)) return "looks like an HTML page";
  if (text.startsWith("<")) return "looks like XML or HTML";
  if (text.startsWith("{") || text.startsWith("[")) return "looks like JSON";
  if (bytes[0] === 0x77) return "looks like an EF.SOD";
  if (bytes[0] === 0x60 || bytes[0] === 0x61 || bytes[0] === 0x75) return "looks like an elementary file of a chip";
  return undefined;
}

function leftOver(bytes: Uint8Array, text: string): string {
  if (/^[A-Za-z0-9+/=\s]+$/.test(text) && text.length > 64) return "looks like Base64 without its PEM lines";
  if (bytes.every((b) => b === 0)) return "holds nothing but zeros";
  return "starts like none of the known formats";
}

const CMS_CONTENTS: Readonly<Record<string, string>> = {
  [OID.ldsSecurityObject]: "looks like an EF.SOD without its tag",
  [OID.securityObject]: "looks like an EF.CardSecurity",
  [OID.data]: "is a CMS file that holds no trust list",
};

function derKind(bytes: Uint8Array): TrustFileKind {
  try {
    // BER, since master lists may be; the limits keep the look cheap whatever the file says.
    const context = new Asn1Context({ mode: "ber", maxNodes: 1_000_000 });
    const outer = new Asn1Node(bytes, 0, bytes.length, 1, context);
    return kindOf(outer);
  } catch (error) {
    if (!isChipidError(error) || error.code === "trust.unknown-format") throw error;
    if (error.code === "asn1.truncated") throw unknown("is cut short or damaged", error);
    throw unknown("starts like a certificate or list and is neither", error);
  }
}

function kindOf(outer: Asn1Node): TrustFileKind {
  const first = outer.child(0);
  if (first.tag === TAG.oid) {
    const type = oid(first);
    if (type !== OID.signedData) throw unknown("is a CMS file that is not signed data");
    const content = oid(outer.child(1).child(0).child(2).child(0));
    if (content === OID.cscaMasterList) return "master-list";
    if (content === OID.deviationList) return "deviation-list";
    throw unknown(CMS_CONTENTS[content] ?? "is a CMS file that holds neither a master list nor a deviation list");
  }
  if (first.tag === TAG.integer && outer.child(1).tag === TAG.set) return "bare-master-list";
  if (first.tag === TAG.sequence && outer.children.length === 3) {
    // TBSCertificate has its validity where TBSCertList has thisUpdate (RFC 5280 §4.1, §5.1).
    const fields = first.children.filter((field) => field.tag !== 0xa0 && field.tag !== TAG.integer);
    const third = fields[2]?.tag;
    if (third === TAG.sequence) return "certificate";
    if (third === TAG.utcTime || third === TAG.generalizedTime) return "crl";
  }
  throw unknown("starts like a certificate or list and is neither");
}
