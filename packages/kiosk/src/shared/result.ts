import * as v from "valibot";
import { textSchema } from "./text.js";
import { fieldSchema, GENERATIONS, verdictSchema } from "./values.js";

// What S7 to S11 show.

export const reasonSchema = v.strictObject({
  code: v.string(),
  effect: v.union([verdictSchema, v.literal("note")]),
  text: textSchema,
  /** What to do about it. */
  todo: textSchema,
  reference: v.string(),
});
export type Reason = v.InferOutput<typeof reasonSchema>;

/** Next steps that this result allows; the station refuses every other. The first is the one to take. */
export const RESULT_ACTIONS = ["face", "again", "refer", "manual", "slip", "finish", "details"] as const;
export type ResultAction = (typeof RESULT_ACTIONS)[number];

export const portraitSchema = v.variant("state", [
  v.strictObject({ state: v.literal("none") }),
  v.strictObject({ state: v.literal("loading") }),
  /** `KioskApi.portrait(id)` gives it. */
  v.strictObject({ state: v.literal("ready"), id: v.string(), width: v.number(), height: v.number() }),
  /** There, and not to be decoded: damaged, too large, or of no format known here. */
  v.strictObject({ state: v.literal("undecodable") }),
]);
export type Portrait = v.InferOutput<typeof portraitSchema>;

export const resultSchema = v.strictObject({
  verdict: verdictSchema,
  /** What follows from the verdict, by its weightiest reason (counter.md, table). */
  sentence: textSchema,
  action: textSchema,
  /** Reasons that change the verdict, the weightiest first; all of them are in the details. */
  reasons: v.array(reasonSchema),
  generation: v.picklist(GENERATIONS),
  fields: v.array(fieldSchema),
  portrait: portraitSchema,
  /** True when a QR code or an MRZ was compared with the chip. */
  compared: v.boolean(),
  /** Random reference of this inspection; stands in the log. */
  reference: v.string(),
  actions: v.array(v.picklist(RESULT_ACTIONS)),
  /** Outcome of the comparison of faces (S9), once made. */
  face: v.nullable(v.picklist(["same", "not-same", "unsure"])),
  milliseconds: v.number(),
});
export type Result = v.InferOutput<typeof resultSchema>;

/** Texts that are read and match their signed hashes while the portrait still loads: no verdict yet. */
export const previewSchema = v.strictObject({
  generation: v.picklist(GENERATIONS),
  fields: v.array(fieldSchema),
});
export type Preview = v.InferOutput<typeof previewSchema>;

const certificateSchema = v.strictObject({
  role: v.picklist(["signer", "anchor"]),
  subject: v.string(),
  issuer: v.nullable(v.string()),
  serial: v.nullable(v.string()),
  notBefore: v.nullable(v.string()),
  notAfter: v.nullable(v.string()),
  /** For an anchor: the list or file it came from. */
  source: v.nullable(v.string()),
});

/** S8: how the verdict came about, without personal data. */
export const detailsSchema = v.strictObject({
  /** All reasons, positive ones and notes too. */
  reasons: v.array(reasonSchema),
  certificates: v.array(certificateSchema),
  access: v.strictObject({
    protocol: v.picklist(["pace", "bac", "none"]),
    mapping: v.nullable(v.string()),
    password: v.nullable(v.string()),
    curve: v.nullable(v.string()),
    fellBack: v.boolean(),
  }),
  passive: v.strictObject({
    sod: v.string(),
    chain: v.string(),
    revocation: v.string(),
    digestAlgorithm: v.nullable(v.string()),
    signatureAlgorithm: v.nullable(v.string()),
    signedAt: v.nullable(v.string()),
  }),
  dataGroups: v.array(v.strictObject({ number: v.number(), status: v.string() })),
  chip: v.strictObject({ active: v.string(), chip: v.string(), cam: v.string() }),
  timing: v.strictObject({
    totalMs: v.number(),
    cardMs: v.number(),
    hostMs: v.number(),
    apdus: v.number(),
    bytesIn: v.number(),
  }),
  reader: v.nullable(v.string()),
  trustData: v.string(),
  policy: v.record(v.string(), v.union([v.string(), v.number()])),
});
export type Details = v.InferOutput<typeof detailsSchema>;

/** Ways in which a slip leaves the station. */
export const OUTPUTS = ["print", "clipboard", "handover"] as const;
export type Output = (typeof OUTPUTS)[number];

/** S11: only the fields that this procedure needs. */
export const slipSchema = v.strictObject({
  procedure: textSchema,
  legalBasis: textSchema,
  generation: v.picklist(GENERATIONS),
  verdict: verdictSchema,
  fields: v.array(fieldSchema),
  reference: v.string(),
  /** Local time of the station, ISO 8601 without offset. */
  at: v.string(),
  station: v.string(),
  officer: v.string(),
  /** Those that the settings allow. */
  outputs: v.array(v.picklist(OUTPUTS)),
  done: v.array(v.picklist(OUTPUTS)),
});
export type Slip = v.InferOutput<typeof slipSchema>;
