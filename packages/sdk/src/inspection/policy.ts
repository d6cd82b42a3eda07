import { ChipidError } from "../errors/chipid-error.js";

/** What a station decides for itself (contract.md §2). Every result names the policy it was made under. */
export interface Policy {
  /** Which moment the certificates are judged at. */
  readonly signingTime: "auto" | "attribute" | "now" | "ignore";
  readonly crl: "if-available" | "required" | "ignore";
  /** `note`, or the number of days after which a master list makes `unconfirmed`. */
  readonly trustAge: "note" | number;
  readonly paceFailed: "stop" | "allow-bac";
  readonly sha1: "amber" | "allow";
  readonly deviations: "known" | "strict";
  readonly copyable: "green" | "amber";
  readonly proofs: "first" | "all";
  readonly specimen: "reject" | "allow";
}

export const DEFAULT_POLICY: Policy = {
  signingTime: "auto",
  crl: "if-available",
  trustAge: "note",
  paceFailed: "stop",
  sha1: "amber",
  deviations: "known",
  copyable: "green",
  proofs: "first",
  specimen: "reject",
};

/** The words each policy takes, default first; `trustAge` also takes a number of days. */
export const POLICY_VALUES: Readonly<Record<keyof Policy, readonly string[]>> = {
  signingTime: ["auto", "attribute", "now", "ignore"],
  crl: ["if-available", "required", "ignore"],
  trustAge: ["note"],
  paceFailed: ["stop", "allow-bac"],
  sha1: ["amber", "allow"],
  deviations: ["known", "strict"],
  copyable: ["green", "amber"],
  proofs: ["first", "all"],
  specimen: ["reject", "allow"],
};

const MAX_DAYS = 36_500;

/**
 * Reads `key=value` words over a policy.
 * @throws ChipidError `usage` for an unknown key or value, naming those there are.
 */
export function parsePolicy(words: readonly string[], base: Policy = DEFAULT_POLICY): Policy {
  const out: Record<string, string | number> = { ...base };
  for (const word of words) {
    const at = word.indexOf("=");
    const key = at < 0 ? word : word.slice(0, at);
    const value = at < 0 ? "" : word.slice(at + 1);
    if (!Object.hasOwn(POLICY_VALUES, key)) {
      throw new ChipidError("usage", `Unknown policy "${key}": one of ${Object.keys(POLICY_VALUES).join(", ")}.`);
    }
    const values = POLICY_VALUES[key as keyof Policy];
    if (key === "trustAge" && /^\d{1,5}$/.test(value) && Number(value) <= MAX_DAYS) out[key] = Number(value);
    else if (values.includes(value)) out[key] = value;
    else {
      const words = key === "trustAge" ? "note or a number of days" : values.join(", ");
      throw new ChipidError("usage", `Policy ${key} does not take "${value}": ${words}.`);
    }
  }
  // Every value was checked against the table above.
  return out as unknown as Policy;
}

/**
 * A policy from parts that may come from untyped callers (a configuration file, JavaScript): unknown keys or values are
 * refused, so that a misspelt word can never loosen anything.
 * @throws ChipidError `usage`
 */
export function completePolicy(part: Partial<Policy> = {}): Policy {
  // What a Map, a class or a prototype holds would be passed over without a word.
  const prototype: unknown = typeof part === "object" && part !== null ? Object.getPrototypeOf(part) : undefined;
  if (prototype !== null && (prototype === undefined || Object.getPrototypeOf(prototype) !== null)) {
    throw new ChipidError("usage", "A policy is a plain object of the policies that are not at their default.");
  }
  const words = Object.entries(part)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${String(value)}`);
  return parsePolicy(words);
}
