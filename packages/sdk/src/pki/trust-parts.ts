import { Asn1Context, Asn1Node } from "../asn1/node.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { type DeviationList, parseDeviationList } from "./deviation-list.js";
import { parseLdif } from "./ldif.js";
import { type MasterList, parseMasterList } from "./master-list.js";
import { parsePem } from "./pem.js";
import { type TrustFileKind, trustFileKind } from "./trust-file.js";

/** A master list weighs under 1 MB, the whole of the PKD some 100 MB. */
export const MAX_TRUST_FILE = 256 * 1024 * 1024;
const MAX_CERTIFICATES = 50_000;

/** What a file of trust data holds; nothing of it is believed yet. */
export type TrustPart =
  /** Certificates given alone. */
  | { readonly kind: "certificates"; readonly certificates: readonly Uint8Array[] }
  | { readonly kind: "master-list"; readonly list: MasterList }
  | { readonly kind: "deviation-list"; readonly list: DeviationList }
  /** Certificates that lie in a collection beside lists: found in it, not given. */
  | { readonly kind: "collected"; readonly certificates: readonly Uint8Array[] }
  | { readonly kind: "crl"; readonly raw: Uint8Array }
  | { readonly kind: "unreadable"; readonly what: string; readonly why: string };

export interface TrustParts {
  readonly kind: TrustFileKind;
  readonly parts: readonly TrustPart[];
}

/**
 * Takes a file of trust data apart.
 * @throws ChipidError `trust.unknown-format`, `trust.limit`, `files.empty`, or the reader's own code
 */
export function readTrustFile(bytes: Uint8Array): TrustParts {
  if (bytes.length > MAX_TRUST_FILE) throw new ChipidError("trust.limit", "The file is larger than any trust data.");
  const kind = trustFileKind(bytes);
  const parts = partsOf(kind, bytes);
  let certificates = 0;
  for (const part of parts) {
    if (part.kind === "certificates" || part.kind === "collected") certificates += part.certificates.length;
    if (part.kind === "master-list") certificates += part.list.certificates.length;
  }
  if (certificates > MAX_CERTIFICATES) {
    throw new ChipidError("trust.limit", `The file holds more than ${MAX_CERTIFICATES} certificates.`);
  }
  return { kind, parts };
}

function partsOf(kind: TrustFileKind, bytes: Uint8Array): readonly TrustPart[] {
  switch (kind) {
    case "certificate":
      return [{ kind: "certificates", certificates: elements(bytes) }];
    case "crl":
      return [{ kind: "crl", raw: bytes }];
    case "master-list":
    case "bare-master-list":
      return [{ kind: "master-list", list: parseMasterList(bytes) }];
    case "deviation-list":
      return [{ kind: "deviation-list", list: parseDeviationList(bytes) }];
    case "pem":
      return pemParts(bytes);
    case "ldif":
      return ldifParts(bytes);
  }
}

/** The file's elements, one after the other; what is left over is part of the last one, whose reader refuses it. */
function elements(bytes: Uint8Array): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const node = new Asn1Node(bytes, at, bytes.length, 1, new Asn1Context({ mode: "ber" }));
    const more = bytes[node.end] === 0x30;
    out.push(bytes.subarray(at, more ? node.end : bytes.length));
    if (!more) break;
    if (out.length > MAX_CERTIFICATES) throw new ChipidError("trust.limit", "The file holds too many certificates.");
    at = node.end;
  }
  return out;
}

function pemParts(bytes: Uint8Array): readonly TrustPart[] {
  const certificates: Uint8Array[] = [];
  const parts: TrustPart[] = [];
  for (const { label, der } of parsePem(bytes)) {
    switch (label) {
      case "CERTIFICATE":
      case "X509 CERTIFICATE":
      case "TRUSTED CERTIFICATE":
        certificates.push(der);
        break;
      case "X509 CRL":
        parts.push({ kind: "crl", raw: der });
        break;
      case "CMS":
      case "PKCS7":
      case "PKCS #7 SIGNED DATA":
        parts.push(...readTrustFile(der).parts);
        break;
      default:
        throw new ChipidError("trust.unknown-format", `The file is no trust data: it holds a PEM block "${label}".`);
    }
  }
  return certificates.length === 0 ? parts : [{ kind: "certificates", certificates }, ...parts];
}

/** A collection: what cannot be read in it is left out by name, the rest is taken. */
function ldifParts(bytes: Uint8Array): readonly TrustPart[] {
  const parts: TrustPart[] = [];
  const certificates: Uint8Array[] = [];
  for (const { kind, value, line } of parseLdif(bytes)) {
    switch (kind) {
      case "certificate":
        certificates.push(value);
        break;
      case "crl":
        parts.push({ kind, raw: value });
        break;
      case "master-list":
      case "deviation-list": {
        try {
          parts.push(
            kind === "master-list" ? { kind, list: parseMasterList(value) } : { kind, list: parseDeviationList(value) },
          );
        } catch (error) {
          if (!isChipidError(error)) throw error;
          parts.push({ kind: "unreadable", what: `${kind} on line ${line}`, why: error.message });
        }
        break;
      }
    }
    if (certificates.length + parts.length > MAX_CERTIFICATES) {
      throw new ChipidError("trust.limit", `The file holds more than ${MAX_CERTIFICATES} entries.`);
    }
  }
  if (certificates.length > 0) parts.push({ kind: "collected", certificates });
  if (parts.length === 0) {
    throw new ChipidError("trust.unknown-format", "The file is no trust data: it is an LDIF file without any.");
  }
  return parts;
}
