import { randomBytes } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";

/** Whether a folder takes files: `slow`, it did not say in time, as a share whose server is gone. */
export type FolderState = "usable" | "missing" | "no-folder" | "unwritable" | "slow";

const PATIENCE_MS = 2000;

/**
 * Looks whether a folder takes files, by writing one: rights alone do not tell, on Windows least of all. Its name is one that
 * hand-over files have while they are written, so that nobody who watches the folder takes it (docs/kiosk-handover.md).
 */
export function folderState(folder: string): Promise<FolderState> {
  return inTime(look(folder), PATIENCE_MS);
}

/** @param patience ms */
export async function inTime(looking: Promise<FolderState>, patience: number): Promise<FolderState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<FolderState>((resolve) => {
    timer = setTimeout(() => resolve("slow"), patience);
  });
  try {
    return await Promise.race([looking, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function look(folder: string): Promise<FolderState> {
  try {
    if (!isAbsolute(folder) || !(await stat(folder)).isDirectory()) return "no-folder";
  } catch {
    return "missing";
  }
  const probe = join(folder, `chipid-check.json.tmp-${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(probe, "", { flag: "wx", mode: 0o600 });
    return "usable";
  } catch {
    return "unwritable";
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
