import { decodeOid } from "../../asn1/values.js";
import { fromLatin1 } from "../../bytes/bytes.js";
import type { Crypto, PublicKey, SignatureOutcome } from "../../crypto/types.js";
import { ChipidError } from "../../errors/chipid-error.js";
import { readOnlyTlv, readTlv, readTlvs, type Tlv } from "../../tlv/tlv.js";
import { type CvPublicKey, readCvPublicKey } from "./cv-public-key.js";

// Card verifiable certificates and requests for them (TR-03110-3 C).

const REFERENCE = "TR-03110-3 C.1";
const LIMITS = { maxDepth: 1, maxLength: 16_384, maxCount: 16 };

const TAG = {
  certificate: 0x7f21,
  body: 0x7f4e,
  profile: 0x5f29,
  authority: 0x42,
  publicKey: 0x7f49,
  holder: 0x5f20,
  authorization: 0x7f4c,
  effective: 0x5f25,
  expiration: 0x5f24,
  extensions: 0x65,
  signature: 0x5f37,
  authenticatedRequest: 0x67,
} as const;

const TERMINAL_TYPES: Readonly<Record<string, TerminalType>> = {
  "0.4.0.127.0.7.3.1.2.1": "inspection-system",
  "0.4.0.127.0.7.3.1.2.2": "authentication-terminal",
  "0.4.0.127.0.7.3.1.2.3": "signature-terminal",
};
const ROLES: readonly CvRole[] = ["terminal", "dv-foreign", "dv-domestic", "cvca"];

export type TerminalType = "inspection-system" | "authentication-terminal" | "signature-terminal" | "other";
export type CvRole = "cvca" | "dv-domestic" | "dv-foreign" | "terminal";

/** CAR or CHR: country, mnemonic and sequence number (TR-03110-3 A.6.1). Compared as bytes. */
export interface CvReference {
  readonly raw: Uint8Array;
  /** ISO 8859-1. */
  readonly text: string;
}

/** Certificate holder authorisation (TR-03110-3 C.4). */
export interface CvAuthorization {
  readonly oid: string;
  readonly terminalType: TerminalType;
  readonly role: CvRole;
  /** Discretionary data as received, the role in its first two bits. */
  readonly raw: Uint8Array;
}

interface CvBody {
  /** The whole object as received. */
  readonly raw: Uint8Array;
  /** DO'7F4E' as received: what is signed. */
  readonly body: Uint8Array;
  /** Content of DO'5F37'. */
  readonly signature: Uint8Array;
  readonly publicKey: CvPublicKey;
  readonly holder: CvReference;
}

export interface CvCertificate extends CvBody {
  readonly authority: CvReference;
  readonly authorization: CvAuthorization;
  /** First and last day of validity, ISO 8601. */
  readonly effective: string;
  readonly expires: string;
  /** Content of DO'65' as received, when it is there. */
  readonly extensions: Uint8Array | undefined;
}

/** A request (TR-03110-3 C.2): signed with its own key and, when renewed, by the holder's last one. */
export interface CvRequest extends CvBody {
  readonly authority: CvReference | undefined;
  readonly outer: { readonly authority: CvReference; readonly signature: Uint8Array } | undefined;
}

/**
 * One certificate, DO'7F21'. Nothing is verified.
 * @throws ChipidError `cvc.structure`, `tlv.*`, `asn1.oid`
 */
export function readCvCertificate(bytes: Uint8Array): CvCertificate {
  const outer = readOnlyTlv(bytes, TAG.certificate, LIMITS);
  const { members, ...base } = readBody(outer);
  const authority = members.get(TAG.authority);
  const authorization = members.get(TAG.authorization);
  const effective = members.get(TAG.effective);
  const expiration = members.get(TAG.expiration);
  if (!authority || !authorization || !effective || !expiration) {
    throw structure("A CV certificate lacks its authority, authorisation or dates.");
  }
  return {
    ...base,
    authority: reference(authority.value),
    authorization: readAuthorization(authorization.value),
    effective: readDate(effective.value),
    expires: readDate(expiration.value),
    extensions: members.get(TAG.extensions)?.value,
  };
}

/**
 * A request, DO'7F21', or an authenticated one, DO'67'. Nothing is verified.
 * @throws ChipidError `cvc.structure`, `tlv.*`, `asn1.oid`
 */
export function readCvRequest(bytes: Uint8Array): CvRequest {
  const first = readTlv(bytes, 0, LIMITS);
  if (first.tag !== TAG.authenticatedRequest) {
    const { members, ...base } = readBody(readOnlyTlv(bytes, TAG.certificate, LIMITS));
    return { ...base, authority: optionalReference(members), outer: undefined };
  }
  const parts = distinct(readOnlyTlv(bytes, TAG.authenticatedRequest, LIMITS).value);
  const request = parts.get(TAG.certificate);
  const authority = parts.get(TAG.authority);
  const signature = parts.get(TAG.signature);
  if (!request || !authority || !signature) throw structure("An authenticated CV request is incomplete.");
  const { members, ...base } = readBody(request);
  return {
    ...base,
    raw: first.raw,
    authority: optionalReference(members),
    outer: { authority: reference(authority.value), signature: signature.value },
  };
}

