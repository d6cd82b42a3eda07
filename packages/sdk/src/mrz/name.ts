import { transliterations } from "./transliterate.js";
import type { MrzName } from "./types.js";

/** Name field as printed: primary and secondary identifier around the first `<<` (ICAO Doc 9303-3 §4.6). */
export function readName(field: string): MrzName {
  const cut = field.indexOf("<<");
  return {
    primary: words(cut < 0 ? field : field.slice(0, cut)),
    secondary: words(cut < 0 ? "" : field.slice(cut + 2)),
    truncated: field !== "" && !field.endsWith("<<"),
  };
}

/** Runs of fillers as single spaces. */
export function words(text: string): string {
  return text.replace(/<+/g, " ").trim();
}

/**
 * Name field of `width` characters from transliterated identifiers (components parted by `<`), cut when it must be
 * (ICAO Doc 9303-4 §4.2.3, 9303-5 §4.2.3, 9303-6 §4.2.3): the primary identifier leaves room for one letter of the
 * secondary, and a cut name ends in a letter so that it can be seen to be cut.
 */
export function writeName(primary: string, secondary: string, width: number): string {
  const whole = secondary === "" ? primary : `${primary}<<${secondary}`;
  if (whole.length <= width) return whole.padEnd(width, "<");
  if (secondary === "") return cutComponents(primary, width).padEnd(width, "<");
  const head = primary.length > width - 3 ? cutComponents(primary, width - 3) : primary;
  return `${head}<<${cutComponents(secondary, width - head.length - 2)}`.padEnd(width, "<");
}

/** At most `width` characters of `text`, ending in a letter: a component is shortened when the cut falls on a `<`. */
function cutComponents(text: string, width: number): string {
  const components = text.split("<");
  for (;;) {
    const cut = components.join("<").slice(0, width);
    if (cut.length < width || !cut.endsWith("<")) return cut;
    // Only components before the cut matter: shortening one pulls the next initial into the field.
    const before = cut.slice(0, -1).split("<");
    const longest = before.reduce((best, part, i) => (part.length > (before[best] ?? "").length ? i : best), 0);
    const part = components[longest] ?? "";
    if (part.length < 2) return cut.slice(0, -1);
    components[longest] = part.slice(0, -1);
  }
}

/**
 * `equal`: the same name; `truncated`: the same as far as the cut MRZ name goes; `different`; `not-comparable`: the
 * full name has a character that Doc 9303-3 §6 (Latin, Cyrillic) has no form for.
 */
export type NameAgreement = "equal" | "truncated" | "different" | "not-comparable";

/**
 * Compares a name of the MRZ with the full name in letters with marks (DG11, DG13, QR), surname first (Vietnam) or
 * last. Every transliteration that Doc 9303-3 §6 allows agrees; spaces and hyphens are not looked at. A name that may
 * be cut (`truncated`) agrees when each of its components begins the matching component of the full name.
 */
export function namesAgree(mrzName: MrzName | string, fullName: string): NameAgreement {
  const name = typeof mrzName === "string" ? readName(mrzName) : mrzName;
  const letters = transliterations(fullName);
  if (letters === undefined) return "not-comparable";
  const full = components(letters);
  const primary = name.primary.split(" ").filter((part) => part !== "");
  const secondary = name.secondary.split(" ").filter((part) => part !== "");
  if (full.length === 0 || primary.length + secondary.length === 0) return "different";
  const joined = full.flat();
  for (const order of [
    [...primary, ...secondary],
    [...secondary, ...primary],
  ]) {
    if (spells(joined, order.join(""), false)) return "equal";
  }
  if (!name.truncated) return "different";
  for (let split = 0; split <= full.length; split++) {
    const first = full.slice(0, split);
    const second = full.slice(split);
    if (begins(primary, first) && begins(secondary, second)) return "truncated";
    if (begins(secondary, first) && begins(primary, second)) return "truncated";
  }
  return "different";
}

type Letters = readonly (readonly string[])[];

/** Parts of a name between separators, each a list of the forms of its letters. */
function components(letters: Letters): Letters[] {
  const out: (readonly string[])[][] = [[]];
  for (const forms of letters) {
    if (forms[0] === "<") out.push([]);
    else out.at(-1)?.push(forms);
  }
  return out.filter((part) => part.length > 0);
}

/** Each MRZ component begins the full component in the same place; full components may be missing at the end. */
function begins(cut: readonly string[], full: readonly Letters[]): boolean {
  if (cut.length > full.length || (cut.length === 0) !== (full.length === 0)) return false;
  return cut.every((part, i) => spells(full[i] ?? [], part, true));
}

/** True when some choice of forms gives `text`: all of it, or with `prefix` something that begins with it. */
function spells(letters: Letters, text: string, prefix: boolean): boolean {
  let reached: ReadonlySet<number> = new Set([0]);
  for (const forms of letters) {
    const next = new Set<number>();
    for (const at of reached) {
      for (const form of forms) {
        if (text.startsWith(form, at)) next.add(at + form.length);
        else if (prefix && form.startsWith(text.slice(at))) return true;
      }
    }
    if (prefix && next.has(text.length)) return true;
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(text.length);
}
