import { compareBytes, toHex } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import type { CmsAttribute, SignedData, SignerInfo } from "./cms-types.js";
import { Asn1Context, type Asn1Node, readAsn1 } from "./node.js";
import { OID } from "./oids.js";
import { integerBytes, octetString, oid, smallInteger, TAG } from "./values.js";

const LIMITS = {
  digestAlgorithms: 32,
  certificates: 64,
  crls: 64,
  signerInfos: 16,
  attributes: 64,
  values: 16,
} as const;
/** Far above any real SignedData; what is embedded (certificates, content) is not walked and does not count. */
const MAX_NODES = 8_192;

export interface SignedDataOptions {
  /** `der` (default) refuses departures from DER; `ber` reads them and names them in `quirks` (T26b). */
  readonly mode?: "der" | "ber";
  /** Allow bytes behind the outer element; they are counted, never read. Default false. */
  readonly trailing?: boolean;
}

function structure(message: string, offset?: number, cause?: unknown): ChipidError {
  return new ChipidError("cms.structure", message, {
    reference: "RFC 5652 §5",
    ...(offset === undefined ? {} : { offset }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Reads a ContentInfo holding SignedData (RFC 5652 §3, §5). Everything a hash or a signature covers is a slice of
 * `bytes` as received, save a constructed eContent, which is its segments joined. Certificates and CRLs are cut out
 * whole and not read; choices other than X.509 (attribute certificates, other formats) are left out.
 * @throws ChipidError `cms.content-type` when the ContentInfo holds something else; `cms.structure` for everything
 * that is not a SignedData within the limits (64 certificates, 16 signers …), with the ASN.1 fault as `cause`.
 */
export function parseSignedData(bytes: Uint8Array, options: SignedDataOptions = {}): SignedData {
  const context = new Asn1Context({ mode: options.mode ?? "der", maxNodes: MAX_NODES });
  try {
    return read(bytes, context, options.trailing === true);
  } catch (error) {
    if (isChipidError(error) && error.code.startsWith("asn1.")) {
      throw structure(`CMS SignedData is malformed: ${error.message}`, error.offset, error);
    }
    throw error;
  }
}

function read(bytes: Uint8Array, context: Asn1Context, trailing: boolean): SignedData {
  const outer = readAsn1(bytes, { context, trailing: true }).expect(TAG.sequence);
  const trailingBytes = bytes.length - outer.end;
  if (trailingBytes > 0 && !trailing) throw structure("Bytes follow the CMS structure.", outer.end);
  const type = oid(outer.child(0));
  if (type !== OID.signedData) {
    throw new ChipidError("cms.content-type", "The CMS content is not SignedData.", { reference: "RFC 5652 §5.1" });
  }
  const body = only(outer.child(1).expect(0xa0)).expect(TAG.sequence);
  if (outer.children.length !== 2) throw structure("ContentInfo has more than its two elements.", outer.start);

  const rest = new Cursor(body);
  const version = smallInteger(rest.next(TAG.integer));
  if (version > 5) throw structure("The SignedData version is above 5.", body.start);
  const digestAlgorithms = limited(rest.next(TAG.set), LIMITS.digestAlgorithms, "digest algorithms").map(algorithm);
  const encapsulated = rest.next(TAG.sequence);
  const eContentType = oid(encapsulated.child(0));
  if (encapsulated.children.length > 2) throw structure("EncapsulatedContentInfo is malformed.", encapsulated.start);
  const explicitContent = encapsulated.children[1];
  const eContent = explicitContent === undefined ? undefined : octetString(only(explicitContent.expect(0xa0)));
  const certificateSet = rest.optional(0xa0);
  const crlSet = rest.optional(0xa1);
  const signers = limited(rest.next(TAG.set), LIMITS.signerInfos, "signers").map(signerInfo);
  rest.end();

  return {
    version,
    digestAlgorithms: digestAlgorithms.map(({ oid, raw }) => ({ oid, raw })),
    eContentType,
    eContent,
    certificates: wholeElements(certificateSet, LIMITS.certificates, "certificates"),
    crls: wholeElements(crlSet, LIMITS.crls, "CRLs"),
    signerInfos: signers,
    quirks: [...context.quirks],
    trailingBytes,
  };
}

function signerInfo(node: Asn1Node): SignerInfo {
  const rest = new Cursor(node.expect(TAG.sequence));
  const version = smallInteger(rest.next(TAG.integer));
  const sid = signerIdentifier(rest.next());
  const digest = algorithm(rest.next());
  const signedAttributes = rest.optional(0xa0);
  const signatureAlgorithm = algorithm(rest.next());
  const signature = octetString(rest.next());
  rest.optional(0xa1);
  rest.end();
  return {
    version,
    sid,
    digestAlgorithm: { oid: digest.oid, raw: digest.raw },
    signedAttributes: signedAttributes === undefined ? undefined : attributes(signedAttributes),
    signatureAlgorithm,
    signature,
  };
}

function signerIdentifier(node: Asn1Node): SignerInfo["sid"] {
  if (node.tag === 0x80 || node.tag === 0xa0) {
    return { kind: "key-identifier", keyIdentifier: node.stringValue(0x80) };
  }
  node.expect(TAG.sequence);
  if (node.children.length !== 2) throw structure("IssuerAndSerialNumber is malformed.", node.start);
  return {
    kind: "issuer-serial",
    issuer: node.child(0).expect(TAG.sequence).raw,
    serial: toHex(integerBytes(node.child(1))),
  };
}

function attributes(set: Asn1Node): NonNullable<SignerInfo["signedAttributes"]> {
  const read: CmsAttribute[] = limited(set, LIMITS.attributes, "signed attributes").map((attribute) => {
    const rest = new Cursor(attribute.expect(TAG.sequence));
    const type = oid(rest.next(TAG.oid));
    const values = limited(rest.next(TAG.set), LIMITS.values, "attribute values").map((value) => value.raw);
    rest.end();
    return { oid: type, values };
  });
  // A copy of its own: `slice` of a Buffer would be the caller's bytes, and change them.
  const received = Uint8Array.from(set.raw);
  received[0] = TAG.set;
  const sorted = derForm(set, TAG.set);
  const same = compareBytes(received, sorted) === 0;
  if (!same) set.context.quirks.add("set-order");
  return { received, sorted: same ? undefined : sorted, attributes: read };
}

/** The element in DER as far as lengths, the order of sets and constructed strings go (X.690 §10.1, §10.2, §11.6). */
function derForm(node: Asn1Node, tag: number): Uint8Array {
  if (!node.constructed) return encodeTlv(tag, node.content);
  const plain = tag & ~0x20;
  const universalString = (tag & 0xc0) === 0 && plain !== 0x10 && plain !== 0x11;
  if (universalString) return encodeTlv(plain, node.stringValue(plain));
  const parts = node.children.map((child) => derForm(child, child.tag));
  if (tag === TAG.set) parts.sort(compareBytes);
  return encodeTlv(tag, ...parts);
}

function algorithm(node: Asn1Node): { oid: string; raw: Uint8Array; parameters: Uint8Array | undefined } {
  node.expect(TAG.sequence);
  if (node.children.length > 2) throw structure("An AlgorithmIdentifier is malformed.", node.start);
  return { oid: oid(node.child(0)), raw: node.raw, parameters: node.children[1]?.raw };
}

function wholeElements(set: Asn1Node | undefined, limit: number, what: string): Uint8Array[] {
  if (set === undefined) return [];
  return limited(set, limit, what).flatMap((node) => (node.tag === TAG.sequence ? [node.raw] : []));
}

function limited(node: Asn1Node, limit: number, what: string): readonly Asn1Node[] {
  if (node.children.length > limit) throw structure(`More than ${limit} ${what}.`, node.start);
  return node.children;
}

function only(node: Asn1Node): Asn1Node {
  if (node.children.length !== 1) throw structure("An explicit tag does not hold one element.", node.start);
  return node.child(0);
}

/** The elements of a SEQUENCE one after the other. */
class Cursor {
  private at = 0;
  private readonly parent: Asn1Node;

  constructor(parent: Asn1Node) {
    this.parent = parent;
  }

  next(tag?: number): Asn1Node {
    const node = this.parent.child(this.at++);
    return tag === undefined ? node : node.expect(tag);
  }

  optional(tag: number): Asn1Node | undefined {
    const node = this.parent.children[this.at];
    if (node?.tag !== tag) return undefined;
    this.at++;
    return node;
  }

  end(): void {
    const node = this.parent.children[this.at];
    if (node !== undefined) throw structure("A CMS structure has elements it should not have.", node.start);
  }
}
