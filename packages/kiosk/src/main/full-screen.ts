import { open } from "node:fs/promises";
import { join } from "node:path";

/** Longest settings file, bytes; the station takes none longer either. */
const MOST = 256 * 1024;

/**
 * Whether the window fills the screen, which has to be known before the station runs. Only settings that say no make an
 * ordinary window: without a file, and with one that cannot be used, the station's defaults hold, and they fill it.
 */
export async function wantsFullScreen(data: string): Promise<boolean> {
  try {
    const file = await open(join(data, "settings.json"));
    try {
      if ((await file.stat()).size > MOST) return true;
      const settings: unknown = JSON.parse(await file.readFile("utf8"));
      return !(
        typeof settings === "object" &&
        settings !== null &&
        "fullScreen" in settings &&
        settings.fullScreen === false
      );
    } finally {
      await file.close();
    }
  } catch {
    return true;
  }
}
