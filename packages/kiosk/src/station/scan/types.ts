import type { AccessSecrets } from "@chipid/sdk";
import type { InputIssue } from "../../shared/index.js";

/** What an officer's scan or typing comes to. */
export type ScanOutcome =
  | {
      readonly ok: true;
      readonly keys: DocumentKeys;
    }
  | { readonly ok: false; readonly issue: InputIssue };

/** What opens a card, and what was scanned of its print. Never logged, dropped with the inspection. */
export interface DocumentKeys {
  /** Tried in this order, each in an opening of its own, until the chip takes one. */
  readonly attempts: readonly AccessSecrets[];
  /** QR or MRZ texts, to be compared with the signed data. */
  readonly scans: readonly string[];
  readonly source: "qr" | "mrz" | "number" | "can" | "typed";
  /** Vietnam's citizen card: the twelve-digit number is known. */
  readonly citizen: boolean;
  /** An expiry date was computed, since none was given. */
  readonly computedExpiry: boolean;
}