/** Whether `key` signed the certificate, in the way that the issuer's key says it signs. */
export function verifyCvSignature(
  certificate: Pick<CvCertificate, "body" | "signature">,
  issuer: CvPublicKey,
  key: PublicKey,
  crypto: Crypto,
): SignatureOutcome {
  if (issuer.kind === "other") return { valid: false, fault: "key-type", backend: "pure" };
  return crypto.verify(key, issuer.algorithm, certificate.signature, certificate.body);
}

/**
 * The references in EF.CVCA (ICAO 9303-11 §7.3, TR-03110-3 A.3.1.2): the current trust point first, the one before it
 * second; zero bytes fill the file.
 * @throws ChipidError `cvc.structure` for anything else; `tlv.*`
 */
export function readCvcaReferences(file: Uint8Array): readonly CvReference[] {
  const references: CvReference[] = [];
  let at = 0;
  while (at < file.length && file[at] !== 0) {
    const tlv = readTlv(file, at, LIMITS);
    if (tlv.tag !== TAG.authority || references.length === 2)
      throw structure("EF.CVCA holds other than two references.");
    references.push(reference(tlv.value));
    at += tlv.raw.length;
  }
  if (references.length === 0 || file.subarray(at).some((byte) => byte !== 0)) {
    throw structure("EF.CVCA holds no references, or something behind them.");
  }
  return references;
}

function readBody(outer: Tlv): CvBody & { readonly members: ReadonlyMap<number, Tlv> } {
  const parts = distinct(outer.value);
  const body = parts.get(TAG.body);
  const signature = parts.get(TAG.signature);
  if (!body || !signature || parts.size !== 2) throw structure("A CV certificate is not a body and a signature.");
  const members = distinct(body.value);
  const profile = members.get(TAG.profile);
  const publicKey = members.get(TAG.publicKey);
  const holder = members.get(TAG.holder);
  if (profile?.value.length !== 1 || profile.value[0] !== 0) throw structure("A CV certificate is not of profile 1.");
  if (!publicKey || !holder) throw structure("A CV certificate lacks its key or its holder.");
  return {
    raw: outer.raw,
    body: body.raw,
    signature: signature.value,
    publicKey: readCvPublicKey(publicKey.value),
    holder: reference(holder.value),
    members,
  };
}

function distinct(content: Uint8Array): ReadonlyMap<number, Tlv> {
  const all = readTlvs(content, LIMITS);
  const map = new Map(all.map((tlv) => [tlv.tag, tlv]));
  if (map.size !== all.length) throw structure("A CV certificate has an element twice.");
  return map;
}

function optionalReference(members: ReadonlyMap<number, Tlv>): CvReference | undefined {
  const found = members.get(TAG.authority);
  return found === undefined ? undefined : reference(found.value);
}

function reference(raw: Uint8Array): CvReference {
  if (raw.length === 0 || raw.length > 16) throw structure("A reference in a CV certificate has not 1 to 16 bytes.");
  return { raw, text: fromLatin1(raw) };
}

function readAuthorization(content: Uint8Array): CvAuthorization {
  const [type, data, ...more] = readTlvs(content, LIMITS);
  if (type?.tag !== 0x06 || data?.tag !== 0x53 || more.length > 0 || data.value.length === 0) {
    throw structure("A CV certificate's authorisation is not an OID and a template.");
  }
  const oid = decodeOid(type.value);
  const role = ROLES[(data.value[0] ?? 0) >> 6] ?? "terminal";
  const terminalType = Object.hasOwn(TERMINAL_TYPES, oid) ? (TERMINAL_TYPES[oid] ?? "other") : "other";
  return { oid, terminalType, role, raw: data.value };
}

/** Six unpacked BCD digits YYMMDD of the years 2000 to 2099 (TR-03110-3 D.2.1.3). */
function readDate(value: Uint8Array): string {
  const [y1 = 10, y2 = 10, m1 = 10, m2 = 10, d1 = 10, d2 = 10] = value;
  const [year, month, day] = [2000 + 10 * y1 + y2, 10 * m1 + m2, 10 * d1 + d2];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (
    value.length !== 6 ||
    value.some((digit) => digit > 9) ||
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day
  ) {
    throw structure("A date in a CV certificate is none.");
  }
  return date.toISOString().slice(0, 10);
}

function structure(message: string): ChipidError {
  return new ChipidError("cvc.structure", message, { reference: REFERENCE });
}
