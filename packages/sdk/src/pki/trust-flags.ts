import type { CertificateIndex } from "./certificate-index.js";
import type { TrustRole } from "./trust-store.js";
import type { AnchorFlag } from "./trust-types.js";

const FIVE_YEARS = 5 * 365.25 * 86_400_000;

/** Words that say nothing of who issues. A name of these alone, one of them a word for "not real", is a test name. */
const TEST_WORDS: ReadonlySet<string> = new Set([
  "test",
  "testing",
  "tests",
  "dummy",
  "example",
  "sample",
  "demo",
  "foo",
]);
const PLAIN_WORDS: ReadonlySet<string> = new Set([
  "csca",
  "ca",
  "root",
  "certificate",
  "certification",
  "country",
  "signing",
  "authority",
  "the",
  "a",
  "my",
]);

/**
 * What a certificate may do in the store, by its own content (as `isCertificateSigner`): neither a list nor the person
 * who gives it can make an anchor of a document signer.
 */
export function roleOf(index: CertificateIndex): TrustRole {
  const { ca, keyCertSign } = index;
  const signsCertificates = ca || (keyCertSign ?? index.issuerKey === index.subjectKey);
  return signsCertificates ? "csca" : "signer";
}

/** What is worth knowing of a certificate without reading its key or checking a signature. `now`: ms since 1970. */
export function flagsOf(index: CertificateIndex, role: TrustRole, now: number): readonly AnchorFlag[] {
  const flags: AnchorFlag[] = [];
  if (role === "csca" && !index.ca) flags.push("no-ca-flag");
  if (isTestName(index.commonName)) flags.push("test-name");
  if (index.notAfter < now - FIVE_YEARS) flags.push("expired-long-ago");
  const { authorityKeyIdentifier: authority, keyIdentifier: own } = index;
  const otherKey = authority !== undefined && own !== undefined && authority !== own;
  if (role === "csca" && (index.issuerKey !== index.subjectKey || otherKey)) flags.push("link");
  return flags;
}

/** `CN=test`, `CN=Test CSCA 01`; not a name that also says whose test it is. */
export function isTestName(commonName: string | undefined): boolean {
  if (commonName === undefined || !/test|dummy|example|sample|demo|foo/i.test(commonName)) return false;
  const words = commonName
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
  return (
    words.some((word) => TEST_WORDS.has(word)) && words.every((word) => TEST_WORDS.has(word) || PLAIN_WORDS.has(word))
  );
}

/** `CN=test` alone: what frameworks ship in the place of a list, and nobody means to trust (T91b). */
export function isPlaceholderName(commonName: string | undefined): boolean {
  return commonName?.trim().toLowerCase() === "test";
}

/** One sentence part for people. */
export const FLAG_TEXTS: Readonly<Record<AnchorFlag, string>> = {
  "no-ca-flag": "has no CA flag",
  "test-name": "has the name of a test certificate",
  "expired-long-ago": "expired more than 5 years ago",
  "self-signature-invalid": "has a self-signature that is false",
  "key-unusable": "has a key that cannot be used",
  "not-der": "is not encoded in DER",
  link: "is a link certificate",
};
