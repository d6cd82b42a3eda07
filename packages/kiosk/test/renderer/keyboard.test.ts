import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import type { Command, Language } from "../../src/shared/index.js";
import { result } from "./sample-values.js";
import { type SampleName, sampleView, viewOf } from "./sample-views.js";
import { openStage, type Stage, type StagePage } from "./stage.js";

// Everything by keyboard alone: no pointer is used in this file.

/** Longer than a new screen keeps Enter to itself. */
const SETTLED = 300;

describeTool("chromium", "the kiosk by keyboard alone", (executablePath) => {
  let stage: Stage;
  let opened: StagePage;

  beforeAll(async () => {
    stage = await openStage(executablePath);
    opened = await stage.open();
  });
  afterAll(() => stage?.close());
  beforeEach(() => opened.renew());

  const press = async (...keys: string[]) => {
    for (const key of keys) await opened.page.keyboard.press(key);
    // A command is answered before the next one can be given.
    await opened.page.waitForTimeout(60);
  };
  const show = async (name: SampleName, language: Language = "vi") => {
    await opened.show(sampleView(name, language));
    await opened.page.waitForTimeout(SETTLED);
  };
  /** Tabs until an element of this name has the focus. */
  const tabTo = async (name: string) => {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await opened.page.keyboard.press("Tab");
      const focused = await opened.page.evaluate(() => {
        const { activeElement } = document;
        const label = activeElement?.getAttribute("aria-label") ?? activeElement?.querySelector("span")?.textContent;
        return label ?? activeElement?.textContent;
      });
      if (focused === name) return;
    }
    throw new Error(`Tab does not reach ${name}`);
  };

  it.each<[SampleName, Command]>([
    ["s0-blocked", { type: "check-again" }],
    ["s2-lost", { type: "check-again" }],
    ["s7-genuine", { type: "face" }],
    ["s7-genuine-done", { type: "finish" }],
    ["s7-unconfirmed", { type: "again" }],
    ["s7-retry", { type: "manual" }],
    ["s7-not-genuine", { type: "refer" }],
    ["s7-not-valid", { type: "finish" }],
    ["s8-details", { type: "back" }],
    ["s10-refer", { type: "finish" }],
    ["s11-slip", { type: "output", output: "print" }],
    ["s11-slip-done", { type: "finish" }],
    ["s13-locked", { type: "sign-in", officer: "" }],
    ["public-thanks", { type: "finish" }],
  ])("%s: Enter takes the next step", async (name, command) => {
    await show(name);
    await press("Enter");
    expect(await opened.commands()).toEqual([command]);
  });

  it.each<[SampleName, Command]>([
    ["s1-key-at-hand", { type: "cancel" }],
    ["s3-any", { type: "cancel" }],
    ["s4-preview", { type: "cancel" }],
    ["s5-moved", { type: "cancel" }],
    ["s6-number", { type: "cancel" }],
    ["s8-details", { type: "back" }],
    ["s9-face", { type: "back" }],
    ["s11-slip", { type: "back" }],
    ["s14-manual", { type: "cancel" }],
    ["s15-admin", { type: "close-admin" }],
    ["s16-training", { type: "training", on: false }],
  ])("%s: Esc goes back", async (name, command) => {
    await show(name);
    await press("Escape");
    expect(await opened.commands()).toEqual([command]);
  });

  it.each(["s7-genuine", "s7-not-genuine", "s10-refer", "s9-face"] as const)(
    "%s is not left by the wrong key",
    async (name) => {
      await show(name);
      await press(name === "s9-face" ? "Enter" : "Escape");
      expect(await opened.commands()).toEqual([]);
    },
  );

  it("does not take an Enter that was meant for the screen before, nor one held down", async () => {
    await opened.show(sampleView("s4-preview", "vi"));
    await opened.show(sampleView("s7-genuine", "vi"));
    await opened.page.keyboard.press("Enter");
    await opened.page.waitForTimeout(SETTLED);
    expect(await opened.commands()).toEqual([]);
    await opened.page.keyboard.down("Enter");
    await opened.page.keyboard.down("Enter");
    await opened.page.keyboard.down("Enter");
    await opened.page.keyboard.up("Enter");
    expect(await opened.commands()).toEqual([{ type: "face" }]);
  });

  it("goes from a card to its end", async () => {
    await show("s3-any");
    await opened.page.keyboard.type("001099123456", { delay: 60 });
    await press("Enter");
    await opened.page.waitForTimeout(200);
    await show("s4-start");
    await show("s7-genuine");
    await press("Enter");
    await show("s9-face");
    await tabTo("Cùng một người");
    await press("Enter");
    await show("s7-genuine-done");
    await tabTo("Lập phiếu");
    await press("Enter");
    await show("s11-slip");
    await press("Enter");
    await opened.page.waitForTimeout(100);
    await show("s11-slip-done");
    await press("Enter");
    expect(await opened.commands()).toEqual([
      { type: "scan", text: "001099123456" },
      { type: "face" },
      { type: "face-outcome", outcome: "same" },
      { type: "slip" },
      { type: "output", output: "print" },
      { type: "finish" },
    ]);
    expect(await opened.station(({ printed }) => printed)).toBe(1);
  });

  it("asks for hidden values: the old number at once, a sensitive one only with a reason", async () => {
    await show("s7-genuine");
    await tabTo("Xem số CMND cũ");
    await press("Enter");
    await tabTo("Xem: Dân tộc");
    await press("Enter");
    expect(await opened.commands()).toEqual([{ type: "reveal", field: "oldNumber", reason: null }]);
    expect(await opened.page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
    await press("ArrowDown");
    await tabTo("Xem: Dân tộc");
    await press("Enter");
    expect(await opened.commands()).toEqual([{ type: "reveal", field: "ethnicity", reason: "procedure" }]);
  });

  it("warns before the wipe, with the focus in the warning, and gives the focus back", async () => {
    await show("s7-genuine");
    await tabTo("Chi tiết kiểm tra");
    await opened.show({ ...sampleView("s7-genuine", "vi"), idle: 15 });
    const dialog = opened.page.getByRole("alertdialog");
    expect(await dialog.isVisible()).toBe(true);
    await opened.show({ ...sampleView("s7-genuine", "vi"), idle: 9 });
    expect(await dialog.textContent()).toContain("sau 9 giây");
    const before = await opened.touches();
    await opened.page.waitForTimeout(1000);
    await press("Enter");
    expect(await opened.touches()).toBeGreaterThan(before);
    await opened.show(sampleView("s7-genuine", "vi"));
    expect(await opened.page.evaluate(() => document.activeElement?.textContent)).toContain("Chi tiết kiểm tra");
    await opened.show({ ...sampleView("s7-genuine", "vi"), idle: 15 });
    await press("Tab", "Enter");
    expect(await opened.commands()).toEqual([{ type: "cancel" }]);
  });

  it("says that somebody is there at most once a second", async () => {
    await show("s14-manual");
    const before = await opened.touches();
    for (let index = 0; index < 30; index += 1) await opened.page.keyboard.press("Shift");
    expect((await opened.touches()) - before).toBeLessThanOrEqual(2);
    await opened.page.waitForTimeout(1050);
    await opened.page.keyboard.press("Shift");
    expect((await opened.touches()) - before).toBeGreaterThanOrEqual(2);
  });

  it("records the manual path only with a reason", async () => {
    await show("s14-manual");
    await press("Enter");
    expect(await opened.commands()).toEqual([]);
    expect(await opened.page.getByText("Chọn một lý do.").isVisible()).toBe(true);
    await opened.page.keyboard.press("Tab");
    while ((await opened.page.evaluate(() => document.activeElement?.getAttribute("name"))) !== "reason") {
      await opened.page.keyboard.press("Tab");
    }
    await press("Space", "ArrowDown", "Enter");
    expect(await opened.commands()).toEqual([{ type: "manual-outcome", reason: "no-chip" }]);
  });

  it("signs in with a code, and lets the supervisor in with a PIN that stays nowhere", async () => {
    await show("s13-sign-in");
    await opened.page.keyboard.press("Shift+Tab");
    await opened.page.locator(".centre input").focus();
    await opened.page.keyboard.type("CB-0173");
    await press("Enter");
    expect(await opened.commands()).toEqual([{ type: "sign-in", officer: "CB-0173" }]);
    await opened.answer("admin", { ok: false, refusal: "pin-wait", seconds: 30 });
    await show("s1-ready");
    await tabTo("Quản trị");
    await press("Enter");
    await opened.page.keyboard.type("123456");
    await press("Enter");
    expect(await opened.commands()).toEqual([{ type: "admin", pin: "123456" }]);
    expect(await opened.page.getByText("Chờ 30 giây rồi thử lại").isVisible()).toBe(true);
    expect(await opened.page.content()).not.toContain("123456");
  });

  it("works the tabs of the administration by arrows, saves what changed and nothing else", async () => {
    await show("s15-admin", "en");
    await tabTo("Readers");
    await press("ArrowRight", "ArrowRight");
    await opened.page.getByLabel("Warn after (15 to 600 s)").focus();
    await press("Control+a");
    await opened.page.keyboard.type("5");
    await press("Enter");
    expect(await opened.commands()).toEqual([]);
    expect(await opened.page.getByText("Not right: Warn after (15 to 600 s)").isVisible()).toBe(true);
    await press("Control+a");
    await opened.page.keyboard.type("90");
    await press("Enter");
    expect(await opened.commands()).toEqual([
      { type: "settings", patch: { idle: { warnAfter: 90, warning: 15, lockAfter: 900 } } },
    ]);
    expect(await opened.page.getByText("The settings are saved.").isVisible()).toBe(true);
  });

  it("imports trust data with its signer's fingerprint, and removes only when asked twice", async () => {
    await show("s15-admin", "en");
    await tabTo("Readers");
    await press("ArrowRight");
    await opened.page.getByLabel("File (.ml").setInputFiles({
      name: "list.ml",
      mimeType: "application/octet-stream",
      buffer: Buffer.from([1, 2, 3]),
    });
    await opened.page.getByLabel("SHA-256 fingerprint").focus();
    await opened.page.keyboard.type("AB:CD");
    await press("Enter");
    await opened.page.waitForTimeout(100);
    const sent = await opened.station(({ commands }) =>
      commands
        .splice(0)
        .flatMap((command) =>
          command.type === "trust-import" ? [[command.name, [...command.bytes], command.signerSha256]] : [],
        ),
    );
    expect(sent).toEqual([["list.ml", [1, 2, 3], "AB:CD"]]);
    await tabTo("Remove csca-synthetic.der");
    await press("Enter", "Escape");
    expect(await opened.commands()).toEqual([]);
    await tabTo("Remove csca-synthetic.der");
    await press("Enter", "Tab", "Enter");
    expect(await opened.commands()).toEqual([{ type: "trust-remove", sha256: "cd".repeat(32) }]);
  });

  it("says why something was refused, until something else is done", async () => {
    await opened.answer("output", { ok: false, refusal: "output-failed" });
    await show("s11-slip", "en");
    await press("Enter");
    expect(await opened.page.getByRole("alert").getByText("could not be handed out").isVisible()).toBe(true);
    expect(await opened.station(({ printed }) => printed)).toBe(0);
    await opened.answer("output", { ok: true, text: "Họ và tên: Nguyễn Thị Hoài Phương" });
    await tabTo("Copy");
    await press("Enter");
    expect(await opened.page.getByText("could not be handed out").count()).toBe(0);
    expect(await opened.station(({ copied }) => copied)).toEqual(["Họ và tên: Nguyễn Thị Hoài Phương"]);
  });

  it("a key pressed twice takes one step", async () => {
    await opened.page.evaluate(() => {
      const { chipidKiosk: api } = globalThis as unknown as {
        chipidKiosk: { send(command: unknown): Promise<unknown> };
      };
      const { send } = api;
      api.send = async (command) => {
        await new Promise((done) => setTimeout(done, 200));
        return send(command);
      };
    });
    await opened.show(viewOf({ name: "result", result: result("genuine") }, "vi"));
    await opened.page.waitForTimeout(SETTLED);
    await press("Enter", "Enter");
    await opened.page.waitForTimeout(400);
    expect(await opened.commands()).toEqual([{ type: "face" }]);
  });
});
