import type { CardSecuritySignature } from "../../authentication/cam/card-security-signature.js";
import type { Certificate } from "../../pki/certificate-types.js";
import { FindingList } from "../findings.js";
import { deviationFacts } from "../procedure.js";
import type { InspectionState } from "../state.js";
import { compareCountries } from "../states.js";
import { checkChain } from "../steps/chain.js";
import { checkDates } from "../steps/dates.js";
import { checkRevocation } from "../steps/revocation.js";
import { checkSigner } from "../steps/signer.js";

/**
 * Why EF.CardSecurity's signer does not vouch for the key in it, in a sentence; undefined: it does. The signer is held to
 * what the document's own signer is held to, by the same steps under the same policy (contract.md §1 rule 4, §2): a CSCA
 * of the document's country, not revoked, meant for documents, in date at its signing, and no hash that policy refuses.
 * @param state after EF.SOD was judged; DG12 or DG13 as far as they are read give the issue date
 */
export function cardSecurityDoubt(state: InspectionState, signature: CardSecuritySignature): string | undefined {
  const { signer } = signature;
  if (state.chain !== "trusted" || signer === undefined) {
    return "EF.CardSecurity is signed by nobody whom a trusted anchor vouches for.";
  }
  const own = judged(state, signature, signer);
  const country = own.anchor?.certificate.subject.country;
  const expected = state.anchor?.certificate.subject.country;
  if (own.chain !== "trusted" || country === undefined || expected === undefined) {
    return "EF.CardSecurity is signed by nobody whom a trusted anchor vouches for.";
  }
  if (compareCountries(country, expected) !== "same") {
    return "EF.CardSecurity is signed under another country than the document.";
  }
  const { policy, trust, crypto } = state;
  const doubts = own.findings
    .weigh(policy, trust, crypto, deviationFacts(own))
    .filter(({ effect }) => effect !== "genuine" && effect !== "note");
  if (doubts.length === 0) return undefined;
  return `The signer of EF.CardSecurity: ${[...new Set(doubts.map(({ code }) => code))].join(", ")}.`;
}

/** A state of its own, so that no finding about this signer becomes one about the document's. */
function judged(state: InspectionState, { check, enclosed }: CardSecuritySignature, signer: Certificate) {
  const own: InspectionState = {
    ...state,
    findings: new FindingList(),
    sod: undefined,
    signer,
    enclosed,
    signature: "valid",
    chain: "not-checked",
    path: [],
    anchor: undefined,
    revocation: "unknown",
    signingTime: check?.signingTime,
    signingTimeMalformed: check?.signingTimeState === "malformed" || check?.signingTimeState === "repeated",
    signedAt: undefined,
  };
  const hashes = [check?.hash, check?.algorithm.ok === true ? check.algorithm.algorithm.hash : undefined];
  if (hashes.includes("md5")) own.findings.add("sod.digest.md5");
  if (hashes.includes("sha-1")) own.findings.add("sod.digest.sha1");
  checkChain(own);
  checkSigner(own);
  checkRevocation(own);
  // Not judged at all is a finding of the document already.
  if (state.policy.signingTime !== "ignore") checkDates(own);
  return own;
}
