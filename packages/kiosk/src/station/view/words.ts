import type { Check, ScreenOf, Text } from "../../shared/index.js";

/** S2: what is the matter with the reader, and what to do. */
export const READER_TEXTS: Readonly<Record<ScreenOf<"no-reader">["cause"], Text>> = {
  none: {
    vi: "Chưa có đầu đọc. Cắm đầu đọc thẻ vào máy.",
    en: "No reader is connected. Plug the card reader in.",
  },
  lost: {
    vi: "Mất kết nối với đầu đọc. Cắm lại đầu đọc; máy tự tiếp tục khi đầu đọc trở lại.",
    en: "The reader is gone. Plug it in again; the station goes on by itself when it is back.",
  },
  service: {
    vi: "Dịch vụ thẻ thông minh của máy chưa chạy. Máy tự thử lại; báo người phụ trách nếu kéo dài.",
    en: "This machine's smart-card service is not running. The station keeps trying; call the supervisor if it lasts.",
  },
  denied: {
    vi: "Hệ điều hành không cho tài khoản này dùng đầu đọc. Báo người phụ trách.",
    en: "The system does not let this account use readers. Call the supervisor.",
  },
  driver: {
    vi: "Thiếu thư viện đầu đọc (PC/SC) trong bản cài đặt. Báo người phụ trách cài lại.",
    en: "The reader library (PC/SC) is missing from this installation. Have the supervisor install it again.",
  },
  several: {
    vi: "Có nhiều đầu đọc. Chọn đầu đọc trong phần quản trị, hoặc chỉ để lại một.",
    en: "There are several readers. Choose one in the administration, or leave only one connected.",
  },
};

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
