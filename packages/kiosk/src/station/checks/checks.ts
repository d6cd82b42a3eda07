import type { Check, Text } from "../../shared/index.js";
import type { SeenReader, ServiceState } from "../machine/state.js";
import { daysOld, trustAge } from "../trust/age.js";
import { check } from "./words.js";

// The single checks of S0, each a pure function of what was found.

/** @param fault what is wrong with the settings' file; null: nothing */
export function checkSettings(fault: Text | null): Check {
  return fault !== null
    ? check(
        "settings",
        "warning",
        {
          vi: `${fault.vi} Đang dùng cài đặt mặc định.`,
          en: `${fault.en} The defaults are used.`,
        },
        {
          vi: "Xem lại mục Cài đặt rồi lưu; tệp cũ được giữ bên cạnh.",
          en: "Look through the settings and save them; the old file is kept beside.",
        },
      )
    : check("settings", "ok", { vi: "Đã đọc cài đặt.", en: "The settings were read." });
}

export interface LogCheckFacts {
  readonly sound: boolean;
  /** Where it does not hold. */
  readonly fault: Text | null;
  readonly mended: number;
  readonly unwritten: number;
  /** Inspections that are not written, and how many may be. */
  readonly inspections: number;
  readonly limit: number;
}

const FREE_DISK: Text = {
  vi: "Giải phóng dung lượng ổ đĩa rồi kiểm tra lại.",
  en: "Free disk space, then check again.",
};

export function checkLog({ sound, fault, mended, unwritten, inspections, limit }: LogCheckFacts): Check {
  if (inspections > limit) {
    return check(
      "log",
      "failed",
      {
        vi: "Nhật ký không ghi được và đã vượt giới hạn cho phép.",
        en: "The log cannot be written, and the limit for that is exceeded.",
      },
      FREE_DISK,
    );
  }
  if (unwritten > 0) {
    return check(
      "log",
      "warning",
      { vi: `Nhật ký chưa ghi được ${unwritten} dòng.`, en: `${unwritten} rows of the log are not written.` },
      FREE_DISK,
    );
  }
  if (!sound) {
    return check(
      "log",
      "warning",
      {
        vi: `Chuỗi nhật ký không khớp: có dòng bị sửa hoặc thiếu. ${fault?.vi ?? ""}`.trim(),
        en: `The log's chain does not hold: rows were changed or are missing. ${fault?.en ?? ""}`.trim(),
      },
      {
        vi: "Báo người phụ trách; giữ nguyên thư mục nhật ký.",
        en: "Call the supervisor; leave the log's folder as it is.",
      },
    );
  }
  return mended > 0
    ? check("log", "ok", {
        vi: "Nhật ký liền mạch; một dòng dở dang do mất điện đã được bỏ.",
        en: "The log's chain holds; a row cut short by a loss of power was taken away.",
      })
    : check("log", "ok", { vi: "Nhật ký liền mạch.", en: "The log's chain holds." });
}

export function checkDriver(service: ServiceState): Check {
  if (service === "no-driver") {
    return check(
      "driver",
      "failed",
      { vi: "Thiếu thư viện đầu đọc (PC/SC).", en: "The reader library (PC/SC) is missing." },
      {
        vi: "Cài lại phần mềm; trong lúc đó chỉ dùng được chế độ tập huấn.",
        en: "Install the program again; meanwhile only training works.",
      },
    );
  }
  if (service === "denied") return check("driver", "failed", DENIED, DENIED_TODO);
  if (service === "down") return check("driver", "warning", DOWN, DOWN_TODO);
  return check("driver", "ok", { vi: "Thư viện đầu đọc hoạt động.", en: "The reader library works." });
}

