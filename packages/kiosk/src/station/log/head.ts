import { join } from "node:path";
import * as v from "valibot";
import { type LogFileSystem, readSmall, writeWhole } from "./file-system.js";
import { HEAD_FILE } from "./files.js";
import type { Link } from "./row.js";

// The anchor beside the log: the number and hash of a row that is on the disk. A chain alone cannot tell that its end was
// cut off. The head is written before the first row, so that its absence means something, and follows the rows at a
// short distance: it never names a row that was not flushed.

export const HEAD_FORMAT = "chipid-kiosk-log-head/1";
const MAX_HEAD = 1024;

const headSchema = v.strictObject({
  format: v.literal(HEAD_FORMAT),
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export type FoundHead =
  | { readonly state: "missing" }
  | { readonly state: "broken" }
  | { readonly state: "ok"; readonly link: Link };

/** Rejects with what the file system rejects with, when it is there and cannot be read. */
export async function readHead(fs: LogFileSystem, folder: string): Promise<FoundHead> {
  const text = await readSmall(fs, join(folder, HEAD_FILE), MAX_HEAD);
  if (text === undefined) return { state: "missing" };
  try {
    const { n, hash } = v.parse(headSchema, JSON.parse(text));
    return { state: "ok", link: { n, hash } };
  } catch {
    return { state: "broken" };
  }
}

/** Whole or not at all, and lasting when it resolves. Only the holder of the lock writes: one name for the new one does. */
export async function writeHead(fs: LogFileSystem, folder: string, link: Link): Promise<void> {
  const path = join(folder, HEAD_FILE);
  const beside = `${path}.new`;
  await fs.remove(beside);
  const handle = await fs.open(beside, "create");
  try {
    const text = `${JSON.stringify({ format: HEAD_FORMAT, n: link.n, hash: link.hash })}\n`;
    await writeWhole(handle, Buffer.from(text, "utf8"), 0);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await fs.rename(beside, path);
  await fs.flushFolder(folder);
}
