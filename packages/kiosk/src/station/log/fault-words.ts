import type { Text } from "../../shared/index.js";
import type { LogState } from "./types.js";

/** Where the log does not hold, for whoever looks after it. */
export function logFault({ sound, fault }: Pick<LogState, "sound" | "fault">): Text | undefined {
  if (sound) return undefined;
  if (fault === null) return { vi: "Không đọc được thư mục nhật ký.", en: "The log's folder cannot be read." };
  const { file, line, more } = fault;
  const [row, rowEn] = line === null ? ["", ""] : [`, dòng ${line}`, `, line ${line}`];
  return {
    vi: `Tệp ${file}${row}${more > 0 ? ` và ${more} chỗ khác` : ""}.`,
    en: `File ${file}${rowEn}${more > 0 ? ` and ${more} more` : ""}.`,
  };
}