const DENIED: Text = {
  vi: "Hệ điều hành không cho tài khoản này dùng đầu đọc.",
  en: "The system does not let this account use readers.",
};
const DOWN: Text = {
  vi: "Dịch vụ thẻ thông minh của máy chưa chạy.",
  en: "This machine's smart-card service is not running.",
};
const DOWN_TODO: Text = {
  vi: "Trạm tự thử lại; nếu kéo dài, bật dịch vụ.",
  en: "The station keeps trying; if it lasts, start the service.",
};
const DENIED_TODO: Text = {
  vi: "Trên Linux: thêm quy tắc polkit cho pcsc-lite (chipid doctor in ra quy tắc đó).",
  en: "On Linux: add a polkit rule for pcsc-lite (chipid doctor prints it).",
};

export function checkReader(readers: readonly SeenReader[]): Check {
  const [first] = readers;
  if (first === undefined) {
    return check(
      "reader",
      "warning",
      { vi: "Chưa có đầu đọc.", en: "No reader is connected." },
      { vi: "Cắm đầu đọc thẻ vào máy.", en: "Plug the card reader in." },
    );
  }
  const text = { vi: `Đầu đọc: ${first.name}.`, en: `Reader: ${first.name}.` };
  return check("reader", "ok", text, first.advice);
}

export interface TrustCheckFacts {
  readonly size: number;
  readonly countries: number;
  readonly newest: number | undefined;
  readonly citizenCard: boolean;
  readonly fault: Text | undefined;
  readonly now: number;
}

const REFRESH: Text = {
  vi: "Nhập danh sách chứng thư gốc và danh sách thu hồi mới hơn trong mục Quản trị.",
  en: "Import a newer master list and newer revocation lists in the administration.",
};
const IMPORT: Text = {
  vi: "Nhập chứng thư gốc trong mục Quản trị.",
  en: "Import trust anchors in the administration.",
};

export function checkTrust(facts: TrustCheckFacts): Check {
  const { size, countries, newest, citizenCard, fault, now } = facts;
  if (fault !== undefined) return check("trust", "warning", fault, IMPORT);
  if (size === 0) {
    return check(
      "trust",
      "warning",
      {
        vi: "Chưa có dữ liệu tin cậy: không thẻ nào xác nhận được.",
        en: "There are no trust data: no card can be confirmed.",
      },
      IMPORT,
    );
  }
  if (!citizenCard) {
    return check(
      "trust",
      "warning",
      {
        vi: "Chưa có chứng thư gốc của căn cước Việt Nam.",
        en: "There is no anchor for Vietnam's citizen card.",
      },
      IMPORT,
    );
  }
  const days = daysOld(newest, now);
  const text = {
    vi: `Dữ liệu tin cậy: ${size} chứng thư của ${countries} quốc gia${days === undefined ? "" : `, mới nhất ${days} ngày trước`}.`,
    en: `Trust data: ${size} certificates of ${countries} countries${days === undefined ? "" : `, the newest ${days} days old`}.`,
  };
  return trustAge({ size, newest }, now) === "old"
    ? check("trust", "warning", text, REFRESH)
    : check("trust", "ok", text);
}

/** Below this the log may soon fail to be written. */
const LOW_DISK = 200 * 1024 * 1024;

/** @param free bytes; undefined: it cannot be told */
export function checkDisk(free: number | undefined): Check {
  if (free === undefined) {
    return check(
      "disk",
      "warning",
      { vi: "Không đọc được thư mục dữ liệu.", en: "The data folder cannot be read." },
      { vi: "Kiểm tra ổ đĩa và quyền ghi.", en: "Check the disk and the right to write." },
    );
  }
  const megabytes = Math.floor(free / 1024 / 1024);
  const size = megabytes < 10_000 ? `${megabytes} MB` : `${Math.floor(megabytes / 1024)} GB`;
  const text = { vi: `Ổ đĩa còn trống ${size}.`, en: `${size} of disk space are free.` };
  return free < LOW_DISK ? check("disk", "warning", text, FREE_DISK) : check("disk", "ok", text);
}
