import { ChipidError } from "../errors/chipid-error.js";

const WEIGHTS = [7, 3, 1] as const;

/** Value of an MRZ character in the check digit: 0–9, A–Z as 10–35, `<` as 0; undefined for any other. */
export function characterValue(code: number): number | undefined {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 90) return code - 55;
  return code === 60 ? 0 : undefined;
}

/** As `checkDigit`, but undefined for text with a character outside the MRZ's set. */
export function tryCheckDigit(text: string): string | undefined {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const value = characterValue(text.charCodeAt(i));
    if (value === undefined) return undefined;
    sum += value * (WEIGHTS[i % 3] ?? 0);
  }
  return String(sum % 10);
}

/**
 * Check digit of MRZ text: weights 7, 3, 1 repeated, sum modulo 10 (ICAO Doc 9303-3 §4.9).
 * @throws ChipidError `mrz.compose` for a character outside A–Z, 0–9 and `<`.
 */
export function checkDigit(text: string): string {
  const digit = tryCheckDigit(text);
  if (digit === undefined) {
    throw new ChipidError("mrz.compose", "A check digit covers A–Z, 0–9 and < alone.", {
      reference: "ICAO 9303-3 §4.9",
    });
  }
  return digit;
}
