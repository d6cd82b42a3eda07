import type { Settings, SettingsPatch } from "../../shared/index.js";
import { settingsFault } from "../settings/fault-words.js";
import { applyPatch } from "../settings/patch.js";
import { openPin } from "../settings/pin.js";
import { openSettings } from "../settings/settings-file.js";
import { type PinDesk, type SettingsDesk, SettingsRefused } from "./types.js";

/** The settings of a data folder, as its file has them. */
export function fileSettings(folder: string, now: () => number): SettingsDesk {
  const file = openSettings(folder, now);
  let settings: Settings = file.settings;
  let fault = settingsFault(file);
  return {
    get settings() {
      return settings;
    },
    get fault() {
      return fault;
    },
    async change(patch: SettingsPatch) {
      const patched = applyPatch(settings, patch);
      if (!patched.ok) throw new SettingsRefused(patched.places[0] ?? "");
      file.save(patched.settings);
      settings = patched.settings;
      fault = undefined;
      return patched.changed;
    },
  };
}

/** The supervisor's PIN of a data folder. A file of it that cannot be read lets nobody in. */
export function filePin(folder: string, now: () => number): PinDesk {
  const pin = openPin(folder, now);
  return {
    get set() {
      return pin.state !== "unset";
    },
    get broken() {
      return pin.state === "broken";
    },
    async verify(asked) {
      const check = await pin.check(asked);
      if (check.granted) return "right";
      return check.because === "wait" ? { waitSeconds: check.seconds } : "wrong";
    },
    async change(next) {
      // Its shape was looked at with the command.
      return (await pin.set(next)) === "set" ? "set" : "easy";
    },
  };
}
