import type { HashName, SignatureAlgorithm } from "../../crypto/types.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Inspection } from "../../inspection/result.js";
import { readSod } from "../../lds/sod.js";
import { parseCertificate } from "../../pki/certificate.js";
import type { Certificate } from "../../pki/certificate-types.js";
import { type Authority, createCsca, createDocumentSigner, issueCrl } from "../../simulator/country.js";
import { ecKey } from "../../simulator/issuer/keys.js";
import type { SessionTrust } from "../session-types.js";
import { type Day, fallbackState, type SyntheticHolder } from "./synthetic-holder.js";
import { replacementKey } from "./synthetic-keys.js";

/** A test issuer in the place of the recorded one: same country code, same kinds of keys. */
export interface SyntheticIssuer {
  readonly csca: Authority;
  readonly signer: Authority;
  /** A signer of the same country under a CSCA that nobody trusts. */
  readonly stranger: Authority;
  /** ISO date; undefined where the recorded signature names no time. */
  readonly signingTime: string | undefined;
  readonly trust: readonly SessionTrust[];
}

const SIGNER_SERIAL = 0x7e02;
const DAY = 24 * 3600 * 1000;

export function syntheticIssuer(
  sod: Uint8Array | undefined,
  inspection: Inspection,
  holder: SyntheticHolder,
  at: number,
): SyntheticIssuer {
  const recorded = signerOf(sod);
  const code = recorded?.issuer.country;
  // Where the zone was not read, state and signer are chosen together.
  const country = inspection.document === null ? fallbackState(code).country : (code ?? "UT");
  const { passive } = inspection;
  const algorithm = algorithmOf(passive.signatureAlgorithm);
  const started = { ...holder.issued, year: holder.issued.year - 1 };
  const validity = {
    notBefore: iso(started),
    notAfter: iso({ ...started, year: Math.max(started.year, new Date(at).getUTCFullYear()) + 15 }),
    signsUntil: iso({ ...started, year: started.year + 5 }),
  };
  const root = (label: string, name: string, serial: number): Authority =>
    createCsca({
      ...validity,
      subject: `C=${country},O=chipid redacted,CN=${name}`,
      key: ecKey(label, "P-384"),
      algorithm: { kind: "ecdsa", hash: "sha-384", encoding: "der" },
      serial,
    });
  const csca = root("redacted csca", "Redacted CSCA", 0x7e01);
  const key = recorded?.publicKey.ok === true ? replacementKey("ds", recorded.publicKey.key) : undefined;
  const usable = key !== undefined && (key.kind === "ec") === (algorithm.kind === "ecdsa");
  const signerUnder = (authority: Authority): Authority =>
    createDocumentSigner(authority, {
      ...validity,
      subject: `C=${country},O=chipid redacted,CN=Redacted Document Signer`,
      key: usable ? key : ecKey("redacted ds", "P-256"),
      algorithm: usable ? algorithm : { kind: "ecdsa", hash: "sha-256", encoding: "der" },
      serial: SIGNER_SERIAL,
      documentTypes: recorded?.documentTypes ?? null,
    });
  return {
    csca,
    signer: signerUnder(csca),
    stranger: signerUnder(root("redacted other csca", "Redacted other CSCA", 0x7e03)),
    signingTime: passive.signedAtSource === "attribute" ? iso(holder.issued) : undefined,
    trust: trustOf(csca, inspection, at),
  };
}

/** The anchor as it stood where it was recorded, and a CRL where there was one. */
function trustOf(csca: Authority, inspection: Inspection, at: number): SessionTrust[] {
  const { chain, revocation } = inspection.passive;
  if (chain !== "trusted" && chain !== "revoked" && chain !== "unverified-anchor") return [];
  const anchor: SessionTrust = {
    name: "redacted-csca.cer",
    bytes: csca.certificate,
    ...listOf(inspection, at),
  };
  if (revocation === "unknown") return [anchor];
  const instant = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const stale = revocation === "stale";
  const crl = issueCrl(csca, {
    thisUpdate: instant(at - (stale ? 400 : 10) * DAY),
    nextUpdate: instant(at + (stale ? -200 : 80) * DAY),
    number: 1,
    revoked: revocation === "revoked" ? [{ serial: SIGNER_SERIAL, date: instant(at - 400 * DAY) }] : [],
  });
  return [anchor, { name: "redacted.crl", bytes: crl }];
}

/** An anchor out of a list came out of one again, as old for the policy as that one was. */
function listOf(
  { passive, reasons }: Inspection,
  at: number,
): { readonly status?: "unverified" | "verified"; readonly kind?: "master-list"; readonly date?: number } {
  const aged = reasons.some(({ code }) => code === "trust.list.old" || code === "trust.list.age");
  const date = at - 3650 * DAY;
  const age = aged ? { kind: "master-list" as const, date } : {};
  if (passive.chain === "unverified-anchor") return { status: "unverified", ...age };
  return aged ? { status: "verified", ...age } : {};
}

/** The document signer inside an EF.SOD; undefined when it cannot be read. */
export function signerOf(sod: Uint8Array | undefined): Certificate | undefined {
  try {
    const [first] = sod === undefined ? [] : readSod(sod).signedData.certificates;
    return first === undefined ? undefined : parseCertificate(first);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

const HASHES: readonly HashName[] = ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"];

/** From the name in the result, `ecdsa-sha384`; ECDSA with SHA-256 for what has no name. */
function algorithmOf(name: string | null): SignatureAlgorithm {
  const text = (name ?? "").toLowerCase();
  const hash = HASHES.find((candidate) => text.replace("-", "").includes(candidate.replace("-", ""))) ?? "sha-256";
  if (text.includes("pss")) return { kind: "rsa-pss", hash, mgfHash: hash, saltLength: 32 };
  if (text.startsWith("rsa")) return { kind: "rsa-pkcs1", hash };
  return { kind: "ecdsa", hash, encoding: "der" };
}

function iso({ year, month, day }: Day): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
