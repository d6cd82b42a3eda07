import { buildChain, type ChainResult } from "../../authentication/passive/chain.js";
import type { Certificate } from "../../pki/certificate-types.js";
import type { Provenance, TrustedCertificate } from "../../pki/trust-types.js";
import type { InspectionState } from "../state.js";

const DAY = 86_400_000;
const LIST_AGE_NOTE_DAYS = 90;

/** From the signer to a trust anchor (ICAO 9303-12 §7.1, contract.md §1 rule 3 and §4 Trust). */
export function checkChain(state: InspectionState): void {
  const { signer } = state;
  if (signer === undefined) return;
  judgeCertificateAlgorithm(state, signer);
  const result = buildChain(
    signer,
    state.enclosed,
    state.trust,
    state.memory?.forCertificates(state.crypto) ?? state.crypto,
  );
  if (result.outcome === "broken") judgeBroken(state, result);
  else if (result.outcome === "no-anchor") judgeMissing(state, signer, result);
  else judgePath(state, result);
}

function judgeCertificateAlgorithm(state: InspectionState, signer: Certificate): void {
  const { findings } = state;
  const reading = signer.signatureReading;
  if (!reading.ok) findings.add("cert.signature.unknown", `The certificate's algorithm is ${reading.oid}.`);
  else if (reading.algorithm.hash === "md5") findings.add("cert.signature.md5");
  else if (reading.algorithm.hash === "sha-1") findings.add("cert.signature.sha1");
  if (!signer.algorithmsAgree) findings.add("cert.algorithm.differs");
}

function judgeBroken(state: InspectionState, result: Extract<ChainResult, { outcome: "broken" }>): void {
  state.chain = "broken";
  if (result.why === "issuer-not-ca") state.findings.add("chain.issuer.not-ca");
  else if (result.why === "self-signed") state.findings.add("chain.signer.impostor");
  else state.findings.add("chain.signature.invalid");
}

function judgeMissing(
  state: InspectionState,
  signer: Certificate,
  result: Extract<ChainResult, { outcome: "no-anchor" }>,
): void {
  const { findings } = state;
  state.chain = "no-anchor";
  findings.add("chain.anchor.missing", `There is no trust anchor for ${signer.issuer.text}.`);
  switch (result.why) {
    case "country":
      findings.add(
        "chain.country.missing",
        `The trust store has no certificate of ${signer.issuer.country ?? "that country"}.`,
      );
      break;
    case "name":
      if (isVietnamCitizenCard(signer)) findings.add("chain.anchor.citizen-card");
      break;
    case "key":
      findings.add("chain.anchor.key-unknown", keyDetail(signer));
      if (isVietnamCitizenCard(signer)) findings.add("chain.anchor.citizen-card");
      break;
    case "self-signed":
      findings.add("chain.signer.self-signed");
      break;
    case "algorithm":
      if (!findings.has("cert.signature.unknown")) findings.add("cert.signature.unknown");
      break;
    case "unusable":
      findings.add("chain.anchor.unusable");
  }
}

function keyDetail(signer: Certificate): string {
  const id = signer.authorityKeyIdentifier?.keyIdentifier;
  if (id === undefined) return "No key of the named issuer verifies the signer's certificate.";
  return `The issuer is known by name, but not its key ${Array.from(id, (b) => b.toString(16).padStart(2, "0")).join("")}.`;
}

/** The citizen card's CSCA is "CSCA Vietnam"; public lists hold the passport's only (T30b). */
function isVietnamCitizenCard(signer: Certificate): boolean {
  return signer.issuer.country === "VN" && !/passport/i.test(signer.issuer.commonName ?? "");
}

function judgePath(
  state: InspectionState,
  result: Extract<ChainResult, { outcome: "trusted" | "unverified-anchor" }>,
): void {
  const { findings } = state;
  const anchor = result.path.at(-1);
  if (anchor === undefined) return;
  const provenance = bestProvenance(anchor);
  state.path = result.path.map((entry) => entry.certificate);
  state.anchor = { certificate: anchor.certificate, source: provenance?.source ?? "" };
  state.chain = result.outcome;
  if (result.deviations.some((deviation) => deviation.startsWith("pss-"))) {
    findings.add("cert.signature.pss-parameters");
  } else if (result.deviations.length > 0) {
    findings.add("cert.signature.not-der", `The certificate's signature: ${result.deviations.join(", ")}.`);
  }
  if (result.outcome === "unverified-anchor") {
    findings.add("chain.anchor.unverified", `The issuer's certificate is in ${provenance?.source ?? "a list"} only.`);
    return;
  }
  const doubtful = anchor.flags.some((flag) => flag === "test-name" || flag === "expired-long-ago");
  if (doubtful && provenance?.status !== "given") findings.add("chain.anchor.test");
  findings.add("chain.anchor.trusted", `Vouched for by ${anchor.certificate.subject.text} (${provenance?.source}).`);
  judgeLinks(state, result.path);
  if (provenance !== undefined) judgeAge(state, provenance);
}

/** A link certificate between signer and anchor counts like the signer's own where its algorithm is concerned. */
function judgeLinks(state: InspectionState, path: readonly TrustedCertificate[]): void {
  for (const { certificate } of path.slice(0, -1)) judgeCertificateAlgorithm(state, certificate);
}

function bestProvenance(entry: TrustedCertificate): Provenance | undefined {
  return entry.provenance[0];
}

/** How old the list behind the anchor is, against policy `trustAge`. */
function judgeAge(state: InspectionState, provenance: Provenance): void {
  const { findings, policy, at } = state;
  if (provenance.kind === "certificate") return;
  if (provenance.date === undefined) {
    if (policy.trustAge !== "note") findings.add("trust.list.old", "The list behind the anchor does not say its date.");
    return;
  }
  const days = Math.floor((at - provenance.date) / DAY);
  const detail = `The list behind the anchor is ${days} days old.`;
  if (policy.trustAge !== "note") {
    if (days > policy.trustAge) findings.add("trust.list.old", detail);
  } else if (days > LIST_AGE_NOTE_DAYS) findings.add("trust.list.age", detail);
}
