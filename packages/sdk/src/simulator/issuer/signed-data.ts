import {
  derInteger,
  derOctetString,
  derOid,
  derTime,
  explicit,
  implicit,
  implicitConstructed,
  sequence,
  setOf,
} from "../../asn1/encode.js";
import { readAsn1 } from "../../asn1/node.js";
import { OID } from "../../asn1/oids.js";
import { compareBytes, concat } from "../../bytes/bytes.js";
import { digest } from "../../crypto/digest.js";
import type { HashName, SignatureAlgorithm } from "../../crypto/types.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { digestAlgorithmIdentifier, signatureAlgorithmIdentifier } from "./algorithms.js";
import { instant } from "./certificate.js";
import { type SigningKey, signWith } from "./keys.js";

/** One signer (RFC 5652 §5.3). Everything after `signingTime` is there for departures from the standard. */
export interface SignerSpec {
  readonly key: SigningKey;
  readonly algorithm: SignatureAlgorithm;
  /** messageDigest hash; default: the hash of `algorithm`. */
  readonly digest?: HashName;
  /** Who signed: a certificate's issuer and serial, or a key identifier. */
  readonly sid: { readonly certificate: Uint8Array } | { readonly keyIdentifier: Uint8Array };
  /** ISO date or instant; no signingTime attribute when absent. */
  readonly signingTime?: string;
  readonly contentType?: string;
  readonly messageDigest?: Uint8Array;
  /** Changes the list of attributes [contentType, messageDigest, signingTime?]; `none` leaves signedAttrs out. */
  readonly attributes?: "none" | ((standard: readonly Uint8Array[]) => readonly Uint8Array[]);
  /** `as-given` sends the attributes unsorted (T23). */
  readonly attributeOrder?: "der" | "as-given";
  /** What the signature covers when the attributes are sent unsorted. */
  readonly signedOrder?: "der" | "as-sent";
  readonly digestAlgorithmIdentifier?: Uint8Array;
  readonly signatureAlgorithmIdentifier?: Uint8Array;
  /** Puts other bytes in the signature's place; `signed` is what it covers. */
  readonly mangleSignature?: (signature: Uint8Array, signed: Uint8Array) => Uint8Array;
}

/** CMS SignedData in a ContentInfo (RFC 5652 §3, §5.1). */
export interface SignedDataSpec {
  readonly eContentType: string;
  readonly eContent: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly signers: readonly SignerSpec[];
  /** The digestAlgorithms set, instead of the signers' hashes. */
  readonly digestAlgorithms?: readonly Uint8Array[];
  /** `indefinite` sends the outer elements, down to eContent, with indefinite lengths (BER). */
  readonly lengths?: "definite" | "indefinite";
  /** eContent as a constructed OCTET STRING in segments of this many bytes (BER). */
  readonly contentSegments?: number;
}

export function attribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(derOid(oid), setOf(...values));
}

/** The standard signed attributes of `signer` over `eContent` (RFC 5652 §11). */
export function standardAttributes(eContentType: string, eContent: Uint8Array, signer: SignerSpec): Uint8Array[] {
  const hash = signer.digest ?? signer.algorithm.hash;
  const list = [
    attribute(OID.contentType, derOid(signer.contentType ?? eContentType)),
    attribute(OID.messageDigest, derOctetString(signer.messageDigest ?? digest(hash, eContent))),
  ];
  if (signer.signingTime !== undefined) list.push(attribute(OID.signingTime, derTime(instant(signer.signingTime))));
  return list;
}

function signerIdentifier(sid: SignerSpec["sid"]): Uint8Array {
  if ("keyIdentifier" in sid) return implicit(0, sid.keyIdentifier);
  const tbs = readAsn1(sid.certificate, { mode: "ber" }).child(0);
  return sequence(tbs.child(3).raw, tbs.child(1).raw);
}

function signerInfo(spec: SignedDataSpec, signer: SignerSpec): Uint8Array {
  const hash = signer.digest ?? signer.algorithm.hash;
  const parts = [
    derInteger("keyIdentifier" in signer.sid ? 3 : 1),
    signerIdentifier(signer.sid),
    signer.digestAlgorithmIdentifier ?? digestAlgorithmIdentifier(hash),
  ];
  let signed = spec.eContent;
  if (signer.attributes !== "none") {
    const standard = standardAttributes(spec.eContentType, spec.eContent, signer);
    const list = signer.attributes === undefined ? standard : signer.attributes(standard);
    const sorted = [...list].sort(compareBytes);
    const sent = signer.attributeOrder === "as-given" ? list : sorted;
    parts.push(implicitConstructed(0, ...sent));
    signed = encodeTlv(0x31, ...(signer.signedOrder === "as-sent" ? sent : sorted));
  }
  const signature = signWith(signer.key, signer.algorithm, signed);
  parts.push(
    signer.signatureAlgorithmIdentifier ?? signatureAlgorithmIdentifier(signer.algorithm),
    derOctetString(signer.mangleSignature?.(signature, signed) ?? signature),
  );
  return sequence(...parts);
}

function octetString(bytes: Uint8Array, segment: number | undefined, wrap: Wrap): Uint8Array {
  if (segment === undefined) return derOctetString(bytes);
  const segments: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += segment) segments.push(derOctetString(bytes.subarray(at, at + segment)));
  return wrap(0x24, ...segments);
}

type Wrap = (tag: number, ...parts: readonly Uint8Array[]) => Uint8Array;

const indefinite: Wrap = (tag, ...parts) => concat(Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0));

/** Bytes of the ContentInfo. Signatures are made over the attributes in DER (RFC 5652 §5.4) unless the spec says otherwise. */
export function createSignedData(spec: SignedDataSpec): Uint8Array {
  const wrap: Wrap = spec.lengths === "indefinite" ? indefinite : encodeTlv;
  const algorithms =
    spec.digestAlgorithms ??
    uniqueByBytes(
      spec.signers.map(
        (signer) =>
          signer.digestAlgorithmIdentifier ?? digestAlgorithmIdentifier(signer.digest ?? signer.algorithm.hash),
      ),
    );
  const parts = [
    derInteger(3),
    setOf(...algorithms),
    wrap(0x30, derOid(spec.eContentType), wrap(0xa0, octetString(spec.eContent, spec.contentSegments, wrap))),
  ];
  if (spec.certificates.length > 0) parts.push(implicitConstructed(0, ...spec.certificates));
  if (spec.crls !== undefined && spec.crls.length > 0) parts.push(implicitConstructed(1, ...spec.crls));
  parts.push(setOf(...spec.signers.map((signer) => signerInfo(spec, signer))));
  const signedData = wrap(0x30, ...parts);
  return spec.lengths === "indefinite"
    ? indefinite(0x30, derOid(OID.signedData), indefinite(0xa0, signedData))
    : sequence(derOid(OID.signedData), explicit(0, signedData));
}

function uniqueByBytes(list: readonly Uint8Array[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const item of list) if (!out.some((other) => compareBytes(other, item) === 0)) out.push(item);
  return out;
}
