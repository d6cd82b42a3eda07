// What is known of readers by their names. Data, one row a model: the first row that matches counts. Drivers name the same
// reader differently (with the interface in brackets, or without any hint but the number of the slot).

export type SlotKind = "contactless" | "contact" | "sam" | "unknown";
export type ReaderRating = "recommended" | "not-recommended" | "unrated";

interface Model {
  readonly match: RegExp;
  readonly model: string;
  readonly rating: ReaderRating;
  readonly hint?: string;
}

const LARGE_FILES = "Handles long messages and PACE well; good for travel documents and citizen cards.";

/** Ratings follow the readers that AusweisApp lists for chips of the same kind. */
const MODELS: readonly Model[] = [
  { match: /ACR ?1281/i, model: "ACS ACR1281U", rating: "recommended", hint: LARGE_FILES },
  { match: /ACR ?1581/i, model: "ACS ACR1581U", rating: "recommended", hint: LARGE_FILES },
  { match: /OMNIKEY.*\b5022/i, model: "HID OMNIKEY 5022 CL", rating: "recommended", hint: LARGE_FILES },
  { match: /OMNIKEY.*\b5422/i, model: "HID OMNIKEY 5422", rating: "recommended", hint: LARGE_FILES },
  { match: /uTrust.*\b3700/i, model: "Identiv uTrust 3700 F", rating: "recommended", hint: LARGE_FILES },
  { match: /uTrust.*\b4701/i, model: "Identiv uTrust 4701 F", rating: "recommended", hint: LARGE_FILES },
  { match: /REINER.?SCT|cyberJack/i, model: "REINER SCT cyberJack", rating: "recommended", hint: LARGE_FILES },
  {
    match: /ACR ?122U?\b/i,
    model: "ACS ACR122U",
    rating: "not-recommended",
    hint: "Not made for long messages: documents often break off while being read. Use a reader such as ACS ACR1581U or HID OMNIKEY 5022 CL.",
  },
];

/** Slots that hold a reader's own security module, or an interface, told by the name; first match counts. */
const SLOTS: readonly (readonly [RegExp, SlotKind])[] = [
  // "ACR1222 1SAM PICC Reader" is the contactless slot of a reader that also has a module.
  [/\bSAM\b(?!.*\bPICC\b)/i, "sam"],
  [/ACR1252 1S CL Reader ?\(2\)/i, "sam"],
  [/ACR1281 1S Dual Reader(?!.*\[).* 00 02$/i, "sam"],
  [/\bPICC\b|\bCL\b|-CL\b|contactless|\bNFC\b/i, "contactless"],
  [/\bICC\b|\bcontact\b/i, "contact"],
];

export interface ReaderKind {
  /** Model, when the name is a known one. */
  readonly model: string | undefined;
  readonly rating: ReaderRating;
  readonly hint: string | undefined;
  readonly slot: SlotKind;
}

/** What is known of a reader with this PC/SC name. */
export function readerKind(name: string): ReaderKind {
  const known = MODELS.find(({ match }) => match.test(name));
  return {
    model: known?.model,
    rating: known?.rating ?? "unrated",
    hint: known?.hint,
    slot: SLOTS.find(([match]) => match.test(name))?.[1] ?? "unknown",
  };
}
