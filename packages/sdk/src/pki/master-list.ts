import { parseSignedData } from "../asn1/cms.js";
import type { SignedData } from "../asn1/cms-types.js";
import { OID } from "../asn1/oids.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { parseCertificate } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { type ListVerification, verifySignedList } from "./signed-list.js";

const MAX_CERTIFICATES = 20_000;
const MAX_CERTIFICATE_BYTES = 65_536;

/** A CSCA master list (ICAO 9303-12 §8). */
export interface MasterList {
  /** False: a bare CscaMasterList without CMS around it; nobody vouches for it. */
  readonly signed: boolean;
  readonly signedData: SignedData | undefined;
  /** Version of the CscaMasterList; 0 is the only one. */
  readonly version: number;
  /** Each certificate whole, as received, in the order of the list. Not read yet: one bad entry is not the list's end. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * Reads a master list: CMS SignedData over a CscaMasterList, DER or BER (ICAO 9303-12 §8.1), or the bare CscaMasterList.
 * The certificates are cut out, not read. Its signature is checked by `verifyMasterList`.
 * @throws ChipidError `ml.structure` for anything else, a CMS with other content included.
 */
export function parseMasterList(bytes: Uint8Array): MasterList {
  try {
    if (innerTag(bytes) === 0x02) return { signed: false, signedData: undefined, ...readContent(bytes) };
    const signedData = parseSignedData(bytes, { mode: "ber", trailing: true });
    if (signedData.eContentType !== OID.cscaMasterList) throw structure("The CMS content is not a master list.");
    if (signedData.eContent === undefined) throw structure("The master list has no content.");
    return { signed: true, signedData, ...readContent(signedData.eContent) };
  } catch (error) {
    if (!isChipidError(error) || error.code === "ml.structure") throw error;
    throw structure(`The file is not a master list: ${error.message}`, error);
  }
}

/**
 * Verifies a master list: signature, the signer's extended key usage 2.23.136.1.1.3, and whether the signer chains to
 * one of `vouchers` (certificates the user gave, or the signer itself when the user names it). See `verifySignedList`.
 * @throws ChipidError `ml.structure` for a bare list, which has nothing to verify.
 */
export function verifyMasterList(list: MasterList, vouchers: readonly Certificate[], crypto: Crypto): ListVerification {
  if (list.signedData === undefined) throw structure("The master list is not signed.");
  return verifySignedList(list.signedData, vouchers, crypto, {
    role: OID.masterListSigner,
    pool: () => list.certificates.flatMap(readable),
  });
}

function readable(raw: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(raw)];
  } catch (error) {
    if (isChipidError(error)) return [];
    throw error;
  }
}

function structure(message: string, cause?: unknown): ChipidError {
  return new ChipidError("ml.structure", message, {
    reference: "ICAO 9303-12 §8",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** First tag inside the outer SEQUENCE: 06 in a ContentInfo, 02 in a CscaMasterList. */
function innerTag(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== 0x30) throw structure(`The file is not a master list${looksLike(bytes)}.`);
  const length = bytes[1] ?? 0;
  return bytes[length > 0x80 ? 2 + (length & 0x7f) : 2];
}

function looksLike(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 11));
  if (start.startsWith("%PDF")) return ", it is a PDF document";
  if (start.startsWith("PK\u0003\u0004")) return ", it is a ZIP archive: unpack it first";
  if (start.startsWith("-----BEGIN")) return ", it is PEM text";
  if (/^\s*<[!?a-zA-Z]/.test(start)) return ", it is an HTML or XML page";
  return bytes.length === 0 ? ", it is empty" : "";
}

/** CscaMasterList ::= SEQUENCE { version INTEGER, certList SET OF Certificate }, walked by offsets. */
function readContent(content: Uint8Array): { version: number; certificates: readonly Uint8Array[] } {
  const list = element(content, 0, content.length, 0x30);
  if (list.end !== content.length) throw structure("Bytes follow the master list.");
  const version = element(content, list.content, list.end, 0x02);
  if (version.end - version.content !== 1 || content[version.content] !== 0) {
    throw structure("The master list is not of version 0.");
  }
  const set = element(content, version.end, list.end, 0x31);
  if (set.end !== list.end) throw structure("The master list has a field it should not have.");
  const certificates: Uint8Array[] = [];
  for (let at = set.content; at < set.end; ) {
    if (certificates.length >= MAX_CERTIFICATES) throw structure(`More than ${MAX_CERTIFICATES} certificates.`);
    const certificate = element(content, at, set.end, 0x30);
    if (certificate.end - at > MAX_CERTIFICATE_BYTES) throw structure("A certificate of the list is over 64 KB.");
    certificates.push(content.subarray(at, certificate.end));
    at = certificate.end;
  }
  return { version: 0, certificates };
}

function element(data: Uint8Array, at: number, limit: number, tag: number): { content: number; end: number } {
  if (at + 2 > limit || data[at] !== tag) throw structure("The master list's content is malformed.");
  let content = at + 2;
  let length = data[at + 1] ?? 0;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || content + count > limit) throw structure("The master list's content is malformed.");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (data[content++] ?? 0);
  }
  if (length > limit - content) throw structure("The master list ends early.");
  return { content, end: content + length };
}
