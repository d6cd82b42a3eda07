import { open } from "node:fs/promises";
import { join } from "node:path";

const MOST = 1024 * 1024;

/**
 * Whether the settings ask for the whole screen, which the window has to know before the station runs. Whatever is wrong
 * with the file is the station's to say; the window then is an ordinary one.
 */
export async function wantsFullScreen(data: string): Promise<boolean> {
  try {
    const file = await open(join(data, "settings.json"));
    try {
      if ((await file.stat()).size > MOST) return false;
      const settings: unknown = JSON.parse(await file.readFile("utf8"));
      return (
        typeof settings === "object" && settings !== null && "fullScreen" in settings && settings.fullScreen === true
      );
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
