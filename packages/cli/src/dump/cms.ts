import {
  type CmsAttribute,
  describeOid,
  parseName,
  readAsn1,
  type SignedData,
  type SignerInfo,
  TAG,
  time,
  toHex,
} from "@chipid/sdk";
import { asn1Tree } from "./asn1-tree.js";
import { embeddedCertificate, rawNameText, signerAlgorithmText } from "./certificate.js";
import { branch, type DumpNode, type DumpOptions, dateValue, hexValue, leaf, optional } from "./model.js";

function attributeNode(attribute: CmsAttribute, options: DumpOptions): DumpNode {
  const label = describeOid(attribute.oid).replace(/ \([\d.]+\)$/, "");
  const [first] = attribute.values;
  if (first === undefined || attribute.values.length > 1) {
    return branch(
      label,
      attribute.values.map((value) => leaf("value", hexValue(value, options))),
      `${attribute.values.length} values`,
    );
  }
  try {
    const node = readAsn1(first, { mode: "ber" });
    if (node.tag === TAG.utcTime || node.tag === TAG.generalizedTime) return leaf(label, dateValue(time(node)) ?? "");
    if (node.tag === TAG.octetString) return leaf(label, hexValue(node.content, options));
    const tree = asn1Tree(node, options);
    return tree.children === undefined ? leaf(label, tree.value ?? "") : branch(label, [tree]);
  } catch {
    return leaf(label, hexValue(first, options));
  }
}

function signerNode(signer: SignerInfo, options: DumpOptions): DumpNode {
  const { sid, signedAttributes } = signer;
  return branch("signer", [
    leaf("version", String(signer.version)),
    sid.kind === "issuer-serial"
      ? leaf("identified by", `issuer ${rawNameText(sid.issuer, parseName, options)}, serial ${sid.serial}`)
      : leaf("identified by", `subject key identifier ${toHex(sid.keyIdentifier)}`),
    leaf("digest algorithm", describeOid(signer.digestAlgorithm.oid)),
    signedAttributes === undefined
      ? leaf("signed attributes", "none: the signature is over the content itself")
      : branch(
          "signed attributes",
          signedAttributes.attributes.map((attribute) => attributeNode(attribute, options)),
          signedAttributes.sorted === undefined ? undefined : "not in DER order",
        ),
    leaf("signature algorithm", signerAlgorithmText(signer.signatureAlgorithm, signer.digestAlgorithm.oid)),
    leaf("signature", hexValue(signer.signature, options)),
  ]);
}

/** Everything of a SignedData but what its content means: `content` is put in its place. */
export function signedDataNodes(
  signedData: SignedData,
  content: DumpNode | undefined,
  options: DumpOptions,
): DumpNode[] {
  const nodes: (DumpNode | undefined)[] = [
    leaf("CMS version", String(signedData.version)),
    leaf("digest algorithms", signedData.digestAlgorithms.map((a) => describeOid(a.oid)).join(", ")),
    leaf("content type", describeOid(signedData.eContentType)),
    content,
    ...signedData.signerInfos.map((signer) => signerNode(signer, options)),
    signedData.signerInfos.length === 0 ? leaf("signer", "none") : undefined,
    ...signedData.certificates.map((raw) => embeddedCertificate("certificate", raw, options)),
    signedData.certificates.length === 0 ? leaf("certificates", "none") : undefined,
    ...signedData.crls.map((raw) => leaf("CRL", hexValue(raw, options))),
    optional("departures from DER", signedData.quirks.length === 0 ? undefined : signedData.quirks.join(", ")),
    signedData.trailingBytes === 0 ? undefined : leaf("bytes behind it", String(signedData.trailingBytes)),
  ];
  return nodes.filter((node): node is DumpNode => node !== undefined);
}
