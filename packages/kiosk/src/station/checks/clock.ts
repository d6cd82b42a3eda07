import type { Check, Text } from "../../shared/index.js";
import { check } from "./words.js";

const DAY_MS = 86_400_000;
/** No clock that was ever set is so far ahead of the program. */
const MOST_AHEAD_MS = 15 * 365.25 * DAY_MS;

export interface ClockFacts {
  readonly now: number;
  /** When this program was made, ms since 1970. */
  readonly built: number;
  /** Time of the log's last row; undefined: there is none. */
  readonly lastRow: number | undefined;
  /** Newest date among what is trusted; undefined: none says one. */
  readonly trusted: number | undefined;
  /** By how much the clock was set back while the station ran, ms; 0: it was not. */
  readonly back: number;
}

const TODO: Text = {
  vi: "Chỉnh ngày giờ của máy (nên đồng bộ qua mạng) rồi kiểm tra lại.",
  en: "Set this machine's date and time (over the network if possible), then check again.",
};
const TODO_LOG: Text = {
  vi: `${TODO.vi} Nếu ngày giờ đã đúng: dòng nhật ký đó ghi khi đồng hồ sai, người phụ trách cất thư mục nhật ký cũ và mở nhật ký mới.`,
  en: `${TODO.en} If they are right: that row was written under a wrong clock; the supervisor puts the log's folder away, and a new log begins.`,
};
const TODO_BACK: Text = {
  vi: "Đối chiếu ngày giờ của máy với một nguồn khác. Đúng thì bấm Kiểm tra lại, sai thì chỉnh lại; việc này được ghi nhật ký.",
  en: "Compare this machine's date and time with another clock. If they are right, choose Check again, else set them; this is logged.",
};

/** A wrong clock makes expired cards valid and certificates not yet valid: no card is read under one. */
export function checkClock(facts: ClockFacts): Check {
  const fault = faultOf(facts);
  const at = clockText(facts.now);
  return fault === undefined
    ? check("clock", "ok", { vi: `Ngày giờ của máy: ${at}.`, en: `This machine's time: ${at}.` })
    : check(
        "clock",
        "failed",
        { vi: `Đồng hồ chỉ ${at}, ${fault.why.vi}.`, en: `The clock says ${at}, ${fault.why.en}.` },
        fault.todo,
      );
}

interface Fault {
  readonly why: Text;
  readonly todo: Text;
}

function faultOf({ now, built, lastRow, trusted, back }: ClockFacts): Fault | undefined {
  if (now + DAY_MS < built) {
    const why = { vi: "trước ngày phần mềm được tạo", en: "which is before this program was made" };
    return { why, todo: TODO };
  }
  // A zone set wrong at the start is off by hours, not by a day.
  if (lastRow !== undefined && now + DAY_MS < lastRow) {
    const why = { vi: "trước dòng nhật ký gần nhất", en: "which is before the log's last row" };
    return { why, todo: TODO_LOG };
  }
  if (trusted !== undefined && now + DAY_MS < trusted) {
    const why = { vi: "trước ngày của dữ liệu tin cậy", en: "which is before the date of the trust data" };
    return { why, todo: TODO };
  }
  if (now > built + MOST_AHEAD_MS) {
    return { why: { vi: "quá xa trong tương lai", en: "which is far in the future" }, todo: TODO };
  }
  if (back === 0) return undefined;
  const [vi, en] = spanText(back);
  return {
    why: { vi: `đã bị lùi ${vi} khi trạm đang chạy`, en: `and was set back by ${en} while the station ran` },
    todo: TODO_BACK,
  };
}

function spanText(ms: number): readonly [string, string] {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return [`${minutes} phút`, minutes === 1 ? "a minute" : `${minutes} minutes`];
  const hours = Math.round(minutes / 60);
  if (hours < 48) return [`${hours} giờ`, `${hours} hours`];
  const days = Math.round(hours / 24);
  return [`${days} ngày`, `${days} days`];
}

/** dd/mm/yyyy hh:mm, local. */
function clockText(now: number): string {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
