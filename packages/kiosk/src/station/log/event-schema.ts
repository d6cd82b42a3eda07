import { ChipidError, isReasonCode } from "@chipid/sdk";
import * as v from "valibot";
import {
  HIDDEN_FIELDS,
  LEGAL_BASES,
  MANUAL_REASONS,
  OUTPUTS,
  REVEAL_REASONS,
  settingsSchema,
  verdictSchema,
} from "../../shared/index.js";
import {
  isDocumentLabel,
  isLogCode,
  isLogLine,
  isOfficerCode,
  isReaderModel,
  isTrustVersion,
  MAX_REASONS,
} from "./loggable.js";
import { isReference } from "./reference.js";
import type { LogContext, LogEvent } from "./types.js";

// Every row passes here before it is written. A key that is not listed, or a text that is no word of its list, refuses
// the whole row.

const text = (holds: (text: string) => boolean) => v.pipe(v.string(), v.maxLength(256), v.check(holds));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** Milliseconds, whole in the log. */
const duration = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(86_400_000),
  v.transform((ms) => Math.round(ms)),
);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const month = v.pipe(v.string(), v.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/));
const reference = text(isReference);
const trust = text(isTrustVersion);

/** Names of settings, `policy` and `policy.crl`: from the schema itself. */
const SETTING_NAMES: ReadonlySet<string> = new Set(
  Object.entries(settingsSchema.entries).flatMap(([name, schema]) => [
    name,
    ...("entries" in schema ? Object.keys(schema.entries).map((part) => `${name}.${part}`) : []),
  ]),
);

const eventSchema = v.variant("event", [
  v.strictObject({
    event: v.literal("start"),
    version: text((code) => /^\d+\.\d+\./.test(code) && isLogCode(code, 32)),
    trust,
  }),
  v.strictObject({ event: v.literal("stop") }),
  v.strictObject({ event: v.literal("sign-in") }),
  v.strictObject({ event: v.literal("lock") }),
  v.strictObject({
    event: v.literal("inspection"),
    reference,
    training: v.boolean(),
    document: v.nullable(text(isDocumentLabel)),
    reader: v.nullable(text(isReaderModel)),
    verdict: verdictSchema,
    reasons: v.pipe(v.array(text(isReasonCode)), v.maxLength(MAX_REASONS)),
    access: v.picklist(["pace", "bac", "none"]),
    totalMs: duration,
    cardMs: duration,
    trust,
  }),
  v.strictObject({
    event: v.literal("outcome"),
    reference,
    outcome: v.picklist(["finished", "referred", "manual", "wiped", "cancelled"]),
    face: v.nullable(v.picklist(["same", "not-same", "unsure"])),
    manual: v.exactOptional(v.picklist(MANUAL_REASONS)),
  }),
  v.strictObject({
    event: v.literal("reveal"),
    reference,
    field: v.picklist(HIDDEN_FIELDS),
    reason: v.picklist(REVEAL_REASONS),
  }),
  v.strictObject({ event: v.literal("output"), reference, output: v.picklist(OUTPUTS) }),
  v.strictObject({
    event: v.literal("settings"),
    changed: v.pipe(v.array(text((name) => SETTING_NAMES.has(name))), v.maxLength(SETTING_NAMES.size)),
  }),
  v.strictObject({ event: v.literal("trust"), change: v.picklist(["import", "remove"]), sha256: hash, trust }),
  v.strictObject({ event: v.literal("export"), month }),
  v.strictObject({ event: v.literal("admin"), granted: v.boolean() }),
  v.strictObject({ event: v.literal("quit"), granted: v.boolean() }),
  v.strictObject({ event: v.literal("pin"), change: v.picklist(["set", "change"]) }),
  v.strictObject({ event: v.literal("clock"), back: count }),
  v.strictObject({ event: v.literal("mended"), bytes: count }),
  v.strictObject({
    event: v.literal("unwritten"),
    rows: count,
    byVerdict: v.exactOptional(v.record(verdictSchema, count)),
  }),
  v.strictObject({
    event: v.literal("anchor"),
    found: v.picklist(["missing", "broken", "ahead", "other"]),
    row: v.nullable(count),
  }),
]);

const contextSchema = v.strictObject({
  station: text((line) => line.trim() !== "" && isLogLine(line, 60)),
  officer: text(isOfficerCode),
  /** `-` while none is chosen. */
  procedure: text((id) => id === "-" || (/^[a-z0-9][a-z0-9.-]{0,39}$/.test(id) && isLogCode(id, 40))),
  legalBasis: v.picklist(LEGAL_BASES),
  legalBasisNote: v.nullable(text((line) => isLogLine(line, 200))),
});

// A kind of event without a schema would be refused at the counter: the compiler says so first.
type Unlisted = Exclude<LogEvent["event"], v.InferOutput<typeof eventSchema>["event"]>;
const noneUnlisted: [Unlisted] extends [never] ? true : never = true;
void noneUnlisted;

/** @throws ChipidError `usage` for an event that the log does not take; names its place, never what it holds */
export function checkEvent(event: unknown): LogEvent {
  const checked = v.safeParse(eventSchema, event);
  if (!checked.success) throw refusal("event", checked.issues);
  return checked.output;
}

/** @throws ChipidError `usage` */
export function checkContext(context: unknown): LogContext {
  const checked = v.safeParse(contextSchema, context);
  if (!checked.success) throw refusal("context", checked.issues);
  return checked.output;
}

function refusal(what: string, issues: readonly v.BaseIssue<unknown>[]): ChipidError {
  const places = issues.slice(0, 3).map((issue) => {
    const path = issue.path?.map(({ key }) =>
      typeof key === "string" && !/^[A-Za-z0-9]{1,24}$/.test(key) ? "?" : key,
    );
    return path === undefined ? what : `${what}.${path.join(".")}`;
  });
  return new ChipidError("usage", `The log does not take this row: ${places.join(", ")}.`);
}
