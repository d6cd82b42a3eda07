import { JsonObject } from "../bytes/json-object.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";
import type { Verdict } from "../inspection/effect.js";
import { completePolicy, type Policy } from "../inspection/policy.js";
import type { HolderResult } from "../inspection/result.js";
import type { CardLimits } from "../iso7816/card.js";
import type { ReadingHabits } from "../iso7816/command-port.js";
import { type DataGroupNumber, isDataGroupNumber } from "../lds/files.js";
import { mrzInformation } from "../mrz/mrz-information.js";
import {
  type DocumentKey,
  type Expectation,
  type RandomDraw,
  SESSION_FORMAT,
  type SessionExchange,
  type SessionHeader,
  type SessionTrust,
  TRANSPORT_FAULTS,
} from "./session-types.js";

// One line of a session, read strictly: every field has its shape and its limit before anything is made of it.

/** Longest APDUs there are: an extended command with both lengths, an extended response with its status word. */
const MAX_COMMAND = 4 + 3 + 65_535 + 2;
const MAX_RESPONSE = 65_536 + 2;
const MAX_ATR = 33;
const MAX_RANDOM = 65_536;
export const MAX_DRAWS = 1000;
const MAX_TRUST_BYTES = 16 * 1024 * 1024;
export const MAX_TRUST_FILES = 10_000;
const MAX_NAME = 200;
const MAX_NOTE = 2000;
const MAX_SCAN = 4000;
const MAX_LIST = 100;
const MAX_SECURITY_INFOS = 65_536;

const VERDICTS: readonly Verdict[] = [
  "genuine",
  "genuine-copyable",
  "unconfirmed",
  "retry",
  "not-genuine",
  "not-valid",
];

/** What a header may declare critical: this reader acts on all of it. */
const UNDERSTOOD = new Set(
  (
    "format created tool reader atr limits habits keys policy at today scans title random trust command response fault " +
    "reset reconnect dataGroups assumed challenge ms note expect end"
  ).split(" "),
);

export type SessionLine =
  | { readonly kind: "exchange"; readonly exchange: SessionExchange }
  | { readonly kind: "random"; readonly draw: RandomDraw }
  | { readonly kind: "trust"; readonly trust: readonly SessionTrust[] }
  | { readonly kind: "end"; readonly expect: Expectation | undefined };

export interface HeaderLine {
  readonly header: SessionHeader;
  readonly random: readonly RandomDraw[];
  readonly trust: readonly SessionTrust[];
}

function faultOf(code: ErrorCode, line: number): (what: string) => ChipidError {
  return (what) => new ChipidError(code, `Line ${line} of the recording: ${what}.`);
}

/**
 * The first line.
 * @throws ChipidError `session.format` when it is no header of a recording or a field has another shape,
 * `session.version`, `session.critical`
 */
export function readHeaderLine(text: string): HeaderLine {
  const json = JsonObject.parse(text, "the header", faultOf("session.format", 1));
  const format = json.text("format", MAX_NAME);
  if (format !== SESSION_FORMAT) {
    if (!format.startsWith("chipid-session/")) json.refuse("format", `is not ${SESSION_FORMAT}`);
    throw new ChipidError("session.version", `The recording has another version than ${SESSION_FORMAT}.`);
  }
  if (json.texts("critical", MAX_LIST, MAX_NAME).some((name) => !UNDERSTOOD.has(name))) {
    throw new ChipidError(
      "session.critical",
      "The recording needs something that this version does not know; a newer one may replay it.",
    );
  }
  const reader = json.optionalText("reader", MAX_NAME);
  const atr = json.optionalHex("atr", MAX_ATR);
  const habits = json.optionalObject("habits");
  const today = json.optionalText("today", 10);
  const title = json.optionalText("title", MAX_NOTE);
  const assumed = json.optionalHex("assumed", MAX_SECURITY_INFOS);
  const challenge = json.optionalHex("challenge", 8);
  if (challenge !== undefined && challenge.length !== 8) json.refuse("challenge", "has not 8 bytes");
  if (today !== undefined && !/^\d{4}-\d\d-\d\d$/.test(today)) json.refuse("today", "is not a date YYYY-MM-DD");
  const header: SessionHeader = {
    created: json.instant("created"),
    tool: json.text("tool", MAX_NAME),
    ...(reader === undefined ? {} : { reader }),
    ...(atr === undefined ? {} : { atr }),
    limits: readLimits(json.optionalObject("limits")),
    ...(habits === undefined ? {} : { habits: readHabits(habits) }),
    keys: json.objects("keys", MAX_LIST).map(readKey),
    policy: readPolicy(json),
    at: readMoment(json, "at"),
    ...(today === undefined ? {} : { today }),
    ...(json.has("dataGroups") ? { dataGroups: readDataGroups(json) } : {}),
    ...(assumed === undefined ? {} : { assumed }),
    ...(challenge === undefined ? {} : { challenge }),
    scans: json.texts("scans", MAX_LIST, MAX_SCAN),
    ...(title === undefined ? {} : { title }),
  };
  return {
    header,
    random: json.objects("random", MAX_DRAWS).map(readDraw),
    trust: readTrustList(json),
  };
}

