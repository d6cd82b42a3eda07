import type { Crypto } from "../crypto/types.js";
import { type DeviationFacts, scopeCovers } from "../pki/deviation-scope.js";
import { KNOWN_DEVIATIONS } from "../pki/known-deviations.js";
import type { TrustView } from "../pki/trust-types.js";
import type { Effect } from "./effect.js";
import type { Policy } from "./policy.js";
import { REASONS, type ReasonCode } from "./reasons.js";
import type { Finding } from "./verdict.js";

const SHA1_CODES: readonly ReasonCode[] = ["sod.digest.sha1", "hash.algorithm.sha1", "cert.signature.sha1"];
const COPYABLE_CODES: readonly ReasonCode[] = [
  "chip.proof.not-offered",
  "chip.proof.not-in-evidence",
  "chip.proof.not-transferable",
];
/** What leaves it open whether the signer was revoked. */
const CRL_CODES: readonly ReasonCode[] = ["crl.list.missing", "crl.list.stale", "crl.signature.sha1"];

/** What was found, in the order found. What it weighs is settled when all is known of the document: `weigh`. */
export class FindingList {
  private readonly list: { readonly code: ReasonCode; readonly detail: string }[] = [];

  /** Adds a finding; `detail` says the particulars (default: the code's own sentence). */
  add(code: ReasonCode, detail: string = REASONS[code].en): void {
    this.list.push({ code, detail });
  }

  has(code: ReasonCode): boolean {
    return this.list.some((finding) => finding.code === code);
  }

  /**
   * The findings with their effects under a policy (contract.md §2). `facts` say whose known deviations may count;
   * undefined when there is no signer.
   */
  weigh(policy: Policy, trust: TrustView, crypto: Crypto, facts: DeviationFacts | undefined): Finding[] {
    return this.list.map(({ code, detail }) => {
      const { effect, relaxable, reference } = REASONS[code];
      const excused = relaxable && policy.deviations === "known" && facts !== undefined;
      const known = excused ? knownDeviation(code, trust, crypto, facts) : undefined;
      return known === undefined
        ? { code, effect: underPolicy(code, effect, policy), detail, reference }
        : { code, effect: "note", detail: `${detail} Known for this issuer (${known}).`, reference };
    });
  }
}

function underPolicy(code: ReasonCode, effect: Effect, { sha1, copyable, crl }: Policy): Effect {
  if (sha1 === "allow" && SHA1_CODES.includes(code)) return "note";
  if (copyable === "amber" && COPYABLE_CODES.includes(code)) return "unconfirmed";
  if (crl === "required" && CRL_CODES.includes(code)) return "unconfirmed";
  return effect;
}

/** The source that knows the deviation for this signer's country and this document. */
function knownDeviation(code: ReasonCode, trust: TrustView, crypto: Crypto, facts: DeviationFacts): string | undefined {
  const country = facts.signer.issuer.country ?? facts.signer.subject.country;
  if (country === undefined) return undefined;
  const own = KNOWN_DEVIATIONS.filter((deviation) => deviation.country === country);
  return [...trust.deviations(country), ...own].find(
    (deviation) => deviation.code === code && scopeCovers(deviation.scope, facts, crypto),
  )?.source;
}
