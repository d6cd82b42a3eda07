import { statfs } from "node:fs/promises";

/** Bytes that this user may still write where the folder is; undefined: it cannot be told. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
