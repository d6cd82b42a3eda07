import { Asn1Context, type Asn1Node, type Asn1Quirk, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import {
  bitString,
  bitStringBytes,
  boolean,
  hasBit,
  integerBytes,
  octetString,
  oid,
  smallInteger,
  TAG,
  time,
} from "../asn1/values.js";
import { compareBytes, equalBytes, toHex } from "../bytes/bytes.js";
import type { Crypto, PublicKey, SignatureOutcome } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { readSignatureAlgorithm } from "./algorithm.js";
import type {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  Certificate,
  DistinguishedName,
  KeyUsage,
  PublicKeyReading,
  SignatureAlgorithmReading,
} from "./certificate-types.js";
import { altNames, implicitTime, readAuthorityKeyIdentifier, readDistributionPoints } from "./extensions.js";
import { checkName, readName } from "./name.js";
import { readPublicKey } from "./spki.js";

const MAX_NODES = 10_000;
const MAX_EXTENSIONS = 64;

/**
 * Extensions that are read, or whose meaning cannot make a path invalid here: every policy is accepted, so policies,
 * their mappings and inhibitAnyPolicy ask for nothing (RFC 5280 §6.1.1 c–g).
 */
const PROCESSED: ReadonlySet<string> = new Set([
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.privateKeyUsagePeriod,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.basicConstraints,
  OID.crlDistributionPoints,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.inhibitAnyPolicy,
  OID.authorityKeyIdentifier,
  OID.extendedKeyUsage,
  OID.documentTypeList,
  OID.nameChange,
]);

const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

/**
 * Reads an X.509 certificate (RFC 5280 §4.1). Departures from DER are let pass and named in `quirks`: the signature is
 * over the bytes as received. Names, key and extensions are read when first asked for; none of that throws later.
 * @throws ChipidError `cert.structure` when the bytes are no certificate or others follow it.
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  try {
    return new ParsedCertificate(bytes);
  } catch (error) {
    if (isChipidError(error) && error.code.startsWith("asn1.")) {
      throw new ChipidError("cert.structure", `Certificate is malformed: ${error.message}`, {
        cause: error,
        reference: "RFC 5280 §4.1",
        ...(error.offset === undefined ? {} : { offset: error.offset }),
      });
    }
    throw error;
  }
}

export type CertificateSignature =
  | ({ readonly checked: true } & SignatureOutcome)
  /** Not computed: the certificate's algorithm is unknown, or its two AlgorithmIdentifiers differ (RFC 5280 §4.1.1.2). */
  | { readonly checked: false; readonly valid: false; readonly why: "algorithm" | "parameters" | "algorithms-differ" };

/** Checks the certificate's signature over its tbsCertificate as received with the issuer's key. Never throws. */
export function verifyCertificateSignature(
  certificate: Certificate,
  issuerKey: PublicKey,
  crypto: Crypto,
): CertificateSignature {
  const reading = certificate.signatureReading;
  if (!reading.ok) {
    return { checked: false, valid: false, why: reading.why === "unknown" ? "algorithm" : "parameters" };
  }
  if (!certificate.algorithmsAgree) return { checked: false, valid: false, why: "algorithms-differ" };
  return { checked: true, ...crypto.verify(issuerKey, reading.algorithm, certificate.signature, certificate.tbs) };
}

/** True when both are the same certificate, byte for byte. */
export function sameCertificate(a: Certificate, b: Certificate): boolean {
  return a === b || equalBytes(a.raw, b.raw);
}

interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Asn1Node;
}

type Lazy<T> = { readonly value: T } | undefined;

class ParsedCertificate implements Certificate {
  readonly raw: Uint8Array;
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly serial: string;
  readonly negativeSerial: boolean;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly algorithmsAgree: boolean;
  readonly signature: Uint8Array;
  readonly repeatedExtensions: readonly string[];
  private readonly root: Asn1Node;
  private readonly issuerNode: Asn1Node;
  private readonly subjectNode: Asn1Node;
  private readonly extensions: ReadonlyMap<string, Extension>;
  private readonly malformed = new Set<string>();
  private readonly cache = new Map<string, { readonly value: unknown }>();

