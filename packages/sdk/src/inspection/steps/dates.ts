import type { Certificate } from "../../pki/certificate-types.js";
import type { InspectionState } from "../state.js";

const DAY = 86_400_000;
/** A card may be personalised some time after its security object was signed, or get its issue date before (T38). */
const ISSUE_DATE_SLACK = 90 * DAY;
/** Signers' clocks and time zones differ; a signing time this far ahead is not called future. */
const CLOCK_SLACK = DAY;

/** Certificates judged at the moment of signing (ICAO 9303-12 §7.1, T37–T41; policy `signingTime`). */
export function checkDates(state: InspectionState): void {
  const { findings, policy, signer } = state;
  if (signer === undefined) return;
  if (policy.signingTime === "ignore") {
    findings.add("sod.signing-time.ignored");
    return;
  }
  judgeSigner(state, signer);
  judgePath(state, signer);
}

function judgeSigner(state: InspectionState, signer: Certificate): void {
  const { findings, policy, at } = state;
  if (policy.signingTime === "now") {
    judgeNow(state, signer);
    return;
  }
  if (state.signingTimeMalformed) findings.add("sod.signing-time.malformed");
  if (state.signingTime !== undefined) {
    state.signedAt = { ms: state.signingTime, source: "attribute" };
    judgeSigningTime(state, signer, state.signingTime);
    return;
  }
  if (policy.signingTime === "attribute") {
    findings.add("sod.signing-time.required");
    return;
  }
  const issued = state.data.issued;
  if (issued !== undefined) {
    const ms = Date.UTC(issued.year, issued.month - 1, issued.day);
    state.signedAt = { ms, source: "issue-date" };
    findings.add("sod.signing-time.from-issue-date");
    judgeIssueDate(state, signer, ms);
    return;
  }
  if (judgeNow(state, signer)) findings.add("sod.signing-time.absent");
  state.signedAt = { ms: at, source: "now" };
}

function judgeNow(state: InspectionState, signer: Certificate): boolean {
  const { findings, at } = state;
  state.signedAt = { ms: at, source: "now" };
  if (at > signer.notAfter) findings.add("cert.ds.expired");
  else if (at < signer.notBefore) findings.add("cert.ds.not-yet-valid");
  else return true;
  return false;
}

function judgeSigningTime(state: InspectionState, signer: Certificate, ms: number): void {
  const { findings, at } = state;
  if (ms > at + CLOCK_SLACK) findings.add("sod.signing-time.future");
  if (ms < signer.notBefore) findings.add("sod.signing-time.before-certificate");
  else if (ms > signer.notAfter) findings.add("sod.signing-time.after-certificate");
  else if (outsideUsage(signer, ms, ms)) findings.add("sod.signing-time.outside-key-usage");
}

/** An issue date is a day, not a moment: it counts as any moment of that day. */
function judgeIssueDate(state: InspectionState, signer: Certificate, start: number): void {
  const { findings, at } = state;
  const end = start + DAY - 1;
  if (end < signer.notBefore) {
    const near = signer.notBefore - end <= ISSUE_DATE_SLACK;
    findings.add(near ? "document.issue-date.before-certificate" : "document.issue-date.long-before-certificate");
  } else if (start > signer.notAfter) {
    findings.add("document.issue-date.after-certificate");
  }
  const irregular = start > at + CLOCK_SLACK || (end >= signer.notBefore && outsideUsage(signer, start, end));
  if (irregular) findings.add("document.issue-date.irregular");
}

function outsideUsage(signer: Certificate, start: number, end: number): boolean {
  const period = signer.privateKeyUsagePeriod;
  if (period === undefined) return false;
  return (
    (period.notBefore !== undefined && end < period.notBefore) ||
    (period.notAfter !== undefined && start > period.notAfter)
  );
}

/** Each certificate must have been valid when it issued the one below it; being out of date now is a note (T41). */
function judgePath(state: InspectionState, signer: Certificate): void {
  const { findings, at, path } = state;
  let below = signer;
  for (const certificate of path) {
    if (below.notBefore < certificate.notBefore || below.notBefore > certificate.notAfter) {
      findings.add("chain.anchor.not-valid-at-issue");
      break;
    }
    below = certificate;
  }
  if (path.some((certificate) => at > certificate.notAfter)) findings.add("chain.anchor.expired");
}