/**
 * Any later line; `number` is 1 for the header.
 * @throws ChipidError `session.line`
 */
export function readSessionLine(text: string, number: number): SessionLine {
  const json = JsonObject.parse(text, "it", faultOf("session.line", number));
  const kinds = ["command", "reset", "reconnect", "random", "trust"].filter((name) => json.has(name));
  if (json.has("expect") || json.has("end")) kinds.push("end");
  const [kind] = kinds;
  if (kind === undefined || kinds.length !== 1) {
    throw faultOf("session.line", number)("it is no exchange, no random value, no trust data and no footer");
  }
  switch (kind) {
    case "command":
    case "reset":
    case "reconnect":
      return { kind: "exchange", exchange: readExchange(json) };
    case "random":
      return { kind, draw: readDraw(json.object("random")) };
    case "trust":
      return { kind, trust: readTrustList(json) };
    default: {
      json.optionalFlag("end");
      const expect = json.optionalObject("expect");
      return { kind: "end", expect: expect === undefined ? undefined : readExpectation(expect) };
    }
  }
}

function readExchange(json: JsonObject): SessionExchange {
  const ms = json.optionalNumber("ms", 0, 1e9);
  const note = json.optionalText("note", MAX_NOTE);
  const happened = { ...(ms === undefined ? {} : { ms }), ...(note === undefined ? {} : { note }) };
  const atr = json.optionalHex("atr", MAX_ATR);
  const fault = json.optionalWord("fault", TRANSPORT_FAULTS);
  if (json.has("reconnect")) {
    const card = json.optionalFlag("reconnect") === true;
    return { kind: "reconnect", card, ...(atr === undefined ? {} : { atr }), ...happened };
  }
  if (json.has("reset")) {
    if (json.optionalFlag("reset") !== true) json.refuse("reset", "is not true");
    const atr = json.optionalHex("atr", MAX_ATR);
    return {
      kind: "reset",
      ...(fault === undefined ? {} : { fault }),
      ...(atr === undefined ? {} : { atr }),
      ...happened,
    };
  }
  const command = json.hex("command", MAX_COMMAND);
  if (command.length < 4) json.refuse("command", "is shorter than a command header");
  if (fault !== undefined) {
    if (json.has("response")) json.refuse("fault", "stands beside a response");
    return { kind: "apdu", command, fault, ...happened };
  }
  const instead = TRANSPORT_FAULTS.find((word) => word === json.raw("response"));
  if (instead !== undefined) return { kind: "apdu", command, fault: instead, ...happened };
  const response = json.hex("response", MAX_RESPONSE);
  // Shorter than a status word is what a broken reader gives: recorded as it came.
  return { kind: "apdu", command, response, ...happened };
}

function readDraw(json: JsonObject): RandomDraw {
  return { purpose: json.text("purpose", MAX_NAME), bytes: json.hex("bytes", MAX_RANDOM) };
}

/** A moment, or a calendar day for its noon in UTC, as `--at` has it. */
function readMoment(json: JsonObject, name: string): number {
  const day = json.optionalText(name, 40);
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return json.instant(name);
  const noon = Date.parse(`${day}T12:00:00Z`);
  return Number.isFinite(noon) ? noon : json.refuse(name, "is not a day");
}

/** Files beside the recording may be named by their names alone. */
function readTrustList(json: JsonObject): SessionTrust[] {
  return json.list("trust", MAX_TRUST_FILES).map((value, i) => {
    if (typeof value === "string") return { file: besideIt(json, "trust", value) };
    return readTrust(JsonObject.of(value, `entry ${i + 1} of trust`, json.fault));
  });
}

/** A recording from elsewhere must not name files outside its own folder. */
function besideIt(json: JsonObject, field: string, file: string): string {
  const plain = file.length <= MAX_NAME && /^[^/\\:\p{Cc}]+$/u.test(file) && !/^\.+$/.test(file);
  return plain ? file : json.refuse(field, "is not a plain file name");
}

function readTrust(json: JsonObject): SessionTrust {
  const file = json.optionalText("file", MAX_NAME) ?? (json.has("der") ? undefined : json.text("name", MAX_NAME));
  if (file !== undefined) return { file: besideIt(json, "file", file) };
  const kind = json.optionalWord("kind", ["certificate", "master-list", "ldif", "deviation-list"]);
  const status = json.optionalWord("status", ["given", "verified", "unverified"]);
  return {
    name: json.text("name", MAX_NAME),
    bytes: json.base64("der", MAX_TRUST_BYTES),
    ...(status === undefined ? {} : { status }),
    ...(kind === undefined ? {} : { kind }),
    ...(json.has("date") ? { date: json.instant("date") } : {}),
  };
}

