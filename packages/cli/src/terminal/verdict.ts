import { ACTIONS, type Finding, isReasonCode, REASONS, type Verdict } from "@chipid/sdk";
import type { Language } from "./language.js";
import type { Style, Terminal } from "./terminal.js";
import { wrap } from "./text.js";

interface VerdictWords {
  readonly word: string;
  /** Used when no reason says it better. */
  readonly sentence: string;
  readonly action: string;
}

/** Word, sentence and action of each verdict. A check of a document accuses nobody. */
const WORDS: Readonly<Record<Language, Readonly<Record<Verdict, VerdictWords>>>> = {
  en: {
    genuine: {
      word: "Chip valid",
      sentence: "The data are signed by the issuer and the chip is the original.",
      action: "Compare the face, then go on.",
    },
    "genuine-copyable": {
      word: "Data valid, copy not ruled out",
      sentence: "The data are signed by the issuer; whether the chip is the original is not proved.",
      action: "Look at the card's physical features, then go on by local policy.",
    },
    unconfirmed: {
      word: "Not confirmed",
      sentence: "Nothing false was found, but something needed is missing.",
      action: "Refresh the trust data, try a second reader, or call the supervisor.",
    },
    retry: {
      word: "Reading not finished",
      sentence: "The reading did not finish.",
      action: "Put the card back; after three tries go on by hand.",
    },
    "not-genuine": {
      word: "Chip check not passed",
      sentence: "The signed data do not hold.",
      action: "Do not accept, do not accuse, call the supervisor.",
    },
    "not-valid": {
      word: "Document no longer valid",
      sentence: "The document is out of date or is a specimen.",
      action: "Explain how the document is renewed.",
    },
  },
  vi: {
    genuine: {
      word: "Chip hợp lệ",
      sentence: "Dữ liệu được ký bởi cơ quan cấp, chip là bản gốc.",
      action: "So khuôn mặt, tiếp tục.",
    },
    "genuine-copyable": {
      word: "Dữ liệu hợp lệ, chưa loại trừ sao chép",
      sentence: "Dữ liệu được ký bởi cơ quan cấp; chưa chứng minh được chip là bản gốc.",
      action: "Xem đặc điểm bảo an của thẻ, tiếp tục theo quy định.",
    },
    unconfirmed: {
      word: "Chưa xác nhận được",
      sentence: "Không thấy điều gì sai, nhưng còn thiếu điều kiện để xác nhận.",
      action: "Cập nhật dữ liệu tin cậy, đổi đầu đọc, báo người phụ trách.",
    },
    retry: {
      word: "Chưa đọc xong",
      sentence: "Việc đọc thẻ chưa hoàn tất.",
      action: "Đặt lại thẻ; sau 3 lần: xử lý thủ công.",
    },
    "not-genuine": {
      word: "Không đạt kiểm tra chip",
      sentence: "Dữ liệu đã ký không khớp.",
      action: "Dừng, báo người phụ trách, mã tham chiếu.",
    },
    "not-valid": {
      word: "Thẻ không còn giá trị",
      sentence: "Thẻ hết hạn hoặc là thẻ mẫu.",
      action: "Hướng dẫn cấp đổi.",
    },
  },
};

const SIGNED = {
  en: { yes: "The data are signed by the issuer.", no: "The signature is not confirmed." },
  vi: { yes: "Dữ liệu được ký bởi cơ quan cấp.", no: "Chưa xác nhận được chữ ký." },
} as const;

interface Look {
  readonly icon: string;
  /** The badge: icon and word together, hollow for a green that does not rule out a copy. */
  readonly badge: (style: Style, text: string) => string;
  readonly colour: (style: Style, text: string) => string;
}

const LOOKS: Readonly<Record<Verdict, Look>> = {
  genuine: { icon: "✔", badge: (s, t) => s.bgGreen(s.black(s.bold(t))), colour: (s, t) => s.green(t) },
  "genuine-copyable": { icon: "◯", badge: (s, t) => s.green(s.bold(t)), colour: (s, t) => s.green(t) },
  unconfirmed: { icon: "?", badge: (s, t) => s.bgYellow(s.black(s.bold(t))), colour: (s, t) => s.yellow(t) },
  retry: { icon: "↻", badge: (s, t) => s.yellow(s.bold(t)), colour: (s, t) => s.yellow(t) },
  "not-genuine": { icon: "✘", badge: (s, t) => s.bgRed(s.white(s.bold(t))), colour: (s, t) => s.red(t) },
  "not-valid": { icon: "⊘", badge: (s, t) => s.bgRed(s.white(s.bold(t))), colour: (s, t) => s.red(t) },
};

/** Icon of an effect in its colour, for lists of reasons. */
export function effectIcon(effect: Finding["effect"], style: Style): string {
  if (effect === "note") return style.dim("·");
  const look = LOOKS[effect];
  return look.colour(style, look.icon);
}

/** A reason's text in the language asked for; its own detail when the code has no text here. */
export function reasonText(finding: Finding, language: Language): string {
  return isReasonCode(finding.code) ? REASONS[finding.code][language] : finding.detail;
}

function sentences(
  verdict: Verdict,
  reasons: readonly Finding[],
  signedByIssuer: boolean,
  language: Language,
): string[] {
  const words = WORDS[language][verdict];
  const deciding = verdict === "genuine" ? undefined : reasons.find((finding) => finding.effect === verdict);
  const out = [deciding === undefined ? words.sentence : reasonText(deciding, language)];
  if (verdict === "genuine-copyable") out.unshift(SIGNED[language].yes);
  if (verdict === "not-valid") out.push(SIGNED[language][signedByIssuer ? "yes" : "no"]);
  return out;
}

/** The card need not be put back for a key that was typed wrong. */
const KEY_AGAIN = {
  en: "Enter or scan the card's key again; after three tries go on by hand.",
  vi: "Nhập hoặc quét lại khóa của thẻ; sau 3 lần: xử lý thủ công.",
} as const;

function actionOf(verdict: Verdict, reasons: readonly Finding[], language: Language): string {
  if (verdict === "retry" && reasons.some(({ code }) => code.startsWith("access.key."))) return KEY_AGAIN[language];
  if (verdict !== "unconfirmed") return WORDS[language][verdict].action;
  const deciding = reasons.find((finding) => finding.effect === verdict);
  const action = deciding !== undefined && isReasonCode(deciding.code) ? REASONS[deciding.code].action : "none";
  return action === "none" ? WORDS[language][verdict].action : ACTIONS[action][language];
}

/** Colour, icon, word and sentence of a verdict, always together, and what to do next. */
export function verdictLines(
  result: { readonly verdict: Verdict; readonly reasons: readonly Finding[]; readonly signedByIssuer: boolean },
  language: Language,
  terminal: Terminal,
): string[] {
  const { style, width } = terminal;
  const look = LOOKS[result.verdict];
  const { word } = WORDS[language][result.verdict];
  const bar = look.colour(style, "┃");
  const lines = [
    `${look.badge(style, ` ${look.icon} ${word.toLocaleUpperCase(language)} `)}  ${style.dim(result.verdict)}`,
    ...wrap(sentences(result.verdict, result.reasons, result.signedByIssuer, language).join(" "), width - 4),
    ...wrap(`→ ${actionOf(result.verdict, result.reasons, language)}`, width - 4).map((line) => style.bold(line)),
  ];
  return lines.map((line) => `${bar} ${line}`);
}
