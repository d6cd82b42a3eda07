import { OID } from "../../asn1/oids.js";
import { isRoca } from "../../crypto/roca.js";
import type { Certificate } from "../../pki/certificate-types.js";
import type { InspectionState } from "../state.js";

/** Purposes that are not the signing of documents (T36b). */
const OTHER_ROLES: Readonly<Record<string, string>> = {
  "2.23.136.1.1.3": "master lists",
  "2.23.136.1.1.8": "deviation lists",
  "1.3.6.1.5.5.7.3.1": "TLS servers",
  "1.3.6.1.5.5.7.3.2": "TLS clients",
  "1.3.6.1.5.5.7.3.3": "software",
  "1.3.6.1.5.5.7.3.4": "mail",
  "1.3.6.1.5.5.7.3.8": "time stamps",
  "1.3.6.1.5.5.7.3.9": "OCSP answers",
  "2.23.136.1.1.11.1": "visible digital seals",
  "2.23.136.1.1.11.2": "visible digital seals",
  "2.23.136.1.1.14.2": "digital travel credentials",
};

/** Signers and servers of LDS2 and of the countries' points of contact (ICAO 9303-12 §4.2, TR-03129). */
const LDS2_OR_SPOC = /^2\.23\.136\.1\.1\.(?:9|10)(?:\.|$)/;

/** Extensions that bound what a certificate may do: one that is there and cannot be read bounds nothing. */
const BOUNDS: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.privateKeyUsagePeriod,
  OID.documentTypeList,
]);

/** What the signer's certificate may do, and how strong its key is (ICAO 9303-12 §7.1.1, T33–T36b, T48, T49, T56, T57). */
export function checkSigner(state: InspectionState): void {
  const { signer } = state;
  if (signer === undefined) return;
  judgeUsage(state, signer);
  judgeKey(state, signer);
  judgeEncoding(state, signer);
  for (const certificate of state.path) judgeAuthority(state, certificate);
}

function judgeUsage(state: InspectionState, signer: Certificate): void {
  const { findings } = state;
  const { keyUsage, basicConstraints, extendedKeyUsage } = signer;
  if (basicConstraints?.ca === true || keyUsage?.keyCertSign === true) findings.add("cert.ds.is-ca");
  if (keyUsage === undefined) findings.add("cert.key-usage.missing");
  else if (!keyUsage.digitalSignature) findings.add("cert.key-usage.wrong");
  if (extendedKeyUsage === undefined) return;
  const other = extendedKeyUsage.find((oid) => Object.hasOwn(OTHER_ROLES, oid) || LDS2_OR_SPOC.test(oid));
  if (other === undefined) findings.add("cert.extended-key-usage.unknown");
  // Only under a trusted chain is the role a statement of the issuer, hence evidence.
  else if (state.chain === "trusted") {
    findings.add("cert.role.wrong", `The signer's certificate is for ${OTHER_ROLES[other] ?? "another purpose"}.`);
  } else findings.add("cert.extended-key-usage.unknown", "The signer's certificate is for another purpose.");
}

function judgeKey(state: InspectionState, signer: Certificate): void {
  const { findings } = state;
  const reading = signer.publicKey;
  if (!reading.ok || reading.key.kind !== "rsa") return;
  const { bits, modulus } = reading.key;
  if (bits < 1024) findings.add("cert.key.rsa-tiny", `The signer's RSA key has ${bits} bits.`);
  else if (bits < 2048) findings.add("cert.key.rsa-short", `The signer's RSA key has ${bits} bits.`);
  if (isRoca(modulus)) findings.add("cert.key.roca");
}

function judgeEncoding(state: InspectionState, signer: Certificate): void {
  const { findings } = state;
  const all = [signer, ...state.path];
  if (all.some((c) => c.unknownCritical.length > 0)) {
    const oids = [...new Set(all.flatMap((c) => c.unknownCritical))];
    findings.add("cert.extension.unknown-critical", `Unknown critical extension ${oids.join(", ")}.`);
  }
  const malformed = signer.malformedExtensions.filter(
    (oid) => BOUNDS.has(oid) && !signer.unknownCritical.includes(oid),
  );
  if (malformed.length > 0) {
    findings.add("cert.extension.unknown-critical", `Extension ${malformed.join(", ")} cannot be read.`);
  }
  if (all.some((c) => c.repeatedExtensions.length > 0)) findings.add("cert.extension.repeated");
  if (all.some((c) => c.negativeSerial)) findings.add("cert.serial.negative");
  if (all.some((c) => c.quirks.length > 0)) findings.add("cert.encoding.not-der");
}

function judgeAuthority(state: InspectionState, certificate: Certificate): void {
  const { basicConstraints, keyUsage } = certificate;
  if (basicConstraints?.ca !== true) state.findings.add("cert.csca.no-ca-flag");
  else if (keyUsage?.keyCertSign === false) {
    state.findings.add("cert.csca.no-ca-flag", "The issuer's certificate has a key usage without keyCertSign.");
  }
}
