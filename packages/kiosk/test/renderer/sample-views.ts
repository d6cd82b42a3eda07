import type { Admin, Check, Language, Screen, View } from "../../src/shared/index.js";
import {
  COMPARED,
  DETAILS,
  FIELDS,
  HOSTILE_FIELDS,
  ICAO_FIELDS,
  LONG_FIELDS,
  REFERENCE,
  result,
  SETTINGS,
  SLIP,
  steps,
  text,
} from "./sample-values.js";

// At least one view for each screen of the station, and the variants that look different.

const OK = (id: Check["id"], vi: string, en: string): Check => ({ id, state: "ok", text: text(vi, en), todo: null });

const CHECKS: Check[] = [
  OK("settings", "Cài đặt đọc được.", "The settings are readable."),
  {
    id: "pin",
    state: "warning",
    text: text(
      "Chưa đặt mã PIN: ai mở phần Quản trị trước thì đặt mã.",
      "No PIN is set: whoever opens the administration first sets it.",
    ),
    todo: text(
      "Người phụ trách đặt mã PIN trong mục Quản trị trước khi đưa trạm vào dùng.",
      "The supervisor sets it under Administration before the station is put to use.",
    ),
  },
  OK("log", "Chuỗi nhật ký nguyên vẹn, 1.284 dòng.", "The chain of the log is intact, 1,284 lines."),
  OK("clock", "Đồng hồ hợp lý.", "The clock is plausible."),
  OK("driver", "Dịch vụ thẻ thông minh đang chạy.", "The smart-card service runs."),
  OK("reader", "Contoso Contactless Reader 00 00", "Contoso Contactless Reader 00 00"),
  {
    id: "trust",
    state: "warning",
    text: text("Danh sách chứng thư đã cũ 214 ngày.", "The master list is 214 days old."),
    todo: text("Cập nhật dữ liệu tin cậy.", "Refresh the trust data."),
  },
  {
    id: "handover",
    state: "warning",
    text: text("Không ghi được vào thư mục bàn giao.", "The hand-over folder cannot be written to."),
    todo: text(
      "Kết nối ổ mạng hoặc cấp quyền ghi, hoặc đổi thư mục trong phần Cài đặt.",
      "Connect the share or give the right to write, or name another folder in the settings.",
    ),
  },
  OK("disk", "Còn 48 GB trống.", "48 GB free."),
  OK("crypto", "Các phép thử mật mã đều đạt.", "All cryptographic self-tests passed."),
];

const BLOCKED: Check[] = CHECKS.map((check) =>
  check.id === "clock"
    ? {
        id: "clock",
        state: "failed",
        text: text("Đồng hồ chỉ năm 2017, trước ngày phát hành phần mềm.", "The clock says 2017, before this release."),
        todo: text("Chỉnh ngày giờ của máy rồi kiểm tra lại.", "Set the machine's date and time, then check again."),
      }
    : check.id === "crypto"
      ? { ...check, state: "running" }
      : check,
);

const days: Admin["log"]["days"] = Array.from({ length: 28 }, (_, index) => {
  const busy = index % 7 < 5 ? 20 + ((index * 7) % 23) : 0;
  const byVerdict = {
    genuine: busy,
    "genuine-copyable": busy > 0 ? (index % 4) + 1 : 0,
    unconfirmed: index % 5,
    retry: busy > 0 ? index % 3 : 0,
    "not-genuine": index === 16 ? 1 : 0,
    "not-valid": index % 6 === 0 ? 2 : 0,
  };
  const total = Object.values(byVerdict).reduce((sum, count) => sum + count, 0);
  return { period: `2026-11-${String(index + 1).padStart(2, "0")}`, byVerdict, total };
});

