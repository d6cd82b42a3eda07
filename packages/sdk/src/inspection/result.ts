import type { Verdict } from "./effect.js";
import type { Policy } from "./policy.js";
import type { Finding } from "./verdict.js";

// The shapes of contract.md §3. In JSON bytes are lower-case hex and times ISO 8601 (json.ts).

export type InspectionSource = "live" | "replay" | "evidence" | "files";

export type DataGroupStatus =
  /** Read, and its hash is the signed one. */
  | "match"
  /** Read, and its hash is not the signed one. */
  | "mismatch"
  /** The chip wants Terminal Authentication first. */
  | "protected"
  /** Listed, and not on the chip or not among the files. */
  | "absent"
  /** Listed, and not asked for. */
  | "not-read"
  /** There, and not in the signed list: never used. */
  | "not-listed";

export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface PassiveResult {
  readonly sod: "valid" | "invalid" | "absent" | "not-checked";
  readonly chain: "trusted" | "no-anchor" | "unverified-anchor" | "broken" | "revoked" | "not-checked";
  readonly revocation: "good" | "unknown" | "stale" | "revoked";
  readonly digestAlgorithm: string | null;
  readonly signatureAlgorithm: string | null;
  /** ISO 8601 date the certificates were judged at, when a signed statement gives one. */
  readonly signedAt: string | null;
  readonly signedAtSource: "attribute" | "issue-date" | "now" | null;
  readonly signer: CertificateSummary | null;
  readonly anchor: { readonly subject: string; readonly source: string } | null;
  readonly dataGroups: Readonly<Record<string, DataGroupStatus>>;
}

export type ChipProofStatus = "passed" | "failed" | "absent" | "not-done" | "not-counted";

export interface DocumentResult {
  readonly type: string;
  readonly issuer: string;
  readonly number: string;
  readonly nationality: string | null;
  /** ISO 8601 date; null: no expiry. */
  readonly expires: string | null;
  readonly mrz: readonly string[];
}

export interface HolderResult {
  readonly name: string;
  readonly mrzName: { readonly primary: string; readonly secondary: string };
  readonly birth: { readonly year: number | null; readonly month: number | null; readonly day: number | null };
  readonly sex: "M" | "F" | "X" | null;
  readonly personalNumber: string | null;
}

export interface PortraitResult {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  /** Size of the image; the bytes themselves are in `image`, only when asked for. */
  readonly bytes: number;
  readonly displayable: boolean;
  readonly image?: Uint8Array;
}

export interface Timing {
  readonly totalMs: number;
  readonly cardMs: number;
  readonly hostMs: number;
  readonly apdus: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** What one inspection found: `chipid-inspection/1`. */
export interface Inspection {
  readonly format: "chipid-inspection/1";
  readonly source: InspectionSource;
  readonly path: string | null;
  readonly verdict: Verdict;
  /** Why, the weightiest first. Positive findings have the effect `genuine`. */
  readonly reasons: readonly Finding[];
  readonly policy: Policy;
  /** The moment of judgement, ISO 8601. */
  readonly judgedAt: string;
  /** For `not-valid`: true when nothing else is open, so that "signed by the issuer" may be said. */
  readonly signedByIssuer: boolean;
  readonly access: { readonly protocol: "pace" | "bac" | "none"; readonly [more: string]: unknown };
  readonly passive: PassiveResult;
  readonly chip: { readonly active: ChipProofStatus; readonly chip: ChipProofStatus; readonly cam: ChipProofStatus };
  /** null when DG1 was not read or does not match its signed hash. */
  readonly document: DocumentResult | null;
  readonly holder: HolderResult | null;
  /** DG13 of a Vietnamese card; null when there is none. Without ethnicity and religion unless asked. */
  readonly vietnam: Readonly<Record<string, unknown>> | null;
  readonly portrait: PortraitResult | null;
  readonly timing: Timing;
}
