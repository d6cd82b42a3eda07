import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The platform's folder for an application's data, with this product's trust store in it. */
export function defaultStoreFolder(
  env: Environment = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  return join(dataFolder(env, platform, home), "chipid", "trust");
}

function dataFolder(env: Environment, platform: string, home: string): string {
  if (platform === "win32") return env.APPDATA || join(home, "AppData", "Roaming");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  // A relative XDG_DATA_HOME is to be ignored (XDG Base Directory Specification).
  const xdg = env.XDG_DATA_HOME;
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".local", "share");
}

/**
 * The store's folder: what was asked for, else `CHIPID_TRUST`, else the platform's. undefined for `none`: no store.
 */
export function storeFolder(asked: string | undefined, env: Environment = process.env): string | undefined {
  const name = asked ?? (env.CHIPID_TRUST || undefined) ?? defaultStoreFolder(env);
  return name === "none" ? undefined : name;
}
