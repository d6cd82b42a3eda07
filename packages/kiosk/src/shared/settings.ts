import * as v from "valibot";
import { languageSchema, textSchema } from "./text.js";
import { fieldIdSchema } from "./values.js";

// The station's settings, as they stand in settings.json and on the administration screen.

export const procedureSchema = v.strictObject({
  /** Stands in the log. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,39}$/)),
  name: textSchema,
  /** What the slip holds, in this order. */
  fields: v.pipe(v.array(fieldIdSchema), v.maxLength(20)),
});
export type Procedure = v.InferOutput<typeof procedureSchema>;

/** Law 91/2025: written into each line of the log. */
export const LEGAL_BASES = ["state-agency", "consent", "agreement"] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

const seconds = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const policyWord = <const T extends readonly [string, ...string[]]>(words: T) => v.picklist(words);

export const policySchema = v.strictObject({
  signingTime: policyWord(["auto", "attribute", "now", "ignore"]),
  crl: policyWord(["if-available", "required", "ignore"]),
  trustAge: v.union([v.literal("note"), seconds(1, 36_500)]),
  paceFailed: policyWord(["stop", "allow-bac"]),
  sha1: policyWord(["amber", "allow"]),
  deviations: policyWord(["known", "strict"]),
  copyable: policyWord(["green", "amber"]),
  proofs: policyWord(["first", "all"]),
});
export type StationPolicy = v.InferOutput<typeof policySchema>;

export const settingsSchema = v.strictObject({
  /** Name of this station; stands in the log and on slips. */
  station: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60)),
  language: languageSchema,
  /** An officer signs in with a code at the start and after a lock; else the code in the log is "-". */
  signIn: v.boolean(),
  /** Part of a reader's name; null: the only one there is. */
  reader: v.nullable(v.pipe(v.string(), v.maxLength(128))),
  /** The screen can be seen from the queue: numbers by their last four digits, no verdict word. */
  facesQueue: v.boolean(),
  /** Window without frame over the whole screen; left with the supervisor's PIN. */
  fullScreen: v.boolean(),
  idle: v.strictObject({
    /** Without a touch, until the warning, s. */
    warnAfter: seconds(15, 600),
    /** From the warning to the wipe, s. */
    warning: seconds(5, 60),
    /** Without a touch on the ready screen until the station locks, s; 0: never. */
    lockAfter: seconds(0, 86_400),
  }),
  policy: policySchema,
  legalBasis: v.picklist(LEGAL_BASES),
  /** For consent and agreement: how and since when, in a few words; null for a state agency. */
  legalBasisNote: v.nullable(v.pipe(v.string(), v.maxLength(200))),
  procedures: v.pipe(v.array(procedureSchema), v.minLength(1), v.maxLength(50)),
  /** All off by default (counter.md: explicit, minimal). */
  outputs: v.strictObject({
    print: v.boolean(),
    clipboard: v.boolean(),
    /** Folder that the dossier system watches; null: none. */
    handover: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
  }),
  log: v.strictObject({
    /** Inspections that may go unlogged while the disk is full, before the station blocks. */
    unwrittenLimit: seconds(0, 1000),
  }),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

/** What the administration screen may change at once; everything else is edited in the file. */
export const settingsPatchSchema = v.partial(settingsSchema);
export type SettingsPatch = v.InferOutput<typeof settingsPatchSchema>;
