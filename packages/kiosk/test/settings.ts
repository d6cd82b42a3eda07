import type { Settings } from "../src/shared/index.js";
import { defaultSettings } from "../src/station/settings/defaults.js";

/** A station as it comes, but in a window beside others and with slips that it gives out; `change` is what a test has otherwise. */
export function testSettings(change: Partial<Settings> = {}): Settings {
  return {
    ...defaultSettings(),
    fullScreen: false,
    outputs: { print: true, clipboard: true, handover: null },
    ...change,
  };
}
