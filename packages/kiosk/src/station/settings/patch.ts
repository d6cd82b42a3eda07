import type { Settings, SettingsPatch } from "../../shared/index.js";
import { checkSettings } from "./parse.js";

export type Patched =
  | {
      readonly ok: true;
      readonly settings: Settings;
      /** Names of what is another now, `policy.crl`, for the log. Empty: nothing. */
      readonly changed: readonly string[];
    }
  | { readonly ok: false; readonly places: readonly string[] };

/**
 * The settings with what a patch says, held against the same rules as the file. A state agency needs no note on its legal
 * basis: the one of another basis goes with it.
 */
export function applyPatch(settings: Settings, patch: SettingsPatch): Patched {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const whole: Record<string, unknown> = { ...settings, ...Object.fromEntries(given) };
  if (whole.legalBasis === "state-agency" && patch.legalBasis !== undefined) whole.legalBasisNote = null;
  const checked = checkSettings(whole);
  if (!checked.ok) return checked;
  return { ok: true, settings: checked.settings, changed: differences(settings, checked.settings) };
}

function differences(before: Settings, after: Settings): string[] {
  return Object.entries(after).flatMap(([name, value]) => {
    const old: unknown = before[name as keyof Settings];
    if (same(old, value)) return [];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [name];
    const parts = old as Record<string, unknown>;
    return Object.entries(value).flatMap(([part, now]) => (same(parts[part], now) ? [] : [`${name}.${part}`]));
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
