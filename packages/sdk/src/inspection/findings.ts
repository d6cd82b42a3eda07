import { KNOWN_DEVIATIONS } from "../pki/known-deviations.js";
import type { TrustView } from "../pki/trust-types.js";
import type { Effect } from "./effect.js";
import type { Policy } from "./policy.js";
import { REASONS, type ReasonCode } from "./reasons.js";
import type { Finding } from "./verdict.js";

const SHA1_CODES: readonly ReasonCode[] = ["sod.digest.sha1", "hash.algorithm.sha1", "cert.signature.sha1"];
const COPYABLE_CODES: readonly ReasonCode[] = ["chip.proof.not-offered", "chip.proof.not-in-evidence"];
const CRL_CODES: readonly ReasonCode[] = ["crl.list.missing", "crl.list.stale"];

/** The findings of one inspection, each weighed by the policy when it is added. */
export class FindingList {
  private readonly list: Finding[] = [];
  private readonly policy: Policy;
  private readonly trust: TrustView;
  /** Two-letter country whose known deviations apply; set once the signer is known. */
  country: string | undefined;

  constructor(policy: Policy, trust: TrustView) {
    this.policy = policy;
    this.trust = trust;
  }

  /** Adds a finding; `detail` says the particulars (default: the code's own sentence). */
  add(code: ReasonCode, detail?: string): void {
    const definition = REASONS[code];
    const known = definition.relaxable ? this.knownDeviation(code) : undefined;
    const effect = known === undefined ? this.weigh(code, definition.effect) : "note";
    const text = detail ?? definition.en;
    this.list.push({
      code,
      effect,
      detail: known === undefined ? text : `${text} Known for this issuer (${known}).`,
      reference: definition.reference,
    });
  }

  has(code: ReasonCode): boolean {
    return this.list.some((finding) => finding.code === code);
  }

  get all(): readonly Finding[] {
    return this.list;
  }

  private weigh(code: ReasonCode, effect: Effect): Effect {
    const { sha1, copyable, crl } = this.policy;
    if (sha1 === "allow" && SHA1_CODES.includes(code)) return "note";
    if (copyable === "amber" && COPYABLE_CODES.includes(code)) return "unconfirmed";
    if (crl === "required" && CRL_CODES.includes(code)) return "unconfirmed";
    return effect;
  }

  /** The source that knows the deviation for the signer's country, when policy lets it count. */
  private knownDeviation(code: ReasonCode): string | undefined {
    const { country } = this;
    if (country === undefined || this.policy.deviations !== "known") return undefined;
    const given = this.trust.deviations(country).find((d) => d.code === code);
    if (given !== undefined) return given.source;
    return KNOWN_DEVIATIONS.find((d) => d.country === country && d.code === code)?.source;
  }
}
