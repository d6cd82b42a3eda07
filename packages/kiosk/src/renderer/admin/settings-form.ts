import * as v from "valibot";
import { type Settings, type SettingsPatch, settingsPatchSchema } from "../../shared/index.js";

// From the form's texts to a patch: only what differs from the settings as they are.

/** What a form says: texts of its fields, and whether its boxes are ticked. */
export interface FormValues {
  text(name: string): string;
  ticked(name: string): boolean;
}

export type PatchOutcome =
  | { readonly ok: true; readonly patch: SettingsPatch }
  /** The first field that is not right: path in the settings, as the form names it. */
  | { readonly ok: false; readonly field: string };

export function patchOf(settings: Settings, form: FormValues): PatchOutcome {
  const number = (name: string): number => {
    const text = form.text(name).trim();
    return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  };
  const orNull = (name: string): string | null => {
    const text = form.text(name).trim();
    return text === "" ? null : text;
  };
  const wanted = {
    station: form.text("station"),
    language: form.text("language"),
    reader: orNull("reader"),
    signIn: form.ticked("signIn"),
    facesQueue: form.ticked("facesQueue"),
    fullScreen: form.ticked("fullScreen"),
    idle: { warnAfter: number("idle.warnAfter"), warning: number("idle.warning"), lockAfter: number("idle.lockAfter") },
    policy: {
      signingTime: form.text("policy.signingTime"),
      crl: form.text("policy.crl"),
      trustAge: orNull("policy.trustAge") === null ? "note" : number("policy.trustAge"),
      paceFailed: form.text("policy.paceFailed"),
      sha1: form.text("policy.sha1"),
      deviations: form.text("policy.deviations"),
      copyable: form.text("policy.copyable"),
      proofs: form.text("policy.proofs"),
    },
    legalBasis: form.text("legalBasis"),
    legalBasisNote: orNull("legalBasisNote"),
    outputs: {
      print: form.ticked("outputs.print"),
      clipboard: form.ticked("outputs.clipboard"),
      handover: orNull("outputs.handover"),
    },
    log: { unwrittenLimit: number("log.unwrittenLimit") },
  };
  const parsed = v.safeParse(settingsPatchSchema, wanted);
  if (!parsed.success) return { ok: false, field: v.getDotPath(parsed.issues[0]) ?? "" };
  const changed = Object.entries(parsed.output).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(settings[name as keyof Settings]),
  );
  return { ok: true, patch: Object.fromEntries(changed) };
}
