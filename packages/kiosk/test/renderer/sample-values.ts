import type { Details, Field, Reason, Result, Slip, Step, Text, Verdict } from "../../src/shared/index.js";
import { testSettings } from "../settings.js";

// Parts of views, of holders who do not exist.

export const text = (vi: string, en: string): Text => ({ vi, en });
const value = (content: string) => ({ kind: "text" as const, text: content });
const date = (year: number, month: number | null, day: number | null) => ({ kind: "date" as const, year, month, day });

export const REFERENCE = "K7QM-3XPD";

export const FIELDS: readonly Field[] = [
  { id: "number", value: value("001099123456") },
  { id: "fullName", value: value("Nguyễn Thị Hoài Phương") },
  { id: "birth", value: date(1999, 1, 15) },
  { id: "sex", value: { kind: "sex", sex: "F" } },
  { id: "nationality", value: value("Việt Nam") },
  {
    id: "placeOfOrigin",
    value: value("Xã Mẫu, Huyện Mẫu, Hà Nam"),
    hint: text("Ninh Bình (từ 2025)", "Ninh Bình (since 2025)"),
  },
  { id: "placeOfResidence", value: value("Số 1 Phố Mẫu, Phường Kiểu Mẫu, Quận Ví Dụ, Hà Nội") },
  { id: "identifyingFeatures", value: value("Nốt ruồi cách 1cm dưới đuôi mắt trái") },
  { id: "issued", value: date(2021, 2, 20) },
  { id: "expires", value: date(2039, 1, 15) },
  { id: "oldNumber", value: { kind: "hidden" } },
  { id: "ethnicity", value: { kind: "hidden" } },
  { id: "religion", value: { kind: "hidden" } },
];

export const COMPARED: readonly Field[] = FIELDS.map((field) => {
  if (["number", "fullName", "birth", "sex"].includes(field.id)) {
    return { ...field, printed: { agrees: true, value: field.value } };
  }
  if (field.id === "placeOfResidence") {
    return { ...field, printed: { agrees: false, value: value("Số 10 Phố Khác, Phường Khác, Hà Nội") } };
  }
  return field;
});

const LONG =
  "Nguyễn Hoàng Công Tằng Tôn Nữ Phương Thảo Uyên Huyền Trân Bảo Ngọc Quỳnh Giao Thanh Trúc Diệu Hương Giang Ngân Hà Thiên Kim Minh Nguyệt Ánh Tuyết Băng Thanh Khánh Quỳnh Nghiêng Nước Nghiêng Thành Mỹ Miều Đoan Trang";
const ADDRESS =
  "Căn hộ 1205, Tháp Đông, Khu chung cư Kiểu Mẫu Dài, Tổ dân phố số 15, Ngõ 123/45/67 Đường Nguyễn Thị Minh Khai nối dài, Phường Thượng Đình Trung Nghĩa, Thị xã Ví Dụ, Tỉnh Thừa Thiên Huế, nước Cộng hòa xã hội chủ nghĩa Việt Nam";

/** The longest that a card may hold, and a holder without expiry. */
export const LONG_FIELDS: readonly Field[] = FIELDS.map((field): Field => {
  if (field.id === "fullName") return { ...field, value: value(LONG.slice(0, 200)) };
  if (field.id === "placeOfResidence" || field.id === "placeOfOrigin") return { ...field, value: value(ADDRESS) };
  if (field.id === "expires") return { ...field, value: { kind: "no-expiry" } };
  if (field.id === "birth") return { ...field, value: date(1950, null, null) };
  if (field.id === "oldNumber") return { ...field, value: { kind: "absent" } };
  return field;
});

export const HOSTILE_NAME =
  '<img src=x onerror="document.title=1"><b>Nguyễn</b>\u202Egnauh\u202C\u0007 Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309a';
/** What a chip may hold to deceive: markup, turned text, unseen characters, one word without end. */
export const HOSTILE_FIELDS: readonly Field[] = [
  { id: "number", value: value("001099\u200B123456") },
  { id: "fullName", value: value(HOSTILE_NAME) },
  { id: "birth", value: date(1999, 1, 15) },
  { id: "sex", value: { kind: "sex", sex: "X" } },
  { id: "placeOfOrigin", value: value("W".repeat(400)) },
  {
    id: "placeOfResidence",
    value: value("\u2067שלום עולם\u2069 مرحبا {seconds} \u2028 &amp; </dd></dl><script>alert(1)</script>"),
  },
  { id: "expires", value: date(2039, 1, 15) },
];

export const ICAO_FIELDS: readonly Field[] = [
  { id: "documentType", value: value("P") },
  { id: "documentNumber", value: value("L898902C3") },
  { id: "fullName", value: value("ANNA MARIA ERIKSSON") },
  { id: "mrzName", value: value("ERIKSSON<<ANNA<MARIA") },
  { id: "nationality", value: value("UTO") },
  { id: "issuer", value: value("UTO") },
  { id: "birth", value: date(1974, 8, 12) },
  { id: "sex", value: { kind: "sex", sex: "F" } },
  { id: "expires", value: date(2032, 4, 15) },
];

