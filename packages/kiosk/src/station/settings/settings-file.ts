import { closeSync, constants, copyFileSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { ChipidError } from "@chipid/sdk";
import { makeFolder, writeAtomically } from "@chipid/sdk/node";
import type { Settings } from "../../shared/index.js";
import { defaultSettings } from "./defaults.js";
import { checkSettings, parseSettings } from "./parse.js";

export const SETTINGS_FILE = "settings.json";
const MAX_FILE = 256 * 1024;

export interface OpenedSettings {
  readonly settings: Settings;
  /**
   * Why the settings are the defaults, although there is a file: `broken`, it is no JSON or says what cannot be;
   * `unreadable`, the system does not give it. It stays so, start after start, until the file is mended or settings
   * are saved.
   */
  readonly problem: "broken" | "unreadable" | undefined;
  /** Where a broken file is wrong, `policy.crl`; empty when it is no JSON. */
  readonly places: readonly string[];
  /** The line in which a broken file stops being JSON. */
  readonly line: number | undefined;
  /**
   * Writes settings, whole or not at all. A file that is not what was read or saved last (a broken one, or one edited
   * meanwhile) is kept beside under another name first; its name is the answer, else undefined.
   * @throws ChipidError `usage` for settings that cannot be, `files.unreadable` when the folder does not take them
   */
  save(settings: Settings): string | undefined;
}

/**
 * Reads settings.json of a folder. Without one, the defaults hold, and are written there for whoever wants to edit them
 * when the folder can be written. Never throws.
 */
export function openSettings(folder: string, now: () => number = Date.now): OpenedSettings {
  const file = new SettingsFile(folder, now);
  const found = file.read();
  if (found.state === "text") {
    const parsed = parseSettings(found.text);
    if (!parsed.ok) return opened(file, defaultSettings(), "broken", parsed.places, parsed.line);
    file.known = found.text;
    return opened(file, parsed.settings);
  }
  const settings = defaultSettings();
  if (found.state === "unreadable") return opened(file, settings, "unreadable");
  if (found.state === "broken") return opened(file, settings, "broken");
  try {
    file.save(settings);
  } catch {
    // The defaults hold all the same.
  }
  return opened(file, settings);
}

function opened(
  file: SettingsFile,
  settings: Settings,
  problem?: OpenedSettings["problem"],
  places: readonly string[] = [],
  line?: number,
): OpenedSettings {
  return { settings, problem, places, line, save: (next) => file.save(next) };
}

type Found =
  | { readonly state: "text"; readonly text: string }
  | { readonly state: "missing" | "broken" }
  | { readonly state: "unreadable"; readonly code: string };

class SettingsFile {
  /** What the file holds as far as this program knows. */
  known: string | undefined;
  private readonly path: string;

  constructor(
    private readonly folder: string,
    private readonly now: () => number,
  ) {
    this.path = join(folder, SETTINGS_FILE);
  }

  read(): Found {
    try {
      const descriptor = openSync(this.path, "r");
      try {
        const bytes = Buffer.alloc(MAX_FILE + 1);
        let length = 0;
        for (let read = -1; read !== 0 && length < bytes.length; length += read) {
          read = readSync(descriptor, bytes, length, bytes.length - length, null);
        }
        if (length > MAX_FILE) return { state: "broken" };
        return {
          state: "text",
          text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length)),
        };
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      if (code === "ENOENT") return { state: "missing" };
      return error instanceof TypeError ? { state: "broken" } : { state: "unreadable", code };
    }
  }

  save(settings: Settings): string | undefined {
    const checked = checkSettings(settings);
    if (!checked.ok) throw new ChipidError("usage", `These settings cannot be: ${checked.places.join(", ")}.`);
    const text = `${JSON.stringify(checked.settings, undefined, 2)}\n`;
    try {
      makeFolder(this.folder);
      const found = this.read();
      const foreign = found.state !== "missing" && (found.state !== "text" || found.text !== this.known);
      const kept = foreign ? this.keep() : undefined;
      writeAtomically(this.path, Buffer.from(text, "utf8"));
      this.known = text;
      return kept;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      throw new ChipidError("files.unreadable", `The settings cannot be written (${code}).`, { cause: error });
    }
  }

  /** A copy, so that there is a settings.json at every moment; never over another one. */
  private keep(): string {
    const stamp = new Date(this.now()).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
    for (let attempt = 1; ; attempt++) {
      const name = `settings.kept-${stamp}${attempt === 1 ? "" : `-${attempt}`}.json`;
      try {
        copyFileSync(this.path, join(this.folder, name), constants.COPYFILE_EXCL);
        return name;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 1000) throw error;
      }
    }
  }
}
