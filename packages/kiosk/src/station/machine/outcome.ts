import type {
  Details,
  Field,
  Generation,
  HiddenField,
  Reason,
  Text,
  Verdict,
  WRONG_FIELDS,
} from "../../shared/index.js";

export type WrongField = (typeof WRONG_FIELDS)[number];

/** What to say of a key that the chip refused. */
export interface WrongKey {
  readonly field: WrongField;
  readonly computedExpiry: boolean;
  /** As the card says; null: it does not say. */
  readonly triesLeft: number | null;
}

/** What the log may know of an inspection: nothing of whom. */
export interface LoggedFacts {
  /** MRZ type and issuing state, `TD1 VNM`. */
  readonly document: string | null;
  readonly reader: string | null;
  readonly reasons: readonly string[];
  readonly access: "pace" | "bac" | "none";
  readonly totalMs: number;
  readonly cardMs: number;
  readonly trust: string;
}

/** One reading of a card, as the screens need it. Personal data throughout but for `logged` and `details`. */
export interface CardOutcome {
  readonly verdict: Verdict;
  readonly sentence: Text;
  readonly action: Text;
  /** Reasons that change the verdict, the weightiest first. */
  readonly reasons: readonly Reason[];
  readonly generation: Generation;
  /** Without the fields that are shown on demand. */
  readonly fields: readonly Field[];
  /** Fields that are shown on demand; one that the document's kind does not have is not among them. */
  readonly onDemand: readonly (Field & { readonly id: HiddenField })[];
  /** A portrait of matching hash is there, to be decoded. */
  readonly portrait: boolean;
  readonly compared: boolean;
  readonly milliseconds: number;
  readonly details: Details;
  readonly logged: LoggedFacts;
  readonly wrongKey: WrongKey | null;
  /** The card wants another kind of key: one made of the machine-readable zone. */
  readonly needsZone: boolean;
}