const reason = (code: string, effect: Reason["effect"], vi: string, en: string, todo: Text): Reason => ({
  code,
  effect,
  text: text(vi, en),
  todo,
  reference: "ICAO 9303-11 §5.1",
});
const NOTHING = text("Không cần xử lý.", "Nothing to do.");
const STOP = text("Dừng, không quy kết, báo người phụ trách.", "Do not accept, do not accuse, call the supervisor.");

interface Outcome {
  readonly sentence: Text;
  readonly action: Text;
  readonly reasons: readonly Reason[];
  readonly actions: Result["actions"];
}

const OUTCOMES: Readonly<Record<Verdict, Outcome>> = {
  genuine: {
    sentence: text(
      "Dữ liệu được ký bởi cơ quan cấp, chip là bản gốc.",
      "The data are signed by the issuer and the chip is the original.",
    ),
    action: text("So khuôn mặt, rồi tiếp tục.", "Compare the face, then go on."),
    reasons: [],
    actions: ["face", "refer", "details"],
  },
  "genuine-copyable": {
    sentence: text(
      "Dữ liệu được ký bởi cơ quan cấp; chip không có chức năng chống sao chép.",
      "The data are signed by the issuer; the chip has no protection against copying.",
    ),
    action: text(
      "Xem đặc điểm bảo an của thẻ, tiếp tục theo quy định.",
      "Look at the card's physical features; go on by local policy.",
    ),
    reasons: [
      reason(
        "chip.proof.not-offered",
        "genuine-copyable",
        "Chip không có chức năng chống sao chép.",
        "The chip offers no proof that it is the original.",
        text("Xem đặc điểm bảo an của thẻ.", "Look at the card's physical features."),
      ),
    ],
    actions: ["face", "refer", "details"],
  },
  unconfirmed: {
    sentence: text(
      "Chưa có chứng thư gốc của nước cấp để kiểm tra chữ ký.",
      "There is no root certificate of the issuer to check the signature with.",
    ),
    action: text(
      "Cập nhật dữ liệu tin cậy, đổi đầu đọc, báo người phụ trách.",
      "Refresh the trust data, try a second reader, call the supervisor.",
    ),
    reasons: [
      reason(
        "chain.anchor.missing",
        "unconfirmed",
        "Không có chứng thư gốc đáng tin cho nước cấp.",
        "No trusted root certificate for the issuer.",
        text("Cập nhật dữ liệu tin cậy rồi kiểm tra lại.", "Refresh the trust data and verify again."),
      ),
    ],
    actions: ["again", "refer", "details"],
  },
  retry: {
    sentence: text("Thẻ bị dịch chuyển khi đang đọc.", "The card was moved during the reading."),
    action: text("Đặt lại thẻ; sau 3 lần: xử lý thủ công.", "Put the card back; after 3 tries: the manual path."),
    reasons: [
      reason(
        "card.removed",
        "retry",
        "Thẻ bị lấy ra trước khi đọc xong.",
        "The card was taken away before it was read.",
        text("Đọc hoặc quét lại.", "Read or scan again."),
      ),
    ],
    actions: ["again", "details"],
  },
  "not-genuine": {
    sentence: text(
      "Dữ liệu trong chip không khớp với phần cơ quan cấp đã ký.",
      "The data in the chip are not those that the issuer signed.",
    ),
    action: text("Dừng, báo người phụ trách, ghi mã tham chiếu.", "Stop, call the supervisor, note the reference."),
    reasons: [
      reason(
        "hash.mismatch",
        "not-genuine",
        "Nhóm dữ liệu DG1 khác với giá trị đã ký.",
        "DG1 differs from its signed hash.",
        STOP,
      ),
      reason(
        "chip.aa.failed",
        "not-genuine",
        "Chip trả lời sai phép thử chống sao chép.",
        "The chip answered its proof wrongly.",
        STOP,
      ),
    ],
    actions: ["refer", "details"],
  },
  "not-valid": {
    sentence: text(
      "Thẻ đã hết hạn ngày 15/01/2024; chưa xác nhận được chữ ký.",
      "The card expired on 15/01/2024; its signature is not confirmed.",
    ),
    action: text("Hướng dẫn công dân cấp đổi thẻ.", "Explain how the card is renewed."),
    reasons: [
      reason(
        "document.expired",
        "not-valid",
        "Thẻ đã hết hạn.",
        "The card has expired.",
        text("Hướng dẫn cấp đổi giấy tờ.", "Explain how the document is renewed."),
      ),
    ],
    actions: ["finish", "refer", "details"],
  },
};

export function result(verdict: Verdict, change: Partial<Result> = {}): Result {
  const { sentence, action, reasons, actions } = OUTCOMES[verdict];
  return {
    verdict,
    sentence,
    action,
    reasons: [...reasons],
    generation: "vn-2021",
    fields: [...FIELDS],
    portrait: { state: "ready", id: "portrait-1", width: 480, height: 640 },
    compared: false,
    reference: REFERENCE,
    actions: [...actions],
    face: null,
    milliseconds: 2840,
    ...change,
  };
}

