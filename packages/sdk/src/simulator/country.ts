import type { SignatureAlgorithm } from "../crypto/types.js";
import { type CertificateQuirks, createCertificate, instant } from "./issuer/certificate.js";
import { type CrlSpec, createCrl } from "./issuer/crl.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlNumber,
  documentTypeList,
  keyIdentifierOf,
  keyUsage,
  nameChange,
  privateKeyUsagePeriod,
  subjectKeyIdentifier,
} from "./issuer/extensions.js";
import { type PublicKeyQuirks, publicKeyInfo, type SigningKey } from "./issuer/keys.js";
import { encodeName, type NameStringType } from "./issuer/name.js";

/** Who signs: a key, the algorithm it signs with, and its certificate. */
export interface Authority {
  readonly certificate: Uint8Array;
  readonly key: SigningKey;
  readonly algorithm: SignatureAlgorithm;
  /** Subject as written in the spec, and its DER. */
  readonly subject: string;
  readonly name: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly keyIdentifier: Uint8Array;
}

/** Extensions by name, so that a fixture can leave one out (null) or put another in its place. */
export type ExtensionChanges = Readonly<
  Partial<
    Record<
      | "authorityKeyIdentifier"
      | "subjectKeyIdentifier"
      | "basicConstraints"
      | "keyUsage"
      | "privateKeyUsagePeriod"
      | "documentTypes"
      | "nameChange",
      Uint8Array | null
    >
  >
> & { readonly extra?: readonly Uint8Array[] };

export interface AuthoritySpec {
  /** `C=VN,O=…,CN=…` */
  readonly subject: string;
  readonly strings?: NameStringType;
  readonly key: SigningKey;
  readonly algorithm: SignatureAlgorithm;
  readonly serial: bigint | number | Uint8Array;
  readonly notBefore: string;
  readonly notAfter: string;
  /** End of the private key's use; it begins with `notBefore`. */
  readonly signsUntil: string;
  readonly publicKey?: PublicKeyQuirks;
  readonly extensions?: ExtensionChanges;
  readonly quirks?: CertificateQuirks;
}

function extensionList(standard: ExtensionChanges, changes: ExtensionChanges = {}): Uint8Array[] {
  const { extra = [], ...named } = { ...standard, ...changes };
  return [...Object.values(named).filter((value) => value !== null && value !== undefined), ...extra];
}

/** A self-signed country signing CA (ICAO 9303-12 §7.1, Table 2). */
export function createCsca(spec: AuthoritySpec): Authority {
  const name = encodeName(spec.subject, spec.strings);
  const publicKey = publicKeyInfo(spec.key, spec.publicKey);
  const keyIdentifier = keyIdentifierOf(publicKey);
  const { subject, key, algorithm } = spec;
  const authority = { key, algorithm, subject, name, publicKey, keyIdentifier };
  return { ...authority, certificate: authorityCertificate(authority, spec, authority) };
}

/**
 * A link certificate (ICAO 9303-12 §7.1.1.5): the old CSCA vouches for the new one's key, with the name change
 * extension when the names differ.
 */
export function createLink(
  previous: Authority,
  next: Authority,
  spec: Pick<AuthoritySpec, "serial" | "notBefore" | "notAfter" | "signsUntil" | "extensions">,
): Uint8Array {
  return authorityCertificate(previous, { ...spec, subject: next.subject }, next, previous.subject !== next.subject);
}

function authorityCertificate(
  issuer: Omit<Authority, "certificate">,
  spec: Pick<AuthoritySpec, "serial" | "notBefore" | "notAfter" | "signsUntil" | "extensions" | "quirks"> & {
    readonly subject: string;
  },
  subject: Omit<Authority, "certificate">,
  renamed = false,
): Uint8Array {
  return createCertificate({
    subject: subject.name,
    issuer: issuer.name,
    serial: spec.serial,
    notBefore: spec.notBefore,
    notAfter: spec.notAfter,
    publicKey: subject.publicKey,
    signWith: issuer.key,
    algorithm: issuer.algorithm,
    extensions: extensionList(
      {
        authorityKeyIdentifier: authorityKeyIdentifier(issuer.keyIdentifier),
        subjectKeyIdentifier: subjectKeyIdentifier(subject.keyIdentifier),
        basicConstraints: basicConstraints(true, 0),
        keyUsage: keyUsage("keyCertSign", "cRLSign"),
        privateKeyUsagePeriod: privateKeyUsagePeriod(instant(spec.notBefore), instant(spec.signsUntil)),
        nameChange: renamed ? nameChange() : null,
      },
      spec.extensions,
    ),
    ...(spec.quirks === undefined ? {} : { quirks: spec.quirks }),
  });
}

export interface SignerSpecification extends AuthoritySpec {
  /** documentTypeList, e.g. `P`; null: none. */
  readonly documentTypes?: readonly string[] | null;
}

/** A document signer (or list signer) certificate under `issuer` (ICAO 9303-12 §7.1, Table 2). */
export function createDocumentSigner(issuer: Authority, spec: SignerSpecification): Authority {
  const name = encodeName(spec.subject, spec.strings);
  const publicKey = publicKeyInfo(spec.key, spec.publicKey);
  const keyIdentifier = keyIdentifierOf(publicKey);
  const certificate = createCertificate({
    subject: name,
    issuer: issuer.name,
    serial: spec.serial,
    notBefore: spec.notBefore,
    notAfter: spec.notAfter,
    publicKey,
    signWith: issuer.key,
    algorithm: issuer.algorithm,
    extensions: extensionList(
      {
        authorityKeyIdentifier: authorityKeyIdentifier(issuer.keyIdentifier),
        subjectKeyIdentifier: subjectKeyIdentifier(keyIdentifier),
        keyUsage: keyUsage("digitalSignature"),
        privateKeyUsagePeriod: privateKeyUsagePeriod(instant(spec.notBefore), instant(spec.signsUntil)),
        documentTypes:
          spec.documentTypes === undefined || spec.documentTypes === null
            ? null
            : documentTypeList(...spec.documentTypes),
      },
      spec.extensions,
    ),
    ...(spec.quirks === undefined ? {} : { quirks: spec.quirks }),
  });
  return {
    certificate,
    key: spec.key,
    algorithm: spec.algorithm,
    subject: spec.subject,
    name,
    publicKey,
    keyIdentifier,
  };
}

/** A CRL of `issuer` (ICAO 9303-12 §7.1.4): AKI and CRL number, and what the fixture adds. */
export function issueCrl(
  issuer: Authority,
  spec: Pick<CrlSpec, "thisUpdate" | "nextUpdate" | "revoked"> & {
    readonly number: number;
    readonly extra?: readonly Uint8Array[];
    readonly algorithm?: SignatureAlgorithm;
    /** Signs in the issuer's name with another key. */
    readonly signWith?: SigningKey;
  },
): Uint8Array {
  return createCrl({
    issuer: issuer.name,
    thisUpdate: spec.thisUpdate,
    ...(spec.nextUpdate === undefined ? {} : { nextUpdate: spec.nextUpdate }),
    revoked: spec.revoked,
    extensions: [authorityKeyIdentifier(issuer.keyIdentifier), crlNumber(spec.number), ...(spec.extra ?? [])],
    signWith: spec.signWith ?? issuer.key,
    algorithm: spec.algorithm ?? issuer.algorithm,
  });
}
