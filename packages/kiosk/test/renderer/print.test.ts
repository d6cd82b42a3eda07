import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import type { Language } from "../../src/shared/index.js";
import { type SampleName, sampleView } from "./sample-views.js";
import { openStage, type Stage, type StagePage } from "./stage.js";

// What comes out of the printer: the slip, with every diacritic, and of every other screen nothing.

function hasPdftotext(): boolean {
  try {
    execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describeTool("chromium", "the printed slip", (executablePath) => {
  const test = it.skipIf(!hasPdftotext());
  let stage: Stage;
  let opened: StagePage;

  beforeAll(async () => {
    stage = await openStage(executablePath);
    opened = await stage.open();
  });
  afterAll(() => stage?.close());

  const printed = async (name: SampleName, format: "A4" | "A5", language: Language = "vi") => {
    await opened.show(sampleView(name, language));
    const pdf = await opened.page.pdf({ format });
    const text = execFileSync("pdftotext", ["-raw", "-", "-"], { input: pdf, encoding: "utf8" });
    const pages = text.split("\f").length - 1;
    return { text: text.normalize("NFC").replaceAll(/\s+/g, " ").trim(), pages, pdf };
  };

  test.each(["A4", "A5"] as const)("on %s: one page, the fields of the procedure and nothing else", async (format) => {
    const { text, pages, pdf } = await printed("s11-slip", format);
    expect(pages).toBe(1);
    for (const line of [
      "Phiếu kiểm tra giấy tờ",
      "Đăng ký thường trú",
      "Họ và tên Nguyễn Thị Hoài Phương",
      "Số 001099123456",
      "15/01/1999",
      "Số 1 Phố Mẫu, Phường Kiểu Mẫu, Quận",
      "Không thời hạn",
      "Chip hợp lệ",
      "28/11/2026 09:41",
      "K7QM-3XPD",
      "không phải xác thực điện tử",
    ]) {
      expect(text).toContain(line);
    }
    // Nothing of the screen around it.
    expect(text).not.toMatch(/In phiếu|Quay lại|Phiếu cho thủ tục|MẪU \/ TEST|Khóa/);
    expect(Buffer.from(pdf).toString("latin1")).toMatch(/BeVietnamPro/);
  });

  test("of a training says so, across the sheet and on it", async () => {
    const { text } = await printed("s11-training", "A5");
    expect(text.match(/MẪU \/ TEST/g)?.length).toBeGreaterThan(3);
  });

  test("in English keeps the names as they are written", async () => {
    const { text } = await printed("s11-slip", "A4", "en");
    expect(text).toContain("Full name Nguyễn Thị Hoài Phương");
    expect(text).toContain("Document check slip");
  });

  test.each(["s7-genuine", "s8-details", "s9-face", "s15-admin", "s1-ready"] as const)(
    "of %s is an empty page",
    async (name) => {
      const { text } = await printed(name, "A4");
      expect(text).toBe("");
    },
  );
});
