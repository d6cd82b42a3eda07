import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where the station keeps what it keeps when nobody says: where the window keeps it too, so that it is one station however
 * it is opened.
 */
export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): string {
  const folder =
    platform === "win32"
      ? environment.APPDATA || join(home, "AppData", "Roaming")
      : platform === "darwin"
        ? join(home, "Library", "Application Support")
        : environment.XDG_CONFIG_HOME || join(home, ".config");
  return join(folder, "chipid", "station");
}
