import type { Check } from "../../shared/index.js";

/** S0, when the disk has not taken rows of the log for too long. */
export const LOG_BLOCKED: Check = {
  id: "log",
  state: "failed",
  text: {
    vi: "Nhật ký không ghi được và đã vượt giới hạn cho phép.",
    en: "The log cannot be written, and the limit for that is exceeded.",
  },
  todo: {
    vi: "Giải phóng dung lượng ổ đĩa rồi kiểm tra lại.",
    en: "Free disk space, then check again.",
  },
};
