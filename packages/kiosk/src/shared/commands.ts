import * as v from "valibot";
import { OUTPUTS } from "./result.js";
import { settingsPatchSchema } from "./settings.js";
import { languageSchema } from "./text.js";
import { HIDDEN_FIELDS, REVEAL_REASONS } from "./values.js";
import { MANUAL_REASONS } from "./view.js";

// What the renderer may ask of the station: this list and nothing else. Every shape has its limits here, and the station
// refuses what the screen of the moment does not allow.

const line = (most: number) => v.pipe(v.string(), v.maxLength(most));
const pin = v.pipe(v.string(), v.regex(/^\d{6,12}$/));
/** Largest trust file taken, bytes. */
export const MAX_IMPORT = 16 * 1024 * 1024;
/** Longest scan, characters: a QR code holds no more. */
export const MAX_SCAN = 4096;

const simple = <const T extends string>(type: T) => v.strictObject({ type: v.literal(type) });

export const commandSchema = v.variant("type", [
  simple("check-again"),
  v.strictObject({ type: v.literal("sign-in"), officer: line(32) }),
  simple("lock"),
  /** Somebody is there: starts the idle time again. */
  simple("touch"),
  v.strictObject({ type: v.literal("language"), language: languageSchema }),
  v.strictObject({ type: v.literal("procedure"), id: line(40) }),
  /** A QR code, an MRZ, or a number, scanned or typed; the longest is refused with an issue, not by its shape. */
  v.strictObject({ type: v.literal("scan"), text: line(4 * MAX_SCAN) }),
  /** Typed in parts: dates as dd/mm/yyyy, an empty expiry for a card without one. */
  v.strictObject({
    type: v.literal("key"),
    documentNumber: line(32),
    birth: line(12),
    expiry: v.nullable(line(12)),
  }),
  v.strictObject({ type: v.literal("can"), can: line(12) }),
  /** Back to S1 from wherever, everything of the card forgotten. */
  simple("cancel"),
  /** Reads the card again, with the same key. */
  simple("again"),
  v.strictObject({ type: v.literal("details"), open: v.boolean() }),
  v.strictObject({
    type: v.literal("reveal"),
    field: v.picklist(HIDDEN_FIELDS),
    reason: v.nullable(v.picklist(REVEAL_REASONS)),
  }),
  /** On a screen that faces the queue: it is turned to the officer, who sees S4 to S11 until this citizen is done. */
  simple("turn"),
  simple("face"),
  v.strictObject({ type: v.literal("face-outcome"), outcome: v.picklist(["same", "not-same", "unsure"]) }),
  simple("refer"),
  simple("manual"),
  v.strictObject({ type: v.literal("manual-outcome"), reason: v.picklist(MANUAL_REASONS) }),
  simple("slip"),
  v.strictObject({ type: v.literal("output"), output: v.picklist(OUTPUTS) }),
  /** Back from S8, S9, S11 to the result. */
  simple("back"),
  simple("finish"),
  v.strictObject({ type: v.literal("admin"), pin: line(12) }),
  v.strictObject({ type: v.literal("set-pin"), pin }),
  v.strictObject({ type: v.literal("settings"), patch: settingsPatchSchema }),
  v.strictObject({
    type: v.literal("trust-import"),
    name: line(255),
    bytes: v.pipe(
      v.instance(Uint8Array),
      v.check((bytes) => bytes.length <= MAX_IMPORT),
    ),
    /** Fingerprint of the list's signer, as its publisher tells it; null: none. */
    signerSha256: v.nullable(line(128)),
  }),
  v.strictObject({ type: v.literal("trust-remove"), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  v.strictObject({ type: v.literal("log-export"), month: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}$/)) }),
  simple("close-admin"),
  /** Into S16 and out of it. */
  v.strictObject({ type: v.literal("training"), on: v.boolean() }),
  v.strictObject({ type: v.literal("lesson"), id: line(64) }),
  /** Ends the program; the supervisor's PIN. */
  v.strictObject({ type: v.literal("quit"), pin: line(12) }),
]);
export type Command = v.InferOutput<typeof commandSchema>;
export type CommandType = Command["type"];

/** Why the station did not do what it was asked. */
export const REFUSALS = [
  /** No such command, or not of its shape. */
  "shape",
  /** Not on this screen. */
  "not-now",
  "pin-wrong",
  /** A new PIN that is tried first: digits in a row, one over and over. */
  "pin-easy",
  /** Too many wrong PINs: wait. */
  "pin-wait",
  "settings-unwritable",
  /** The hand-over folder that was named does not take files. */
  "folder-unusable",
  "output-failed",
  "export-failed",
  "station-down",
  "internal",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const replySchema = v.variant("ok", [
  /** `text`: for the clipboard. `quit`: the program may end. */
  v.strictObject({ ok: v.literal(true), text: v.optional(v.string()), quit: v.optional(v.literal(true)) }),
  /** `field`: which of the settings is not right, `outputs.handover`. */
  v.strictObject({
    ok: v.literal(false),
    refusal: v.picklist(REFUSALS),
    seconds: v.optional(v.number()),
    field: v.optional(line(64)),
  }),
]);
export type Reply = v.InferOutput<typeof replySchema>;

export const portraitReplySchema = v.nullable(
  v.strictObject({ mime: v.picklist(["image/jpeg", "image/png"]), bytes: v.instance(Uint8Array) }),
);
export type PortraitReply = v.InferOutput<typeof portraitReplySchema>;