  constructor(bytes: Uint8Array) {
    const context = new Asn1Context({ mode: "ber", maxNodes: MAX_NODES });
    const root = readAsn1(bytes, { context }).expect(TAG.sequence);
    if (root.children.length !== 3) throw malformed("A certificate has three parts.");
    const tbs = root.child(0).expect(TAG.sequence);
    const fields = tbs.children;
    let at = 0;
    let version = 1;
    if (fields[0]?.tag === 0xa0) {
      version = smallInteger(fields[0].child(0)) + 1;
      if (version > 3) throw malformed("The certificate version is above 3.");
      at = 1;
    }
    const serial = integerBytes(tbs.child(at));
    const innerAlgorithm = tbs.child(at + 1).expect(TAG.sequence);
    const issuer = tbs.child(at + 2);
    const validity = tbs.child(at + 3).expect(TAG.sequence);
    const subject = tbs.child(at + 4);
    const spki = tbs.child(at + 5).expect(TAG.sequence);
    checkName(issuer);
    checkName(subject);
    if (validity.children.length !== 2) throw malformed("The validity does not have two times.");
    at += 6;
    // issuerUniqueID, subjectUniqueID
    if (fields[at]?.tag === 0x81) at++;
    if (fields[at]?.tag === 0x82) at++;
    let extensions: readonly Extension[] = [];
    const tagged = fields[at];
    if (tagged?.tag === 0xa3) {
      extensions = readExtensions(tagged);
      at++;
    }
    if (at !== fields.length) throw malformed("The tbsCertificate has a field it should not have.");

    this.root = root;
    this.raw = root.raw;
    this.tbs = tbs.raw;
    this.version = version;
    this.serial = toHex(serial);
    this.negativeSerial = (serial[0] ?? 0) >= 0x80;
    this.issuerNode = issuer;
    this.subjectNode = subject;
    this.notBefore = time(validity.child(0));
    this.notAfter = time(validity.child(1));
    this.spki = spki.raw;
    const outerAlgorithm = root.child(1).expect(TAG.sequence);
    this.signatureAlgorithm = algorithmIdentifier(outerAlgorithm);
    this.algorithmsAgree = compareBytes(innerAlgorithm.raw, outerAlgorithm.raw) === 0;
    this.signature = bitStringBytes(root.child(2));
    const index = new Map<string, Extension>();
    const repeated = new Set<string>();
    for (const extension of extensions) {
      if (index.has(extension.oid)) repeated.add(extension.oid);
      else index.set(extension.oid, extension);
    }
    this.extensions = index;
    this.repeatedExtensions = [...repeated];
  }

  get issuer(): DistinguishedName {
    return this.lazy("issuer", () => readName(this.issuerNode));
  }

  get subject(): DistinguishedName {
    return this.lazy("subject", () => readName(this.subjectNode));
  }

  get publicKey(): PublicKeyReading {
    return this.lazy("publicKey", () => readPublicKey(this.spki));
  }

  get signatureReading(): SignatureAlgorithmReading {
    return this.lazy("signatureReading", () =>
      readSignatureAlgorithm(this.signatureAlgorithm.oid, this.signatureAlgorithm.parameters),
    );
  }

  get selfIssued(): boolean {
    return this.issuer.key === this.subject.key;
  }

  get subjectKeyIdentifier(): Uint8Array | undefined {
    return this.extension(OID.subjectKeyIdentifier, octetString);
  }

  get authorityKeyIdentifier(): AuthorityKeyIdentifier | undefined {
    return this.extension(OID.authorityKeyIdentifier, readAuthorityKeyIdentifier);
  }

  get basicConstraints(): Certificate["basicConstraints"] {
    return this.extension(OID.basicConstraints, (node) => {
      const fields = node.expect(TAG.sequence).children;
      let at = 0;
      const ca = fields[0]?.tag === TAG.boolean ? boolean(node.child(at++)) : false;
      const pathLength = at < fields.length ? smallInteger(node.child(at++)) : undefined;
      if (at !== fields.length) throw malformed("basicConstraints is malformed.");
      return { ca, pathLength };
    });
  }

  get keyUsage(): KeyUsage | undefined {
    return this.extension(OID.keyUsage, (node) => {
      const bits = bitString(node);
      const names = KEY_USAGES.filter((_, index) => hasBit(bits, index));
      return {
        digitalSignature: hasBit(bits, 0),
        nonRepudiation: hasBit(bits, 1),
        keyCertSign: hasBit(bits, 5),
        cRLSign: hasBit(bits, 6),
        names,
      };
    });
  }

  get extendedKeyUsage(): readonly string[] | undefined {
    return this.extension(OID.extendedKeyUsage, (node) => {
      const usages = node.expect(TAG.sequence).children.map((usage) => oid(usage));
      if (usages.length === 0) throw malformed("extKeyUsage is empty.");
      return usages;
    });
  }

  get privateKeyUsagePeriod(): Certificate["privateKeyUsagePeriod"] {
    return this.extension(OID.privateKeyUsagePeriod, (node) => {
      const period: { notBefore: number | undefined; notAfter: number | undefined } = {
        notBefore: undefined,
        notAfter: undefined,
      };
      for (const bound of node.expect(TAG.sequence).children) {
        if (bound.tag === 0x80) period.notBefore = implicitTime(bound);
        else period.notAfter = implicitTime(bound.expect(0x81));
      }
      return period;
    });
  }