const ADMIN: Admin = {
  needsPin: false,
  settings: SETTINGS,
  checks: CHECKS,
  readers: [
    { name: "Contoso Contactless Reader 00 00", advice: null, card: "absent", used: true },
    {
      name: "Fabrikam USB Dual Reader [contact] 01 00",
      advice: text("Đầu đọc này chậm với thẻ lớn; nên đổi.", "Slow with large cards; better replaced."),
      card: "mute",
      used: false,
    },
  ],
  trust: {
    version: "2026-11-20/3",
    certificates: 612,
    countries: 98,
    crls: 4,
    citizenCard: false,
    files: [
      {
        sha256: "ab".repeat(32),
        name: "masterlist-2026-10.ml",
        kind: text("Danh sách chứng thư", "Master list"),
        certificates: 611,
        countries: 98,
        verified: true,
        date: "2026-10-02",
        problems: [text("2 chứng thư bị từ chối.", "2 certificates were refused.")],
      },
      {
        sha256: "cd".repeat(32),
        name: "csca-synthetic.der",
        kind: text("Chứng thư gốc", "Root certificate"),
        certificates: 1,
        countries: 1,
        verified: null,
        date: null,
        problems: [],
      },
    ],
    report: { ok: true, text: text("611 chứng thư, 98 quốc gia.", "611 certificates of 98 countries.") },
    importing: false,
  },
  log: {
    lines: 1284,
    sound: true,
    fault: null,
    mended: 1,
    unwritten: 0,
    months: ["2026-09", "2026-10", "2026-11"],
    days,
    perMonth: [
      { period: "2026-09", byVerdict: { genuine: 512, "genuine-copyable": 40, unconfirmed: 12 }, total: 564 },
      { period: "2026-10", byVerdict: { genuine: 640, retry: 21, "not-valid": 9 }, total: 670 },
      { period: "2026-11", byVerdict: { genuine: 498, "not-genuine": 1 }, total: 499 },
    ],
    exported: "D:\\xuat\\chipid-2026-10.csv",
  },
};

const generation = "vn-2021" as const;
const preview = { generation, fields: FIELDS.filter(({ value }) => value.kind !== "hidden") };
const finished = result("genuine", {
  actions: ["finish", "slip", "refer", "details"],
  face: "same",
  action: text("Lập phiếu nếu thủ tục cần, rồi kết thúc.", "Make the slip if the procedure needs one, then finish."),
});

const SCREENS = {
  "s0-running": {
    name: "self-check",
    checks: CHECKS.map((check, index) => (index > 4 ? { ...check, state: "running" as const, todo: null } : check)),
    blocked: false,
  },
  "s0-blocked": { name: "self-check", checks: BLOCKED, blocked: true },
  "s1-ready": { name: "ready", keyAtHand: false, issue: null },
  "s1-key-at-hand": { name: "ready", keyAtHand: true, issue: null },
  "s1-issue": { name: "ready", keyAtHand: false, issue: "qr-without-number" },
  "s2-none": noReader("none"),
  "s2-lost": noReader("lost"),
  "s2-service": noReader("service"),
  "s2-denied": noReader("denied"),
  "s2-driver": noReader("driver"),
  "s2-several": noReader("several"),
  "s3-any": { name: "key-needed", needs: "any", issue: null },
  "s3-issue": { name: "key-needed", needs: "any", issue: "check-digit-birth" },
  "s3-zone": { name: "key-needed", needs: "zone", issue: "date" },
  "s4-start": { name: "reading", steps: steps("unlock"), preview: null },
  "s4-preview": { name: "reading", steps: steps("portrait"), preview },
  "s5-moved": { name: "moved", attempt: 2, of: 3, steps: steps("portrait"), preview },
  "s5-moved-early": { name: "moved", attempt: 1, of: 3, steps: steps("list", 128, null), preview: null },
  "s6-number": { name: "wrong-key", field: "number", computedExpiry: false, triesLeft: 2, issue: null },
  "s6-expiry": { name: "wrong-key", field: "expiry", computedExpiry: true, triesLeft: null, issue: null },
  "s6-none-left": { name: "wrong-key", field: "can", computedExpiry: false, triesLeft: 0, issue: "can-length" },
  "s7-genuine": { name: "result", result: result("genuine") },
  "s7-genuine-compared": {
    name: "result",
    result: result("genuine", { fields: [...COMPARED], compared: true, generation: "vn-2024" }),
  },
  "s7-genuine-done": { name: "result", result: finished },
  "s7-genuine-not-same": {
    name: "result",
    result: result("genuine", {
      actions: ["refer", "details"],
      face: "not-same",
      action: text(
        "Dừng, không quy kết, báo người phụ trách và đọc mã tham chiếu.",
        "Stop, do not accuse, call the supervisor with the reference.",
      ),
    }),
  },
  "s7-genuine-copyable": { name: "result", result: result("genuine-copyable") },
  "s7-unconfirmed": { name: "result", result: result("unconfirmed", { portrait: { state: "undecodable" } }) },
  "s7-retry": {
    name: "result",
    result: result("retry", { fields: [], portrait: { state: "none" }, actions: ["manual", "again", "details"] }),
  },
  "s7-not-genuine": { name: "result", result: result("not-genuine") },
  "s7-not-valid": { name: "result", result: result("not-valid") },
  "s7-long": { name: "result", result: result("genuine", { fields: [...LONG_FIELDS] }) },
  "s7-hostile": {
    name: "result",
    result: result("not-genuine", { fields: [...HOSTILE_FIELDS], portrait: { state: "loading" } }),
  },
  "s7-icao": { name: "result", result: result("genuine", { fields: [...ICAO_FIELDS], generation: "icao" }) },
  "s8-details": { name: "details", result: result("genuine-copyable"), details: DETAILS },
  "s9-face": { name: "face", result: result("genuine") },
  "s9-face-long": { name: "face", result: result("genuine", { fields: [...LONG_FIELDS] }) },
  "s9-no-portrait": { name: "face", result: result("genuine", { portrait: { state: "none" } }) },
  "s10-refer": { name: "refer", reference: REFERENCE, at: "2026-11-28T09:41:07" },
  "s11-slip": { name: "slip", slip: SLIP },
  "s11-slip-done": { name: "slip", slip: { ...SLIP, done: ["print", "clipboard"] } },
  "s11-no-output": { name: "slip", slip: { ...SLIP, outputs: [] } },
  "s13-locked": { name: "locked", signIn: false, issue: null },
  "s13-sign-in": { name: "locked", signIn: true, issue: "officer-code" },
  "s14-manual": { name: "manual", failures: 3, reference: REFERENCE },
  "s15-admin": { name: "admin", admin: ADMIN },
  "s15-needs-pin": { name: "admin", admin: { ...ADMIN, needsPin: true } },
  "s16-training": {
    name: "training",
    lessons: [
      { id: "genuine", title: text("Thẻ hợp lệ", "A genuine card"), expects: "genuine" },
      {
        id: "plain",
        title: text("Chip không chống sao chép", "A chip without copy protection"),
        expects: "genuine-copyable",
      },
      {
        id: "clone",
        title: text("Bản sao dữ liệu trên chip khác", "Data copied to another chip"),
        expects: "not-genuine",
      },
      { id: "expired", title: text("Thẻ hết hạn", "An expired card"), expects: "not-valid" },
      { id: "anchor", title: text("Thiếu chứng thư gốc", "No root certificate"), expects: "unconfirmed" },
      { id: "moved", title: text("Thẻ bị dịch chuyển", "A card that moves"), expects: "retry" },
    ],
  },
  "public-wait": { name: "public", word: "wait", numberEnds: "3456" },
  "public-thanks": { name: "public", word: "thanks", numberEnds: "3456" },
  "public-see-officer": { name: "public", word: "see-officer", numberEnds: null },
} as const satisfies Record<string, Screen>;

