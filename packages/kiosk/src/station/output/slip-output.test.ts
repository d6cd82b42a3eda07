import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isChipidError } from "@chipid/sdk";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Field, type Slip, slipSchema } from "../../shared/index.js";
import { createSlipOutput } from "./slip-output.js";

const FIELDS: Field[] = [
  {
    id: "number",
    value: { kind: "text", text: "001099123456" },
    printed: { agrees: true, value: { kind: "text", text: "p" } },
  },
  { id: "fullName", value: { kind: "text", text: "Nguyễn Văn Mẫu" } },
  { id: "birth", value: { kind: "date", year: 1999, month: 1, day: 15 } },
  { id: "sex", value: { kind: "sex", sex: "M" } },
  { id: "placeOfResidence", value: { kind: "text", text: "Số 1 Phố Mẫu" }, hint: { vi: "gợi ý", en: "hint" } },
  { id: "expires", value: { kind: "no-expiry" } },
  { id: "oldNumber", value: { kind: "absent" } },
  { id: "religion", value: { kind: "hidden" } },
];

const SLIP: Slip = v.parse(slipSchema, {
  procedure: { vi: "Đăng ký thường trú", en: "Residence" },
  legalBasis: { vi: "Cơ quan nhà nước", en: "State agency" },
  generation: "vn-2021",
  verdict: "genuine",
  fields: FIELDS,
  reference: "K7M2-9QXD",
  at: "2026-06-01T09:15:00",
  station: "Quầy 3",
  officer: "CB01",
  outputs: ["handover"],
  done: [],
});

const output = createSlipOutput();

describe("a slip as text", () => {
  it("is a line a field, in either language", () => {
    expect(output.text(SLIP, "vi")).toBe(
      [
        "Số: 001099123456",
        "Họ và tên: Nguyễn Văn Mẫu",
        "Ngày sinh: 15/01/1999",
        "Giới tính: Nam",
        "Nơi thường trú: Số 1 Phố Mẫu",
        "Có giá trị đến: Không thời hạn",
        "Số CMND cũ (9 số): không có trên thẻ",
      ].join("\n"),
    );
    expect(output.text({ ...SLIP, generation: "vn-2024" }, "en").split("\n")).toContain("Date of expiry: No expiry");
    expect(output.text({ ...SLIP, generation: "vn-2024" }, "vi")).toContain("Số định danh cá nhân: 001099123456\n");
  });

  it("has the watermark of training above it", () => {
    expect(output.text(SLIP, "vi", true).split("\n")[0]).toBe("MẪU / TEST");
    expect(output.text(SLIP, "vi")).not.toContain("MẪU / TEST");
  });

  it("has no line for a field that is hidden, and one for what was revealed", () => {
    expect(output.text(SLIP, "vi")).not.toContain("Tôn giáo");
    const shown = { ...SLIP, fields: [{ id: "religion", value: { kind: "text", text: "Không" } } as const] };
    expect(output.text(shown, "vi")).toBe("Tôn giáo: Không");
  });

  it("keeps each value on its line, whatever the chip says", () => {
    const text = "A\r\nSố: 999\tB\u2028C\u202eD\u200bE\u0000F\ud800";
    const lines = output.text({ ...SLIP, fields: [{ id: "fullName", value: { kind: "text", text } }] }, "vi");
    expect(lines).toBe("Họ và tên: A Số: 999 B CDE F");
    const long = { ...SLIP, fields: [{ id: "fullName", value: { kind: "text", text: "x".repeat(100_000) } } as const] };
    expect(output.text(long, "vi").length).toBeLessThan(1100);
  });
});

