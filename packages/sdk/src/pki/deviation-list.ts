import { parseSignedData } from "../asn1/cms.js";
import type { SignedData } from "../asn1/cms-types.js";
import { type Asn1Node, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { integer, integerBytes, oid, smallInteger, TAG, text } from "../asn1/values.js";
import { fromLatin1, toHex } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { Certificate, DistinguishedName } from "./certificate-types.js";
import { implicitTime } from "./extensions.js";
import { checkName, readName } from "./name.js";
import { type ListVerification, verifySignedList } from "./signed-list.js";
import type { KnownDeviation } from "./trust-types.js";

const MAX_DEVIATIONS = 10_000;
const MAX_DESCRIPTIONS = 64;
const MAX_NUMBERS = 10_000;
const MAX_NODES = 200_000;

/** Which documents an entry speaks of; all that is given must hold together (ICAO 9303-12 §10). */
export interface DeviationDocuments {
  /** Document code of the MRZ, two characters. */
  readonly documentType: string | undefined;
  readonly signer:
    | { readonly kind: "issuer-serial"; readonly issuer: DistinguishedName; readonly serial: string }
    | { readonly kind: "key-identifier"; readonly keyIdentifier: Uint8Array }
    | { readonly kind: "digest"; readonly digest: Uint8Array }
    | undefined;
  /** Milliseconds since 1970. */
  readonly issued: { readonly from: number; readonly to: number } | undefined;
  readonly documentNumbers: readonly string[] | undefined;
}

export interface DeviationDescription {
  readonly type: string;
  readonly description: string | undefined;
  /** CertField (body field number or extension OID), Datagroup or MRZField, as the type defines; undefined: none. */
  readonly parameter: { readonly field: number } | { readonly extension: string } | undefined;
}

export interface Deviation {
  readonly documents: DeviationDocuments;
  readonly descriptions: readonly DeviationDescription[];
}

/** A deviation list (ICAO 9303-12 §10): what an issuer says is wrong with documents of its own. */
export interface DeviationList {
  readonly signedData: SignedData;
  readonly deviations: readonly Deviation[];
}

/**
 * Reads a deviation list: CMS SignedData over a DeviationList v0. Its signature is checked by `verifyDeviationList`.
 * @throws ChipidError `deviation-list.structure`
 */
export function parseDeviationList(bytes: Uint8Array): DeviationList {
  try {
    const signedData = parseSignedData(bytes, { mode: "ber", trailing: true });
    if (signedData.eContentType !== OID.deviationList) throw structure("The CMS content is not a deviation list.");
    if (signedData.eContent === undefined) throw structure("The deviation list has no content.");
    return { signedData, deviations: readContent(signedData.eContent) };
  } catch (error) {
    if (!isChipidError(error) || error.code === "deviation-list.structure") throw error;
    throw structure(`The file is not a deviation list: ${error.message}`, error);
  }
}

/**
 * Verifies a deviation list: signature, the signer's extended key usage 2.23.136.1.1.8, and whether the signer chains
 * to one of `vouchers`. See `verifySignedList`.
 */
export function verifyDeviationList(
  list: DeviationList,
  vouchers: readonly Certificate[],
  crypto: Crypto,
): ListVerification {
  return verifySignedList(list.signedData, vouchers, crypto, { role: OID.deviationListSigner });
}

function structure(message: string, cause?: unknown): ChipidError {
  return new ChipidError("deviation-list.structure", message, {
    reference: "ICAO 9303-12 §10",
    ...(cause === undefined ? {} : { cause }),
  });
}

function readContent(content: Uint8Array): readonly Deviation[] {
  const fields = readAsn1(content, { mode: "ber", maxNodes: MAX_NODES }).expect(TAG.sequence).children;
  const [version, ...rest] = fields;
  if (version === undefined || smallInteger(version) !== 0) throw structure("The deviation list is not of version 0.");
  const set = rest[rest.length - 1];
  if (set === undefined || rest.length > 2) throw structure("The deviation list is malformed.");
  if (rest.length === 2) rest[0]?.expect(TAG.sequence);
  const entries = set.expect(TAG.set).children;
  if (entries.length > MAX_DEVIATIONS) throw structure(`More than ${MAX_DEVIATIONS} deviations.`);
  return entries.map((entry) => {
    entry.expect(TAG.sequence);
    if (entry.children.length !== 2) throw structure("A deviation is malformed.");
    const descriptions = entry.child(1).expect(TAG.set).children;
    if (descriptions.length > MAX_DESCRIPTIONS) throw structure("A deviation has too many descriptions.");
    return { documents: readDocuments(entry.child(0)), descriptions: descriptions.map(readDescription) };
  });
}

function readDocuments(node: Asn1Node): DeviationDocuments {
  let documentType: string | undefined;
  let signer: DeviationDocuments["signer"];
  let issued: DeviationDocuments["issued"];
  let documentNumbers: readonly string[] | undefined;
  let last = 0;
  for (const field of node.expect(TAG.sequence).children) {
    const number = field.tag & 0x1f;
    // One signer identifier of the three; each field once, in order.
    const rank = number >= 1 && number <= 3 ? 1 : number;
    if ((field.tag & 0xc0) !== 0x80 || rank < last) throw structure("The documents of a deviation are malformed.");
    last = rank + 1;
    switch (field.tag) {
      case 0x80:
        documentType = fromLatin1(field.content);
        break;
      case 0xa1: {
        if (field.children.length !== 2) throw structure("A signer's issuer and serial number are malformed.");
        checkName(field.child(0));
        const serial = toHex(integerBytes(field.child(1)));
        signer = { kind: "issuer-serial", issuer: readName(field.child(0)), serial };
        break;
      }
      case 0x82:
        signer = { kind: "key-identifier", keyIdentifier: field.content };
        break;
      case 0x83:
        signer = { kind: "digest", digest: field.content };
        break;
      case 0xa4:
        issued = { from: issueDate(field.child(0)), to: issueDate(field.child(1)) };
        break;
      case 0xa5:
        if (field.children.length > MAX_NUMBERS) throw structure("A deviation names too many documents.");
        documentNumbers = field.children.map((child) => text(child));
        break;
      default:
        throw structure("The documents of a deviation are malformed.");
    }
  }
  return { documentType, signer, issued, documentNumbers };
}

function issueDate(node: Asn1Node): number {
  return implicitTime(node.expect(TAG.generalizedTime));
}

function readDescription(node: Asn1Node): DeviationDescription {
  const fields = [...node.expect(TAG.sequence).children];
  let description: string | undefined;
  const [first] = fields;
  if (first !== undefined && first.tag !== TAG.oid) {
    description = text(first);
    fields.shift();
  }
  const type = fields.shift();
  if (type === undefined) throw structure("A deviation has no type.");
  let parameter: DeviationDescription["parameter"];
  for (const field of fields) {
    if (field.tag !== 0xa0 && field.tag !== 0xa1) throw structure("A deviation's description is malformed.");
    if (field.tag === 0xa0) parameter = readParameter(field.child(0));
  }
  return { type: oid(type), description, parameter };
}

function readParameter(node: Asn1Node): DeviationDescription["parameter"] {
  if (node.tag === TAG.oid) return { extension: oid(node) };
  const value = node.tag === TAG.integer ? integer(node) : -1n;
  return value >= 0n && value < 256n ? { field: Number(value) } : undefined;
}

const CERT_OR_KEY = `${OID.deviationList}.1`;
const DS_ENCODING = `${CERT_OR_KEY}.2`;
const CSCA_ENCODING = `${CERT_OR_KEY}.3`;
const MRZ_CHECK_DIGIT = `${OID.deviationList}.3.2`;
const SIGNATURE_FIELD = 3;
const PUBLIC_KEY_FIELD = 7;

/**
 * What a verified list makes known of its issuer: one entry for each deviation that has a reason code here. A State
 * speaks for its own documents only, so entries that name a signer of another country than the list's signer are left
 * out, and so are those that excuse nothing (a wrong signature stays a wrong signature). `source` names the list.
 */
export function knownDeviationsOf(list: DeviationList, signer: Certificate, source: string): readonly KnownDeviation[] {
  const country = signer.subject.country ?? signer.issuer.country;
  if (country === undefined) return [];
  const out = new Map<string, KnownDeviation>();
  for (const { documents, descriptions } of list.deviations) {
    if (documents.signer?.kind === "issuer-serial" && documents.signer.issuer.country !== country) continue;
    for (const description of descriptions) {
      for (const code of reasonCodes(description)) {
        const scope = scopeOf(documents);
        const known: KnownDeviation = { country, code, source, ...(scope === undefined ? {} : { scope }) };
        out.set(`${code}\n${JSON.stringify(scope)}`, known);
      }
    }
  }
  return [...out.values()];
}

function scopeOf(documents: DeviationDocuments): KnownDeviation["scope"] {
  const { signer, documentType, issued, documentNumbers } = documents;
  const scope = {
    ...(signer?.kind === "issuer-serial" ? { issuerKey: signer.issuer.key, serial: signer.serial } : {}),
    ...(signer?.kind === "key-identifier" ? { keyIdentifier: toHex(signer.keyIdentifier) } : {}),
    ...(signer?.kind === "digest" ? { certificateDigest: toHex(signer.digest) } : {}),
    ...(documentType === undefined ? {} : { documentType: documentType.replace(/<+$/, "") }),
    ...(issued === undefined ? {} : { issuedFrom: issued.from, issuedTo: issued.to }),
    ...(documentNumbers === undefined ? {} : { documentNumbers }),
  };
  return Object.keys(scope).length === 0 ? undefined : scope;
}

function reasonCodes({ type, parameter }: DeviationDescription): readonly string[] {
  const extension = parameter !== undefined && "extension" in parameter ? parameter.extension : undefined;
  const field = parameter !== undefined && "field" in parameter ? parameter.field : undefined;
  switch (type) {
    case DS_ENCODING:
      if (extension === OID.keyUsage) return ["cert.key-usage.missing"];
      if (extension === OID.extendedKeyUsage) return ["cert.extended-key-usage.unknown"];
      if (extension === OID.documentTypeList) return ["cert.document-type.mismatch"];
      if (field === SIGNATURE_FIELD) return ["cert.signature.not-der", "cert.signature.pss-parameters"];
      return field === PUBLIC_KEY_FIELD ? ["cert.key.curve-label"] : [];
    case CSCA_ENCODING:
      return extension === OID.basicConstraints ? ["cert.csca.no-ca-flag"] : [];
    case MRZ_CHECK_DIGIT:
      return ["mrz.check-digit.wrong"];
    default:
      return [];
  }
}
