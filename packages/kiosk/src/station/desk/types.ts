import type { Settings, SettingsPatch, Text } from "../../shared/index.js";
import type { ScanOutcome } from "../scan/types.js";

// What the station needs of its settings, its supervisor's PIN and its scanner.

export interface SettingsDesk {
  readonly settings: Settings;
  /** Why the file could not be used, and where it is wrong: these are the defaults. */
  readonly fault: Text | undefined;
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
  /** It is set, and nobody can tell which it is: nobody gets in. */
  readonly broken: boolean;
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
