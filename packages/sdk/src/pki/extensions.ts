import { type Asn1Node, readAsn1 } from "../asn1/node.js";
import { integerBytes, oid, TAG, text, time } from "../asn1/values.js";
import { fromLatin1, toHex } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import type { AuthorityKeyIdentifier } from "./certificate-types.js";
import { checkName, readName } from "./name.js";

// Extension values that certificates and CRLs share (RFC 5280 §4.2.1, §5.2).

const MAX_NAMES = 256;

/** AuthorityKeyIdentifier (RFC 5280 §4.2.1.1). @throws ChipidError `asn1.*` */
export function readAuthorityKeyIdentifier(node: Asn1Node): AuthorityKeyIdentifier {
  let keyIdentifier: Uint8Array | undefined;
  let issuer: AuthorityKeyIdentifier["issuer"];
  let serial: string | undefined;
  for (const field of node.expect(TAG.sequence).children) {
    if (field.tag === 0x80) keyIdentifier = field.content;
    else if (field.tag === 0xa1) issuer = directoryName(field);
    else serial = toHex(integerBytes(field, 0x82));
  }
  return { keyIdentifier, issuer, serial };
}

function directoryName(names: Asn1Node): AuthorityKeyIdentifier["issuer"] {
  for (const name of names.children) {
    if (name.tag !== 0xa4) continue;
    const inner = name.child(0);
    checkName(inner);
    return readName(inner);
  }
  return undefined;
}

/** [n] IMPLICIT GeneralizedTime; issuers also write UTCTime in its place. Milliseconds since 1970. */
export function implicitTime(node: Asn1Node): number {
  const { content, context } = node;
  const utc = content.length <= 13;
  if (utc) context.quirk("time-format", node.start, "A GeneralizedTime is written as UTCTime.");
  return time(readAsn1(encodeTlv(utc ? TAG.utcTime : TAG.generalizedTime, content), { context }));
}

/** GeneralNames (RFC 5280 §4.2.1.6) as text with the kind in front: `email:…`, `dns:…`, `uri:…`, `directory:L=UTO`. */
export const altNames = {
  read(node: Asn1Node): readonly string[] {
    const names = node.expect(TAG.sequence).children;
    if (names.length > MAX_NAMES) throw new ChipidError("asn1.count", `More than ${MAX_NAMES} names.`);
    return names.map(generalName);
  },
  /** Text of a string element, tolerant of bytes that are not valid UTF-8. */
  string(node: Asn1Node): string {
    try {
      return text(node);
    } catch (error) {
      if (isChipidError(error, "bytes.utf8")) return fromLatin1(node.content);
      throw error;
    }
  },
};

function generalName(name: Asn1Node): string {
  switch (name.tag) {
    case 0x81:
      return `email:${fromLatin1(name.content)}`;
    case 0x82:
      return `dns:${fromLatin1(name.content)}`;
    case 0x86:
      return `uri:${fromLatin1(name.content)}`;
    case 0x87:
      return `ip:${toHex(name.content)}`;
    case 0x88:
      return `oid:${oid(name, 0x88)}`;
    case 0xa4: {
      const inner = name.child(0);
      checkName(inner);
      return `directory:${readName(inner).text}`;
    }
    default:
      return `other:${toHex(name.raw)}`;
  }
}

/** URIs and names of cRLDistributionPoints (RFC 5280 §4.2.1.13), each as GeneralNames give it, the kind of URIs left off. */
export function readDistributionPoints(node: Asn1Node): readonly string[] {
  const out: string[] = [];
  const points = node.expect(TAG.sequence).children;
  if (points.length > MAX_NAMES) throw new ChipidError("asn1.count", "Too many distribution points.");
  for (const point of points) {
    const name = point.expect(TAG.sequence).children.find((field) => field.tag === 0xa0);
    if (name === undefined) continue;
    out.push(...distributionPointName(name.child(0)));
  }
  return out;
}

/** DistributionPointName: fullName [0] as texts; a name relative to the issuer [1] is left out. */
export function distributionPointName(node: Asn1Node): readonly string[] {
  if (node.tag !== 0xa0) return [];
  return node.children.map((name) => generalName(name).replace(/^uri:/, ""));
}
