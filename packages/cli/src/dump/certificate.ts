import {
  type Certificate,
  type DistinguishedName,
  describeOid,
  hashByOid,
  type PublicKeyReading,
  parseCertificate,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
  type SignatureAlgorithmReading,
  toHex,
} from "@chipid/sdk";
import { branch, type DumpNode, type DumpOptions, dateValue, hexValue, leaf, optional } from "./model.js";

const HASH_NAMES: Readonly<Record<string, string>> = { md5: "MD5", "sha-1": "SHA-1" };

function hashText(hash: string): string {
  return HASH_NAMES[hash] ?? hash.toUpperCase();
}

/** A signature algorithm as people write it. */
export function algorithmText(algorithm: SignatureAlgorithm): string {
  switch (algorithm.kind) {
    case "rsa-pkcs1":
      return `RSA PKCS#1 v1.5 with ${hashText(algorithm.hash)}`;
    case "rsa-pss":
      return `RSA-PSS with ${hashText(algorithm.hash)}, MGF1 ${hashText(algorithm.mgfHash)}, salt ${algorithm.saltLength}`;
    case "ecdsa":
      return `ECDSA with ${hashText(algorithm.hash)}${algorithm.encoding === "plain" ? ", plain r‖s" : ""}`;
  }
}

export function algorithmReadingText(reading: SignatureAlgorithmReading): string {
  if (reading.ok) return algorithmText(reading.algorithm);
  return `${describeOid(reading.oid)} (${reading.why === "unknown" ? "not known here" : "parameters not readable"})`;
}

/** Signature algorithm of a SignerInfo; `hash` is the digest algorithm beside it (RFC 3370 §3.2). */
export function signerAlgorithmText(
  algorithm: { readonly oid: string; readonly parameters: Uint8Array | undefined },
  digestOid: string,
): string {
  return algorithmReadingText(readSignatureAlgorithm(algorithm.oid, algorithm.parameters, hashByOid(digestOid)));
}

export function publicKeyText(reading: PublicKeyReading): string {
  if (!reading.ok) return `${describeOid(reading.oid)}, not usable (${reading.why})`;
  const { key } = reading;
  if (key.kind === "rsa")
    return `RSA ${key.bits} bits, exponent ${key.exponent}${key.pss === undefined ? "" : ", PSS only"}`;
  const curve = key.curve ?? `unnamed curve of ${key.parameters.p.toString(2).length} bits`;
  return `EC ${curve}${key.encoding === "explicit" ? " (explicit parameters)" : ""}`;
}

export function nameText(name: DistinguishedName): string {
  return name.text === "" ? "(empty name)" : name.text;
}

function isEmpty(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join(", ");
}

function roles(certificate: Certificate): string {
  const parts: string[] = [];
  if (certificate.basicConstraints?.ca === true) {
    const { pathLength } = certificate.basicConstraints;
    parts.push(pathLength === undefined ? "CA" : `CA, path length ${pathLength}`);
  } else parts.push("end entity");
  if (certificate.selfIssued) parts.push("self-issued");
  return parts.join(", ");
}

/** Fields of one certificate. Unusable parts are named, never left out. */
export function certificateNodes(certificate: Certificate, options: DumpOptions): DumpNode[] {
  const { authorityKeyIdentifier: aki, privateKeyUsagePeriod: period } = certificate;
  const key = certificate.publicKey;
  const nodes: (DumpNode | undefined)[] = [
    leaf("subject", nameText(certificate.subject)),
    leaf("issuer", nameText(certificate.issuer)),
    leaf("serial", `${certificate.serial}${certificate.negativeSerial ? " (negative)" : ""}`),
    leaf("not before", dateValue(certificate.notBefore) ?? ""),
    leaf("not after", dateValue(certificate.notAfter) ?? ""),
    leaf("role", roles(certificate)),
    key.ok && key.key.kind === "rsa"
      ? branch("public key", [leaf("modulus", hexValue(bytesOf(key.key.modulus), options))], publicKeyText(key))
      : leaf("public key", publicKeyText(key)),
    leaf(
      "signature algorithm",
      algorithmReadingText(certificate.signatureReading) + (certificate.algorithmsAgree ? "" : " (differs inside)"),
    ),
    optional("key usage", certificate.keyUsage?.names.join(", ")),
    optional("extended key usage", certificate.extendedKeyUsage?.map(describeOid).join(", ")),
    optional("document types", certificate.documentTypes?.join(", ")),
    optional("subject key identifier", certificate.subjectKeyIdentifier && toHex(certificate.subjectKeyIdentifier)),
    optional("authority key identifier", aki?.keyIdentifier && toHex(aki.keyIdentifier)),
    optional("authority serial", aki?.serial),
    optional(
      "private key usage",
      period && `${dateValue(period.notBefore) ?? "…"} to ${dateValue(period.notAfter) ?? "…"}`,
    ),
    optional("subject alternative names", isEmpty(certificate.subjectAltNames)),
    optional("issuer alternative names", isEmpty(certificate.issuerAltNames)),
    optional("CRL distribution points", isEmpty(certificate.crlDistributionPoints)),
    certificate.nameChange ? leaf("name change", "yes") : undefined,
    optional("unknown critical", isEmpty(certificate.unknownCritical.map(describeOid))),
    optional("repeated extensions", isEmpty(certificate.repeatedExtensions.map(describeOid))),
    optional("departures from DER", isEmpty(certificate.quirks)),
    leaf("signature", hexValue(certificate.signature, options)),
  ];
  return nodes.filter((node): node is DumpNode => node !== undefined);
}

function bytesOf(value: bigint): Uint8Array {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even.slice(2 * i, 2 * i + 2), 16));
}

/** A certificate in one line, for lists. */
export function certificateLine(certificate: Certificate): string {
  const from = new Date(certificate.notBefore).toISOString().slice(0, 10);
  const to = new Date(certificate.notAfter).toISOString().slice(0, 10);
  const link = certificate.selfIssued ? "" : `, issued by ${nameText(certificate.issuer)}`;
  return `${nameText(certificate.subject)}, serial ${certificate.serial}, ${from} to ${to}, ${publicKeyText(certificate.publicKey)}${link}`;
}

/** A certificate that may not parse, inside another file: its fields, or what is wrong with it. */
export function embeddedCertificate(label: string, raw: Uint8Array, options: DumpOptions): DumpNode {
  try {
    const certificate = parseCertificate(raw);
    return branch(label, certificateNodes(certificate, options), nameText(certificate.subject));
  } catch (error) {
    return leaf(label, `${hexValue(raw, options)}  (${error instanceof Error ? error.message : "unreadable"})`);
  }
}

/** Distinguished name from DER, or hex when it does not parse. */
export function rawNameText(
  raw: Uint8Array,
  parse: (raw: Uint8Array) => DistinguishedName,
  options: DumpOptions,
): string {
  try {
    return nameText(parse(raw));
  } catch {
    return hexValue(raw, options);
  }
}
