import type { Check, Text } from "../../shared/index.js";
import type { FolderState } from "../output/folder-state.js";
import { check } from "./words.js";

const WORDS: Readonly<Record<Exclude<FolderState, "usable">, Text>> = {
  missing: { vi: "Không có thư mục bàn giao.", en: "The hand-over folder is not there." },
  "no-folder": { vi: "Đường dẫn bàn giao không phải thư mục.", en: "The hand-over path is no folder." },
  unwritable: { vi: "Không ghi được vào thư mục bàn giao.", en: "The hand-over folder cannot be written to." },
  slow: { vi: "Thư mục bàn giao không trả lời.", en: "The hand-over folder does not answer." },
};

/** Slips are the least of what a station is for: it serves without the folder. The path is not repeated: it may name people. */
export function checkHandover(state: FolderState): Check {
  if (state === "usable") {
    return check("handover", "ok", { vi: "Thư mục bàn giao ghi được.", en: "The hand-over folder takes files." });
  }
  return check("handover", "warning", WORDS[state], {
    vi: "Kết nối ổ mạng hoặc cấp quyền ghi, hoặc đổi thư mục trong phần Cài đặt.",
    en: "Connect the share or give the right to write, or name another folder in the settings.",
  });
}
