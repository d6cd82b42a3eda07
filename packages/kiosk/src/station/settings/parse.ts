import * as v from "valibot";
import { type Settings, settingsSchema } from "../../shared/index.js";
import { defaultSettings } from "./defaults.js";
import { lineOfJsonFault } from "./json-fault.js";
import { faultsOf } from "./rules.js";

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  /** Where it is wrong, `policy.crl`, at most ten places; without any when it is no JSON. No value is repeated. */
  | {
      readonly ok: false;
      readonly places: readonly string[];
      /** Where it stops being JSON, counted from 1. */
      readonly line?: number;
    };

/** Sections whose members may be left out one by one. */
const SECTIONS = ["idle", "policy", "outputs", "log"] as const;

/**
 * Reads the text of settings.json. What is left out is at its default, so that a file of an earlier version goes on
 * working; a key that there is not refuses the whole: a misspelt policy would else be looser than the one that was meant.
 */
export function parseSettings(text: string): ParsedSettings {
  // Windows' editor puts a mark before it.
  const json = text.replace(/^\uFEFF/, "");
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    const line = lineOfJsonFault(json);
    return { ok: false, places: [], ...(line === undefined ? {} : { line }) };
  }
  if (!isRecord(given)) return { ok: false, places: [] };
  const whole: Record<string, unknown> = { ...defaultSettings() };
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(whole, key)) {
      unknown.push(key);
      continue;
    }
    const base = whole[key];
    const section = SECTIONS.some((name) => name === key);
    if (section && isRecord(base) && isRecord(value)) {
      unknown.push(
        ...keysOf(value)
          .filter((part) => !Object.hasOwn(base, part))
          .map((part) => `${key}.${part}`),
      );
      whole[key] = { ...base, ...value };
    } else whole[key] = value;
  }
  if (unknown.length > 0) return { ok: false, places: limited(unknown) };
  return checkSettings(whole);
}

/** Holds a whole value against shape and rules. */
export function checkSettings(value: unknown): ParsedSettings {
  const parsed = v.safeParse(settingsSchema, value);
  if (!parsed.success) {
    return {
      ok: false,
      places: limited(parsed.issues.map((issue) => issue.path?.map(({ key }) => String(key)).join(".") ?? "")),
    };
  }
  const faults = faultsOf(parsed.output);
  return faults.length > 0 ? { ok: false, places: limited(faults) } : { ok: true, settings: parsed.output };
}

function limited(places: readonly string[]): string[] {
  return [...new Set(places)].slice(0, 10).map((place) => place.slice(0, 60).replace(/[^\w.-]/g, "?"));
}

function keysOf(value: object): string[] {
  return Object.keys(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
