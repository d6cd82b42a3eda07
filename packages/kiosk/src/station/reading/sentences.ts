import { ACTIONS, type Finding, type Inspection, REASONS } from "@chipid/sdk";
import type { Text, Verdict } from "../../shared/index.js";
import { weighty } from "./reasons.js";

// The sentence and the action under the verdict's word (counter.md, table). No sentence accuses anybody: it says what the
// chip or the data do not do.

export interface Sentence {
  readonly sentence: Text;
  readonly action: Text;
}

/** What follows from a verdict, by its weightiest reason. */
export function sentenceOf({
  verdict,
  reasons,
  signedByIssuer,
}: Pick<Inspection, "verdict" | "reasons" | "signedByIssuer">): Sentence {
  const first = weighty(reasons).find(({ effect }) => effect === verdict);
  const sentence = BY_VERDICT[verdict](first, signedByIssuer);
  return { sentence, action: actionOf(verdict, first) };
}

const BY_VERDICT: Readonly<Record<Verdict, (first: Finding | undefined, signed: boolean) => Text>> = {
  genuine: () => ({
    vi: "Dữ liệu được ký bởi cơ quan cấp, chip là bản gốc.",
    en: "The data are signed by the issuer, and the chip is the original.",
  }),
  "genuine-copyable": (first) => ({
    vi: `Dữ liệu được ký bởi cơ quan cấp. ${first?.code === "chip.proof.not-offered" ? "Chip không có chức năng chống sao chép." : textOf(first).vi}`,
    en: `The data are signed by the issuer. ${first?.code === "chip.proof.not-offered" ? "The chip has no protection against copying." : textOf(first).en}`,
  }),
  unconfirmed: (first) => (first === undefined ? INCOMPLETE : textOf(first)),
  retry: (first) => {
    if (first === undefined) return UNFINISHED;
    return first.code.startsWith("channel.") ? DISTURBED : textOf(first);
  },
  "not-genuine": (first) => redSentence(first?.code ?? ""),
  "not-valid": (first, signed) => {
    const what = first?.code === "document.specimen" ? SPECIMEN : EXPIRED;
    return signed ? what : { vi: `${what.vi} ${UNSIGNED.vi}`, en: `${what.en} ${UNSIGNED.en}` };
  },
};

const INCOMPLETE: Text = {
  vi: "Còn thiếu một bước kiểm tra cần thiết.",
  en: "A check that is needed could not be made.",
};
const UNFINISHED: Text = { vi: "Chưa đọc xong thẻ.", en: "The card was not read to the end." };
const DISTURBED: Text = {
  vi: "Trao đổi với chip bị gián đoạn nên chưa đọc xong.",
  en: "The exchange with the chip was disturbed, so the card was not read to the end.",
};
const EXPIRED: Text = { vi: "Thẻ đã hết hạn.", en: "The card has expired." };
const SPECIMEN: Text = { vi: "Đây là thẻ mẫu.", en: "This is a specimen." };
const UNSIGNED: Text = { vi: "Chưa xác nhận được chữ ký.", en: "The signature could not be confirmed." };

/** By the longest beginning of the code that fits. */
const RED: readonly (readonly [string, Text])[] = [
  [
    "card.application.missing",
    {
      vi: "Chip trên thẻ không có ứng dụng giấy tờ điện tử: đây không phải chip của giấy tờ.",
      en: "The chip on this card has no document application: it is not a document's chip.",
    },
  ],
  [
    "chip.",
    {
      vi: "Chip không chứng minh được là bản gốc.",
      en: "The chip could not prove that it is the original.",
    },
  ],
  [
    "hash.",
    {
      vi: "Dữ liệu trong chip không khớp với dữ liệu cơ quan cấp đã ký.",
      en: "The data in the chip are not those that the issuer signed.",
    },
  ],
  [
    "document.scan.",
    {
      vi: "Dữ liệu in trên thẻ khác với dữ liệu đã ký trong chip.",
      en: "What is printed on the card differs from the signed data in the chip.",
    },
  ],
  [
    "crl.",
    {
      vi: "Chứng thư ký dữ liệu của thẻ đã bị thu hồi.",
      en: "The certificate that signed the card's data has been revoked.",
    },
  ],
  [
    "sod.file.",
    {
      vi: "Chip không có chữ ký của cơ quan cấp.",
      en: "The chip holds no signature of an issuer.",
    },
  ],
  [
    "document.state.",
    {
      vi: "Quốc gia ghi trên giấy tờ khác quốc gia đã ký dữ liệu.",
      en: "The document names another state than the one that signed it.",
    },
  ],
  [
    "",
    {
      vi: "Chữ ký trên dữ liệu của thẻ không đạt kiểm tra.",
      en: "The signature on the card's data did not pass the check.",
    },
  ],
];

const CHANNEL: Text = {
  vi: "Chip trả lời không đúng quy trình bảo mật.",
  en: "The chip does not keep to the secured procedure.",
};

function redSentence(code: string): Text {
  if (code.startsWith("channel.") || code.startsWith("access.")) return CHANNEL;
  return RED.find(([start]) => code.startsWith(start))?.[1] ?? INCOMPLETE;
}

function textOf(finding: Finding | undefined): Text {
  if (finding === undefined) return INCOMPLETE;
  const { vi, en } = REASONS[finding.code];
  return { vi, en };
}

function actionOf(verdict: Verdict, first: Finding | undefined): Text {
  switch (verdict) {
    case "genuine":
      return { vi: "So khuôn mặt, rồi tiếp tục.", en: "Compare the face, then go on." };
    case "genuine-copyable":
      return {
        vi: "So khuôn mặt, xem đặc điểm bảo an của thẻ, tiếp tục theo quy định.",
        en: "Compare the face, look at the card's physical features, go on by local policy.",
      };
    case "not-genuine":
      return {
        vi: "Dừng, không quy kết, báo người phụ trách và đọc mã tham chiếu.",
        en: "Stop, do not accuse, call the supervisor with the reference.",
      };
    case "not-valid":
      return { vi: "Hướng dẫn cấp đổi giấy tờ.", en: "Explain how the document is renewed." };
    case "retry":
      return first?.code === "document.scan.mismatch"
        ? {
            vi: "Quét lại mã QR hoặc dòng MRZ của chính thẻ này.",
            en: "Scan the QR code or the zone of this very card again.",
          }
        : {
            vi: "Đặt lại thẻ và đọc lại; sau 3 lần thì xử lý thủ công.",
            en: "Put the card back and read again; after three tries go on by hand.",
          };
    case "unconfirmed":
      return first === undefined ? ACTIONS.supervisor : ACTIONS[REASONS[first.code].action];
  }
}
