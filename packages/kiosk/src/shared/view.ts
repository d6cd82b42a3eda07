import * as v from "valibot";
import { detailsSchema, previewSchema, resultSchema, slipSchema } from "./result.js";
import { settingsSchema } from "./settings.js";
import { languageSchema, textSchema } from "./text.js";
import { verdictSchema } from "./values.js";

// What the station shows: one value, sent whole at every change. The renderer is a function of it and keeps nothing of
// its own beyond what is being typed.

export const checkSchema = v.strictObject({
  id: v.picklist(["settings", "log", "clock", "driver", "reader", "trust", "disk", "crypto", "pin", "handover"]),
  state: v.picklist(["running", "ok", "warning", "failed"]),
  text: textSchema,
  /** What to do; null when there is nothing to do. */
  todo: v.nullable(textSchema),
});
export type Check = v.InferOutput<typeof checkSchema>;

export const readerSchema = v.strictObject({
  name: v.string(),
  /** Advice for this model, from the SDK's list of readers. */
  advice: v.nullable(textSchema),
  card: v.picklist(["absent", "present", "mute"]),
  /** The one that this station reads with. */
  used: v.boolean(),
});
export type Reader = v.InferOutput<typeof readerSchema>;

/** Why what was scanned or typed cannot be used: "enter again", never "forged". */
export const INPUT_ISSUES = [
  "not-understood",
  "number-length",
  "check-digit-number",
  "check-digit-birth",
  "check-digit-expiry",
  "check-digit-composite",
  "qr-without-number",
  "mrz-incomplete",
  "date",
  "can-length",
  "too-long",
] as const;
export type InputIssue = (typeof INPUT_ISSUES)[number];
const inputIssueSchema = v.nullable(v.picklist(INPUT_ISSUES));

/** Steps of S4, in order. */
export const STEP_IDS = ["connect", "unlock", "list", "text", "portrait", "chip"] as const;
export type StepId = (typeof STEP_IDS)[number];
export const stepSchema = v.strictObject({
  id: v.picklist(STEP_IDS),
  state: v.picklist(["waiting", "running", "done"]),
  /** Bytes of the files of this step; null where no file is read or its length is not known yet. */
  done: v.nullable(v.number()),
  total: v.nullable(v.number()),
});
export type Step = v.InferOutput<typeof stepSchema>;

export const WRONG_FIELDS = ["number", "can", "mrz", "expiry", "document-number"] as const;
export const MANUAL_REASONS = ["damaged", "no-chip", "reader", "refused-by-citizen", "other"] as const;
export type ManualReason = (typeof MANUAL_REASONS)[number];

const trustFileSchema = v.strictObject({
  sha256: v.string(),
  name: v.string(),
  kind: textSchema,
  certificates: v.number(),
  countries: v.number(),
  /** null: a thing that is not verified by another (a certificate given alone). */
  verified: v.nullable(v.boolean()),
  /** Date of issue, ISO 8601, where the file says one. */
  date: v.nullable(v.string()),
  problems: v.array(textSchema),
});

const countSchema = v.strictObject({
  /** `YYYY-MM-DD`, or `YYYY-MM` for a month. */
  period: v.string(),
  byVerdict: v.record(verdictSchema, v.number()),
  total: v.number(),
});

export const adminSchema = v.strictObject({
  /** true: there is no PIN yet; only setting one is possible. */
  needsPin: v.boolean(),
  settings: settingsSchema,
  checks: v.array(checkSchema),
  readers: v.array(readerSchema),
  trust: v.strictObject({
    version: v.string(),
    certificates: v.number(),
    countries: v.number(),
    crls: v.number(),
    /** Whether an anchor is there for Vietnam's citizen card. */
    citizenCard: v.boolean(),
    files: v.array(trustFileSchema),
    /** Outcome of the last import. */
    report: v.nullable(v.strictObject({ ok: v.boolean(), text: textSchema })),
    importing: v.boolean(),
  }),
  log: v.strictObject({
    /** Lines of this month's file. */
    lines: v.number(),
    /** The last check of the whole chain. */
    sound: v.boolean(),
    /** Where it does not hold. */
    fault: v.nullable(textSchema),
    mended: v.number(),
    unwritten: v.number(),
    months: v.array(v.string()),
    days: v.array(countSchema),
    perMonth: v.array(countSchema),
    /** Where the last export went. */
    exported: v.nullable(v.string()),
  }),
});
export type Admin = v.InferOutput<typeof adminSchema>;

