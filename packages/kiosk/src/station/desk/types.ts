import type { Settings, SettingsPatch } from "../../shared/index.js";
import type { ScanOutcome } from "../scan/types.js";

// What the station needs of its settings, its supervisor's PIN and its scanner.

export interface SettingsDesk {
  readonly settings: Settings;
  /** The file could not be used: these are the defaults. */
  readonly broken: boolean;
  /**
   * @returns the names of what changed; rejects with SettingsRefused for what cannot be a setting, with another error when
   * the file cannot be written, and then nothing changed
   */
  change(patch: SettingsPatch): Promise<readonly string[]>;
}

export class SettingsRefused extends Error {
  /** @param place the first that is not right, `policy.crl` */
  constructor(readonly place: string) {
    super(`Settings that cannot be: ${place}.`);
  }
}

export interface PinDesk {
  readonly set: boolean;
  verify(pin: string): Promise<"right" | "wrong" | { readonly waitSeconds: number }>;
  /** `easy`: it stays as it was. Rejects when it cannot be written. */
  change(pin: string): Promise<"set" | "easy">;
}

/** What an officer scanned or typed. `today`: the calendar day, `YYYY-MM-DD`. */
export interface InputDesk {
  scan(text: string, today: string): ScanOutcome;
  typed(
    typed: { readonly documentNumber: string; readonly birth: string; readonly expiry: string | null },
    today: string,
  ): ScanOutcome;
  can(can: string): ScanOutcome;
}
