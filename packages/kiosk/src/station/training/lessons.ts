import type { Text, Verdict } from "../../shared/index.js";

/** One card put on the reader in training: a recorded session, or a virtual chip. */
export type Take =
  | { readonly session: string }
  /** A synthetic citizen card whose dates are counted from today. */
  | { readonly chip: "expired" | "no-expiry" };

export interface LessonPlan {
  readonly id: string;
  readonly title: Text;
  readonly expects: Verdict;
  /** First reading, then what "again" or another key brings; the last one is repeated. */
  readonly takes: readonly [Take, ...Take[]];
}

/** S16: what an officer shall have seen before it is a real citizen's card. All holders are synthetic. */
export const LESSONS: readonly LessonPlan[] = [
  {
    id: "genuine-2021",
    title: { vi: "Căn cước công dân 2021, hợp lệ", en: "Citizen card of 2021, genuine" },
    expects: "genuine",
    takes: [{ session: "T01" }],
  },
  {
    id: "genuine-2024",
    title: { vi: "Căn cước 2024, hợp lệ", en: "Identity card of 2024, genuine" },
    expects: "genuine",
    takes: [{ session: "vn-2024" }],
  },
  {
    id: "no-expiry",
    title: { vi: "Căn cước không thời hạn", en: "Citizen card without expiry" },
    expects: "genuine",
    takes: [{ chip: "no-expiry" }],
  },
  {
    id: "no-chip-proof",
    title: { vi: "Hộ chiếu có chip không chống sao chép", en: "Passport whose chip has no protection against copying" },
    expects: "genuine-copyable",
    takes: [{ session: "T03" }],
  },
  {
    id: "moved",
    title: { vi: "Thẻ bị nhấc lên rồi đặt lại", en: "Card lifted and put back" },
    expects: "genuine",
    takes: [{ session: "T69-1" }],
  },
  {
    id: "wrong-key",
    title: {
      vi: "Nhập sai số, rồi nhập lại đúng (12 chữ số bất kỳ)",
      en: "Wrong number, then the right one (any 12 digits)",
    },
    expects: "genuine",
    takes: [{ session: "T69c-1" }, { session: "T01" }],
  },
  {
    id: "expired",
    title: { vi: "Thẻ hết hạn", en: "Expired card" },
    expects: "not-valid",
    takes: [{ chip: "expired" }],
  },
  {
    id: "incomplete",
    title: { vi: "Thiếu dữ liệu trong chip", en: "Data missing from the chip" },
    expects: "unconfirmed",
    takes: [{ session: "T10" }],
  },
  {
    id: "unfinished",
    title: { vi: "Đọc không xong, ba lần", en: "Reading does not finish, three times" },
    expects: "retry",
    takes: [{ session: "T67" }],
  },
  {
    id: "clone",
    title: { vi: "Chip sao chép", en: "Copied chip" },
    expects: "not-genuine",
    takes: [{ session: "T59-1" }],
  },
  {
    id: "changed",
    title: { vi: "Dữ liệu trong chip bị thay đổi", en: "Data in the chip were changed" },
    expects: "not-genuine",
    takes: [{ session: "T04" }],
  },
  {
    id: "no-application",
    title: { vi: "Chip không phải của giấy tờ (ví dụ SIM)", en: "A chip that is no document's (a SIM, say)" },
    expects: "not-genuine",
    takes: [{ session: "T92-1" }],
  },
];

/** The recorded sessions that lessons need, for whoever puts them beside the program: `<name>.session.jsonl`. */
export const LESSON_SESSIONS: readonly string[] = [
  ...new Set(LESSONS.flatMap(({ takes }) => takes).flatMap((take) => ("session" in take ? [take.session] : []))),
].sort();