function readKey(json: JsonObject): DocumentKey {
  const given = (["can", "mrz", "pin", "puk"] as const).filter((name) => json.has(name));
  const [kind] = given;
  if (kind === undefined || given.length !== 1) return json.refuse("keys", "has an entry that is not one key");
  if (kind === "mrz") {
    const mrz = json.object("mrz");
    const fields = {
      documentNumber: mrz.text("documentNumber", 23),
      birth: mrz.text("birth", 6),
      expiry: mrz.text("expiry", 6),
    };
    try {
      mrzInformation(fields);
    } catch (error) {
      if (!isChipidError(error)) throw error;
      json.refuse("mrz", "is no document number with two dates YYMMDD");
    }
    return { kind, mrz: fields };
  }
  const value = json.text(kind, 64);
  if (value === "") json.refuse(kind, "is empty");
  if (kind === "can") return { kind, can: value };
  return kind === "pin" ? { kind, pin: value } : { kind, puk: value };
}

function readDataGroups(json: JsonObject): DataGroupNumber[] {
  return json.list("dataGroups", 16).map((value) => {
    if (typeof value !== "number" || !isDataGroupNumber(value))
      json.refuse("dataGroups", "has an entry that is no number from 1 to 16");
    return value;
  });
}

function readPolicy(json: JsonObject): Policy {
  const value = json.object("policy");
  const part = Object.fromEntries(value.names.map((name) => [name, value.raw(name)]));
  try {
    return completePolicy(part as Partial<Policy>);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return json.refuse("policy", "has a word that is unknown");
  }
}

function readLimits(json: JsonObject | undefined): CardLimits {
  const maxCommand = json?.optionalInteger("maxCommand", 4, 1e6);
  const maxResponse = json?.optionalInteger("maxResponse", 2, 1e6);
  return {
    ...(maxCommand === undefined ? {} : { maxCommand }),
    ...(maxResponse === undefined ? {} : { maxResponse }),
  };
}

const HABIT_FLAGS = ["extended", "sfi", "readsBeyondEnd", "namesParameters", "atrInfo"] as const;
const HABIT_LENGTHS = ["maxCommand", "maxResponse", "mostPlain", "mostProtected"] as const;

function readHabits(json: JsonObject): ReadingHabits {
  const habits: ReadingHabits = {};
  for (const name of HABIT_FLAGS) {
    const value = json.optionalFlag(name);
    if (value !== undefined) habits[name] = value;
  }
  for (const name of HABIT_LENGTHS) {
    const value = json.optionalInteger(name, 1, 1e6);
    if (value !== undefined) habits[name] = value;
  }
  const cardAccess = json.optionalWord("cardAccess", ["fid", "sfi", "mf"]);
  if (cardAccess !== undefined) habits.cardAccess = cardAccess;
  return habits;
}

const EXPECTED = ["verdict", "reasons", "holder", "apdus"] as const satisfies readonly (keyof Expectation)[];

/** What is not known could not be compared, and what says nothing expects nothing. */
function readExpectation(json: JsonObject): Expectation | undefined {
  const unknown = json.names.some((name) => !EXPECTED.some((field) => field === name));
  if (unknown) json.refuse("a field", `is none of ${EXPECTED.join(", ")}`);
  const verdict = json.optionalWord("verdict", VERDICTS);
  const apdus = json.optionalInteger("apdus", 0, 1e6);
  const holder = readHolder(json);
  const expectation: Expectation = {
    ...(verdict === undefined ? {} : { verdict }),
    ...(json.has("reasons") ? { reasons: json.texts("reasons", 1000, MAX_NAME) } : {}),
    ...(holder === undefined ? {} : { holder }),
    ...(apdus === undefined ? {} : { apdus }),
  };
  return Object.keys(expectation).length === 0 ? undefined : expectation;
}

const HOLDER_FIELDS = [
  "name",
  "mrzName",
  "birth",
  "sex",
  "personalNumber",
] as const satisfies readonly (keyof HolderResult)[];

/** null is a statement here: the inspection must give no holder. */
function readHolder(json: JsonObject): Partial<HolderResult> | null | undefined {
  if (!json.names.includes("holder")) return undefined;
  const holder = json.optionalObject("holder");
  if (holder === undefined) return null;
  for (const name of holder.names) {
    if (!HOLDER_FIELDS.some((field) => field === name)) json.refuse("holder", "has a field that a holder has not");
  }
  // What is compared with the result by value needs no further shape.
  return Object.fromEntries(
    holder.names.map((name) => [name, holder.raw(name) ?? null]),
  ) as unknown as Partial<HolderResult>;
}
