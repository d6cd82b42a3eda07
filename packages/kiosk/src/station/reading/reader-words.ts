import type { ReaderKind } from "@chipid/sdk/pcsc";
import type { Text } from "../../shared/index.js";

const GOOD: Text = {
  vi: "Mẫu đầu đọc phù hợp với giấy tờ gắn chip.",
  en: "A model that suits chip documents.",
};

const POOR: Text = {
  vi: "Mẫu này hay ngắt giữa chừng khi đọc giấy tờ gắn chip. Nên dùng ACS ACR1581U hoặc HID OMNIKEY 5022 CL.",
  en: "This model often breaks off while reading chip documents. Better: ACS ACR1581U or HID OMNIKEY 5022 CL.",
};

const CONTACT: Text = {
  vi: "Khe này dành cho thẻ tiếp xúc; căn cước được đọc không tiếp xúc.",
  en: "This slot is for contact cards; identity cards are read without contact.",
};

/** What is worth knowing of a reader's model. */
export function readerAdvice({ rating, slot }: Pick<ReaderKind, "rating" | "slot">): Text | null {
  if (rating === "not-recommended") return POOR;
  if (slot === "contact") return CONTACT;
  return rating === "recommended" ? GOOD : null;
}
