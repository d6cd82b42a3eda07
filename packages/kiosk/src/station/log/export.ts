import { join } from "node:path";
import { ChipidError } from "@chipid/sdk";
import { writeAtomically } from "@chipid/sdk/node";
import { csvDamaged, csvHeader, csvRow } from "./csv.js";
import { type LogFileSystem, type LogHandle, systemCode } from "./file-system.js";
import { monthFile, monthOf } from "./files.js";
import { linesOf } from "./lines.js";
import { readRow } from "./row.js";

/**
 * Writes a month's file as CSV into a folder, whole or not at all, and gives the path.
 * @throws ChipidError `usage` for what is no month, `files.not-found` for a month without a file, `files.unreadable`
 *   when the log cannot be read or the folder does not take the file
 */
export async function exportMonth(fs: LogFileSystem, from: string, month: string, to: string): Promise<string> {
  const name = monthFile(month);
  if (monthOf(name) === undefined) throw new ChipidError("usage", "A month is written YYYY-MM.");
  let handle: LogHandle;
  try {
    handle = await fs.open(join(from, name), "read");
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw new ChipidError("files.not-found", `The log has no ${month}.`);
    throw unreadable("The log cannot be read", error);
  }
  const parts: string[] = [csvHeader()];
  try {
    for await (const line of linesOf(handle)) {
      if (!line.terminated) break;
      const row = line.bytes === undefined ? undefined : readRow(line.bytes);
      parts.push(row === undefined ? csvDamaged(line.number) : csvRow(row));
    }
  } catch (error) {
    throw unreadable("The log cannot be read", error);
  } finally {
    await handle.close();
  }
  const path = join(to, `chipid-log-${month}.csv`);
  try {
    writeAtomically(path, Buffer.from(parts.join(""), "utf8"));
  } catch (error) {
    throw unreadable("The export cannot be written", error);
  }
  return path;
}

function unreadable(what: string, error: unknown): ChipidError {
  return new ChipidError("files.unreadable", `${what} (${systemCode(error) ?? "unknown"}).`, { cause: error });
}
