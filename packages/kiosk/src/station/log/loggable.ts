// What may stand in the log as text. The log holds nothing of a citizen (counter.md): a field is a word of a closed list,
// or it keeps to these rules, under which no number of a document, no MRZ and no date with a number passes.

/** Nine digits are an old identity number, twelve the citizen's: eight are the most that any text may hold in a row. */
const NUMBER = /\d{9}/;
const SEPARATORS = /[\s.,:;/\\()[\]_+-]+/gu;
const OFFICER = /^[A-Za-z0-9._-]{1,16}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._+:-]*$/;
/** Letters of any script, digits, and marks that no spreadsheet, terminal or MRZ gives a meaning. */
const LINE = /^[\p{L}\p{M}0-9 .,:;()[\]/#&_+-]*$/u;
/** A hash, a key or an encoded file: no word of a sentence is this long. */
const TOKEN = /[0-9A-Za-z+/=_-]{24}/;
const FINGERPRINT = /^(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Nine digits or more that follow one another, also with blanks, dots or dashes between them. */
export function holdsNumber(text: string): boolean {
  return NUMBER.test(text.normalize("NFKC").replace(SEPARATORS, ""));
}

/** An officer's code: up to 16 of `A-Z a-z 0-9 . _ -`, with eight digits at most, so that no identity number is one. */
export function isOfficerCode(code: string): boolean {
  return OFFICER.test(code) && code.replace(/\D/g, "").length <= 8;
}

/** A short code without a long number in it: a version, an identifier. */
export function isLogCode(code: string, most: number): boolean {
  return code.length <= most && CODE.test(code) && code.replace(/\D/g, "").length <= 8;
}

/**
 * What names a state of the trust data: `none`, a short code with a digit in it (a date, a counter), or a fingerprint in
 * hex of 16, 32, 40 or 64 digits.
 */
export function isTrustVersion(version: string): boolean {
  return version === "none" || (/\d/.test(version) && isLogCode(version, 40)) || FINGERPRINT.test(version);
}

/** One line of plain text, at most so many characters, without a long number. */
export function isLogLine(text: string, most: number): boolean {
  return text.length <= most && LINE.test(text) && !TOKEN.test(text) && !holdsNumber(text);
}

/** Most reason codes of one inspection in the log: the weightiest. */
export const MAX_REASONS = 40;

/** Most characters of a reader's model in the log. */
export const MAX_READER = 96;

export function isReaderModel(model: string): boolean {
  return /\p{L}/u.test(model) && isLogLine(model, MAX_READER);
}

/**
 * A reader's name as the log takes it: PC/SC names may end in a serial number, and a driver may say anything.
 * null when nothing is left.
 */
export function readerModel(name: string): string | null {
  const plain = name
    .slice(0, 256)
    .normalize("NFKC")
    // A serial number in brackets: "Reader (70D7E2EE) 00 00".
    .replace(/[([]\s*(?=[^)\]]*\d)[0-9A-Za-z-]{6,}\s*[)\]]/g, " ")
    .replace(/[^\p{L}\p{M}0-9 .,:;()[\]/#&_+-]/gu, " ")
    .replace(/\d{5,}/g, " ")
    .replace(/[0-9A-Za-z+/=_-]{24,}/g, " ")
    .replace(/\s+/g, " ")
    .slice(0, MAX_READER)
    .trim();
  // Short groups of digits in a row may still come to a number.
  const model = holdsNumber(plain) ? plain.replace(/\d+/g, "").replace(/\s+/g, " ").trim() : plain;
  return isReaderModel(model) ? model : null;
}

const DOCUMENT = /^(?:TD1|TD2|TD3|MRV-A|MRV-B|other) [A-Z]{1,3}$/;

export function isDocumentLabel(label: string): boolean {
  return DOCUMENT.test(label);
}

/** `TD1 VNM` from the MRZ's type and issuing state; what a card says beyond letters is left out. null: nothing known. */
export function documentLabel(type: string | null | undefined, issuer: string | null | undefined): string | null {
  const state = (issuer ?? "").replace(/<+$/, "");
  const label = `${type ?? "other"} ${state}`;
  if (isDocumentLabel(label)) return label;
  return isDocumentLabel(`other ${state}`) ? `other ${state}` : null;
}