describe("a hand-over file", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chipid-handover-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = () => JSON.parse(readFileSync(join(folder, "chipid-K7M2-9QXD.json"), "utf8"));
  const refused = async (slip: Slip, into: string) => {
    const error: unknown = await output.handOver(slip, into).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!isChipidError(error)) throw new Error("not refused by an error of the SDK");
    expect(`${error.message}${String(error.cause)}`).not.toContain(folder);
    return error.code;
  };

  it("holds the slip, and nothing else", async () => {
    await output.handOver(SLIP, folder);
    const label = (vi: string, en: string) => ({ vi, en });
    expect(read()).toEqual({
      format: "chipid-handover/1",
      training: false,
      reference: "K7M2-9QXD",
      at: "2026-06-01T09:15:00",
      station: "Quầy 3",
      officer: "CB01",
      procedure: SLIP.procedure,
      legalBasis: SLIP.legalBasis,
      generation: "vn-2021",
      verdict: "genuine",
      fields: [
        { id: "number", label: label("Số", "No."), kind: "text", value: "001099123456" },
        { id: "fullName", label: label("Họ và tên", "Full name"), kind: "text", value: "Nguyễn Văn Mẫu" },
        { id: "birth", label: label("Ngày sinh", "Date of birth"), kind: "date", value: "1999-01-15" },
        { id: "sex", label: label("Giới tính", "Sex"), kind: "sex", value: "M" },
        {
          id: "placeOfResidence",
          label: label("Nơi thường trú", "Place of residence"),
          kind: "text",
          value: "Số 1 Phố Mẫu",
        },
        { id: "expires", label: label("Có giá trị đến", "Date of expiry"), kind: "no-expiry", value: null },
        { id: "oldNumber", label: label("Số CMND cũ (9 số)", "Old ID number (9 digits)"), kind: "absent", value: null },
      ],
    });
    expect(readdirSync(folder)).toEqual(["chipid-K7M2-9QXD.json"]);
  });

  it.each([
    [1952, null, null, "1952"],
    [1952, 7, null, "1952-07"],
    [952, 7, 3, "0952-07-03"],
    [null, 7, 3, null],
  ])("writes the date %s-%s-%s as far as it is known", async (year, month, day, expected) => {
    await output.handOver({ ...SLIP, fields: [{ id: "birth", value: { kind: "date", year, month, day } }] }, folder);
    expect(read().fields[0].value).toBe(expected);
  });

  it("says that it comes from training", async () => {
    await output.handOver(SLIP, folder, true);
    expect(read().training).toBe(true);
  });

  it.skipIf(process.platform === "win32")("is its owner's alone", async () => {
    await output.handOver(SLIP, folder);
    expect(statSync(join(folder, "chipid-K7M2-9QXD.json")).mode & 0o777).toBe(0o600);
  });

  it("takes the place of one of the same reference, whole", async () => {
    writeFileSync(join(folder, "chipid-K7M2-9QXD.json"), "x".repeat(10_000));
    await output.handOver(SLIP, folder);
    expect(read().reference).toBe("K7M2-9QXD");
  });

  it("is refused by a folder that is not there, and makes none", async () => {
    expect(await refused(SLIP, join(folder, "none"))).toBe("files.not-found");
    expect(existsSync(join(folder, "none"))).toBe(false);
    expect(await refused(SLIP, "relative")).toBe("files.unreadable");
    expect(await refused(SLIP, "")).toBe("files.unreadable");
    writeFileSync(join(folder, "file"), "");
    expect(await refused(SLIP, join(folder, "file"))).toBe("files.unreadable");
    expect(await refused(SLIP, join(folder, "file", "below"))).toBe("files.not-found");
  });

  it("leaves nothing behind where it cannot be put", async () => {
    mkdirSync(join(folder, "chipid-K7M2-9QXD.json"));
    expect(await refused(SLIP, folder)).toBe("files.unreadable");
    expect(readdirSync(folder)).toEqual(["chipid-K7M2-9QXD.json"]);
  });

  it.skipIf(process.platform === "win32")("is refused by a folder that takes no file", async () => {
    // Root may write into any folder but one that is no place for files.
    const shut = process.getuid?.() === 0 && existsSync("/sys/kernel") ? "/sys/kernel" : folder;
    chmodSync(folder, 0o500);
    expect(await refused(SLIP, shut)).toBe("files.unreadable");
    chmodSync(folder, 0o700);
  });

  it.each(["../escape", "a/b", "a\\b", "", "C:x", "x".repeat(65)])("is not named %j", async (reference) => {
    expect(await refused({ ...SLIP, reference }, folder)).toBe("files.unreadable");
    expect(readdirSync(folder)).toEqual([]);
  });
});