/** A recorded session or a virtual chip to train with. */
const lessonSchema = v.strictObject({ id: v.string(), title: textSchema, expects: verdictSchema });

export const screenSchema = v.variant("name", [
  v.strictObject({ name: v.literal("self-check"), checks: v.array(checkSchema), blocked: v.boolean() }), // S0
  v.strictObject({ name: v.literal("ready"), keyAtHand: v.boolean(), issue: inputIssueSchema }), // S1
  v.strictObject({
    name: v.literal("no-reader"), // S2
    cause: v.picklist(["none", "lost", "service", "denied", "driver", "several"]),
  }),
  v.strictObject({
    name: v.literal("key-needed"), // S3
    /** `zone`: this card does not open with six digits; MRZ, or number with birth and expiry. */
    needs: v.picklist(["any", "zone"]),
    issue: inputIssueSchema,
  }),
  v.strictObject({
    name: v.literal("reading"), // S4
    steps: v.array(stepSchema),
    preview: v.nullable(previewSchema),
  }),
  v.strictObject({
    name: v.literal("moved"), // S5
    attempt: v.number(),
    of: v.number(),
    steps: v.array(stepSchema),
    preview: v.nullable(previewSchema),
  }),
  v.strictObject({
    name: v.literal("wrong-key"), // S6
    field: v.picklist(WRONG_FIELDS),
    computedExpiry: v.boolean(),
    triesLeft: v.nullable(v.number()),
    issue: inputIssueSchema,
  }),
  v.strictObject({ name: v.literal("result"), result: resultSchema }), // S7
  v.strictObject({ name: v.literal("details"), result: resultSchema, details: detailsSchema }), // S8
  v.strictObject({ name: v.literal("face"), result: resultSchema }), // S9
  v.strictObject({ name: v.literal("refer"), reference: v.string(), at: v.string() }), // S10
  v.strictObject({ name: v.literal("slip"), slip: slipSchema }), // S11
  v.strictObject({ name: v.literal("locked"), signIn: v.boolean(), issue: v.nullable(v.literal("officer-code")) }), // S13
  v.strictObject({
    name: v.literal("manual"), // S14
    /** Failures that led here. */
    failures: v.number(),
    reference: v.string(),
  }),
  v.strictObject({ name: v.literal("admin"), admin: adminSchema }), // S15
  v.strictObject({ name: v.literal("training"), lessons: v.array(lessonSchema) }), // S16
  /** On a screen that faces the queue, in place of S4 to S9 and S10: no verdict word, no data. */
  v.strictObject({
    name: v.literal("public"),
    word: v.picklist(["wait", "thanks", "see-officer"]),
    numberEnds: v.nullable(v.string()),
  }),
]);
export type Screen = v.InferOutput<typeof screenSchema>;
export type ScreenName = Screen["name"];
export type ScreenOf<N extends ScreenName> = Extract<Screen, { readonly name: N }>;

export const WARNINGS = [
  "settings-broken",
  "log-unwritable",
  "log-mended",
  "log-broken",
  "trust-empty",
  "trust-old",
  "no-pin",
  "station-restarted",
] as const;

export const viewSchema = v.strictObject({
  /** Counts up with every view. */
  revision: v.number(),
  language: languageSchema,
  station: v.strictObject({
    name: v.string(),
    version: v.string(),
    officer: v.nullable(v.string()),
    /** S16: recorded or virtual cards; watermark on every screen and slip. */
    training: v.boolean(),
  }),
  warnings: v.array(v.picklist(WARNINGS)),
  /** Where exactly, of warnings that concern a place in a file. */
  notes: v.array(v.strictObject({ warning: v.picklist(WARNINGS), text: textSchema })),
  procedures: v.array(v.strictObject({ id: v.string(), name: textSchema })),
  procedure: v.string(),
  /** S12: seconds until the wipe; null while nobody is warned. */
  idle: v.nullable(v.number()),
  screen: screenSchema,
});
export type View = v.InferOutput<typeof viewSchema>;
