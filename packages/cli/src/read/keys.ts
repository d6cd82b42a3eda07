import {
  type AccessSecrets,
  type CalendarDate,
  ChipidError,
  isCalendarDate,
  type MrzKeyFields,
  mrzInformation,
  parseMrz,
} from "@chipid/sdk";
import type { DocumentKey } from "@chipid/sdk/recording";
import { type AccessKeyCandidate, type AccessKeySource, accessKeyCandidates } from "@chipid/sdk/vietnam";
import { usageError } from "../errors.js";

export interface KeyOptions {
  readonly can?: string;
  readonly mrz?: string;
  readonly qr?: string;
  readonly number?: string;
  readonly birth?: string;
  readonly expiry?: string;
}

/** One set of keys to open the chip with. */
export interface KeyAttempt {
  readonly secrets: AccessSecrets;
  /** The same, as a recording has it. */
  readonly keys: readonly DocumentKey[];
}

/** What the operator gave, to say which field is most likely wrong. */
export type KeySource = "can" | "mrz" | "qr" | "number";

export interface DocumentKeys {
  /** In the order to be tried, each only when the one before was refused. */
  readonly attempts: readonly KeyAttempt[];
  readonly source: KeySource;
  /** Expiry dates were computed, since none was given. */
  readonly computedExpiry: boolean;
  /** The number has twelve digits: the CAN is the last six of them, the key's number the last nine. */
  readonly citizen: boolean;
}

/** More candidates than there are ways to expire would be a fault of ours. */
const MAX_ATTEMPTS = 16;

/**
 * The keys that the operator's words make.
 * @throws ChipidError `usage` when there are none, or when a word cannot be right: that is to be entered again
 */
export function documentKeys(options: KeyOptions, today: string): DocumentKeys {
  const { can, mrz, qr, number } = options;
  const source = mrz !== undefined ? "mrz" : qr !== undefined ? "qr" : number !== undefined ? "number" : "can";
  if (can === undefined && source === "can") {
    throw usageError("Give what opens the chip: --can, --mrz, --qr, or --number with --birth and --expiry");
  }
  if ([mrz, qr, number].filter((text) => text !== undefined).length > 1) {
    throw usageError("--mrz, --qr and --number exclude each other");
  }
  if (can !== undefined && !/^\d{6}$/.test(can)) throw usageError("--can takes the six digits printed on the card");
  if (number === undefined && source !== "qr" && (options.birth ?? options.expiry) !== undefined) {
    throw usageError("--birth and --expiry go with --number or --qr");
  }
  const birth = options.birth === undefined ? undefined : calendarDate("--birth", options.birth);
  const expiry = expiryOf(options.expiry);
  const citizen = number === undefined ? source === "qr" : /^\d{12}$/.test(number.trim());
  const candidates =
    number !== undefined && !citizen
      ? [documentNumberKey(number, birth, expiry)]
      : candidatesOf({
          today: calendarDate("today", today),
          ...(mrz === undefined ? {} : { mrz: checkedMrz(mrz) }),
          ...(qr === undefined ? {} : { qr }),
          ...(number === undefined ? {} : { number: number.trim() }),
          ...(birth === undefined ? {} : { birth }),
          ...(expiry === undefined ? {} : { expiry }),
        });
  // A foreign document's number may have twelve digits too.
  const whole = number !== undefined && citizen && birth !== undefined && expiry !== undefined;
  if (whole) candidates.push(documentNumberKey(number, birth, expiry));
  return {
    attempts: attemptsOf(can, candidates),
    source,
    computedExpiry: candidates.some(({ origin }) => origin === "computed-expiry"),
    citizen,
  };
}

function candidatesOf(source: AccessKeySource): AccessKeyCandidate[] {
  try {
    return accessKeyCandidates(source);
  } catch (error) {
    throw error instanceof ChipidError ? usageError(`${error.message.replace(/\.$/, "")}; enter it again`) : error;
  }
}

/** All kinds of password in one opening; further ones of a kind in openings of their own. */
function attemptsOf(can: string | undefined, candidates: readonly AccessKeyCandidate[]): KeyAttempt[] {
  const cans = candidates.filter((candidate) => candidate.kind === "can").map((candidate) => candidate.can);
  if (can !== undefined) cans.unshift(...(cans.includes(can) ? [] : [can]));
  const zones = candidates.filter((candidate) => candidate.kind === "mrz");
  const attempts: KeyAttempt[] = [];
  for (let i = 0; i < Math.min(MAX_ATTEMPTS, Math.max(cans.length, zones.length)); i++) {
    const [nextCan, zone] = [cans[i], zones[i]];
    attempts.push({
      secrets: {
        ...(nextCan === undefined ? {} : { can: nextCan }),
        ...(zone === undefined ? {} : { mrzInformation: zone.mrzInformation }),
      },
      keys: [
        ...(nextCan === undefined ? [] : [{ kind: "can", can: nextCan } as const]),
        ...(zone === undefined ? [] : [{ kind: "mrz", mrz: zone.fields } as const]),
      ],
    });
  }
  return attempts;
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  documentNumber: "document number",
  birth: "date of birth",
  expiry: "expiry date",
};

/** A zone whose key fields hold: a wrong check digit there is a misreading, and opens nothing. */
function checkedMrz(text: string): readonly string[] {
  const result = parseMrz(text);
  if (!result.ok)
    throw usageError("--mrz takes a whole zone: 90, 88 or 72 characters, or its lines parted by newlines");
  const wrong = result.mrz.checkDigits.find(({ field, ok, blank }) => field in FIELD_NAMES && !ok && !blank);
  if (wrong !== undefined) {
    throw usageError(`The check digit of the ${FIELD_NAMES[wrong.field]} in --mrz does not hold: enter the zone again`);
  }
  return result.mrz.lines;
}

function documentNumberKey(
  number: string,
  birth: CalendarDate | undefined,
  expiry: CalendarDate | null | undefined,
): AccessKeyCandidate {
  if (birth === undefined || expiry === undefined) {
    throw usageError("--number needs --birth and --expiry (or twelve digits, for a citizen card)");
  }
  const fields: MrzKeyFields = {
    documentNumber: number.toUpperCase().replace(/[\s-]/g, ""),
    birth: mrzDate(birth),
    expiry: expiry === null ? "<<<<<<" : mrzDate(expiry),
  };
  try {
    return { kind: "mrz", fields, mrzInformation: mrzInformation(fields), origin: "given" };
  } catch (error) {
    throw error instanceof ChipidError
      ? usageError("--number takes the document number as printed: letters and digits, 23 at most")
      : error;
  }
}

/** null: the card says that it does not expire. */
function expiryOf(text: string | undefined): CalendarDate | null | undefined {
  if (text === undefined) return undefined;
  return text.toLowerCase() === "none" ? null : calendarDate("--expiry", text);
}

function calendarDate(option: string, text: string): CalendarDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const date = { year: Number(match?.[1]), month: Number(match?.[2]), day: Number(match?.[3]) };
  if (match === null || !isCalendarDate(date)) {
    const none = option === "--expiry" ? ", or none for a card that does not expire" : "";
    throw usageError(`${option} does not take "${text}": give YYYY-MM-DD${none}`);
  }
  return date;
}

function mrzDate({ year, month, day }: CalendarDate): string {
  return [year % 100, month, day].map((part) => String(part).padStart(2, "0")).join("");
}
