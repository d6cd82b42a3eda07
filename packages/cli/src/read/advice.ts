import type { AccessAttempt, Inspection } from "@chipid/sdk";
import type { Language } from "../terminal/language.js";
import type { DocumentKeys } from "./keys.js";

interface Words {
  readonly can: string;
  readonly canOfNumber: string;
  readonly mrz: string;
  readonly number: string;
  readonly citizenNumber: string;
  readonly computed: string;
  readonly needsMrz: string;
  readonly needsKey: string;
  readonly left: (count: number) => string;
  readonly leftUnknown: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    can: "The card refused the CAN: compare the six digits with those printed on the card.",
    canOfNumber:
      "The card refused the key: most likely the number is wrong (its last six digits are the CAN, its last nine are in the MRZ key).",
    mrz: "The card refused the MRZ though its check digits hold: most likely the zone is another document's.",
    number:
      "The card refused the key: most likely the document number is wrong (0 and O, 1 and I), then the expiry date.",
    citizenNumber:
      "The card refused the key: most likely the number is wrong (its last nine digits count), then the expiry date.",
    computed: "The expiry date was computed, since none was given: enter it as printed (--expiry).",
    needsMrz: "This card does not open with a CAN: give --mrz, or --number with --birth and --expiry.",
    needsKey: "This card wants a key that was not given: give --can, or --mrz.",
    left: (count) =>
      count === 0
        ? "The card says that no try is left: it refuses even the right key."
        : `The card says that ${count} ${count === 1 ? "try is" : "tries are"} left.`,
    leftUnknown: "The card does not say how many tries are left.",
  },
  vi: {
    can: "Thẻ không nhận mã CAN: so lại 6 chữ số với số in trên thẻ.",
    canOfNumber: "Thẻ không nhận khóa: thường là sai số định danh (6 số cuối là CAN, 9 số cuối nằm trong khóa MRZ).",
    mrz: "Thẻ không nhận MRZ dù số kiểm tra đúng: thường là MRZ của giấy tờ khác.",
    number: "Thẻ không nhận khóa: thường là sai số giấy tờ (0 và O, 1 và I), sau đó là ngày hết hạn.",
    citizenNumber: "Thẻ không nhận khóa: thường là sai số định danh (9 số cuối), sau đó là ngày hết hạn.",
    computed: "Ngày hết hạn do máy tính ra vì không được nhập: nhập ngày in trên thẻ (--expiry).",
    needsMrz: "Thẻ này không mở bằng CAN: nhập --mrz, hoặc --number cùng --birth và --expiry.",
    needsKey: "Thẻ cần khóa chưa được nhập: nhập --can hoặc --mrz.",
    left: (count) =>
      count === 0 ? "Thẻ báo đã hết lần thử: khóa đúng cũng bị từ chối." : `Thẻ báo còn ${count} lần thử.`,
    leftUnknown: "Thẻ không báo còn bao nhiêu lần thử.",
  },
};

/** What to do about a key that was refused or missing; none when the reading ended by anything else. */
export function keyAdvice(inspection: Inspection, keys: DocumentKeys, language: Language): string[] {
  const words = WORDS[language];
  const codes = new Set<string>(inspection.reasons.map(({ code }) => code));
  const attempts = (inspection.access.attempts ?? []) as readonly AccessAttempt[];
  if (codes.has("access.key.missing")) {
    return [attempts.some(({ step }) => step === "bac") ? words.needsMrz : words.needsKey];
  }
  if (!codes.has("access.key.wrong")) return [];
  const refused = attempts.filter(({ outcome }) => outcome === "access.key-wrong");
  const onlyCan = refused.every(({ password }) => password === "can");
  const lines = [likeliest(keys, onlyCan, words)];
  if (keys.computedExpiry && !onlyCan) lines.push(words.computed);
  const left = refused.map(({ triesLeft }) => triesLeft).filter((count) => count !== undefined);
  const last = left.at(-1);
  lines.push(last === undefined ? words.leftUnknown : words.left(last));
  return lines;
}

function likeliest({ source, citizen }: DocumentKeys, onlyCan: boolean, words: Words): string {
  if (source === "can") return words.can;
  if (source === "mrz") return words.mrz;
  if (!citizen) return words.number;
  return onlyCan ? words.canOfNumber : words.citizenNumber;
}