export type SampleName = keyof typeof SCREENS | "s7-training" | "s11-training" | "s12-idle" | "warnings";

function noReader(cause: Extract<Screen, { name: "no-reader" }>["cause"]): Screen {
  return { name: "no-reader", cause };
}

let revision = 0;

export function viewOf(screen: Screen, language: Language, change: Partial<View> = {}): View {
  revision += 1;
  return {
    revision,
    language,
    station: { name: SETTINGS.station, version: "0.1.0", officer: "CB-0173", training: false },
    warnings: [],
    notes: [],
    procedures: SETTINGS.procedures.map(({ id, name }) => ({ id, name })),
    procedure: "residence",
    idle: null,
    screen,
    ...change,
  };
}

const TRAINING = { name: SETTINGS.station, version: "0.1.0", officer: "CB-0173", training: true };

/** Variants that differ in the frame, not in the screen. */
const FRAMES: Readonly<Record<Exclude<SampleName, keyof typeof SCREENS>, readonly [Screen, Partial<View>]>> = {
  "s7-training": [SCREENS["s7-genuine"], { station: TRAINING }],
  "s11-training": [SCREENS["s11-slip"], { station: TRAINING }],
  "s12-idle": [SCREENS["s7-genuine"], { idle: 12 }],
  warnings: [
    SCREENS["s1-ready"],
    {
      warnings: [
        "settings-broken",
        "log-unwritable",
        "log-mended",
        "log-broken",
        "trust-empty",
        "trust-old",
        "no-pin",
        "station-restarted",
      ],
      notes: [
        {
          warning: "settings-broken",
          text: text("settings.json sai cú pháp JSON ở dòng 12.", "settings.json is no JSON in line 12."),
        },
        {
          warning: "log-broken",
          text: text("Tệp chipid-log-2026-11.jsonl, dòng 418.", "File chipid-log-2026-11.jsonl, line 418."),
        },
      ],
    },
  ],
};

export const SAMPLE_NAMES = [...Object.keys(SCREENS), ...Object.keys(FRAMES)] as SampleName[];

export function sampleView(name: SampleName, language: Language): View {
  if (name in FRAMES) {
    const [screen, change] = FRAMES[name as keyof typeof FRAMES];
    return viewOf(screen, language, change);
  }
  return viewOf(SCREENS[name as keyof typeof SCREENS], language, name === "s16-training" ? { station: TRAINING } : {});
}
