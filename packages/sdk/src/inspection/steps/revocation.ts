import type { Certificate } from "../../pki/certificate-types.js";
import type { TrustedCrl } from "../../pki/trust-types.js";
import type { InspectionState } from "../state.js";

const DAY = 86_400_000;
/** Lists are issued at least every 90 days (ICAO 9303-12 §7.1.4); one that does not say when its next comes is held to it. */
const LONGEST_INTERVAL = 90 * DAY;

/** Revocation of the signer and of its issuers (ICAO 9303-12 §7.1.4, T42–T45; policy `crl`). */
export function checkRevocation(state: InspectionState): void {
  const { findings, signer, policy, trust } = state;
  if (signer === undefined || policy.crl === "ignore") return;
  for (const { source, code } of trust.refusedCrls) {
    if (code === "crl.delta") findings.add("crl.list.delta", `${source}: a delta revocation list is not used.`);
    else findings.add("crl.list.refused", `${source} is no revocation list of a known issuer.`);
  }
  judgeSigner(state, signer);
  for (const certificate of state.path) {
    if (find(trust.crlsOf(certificate.issuer.key), certificate) === undefined) continue;
    findings.add("crl.csca.revoked");
    state.chain = "revoked";
    break;
  }
}

function judgeSigner(state: InspectionState, signer: Certificate): void {
  const { findings, at } = state;
  const lists = listsFor(state, signer);
  const revoked = find(lists, signer);
  if (revoked !== undefined) {
    const day = new Date(revoked.date).toISOString().slice(0, 10);
    findings.add(
      "crl.ds.revoked",
      `The signer's certificate was revoked on ${day} (${revoked.reason ?? "no reason"}).`,
    );
    state.revocation = "revoked";
    state.chain = "revoked";
    return;
  }
  // Without a chain there is no issuer whose list could be missed.
  if (state.chain !== "trusted") return;
  const newest = lists.find((list) => list.covers(signer));
  if (newest === undefined) {
    findings.add("crl.list.missing");
    return;
  }
  const hash = newest.signatureHash;
  if (hash === "md5" || (hash === "sha-1" && state.policy.sha1 !== "allow")) {
    findings.add("crl.signature.sha1");
    return;
  }
  if ((newest.nextUpdate ?? newest.thisUpdate + LONGEST_INTERVAL) < at) {
    const days = Math.floor((at - newest.thisUpdate) / DAY);
    findings.add("crl.list.stale", `The revocation list is ${days} days old and past its next issue.`);
    state.revocation = "stale";
    return;
  }
  state.revocation = "good";
}

/** Lists under the name the signer gives for its issuer and, after a change of name, under that of the CSCA above it. */
function listsFor({ trust, path }: InspectionState, signer: Certificate): readonly TrustedCrl[] {
  const lists = trust.crlsOf(signer.issuer.key);
  const renamed = path[0]?.subject.key;
  if (renamed === undefined || renamed === signer.issuer.key) return lists;
  return [...lists, ...trust.crlsOf(renamed)].sort((a, b) => b.thisUpdate - a.thisUpdate);
}

function find(lists: readonly TrustedCrl[], certificate: Certificate): ReturnType<TrustedCrl["lookup"]> {
  for (const list of lists) {
    const entry = list.lookup(certificate.serial);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
