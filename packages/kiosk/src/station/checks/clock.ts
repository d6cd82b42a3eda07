import type { Check } from "../../shared/index.js";
import { check } from "./words.js";

const DAY_MS = 86_400_000;
/** No clock that was ever set is so far ahead of the program. */
const MOST_AHEAD_MS = 15 * 365.25 * DAY_MS;

export interface ClockFacts {
  readonly now: number;
  /** When this program was made, ms since 1970. */
  readonly built: number;
  /** Time of the log's last row as it was before this start; undefined: there is none. */
  readonly lastRow: number | undefined;
}

const TODO = {
  vi: "Chỉnh ngày giờ của máy (nên đồng bộ qua mạng) rồi kiểm tra lại.",
  en: "Set this machine's date and time (over the network if possible), then check again.",
};

/** A wrong clock makes expired cards valid and certificates not yet valid: no card is read under one. */
export function checkClock({ now, built, lastRow }: ClockFacts): Check {
  const at = clockText(now);
  if (now + DAY_MS < built) {
    return check(
      "clock",
      "failed",
      {
        vi: `Đồng hồ chỉ ${at}, trước ngày phần mềm được tạo.`,
        en: `The clock says ${at}, which is before this program was made.`,
      },
      TODO,
    );
  }
  // Rows may be of the same second, or of a zone an hour behind.
  if (lastRow !== undefined && now + DAY_MS < lastRow) {
    return check(
      "clock",
      "failed",
      {
        vi: `Đồng hồ chỉ ${at}, trước dòng nhật ký gần nhất.`,
        en: `The clock says ${at}, which is before the log's last row.`,
      },
      TODO,
    );
  }
  if (now > built + MOST_AHEAD_MS) {
    return check(
      "clock",
      "failed",
      { vi: `Đồng hồ chỉ ${at}, quá xa trong tương lai.`, en: `The clock says ${at}, which is far in the future.` },
      TODO,
    );
  }
  return check("clock", "ok", { vi: `Ngày giờ của máy: ${at}.`, en: `This machine's time: ${at}.` });
}

/** dd/mm/yyyy hh:mm, local. */
function clockText(now: number): string {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
