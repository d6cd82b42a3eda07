import type { Check } from "../../shared/index.js";
import { check } from "./words.js";

/** A station without a PIN is administered by whoever comes first. */
export function checkPin({ set, broken }: { readonly set: boolean; readonly broken: boolean }): Check {
  if (broken) {
    return check(
      "pin",
      "warning",
      {
        vi: "Tệp mã PIN hỏng: không ai vào được phần Quản trị.",
        en: "The PIN's file is broken: nobody gets into the administration.",
      },
      {
        vi: "Người giữ máy xóa tệp supervisor-pin.json trong thư mục dữ liệu, mở lại trạm rồi đặt mã mới.",
        en: "Whoever keeps the machine removes supervisor-pin.json from the data folder, starts the station again and sets a new PIN.",
      },
    );
  }
  if (set) return check("pin", "ok", { vi: "Đã đặt mã PIN quản trị.", en: "The supervisor's PIN is set." });
  return check(
    "pin",
    "warning",
    {
      vi: "Chưa đặt mã PIN: ai mở phần Quản trị trước thì đặt mã.",
      en: "No PIN is set: whoever opens the administration first sets it.",
    },
    {
      vi: "Người phụ trách đặt mã PIN trong mục Quản trị trước khi đưa trạm vào dùng.",
      en: "The supervisor sets it under Administration before the station is put to use.",
    },
  );
}
