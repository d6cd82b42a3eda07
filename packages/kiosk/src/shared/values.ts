import * as v from "valibot";
import { textSchema } from "./text.js";

// Values of the card as the screens show them. The station says what a value is, the renderer how it is written.

export const VERDICTS = ["genuine", "genuine-copyable", "unconfirmed", "retry", "not-genuine", "not-valid"] as const;
export type Verdict = (typeof VERDICTS)[number];
export const verdictSchema = v.picklist(VERDICTS);

/** Labels follow the card's generation (counter.md "Words"); `icao`: any other document. */
export const GENERATIONS = ["vn-2021", "vn-2024", "icao"] as const;
export type Generation = (typeof GENERATIONS)[number];

/** Fields that a result or a slip can hold. */
export const FIELD_IDS = [
  "number",
  "oldNumber",
  "fullName",
  "mrzName",
  "birth",
  "sex",
  "nationality",
  "placeOfOrigin",
  "placeOfResidence",
  "identifyingFeatures",
  "issued",
  "expires",
  "father",
  "mother",
  "spouse",
  "documentType",
  "documentNumber",
  "issuer",
  "ethnicity",
  "religion",
] as const;
export type FieldId = (typeof FIELD_IDS)[number];
export const fieldIdSchema = v.picklist(FIELD_IDS);

/** Sensitive personal data (Law 91/2025): hidden until asked for with a reason, on no slip by default, in no log. */
export const SENSITIVE_FIELDS = ["ethnicity", "religion"] as const;
/** Fields whose value is sent only when asked for. */
export const HIDDEN_FIELDS = ["oldNumber", ...SENSITIVE_FIELDS] as const;
export type HiddenField = (typeof HIDDEN_FIELDS)[number];

/** Why a sensitive field is looked at; words, since a free text would hold personal data. */
export const REVEAL_REASONS = ["procedure", "request-of-citizen", "supervisor"] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

export const valueSchema = v.variant("kind", [
  /** As signed, letter for letter. */
  v.strictObject({ kind: v.literal("text"), text: v.string() }),
  /** Parts that are unknown are null. */
  v.strictObject({
    kind: v.literal("date"),
    year: v.nullable(v.number()),
    month: v.nullable(v.number()),
    day: v.nullable(v.number()),
  }),
  /** "Không thời hạn". */
  v.strictObject({ kind: v.literal("no-expiry") }),
  v.strictObject({ kind: v.literal("sex"), sex: v.picklist(["M", "F", "X"]) }),
  /** Not on this card: said, never left blank. */
  v.strictObject({ kind: v.literal("absent") }),
  /** On the card perhaps, and shown when asked for. */
  v.strictObject({ kind: v.literal("hidden") }),
]);
export type Value = v.InferOutput<typeof valueSchema>;

export const fieldSchema = v.strictObject({
  id: fieldIdSchema,
  value: valueSchema,
  /** What a scan of the printed card says of it; absent when nothing was scanned or it is not printed in what was. */
  printed: v.optional(v.strictObject({ agrees: v.boolean(), value: valueSchema })),
  /** A hint that is not signed: the province's name since the merger of 2025. */
  hint: v.optional(textSchema),
});
export type Field = v.InferOutput<typeof fieldSchema>;
