import type { CalendarDate } from "@chipid/sdk";
import { parsePersonalNumber, readCompactDate, saysNoExpiry } from "@chipid/sdk/vietnam";
import { attemptsOf, candidatesOf, hasComputedExpiry } from "./attempts.js";
import type { ScanOutcome } from "./types.js";

/** Numbers of an unknown layout that are tried: it may name the holder's family too. */
const MAX_NUMBERS = 3;

/**
 * Reads the QR text of a citizen card. Only digits are gone by. Names and places reach the station through keyboards and
 * their input methods, which change letters in the same way every time: such a name would contradict the chip twice, and
 * so speak against a genuine card.
 */
export function readQrScan(text: string, today: CalendarDate): ScanOutcome {
  const known = readLayout2021(text);
  if (known !== undefined) {
    const qr = known.join("|");
    return outcome(candidatesOf({ qr, today }), [qr]);
  }
  const numbers = [...new Set(text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [])];
  const [number] = numbers;
  if (number === undefined) return { ok: false, issue: "qr-without-number" };
  const dates = [...text.matchAll(/(?<!\d)\d{8}(?!\d)/g)].flatMap(([digits]) => readCompactDate(digits) ?? []);
  const candidates = numbers.slice(0, MAX_NUMBERS).flatMap((each) => {
    const { birthYear } = parsePersonalNumber(each);
    const birth = dates.find(({ year }) => year === birthYear);
    return candidatesOf({ number: each, today, ...(birth === undefined ? {} : { birth }) });
  });
  // Whose number it is is not known when there are several. One alone is compared, and never as evidence.
  return outcome(candidates, numbers.length === 1 ? [number] : []);
}

function outcome(candidates: ReturnType<typeof candidatesOf>, scans: readonly string[]): ScanOutcome {
  const attempts = attemptsOf(candidates);
  if (attempts.length === 0) return { ok: false, issue: "qr-without-number" };
  const computedExpiry = hasComputedExpiry(candidates);
  return { ok: true, keys: { attempts, scans, source: "qr", citizen: true, computedExpiry } };
}

/**
 * The fields of 2021's layout, with name and residence left out and the sex put right: it has two values, which no
 * damage makes alike. undefined when number, birth date and sex do not stand where that layout has them.
 */
function readLayout2021(text: string): string[] | undefined {
  // Another keyboard layout types another sign for the bar; behind twelve digits there is nothing else it could be.
  const separator = /^\d{12}\s*([^\p{L}\p{M}\p{N}\s])/u.exec(text)?.[1];
  if (separator === undefined) return undefined;
  const [number = "", second = "", ...others] = text.split(separator).map((field) => field.trim());
  const old = second === "" || /^\d+$/.test(second) ? second : undefined;
  // Without a field for the old number, the second is the name.
  const [, birth = "", sexText = "", , ...rest] = old === undefined ? [second, ...others] : others;
  if (!/^\d{12}$/.test(number) || readCompactDate(birth) === undefined) return undefined;
  const sex = sexOf(sexText, number);
  if (sex === undefined) return undefined;
  const [issued = "", expiry = ""] = rest;
  const fields = [number, /^\d{9}$/.test(old ?? "") ? (old ?? "") : "", "", birth, sex, "", dateOr(issued)];
  return saysNoExpiry(expiry) ? [...fields, "Không thời hạn"] : [...fields, dateOr(expiry)].slice(0, expiry ? 8 : 7);
}

function dateOr(text: string): string {
  return readCompactDate(text) === undefined ? "" : text;
}

/**
 * "Nam" is plain letters and arrives as it is. Of "Nữ" an N is left at least; an N alone may be either, when keys got
 * lost, and has to agree with the number.
 */
function sexOf(text: string, number: string): "Nam" | "Nữ" | undefined {
  if (/^nam$/i.test(text)) return "Nam";
  if (/^n$/i.test(text)) return parsePersonalNumber(number).sex === "F" ? "Nữ" : undefined;
  return /^n(?:u|\?|[^\p{ASCII}])[^\s\d]{0,4}$/iu.test(text) ? "Nữ" : undefined;
}