  get documentTypes(): readonly string[] | undefined {
    return this.extension(OID.documentTypeList, (node) => {
      const fields = node.expect(TAG.sequence).children;
      const list = fields[fields.length - 1];
      if (list === undefined || fields.length > 2) throw malformed("documentTypeList is malformed.");
      return list.expect(TAG.set).children.map((type) => altNames.string(type));
    });
  }

  get issuerAltNames(): readonly string[] {
    return this.extension(OID.issuerAltName, altNames.read) ?? [];
  }

  get subjectAltNames(): readonly string[] {
    return this.extension(OID.subjectAltName, altNames.read) ?? [];
  }

  get crlDistributionPoints(): readonly string[] {
    return this.extension(OID.crlDistributionPoints, readDistributionPoints) ?? [];
  }

  get nameChange(): boolean {
    return this.extensions.has(OID.nameChange);
  }

  get extensionOids(): readonly string[] {
    return [...this.extensions.keys()];
  }

  get malformedExtensions(): readonly string[] {
    this.readAll();
    return [...this.malformed];
  }

  get unknownCritical(): readonly string[] {
    return this.lazy("unknownCritical", () => {
      const critical = [...this.extensions.values()].filter((extension) => extension.critical);
      if (critical.some((extension) => PROCESSED.has(extension.oid))) this.readAll();
      return critical
        .filter((extension) => !PROCESSED.has(extension.oid) || this.malformed.has(extension.oid))
        .map((extension) => extension.oid);
    });
  }

  get quirks(): readonly Asn1Quirk[] {
    return this.lazy("quirks", () => {
      walk(this.root);
      this.readAll();
      return [...this.root.context.quirks];
    });
  }

  /** Reads every extension this class knows, so that what is wrong with any of them is known. */
  private readAll(): void {
    this.subjectKeyIdentifier;
    this.authorityKeyIdentifier;
    this.basicConstraints;
    this.keyUsage;
    this.extendedKeyUsage;
    this.privateKeyUsagePeriod;
    this.documentTypes;
    this.issuerAltNames;
    this.subjectAltNames;
    this.crlDistributionPoints;
  }

  private lazy<T>(name: string, read: () => T): T {
    const known = this.cache.get(name) as Lazy<T>;
    if (known !== undefined) return known.value;
    const value = read();
    this.cache.set(name, { value });
    return value;
  }

  /** Value of an extension; undefined when it is absent, or malformed and listed as such. */
  private extension<T>(oid: string, read: (node: Asn1Node) => T): T | undefined {
    return this.lazy<T | undefined>(oid, () => {
      const extension = this.extensions.get(oid);
      if (extension === undefined) return undefined;
      try {
        return read(readAsn1(octetString(extension.value), { context: this.root.context }));
      } catch (error) {
        if (!isChipidError(error)) throw error;
        this.malformed.add(oid);
        return undefined;
      }
    });
  }
}

function malformed(message: string): ChipidError {
  return new ChipidError("cert.structure", message, { reference: "RFC 5280 §4.1" });
}

function algorithmIdentifier(node: Asn1Node): AlgorithmIdentifier {
  if (node.children.length > 2) throw malformed("An AlgorithmIdentifier is malformed.");
  return { oid: oid(node.child(0)), parameters: node.children[1]?.raw };
}

function readExtensions(tagged: Asn1Node): Extension[] {
  const list = tagged.child(0).expect(TAG.sequence).children;
  if (list.length > MAX_EXTENSIONS) throw malformed(`A certificate has more than ${MAX_EXTENSIONS} extensions.`);
  return list.map((node) => {
    const fields = node.expect(TAG.sequence).children;
    const flag = fields.length === 3 ? boolean(node.child(1)) : false;
    if (fields.length !== 2 && fields.length !== 3) throw malformed("An extension is malformed.");
    const value = node.child(fields.length - 1);
    if (value.tag !== TAG.octetString && value.tag !== 0x24) throw malformed("An extension is malformed.");
    return { oid: oid(node.child(0)), critical: flag, value };
  });
}

/** Meets every element, so that the context knows the quirks of all; what cannot be read is left where it is. */
function walk(node: Asn1Node): void {
  if (!node.constructed) return;
  let children: readonly Asn1Node[];
  try {
    children = node.children;
  } catch (error) {
    if (isChipidError(error)) return;
    throw error;
  }
  for (const child of children) walk(child);
}