export const DETAILS: Details = {
  reasons: [
    reason(
      "sod.signature.valid",
      "genuine",
      "Chữ ký của đối tượng an ninh hợp lệ.",
      "The signature of the security object holds.",
      NOTHING,
    ),
    reason(
      "chain.trusted",
      "genuine",
      "Chuỗi chứng thư kết thúc ở chứng thư gốc đáng tin.",
      "The chain ends at a trusted root.",
      NOTHING,
    ),
    reason(
      "chip.proof.not-offered",
      "genuine-copyable",
      "Chip không có chức năng chống sao chép.",
      "The chip offers no proof.",
      NOTHING,
    ),
    reason("crl.missing", "note", "Không có danh sách thu hồi.", "There is no revocation list.", NOTHING),
  ],
  certificates: [
    {
      role: "signer",
      subject: "C=VN, O=Synthetic Issuer, OU=Test, CN=Document Signer 0042",
      issuer: "C=VN, O=Synthetic Issuer, CN=CSCA Synthetic",
      serial: "4f2a90c1d7",
      notBefore: "2020-11-01",
      notAfter: "2031-02-01",
    },
    {
      role: "anchor",
      subject: "C=VN, O=Synthetic Issuer, CN=CSCA Synthetic",
      issuer: null,
      serial: "01",
      notBefore: "2019-01-01",
      notAfter: "2044-01-01",
    },
  ].map((certificate) => ({
    ...certificate,
    role: certificate.role === "anchor" ? ("anchor" as const) : ("signer" as const),
    source: certificate.role === "anchor" ? "csca-synthetic.der" : null,
  })),
  access: { protocol: "pace", mapping: "gm", password: "can", curve: "brainpoolP256r1", fellBack: false },
  passive: {
    sod: "valid",
    chain: "trusted",
    revocation: "unknown",
    digestAlgorithm: "sha-256",
    signatureAlgorithm: "ecdsa-sha384",
    signedAt: "2021-02-20",
  },
  dataGroups: [
    { number: 1, status: "match" },
    { number: 2, status: "match" },
    { number: 3, status: "protected" },
    { number: 13, status: "match" },
    { number: 14, status: "match" },
  ],
  chip: { active: "absent", chip: "absent", cam: "absent" },
  timing: { totalMs: 2840, cardMs: 2610.4, hostMs: 229.6, apdus: 118, bytesIn: 21_344 },
  reader: "Contoso Contactless Reader 00 00",
  trustData: "2026-11-20/3",
  policy: { signingTime: "auto", crl: "if-available", trustAge: 180, proofs: "first" },
};

/** The steps of a reading, up to the one that runs. */
export function steps(running: Step["id"] | null, done = 9216, total: number | null = 15_360): Step[] {
  const ids: Step["id"][] = ["connect", "unlock", "list", "text", "portrait", "chip"];
  const at = running === null ? ids.length : ids.indexOf(running);
  return ids.map((id, index): Step => {
    const reads = id === "list" || id === "text" || id === "portrait";
    if (index < at) return { id, state: "done", done: reads ? 2048 : null, total: reads ? 2048 : null };
    if (index > at) return { id, state: "waiting", done: null, total: null };
    return { id, state: "running", done: reads ? done : null, total: reads ? total : null };
  });
}

export const SETTINGS = testSettings({
  station: "Quầy 03 – Bộ phận Một cửa Phường Mẫu",
  fullScreen: true,
  procedures: [
    { id: "check-only", name: text("Chỉ kiểm tra giấy tờ", "Document check only"), fields: [] },
    {
      id: "residence",
      name: text("Đăng ký thường trú", "Registration of residence"),
      fields: ["fullName", "number", "birth", "sex", "placeOfResidence"],
    },
    {
      id: "copy-certify",
      name: text("Chứng thực bản sao từ bản chính", "Certified copy"),
      fields: ["fullName", "number"],
    },
  ],
});

export const SLIP: Slip = {
  procedure: text("Đăng ký thường trú", "Registration of residence"),
  legalBasis: text(
    "Cơ quan nhà nước thực hiện nhiệm vụ được giao (Luật 91/2025/QH15, Điều 19)",
    "State agency for its assigned function (Law 91/2025/QH15, art. 19)",
  ),
  generation: "vn-2021",
  verdict: "genuine",
  fields: [
    { id: "fullName", value: value("Nguyễn Thị Hoài Phương") },
    { id: "number", value: value("001099123456") },
    { id: "birth", value: date(1999, 1, 15) },
    { id: "sex", value: { kind: "sex", sex: "F" } },
    { id: "placeOfResidence", value: value("Số 1 Phố Mẫu, Phường Kiểu Mẫu, Quận Ví Dụ, Hà Nội") },
    { id: "expires", value: { kind: "no-expiry" } },
  ],
  reference: REFERENCE,
  at: "2026-11-28T09:41:07",
  station: SETTINGS.station,
  officer: "CB-0173",
  outputs: ["print", "clipboard"],
  done: [],
};
