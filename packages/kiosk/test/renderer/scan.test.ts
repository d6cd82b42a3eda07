import type { CDPSession } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import { MAX_SCAN } from "../../src/shared/index.js";
import { sampleView } from "./sample-views.js";
import { openStage, type Stage, type StagePage } from "./stage.js";

// Scanners that type, in front of the real page: keys as they come from one, wherever the focus is.

const QR = "001099123456|012345678|Nguyễn Thị Hoài Phương|15011999|Nữ|Số 1 Phố Mẫu, Hà Nội|20022021";
const MRZ = ["IDVNM0991234561001099123456<<2", "9901155F3901153VNM<<<<<<<<<<<8", "NGUYEN<<THI<HOAI<PHUONG<<<<<<<"];
/** Longer than a scan waits for more of itself, ms. */
const ALL_SENT = 900;

describeTool("chromium", "scans typed into the kiosk", (executablePath) => {
  let stage: Stage;
  let opened: StagePage;
  let keys: CDPSession;

  beforeAll(async () => {
    stage = await openStage(executablePath);
    opened = await stage.open();
    keys = await opened.page.context().newCDPSession(opened.page);
  });
  afterAll(() => stage?.close());
  beforeEach(async () => {
    await opened.renew();
    await opened.show(sampleView("s1-ready", "vi"));
  });

  /** One key, as a scanner's driver sends it: a character of any alphabet, or a named key. */
  const press = async (key: string) => {
    const named: Record<string, { code: string; windowsVirtualKeyCode: number; text?: string }> = {
      Enter: { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
      Tab: { code: "Tab", windowsVirtualKeyCode: 9 },
      " ": { code: "Space", windowsVirtualKeyCode: 32, text: " " },
    };
    const known = named[key] ?? { code: "", windowsVirtualKeyCode: 0xe7, text: key };
    // Not one after the other: a scanner waits for no answer.
    await Promise.all([
      keys.send("Input.dispatchKeyEvent", { type: "keyDown", key, ...known }),
      keys.send("Input.dispatchKeyEvent", { type: "keyUp", key, ...known }),
    ]);
  };
  const type = async (text: string, ...ends: string[]) => {
    await Promise.all([...text, ...ends].map(press));
  };
  const settle = () => opened.page.waitForTimeout(ALL_SENT);
  const field = () => opened.page.inputValue("#scan");

  it.each(["s1-ready", "s3-any", "s6-number", "s7-genuine"] as const)(
    "%s takes a QR code with diacritics, with the focus on the heading",
    async (sample) => {
      await opened.show(sampleView(sample, "vi"));
      await type(QR, "Enter");
      await settle();
      expect(await opened.commands()).toEqual([{ type: "scan", text: QR }]);
      expect(await field()).toBe("");
    },
  );

  it("takes a scan with the focus on a button or a list, and presses neither", async () => {
    for (const target of ["#procedure", ".language[lang=en]"]) {
      await opened.page.focus(target);
      await type(QR, "Enter");
      await settle();
      expect(await opened.commands()).toEqual([{ type: "scan", text: QR }]);
    }
  });

  it("joins the lines of an MRZ, whether or not the last has an end", async () => {
    for (const end of ["Enter", null]) {
      for (const [index, line] of MRZ.entries()) {
        await type(line, ...(index < 2 || end !== null ? ["Enter"] : []));
      }
      await settle();
      expect(await opened.commands()).toEqual([{ type: "scan", text: MRZ.join("\n") }]);
    }
  });

  it("takes a Tab after fast keys for an end, and one of a person for a Tab", async () => {
    await type("001099123456", "Tab");
    await settle();
    expect(await opened.commands()).toEqual([{ type: "scan", text: "001099123456" }]);
    await type("0010");
    await opened.page.waitForTimeout(150);
    await press("Tab");
    await settle();
    expect(await opened.commands()).toEqual([]);
    expect(await opened.page.evaluate(() => document.activeElement?.textContent)).toBe("Gửi");
  });

  it("takes what an input method composes and corrects", async () => {
    await opened.page.focus("#scan");
    await type("001099123456|");
    await keys.send("Input.imeSetComposition", { text: "Nguye", selectionStart: 5, selectionEnd: 5 });
    await keys.send("Input.imeSetComposition", { text: "Nguyễn", selectionStart: 6, selectionEnd: 6 });
    await keys.send("Input.insertText", { text: "Nguyễn" });
    // As an input method that corrects by typing does it: take away, and type again.
    await type(" Thi");
    await opened.page.keyboard.press("Backspace");
    await type("ị", "Enter");
    await settle();
    expect(await opened.commands()).toEqual([{ type: "scan", text: "001099123456|Nguyễn Thị" }]);
  });

  it("goes on with a scan over which the screen changes", async () => {
    await type(QR.slice(0, 40));
    await opened.show(sampleView("s3-any", "vi"));
    await type(QR.slice(40), "Enter");
    await settle();
    expect(await opened.commands()).toEqual([{ type: "scan", text: QR }]);
  });

  it("keeps nothing of a scan that the next screen does not take", async () => {
    await type(QR.slice(0, 40));
    await opened.show(sampleView("s4-start", "vi"));
    await opened.page.waitForTimeout(1100);
    await opened.show(sampleView("s1-ready", "vi"));
    await settle();
    expect(await field()).toBe("");
    expect(await opened.commands()).toEqual([]);
  });

  it("takes nothing half typed over to the next screen: it may be the one after a wipe", async () => {
    await opened.show(sampleView("s7-retry", "vi"));
    await type("001099123");
    await opened.page.waitForTimeout(1100);
    await opened.show(sampleView("s1-ready", "vi"));
    await settle();
    expect(await field()).toBe("");
    expect(await opened.commands()).toEqual([]);
  });

  it("forgets what stands half typed when it is cancelled, or when nobody types on", async () => {
    // A page of its own: a clock that was set by hand stays so.
    const own = await stage.open();
    const typed = () =>
      own.page.$$eval("input[data-typed]", (inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    await own.page.clock.install();
    await own.show(sampleView("s3-any", "vi"));
    for (const way of ["cancel", "time"] as const) {
      await own.page.getByLabel("Số giấy tờ").fill("099123456");
      await own.page.getByLabel("Ngày sinh").fill("15/01/1999");
      await own.page.fill("#scan", "0010");
      if (way === "cancel") await own.page.getByRole("button", { name: "Hủy" }).click();
      else await own.page.clock.fastForward(61_000);
      expect(new Set(await typed())).toEqual(new Set([""]));
    }
    await own.page.context().close();
  });

  it("leaves nothing behind to take back", async () => {
    await type("001099123456", "Enter");
    await settle();
    await opened.page.focus("#scan");
    await opened.page.keyboard.press("Control+z");
    await opened.page.keyboard.press("Control+z");
    expect(await field()).toBe("");
    const attributes = await opened.page.$eval("#scan", (input) => [
      input.getAttribute("autocomplete"),
      (input as HTMLInputElement).spellcheck,
    ]);
    expect(attributes).toEqual(["off", false]);
  });

  it("hands on a scan that is too long as too long, and sends no Enter of its own", async () => {
    await opened.page.focus("#scan");
    await keys.send("Input.insertText", { text: "x".repeat(MAX_SCAN * 3) });
    await press("Enter");
    await press("Enter");
    await settle();
    expect(await opened.commands()).toEqual([{ type: "scan", text: "x".repeat(MAX_SCAN + 1) }]);
  });

  it("lets a stray scan press no button where no scan is taken", async () => {
    await opened.show(sampleView("s9-face", "vi"));
    await opened.page.focus(".answer-same");
    await type("Nữ|Số 1 Phố Mẫu", "Enter");
    await settle();
    expect(await opened.commands()).toEqual([]);
  });

  it("types the number by hand, and keeps other fields apart from scans", async () => {
    await opened.show(sampleView("s3-any", "vi"));
    await opened.page.getByLabel("Số giấy tờ").focus();
    await opened.page.keyboard.type("099123456");
    await opened.page.keyboard.press("Tab");
    await opened.page.keyboard.type("15/01/1999");
    await opened.page.keyboard.press("Enter");
    await opened.page.waitForTimeout(100);
    expect(await opened.commands()).toEqual([
      { type: "key", documentNumber: "099123456", birth: "15/01/1999", expiry: "" },
    ]);
    await opened.page.getByLabel("Sáu chữ số cuối (CAN)").fill("123456");
    await opened.page.getByRole("button", { name: "Mở thẻ" }).click();
    expect(await opened.commands()).toEqual([{ type: "can", can: "123456" }]);
  });

  it("complained about nothing", () => {
    expect(stage.complaints).toEqual([]);
  });
});
