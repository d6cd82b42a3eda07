import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import { LANGUAGES, screenSchema, viewSchema, WARNINGS } from "../../src/shared/index.js";
import { SAMPLE_NAMES, sampleView } from "./sample-views.js";
import { openStage, type Stage, type StagePage } from "./stage.js";

// Every screen, in both languages and three sizes: no violation of WCAG 2.2 AA that axe finds, nothing to scroll sideways,
// the next step in sight, the focus on the new heading. Pictures of all of them are left for people to look at.

const pictures = fileURLToPath(new URL("../../.build/screenshots/", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const SIZES = {
  "1366x768": { viewport: { width: 1366, height: 768 } },
  "1920x1080": { viewport: { width: 1920, height: 1080 } },
  // A laptop at 200 %.
  "200-percent": { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 },
} as const;
const size = Object.entries(SIZES);

it("the samples are views, and leave out no screen and no warning", () => {
  const shown = new Set<string>();
  const warned = new Set<string>();
  for (const name of SAMPLE_NAMES) {
    const view = v.parse(viewSchema, sampleView(name, "vi"));
    shown.add(view.screen.name);
    for (const warning of view.warnings) warned.add(warning);
  }
  expect([...shown].sort()).toEqual(screenSchema.options.map((option) => option.entries.name.literal).sort());
  expect([...warned].sort()).toEqual([...WARNINGS].sort());
});

describeTool("chromium", "every screen of the kiosk", (executablePath) => {
  let stage: Stage;
  const pages = new Map<string, StagePage>();

  beforeAll(async () => {
    stage = await openStage(executablePath);
    for (const [name, options] of size) {
      const opened = await stage.open({ ...options, reducedMotion: "reduce" });
      await opened.page.evaluate(axe);
      pages.set(name, opened);
      for (const language of LANGUAGES) mkdirSync(join(pictures, language, name), { recursive: true });
    }
  });
  afterAll(() => stage?.close());

  it.each(SAMPLE_NAMES)("%s", async (sample) => {
    const problems: string[] = [];
    for (const [name, { page, show }] of pages) {
      for (const language of LANGUAGES) {
        await show(sampleView(sample, language));
        if (sample.startsWith("s7") || sample.startsWith("s9")) await page.waitForTimeout(60);
        await page.screenshot({ path: join(pictures, language, name, `${sample}.png`) });
        const found = await page.evaluate(examine);
        problems.push(...found.map((problem) => `${language} ${name}: ${problem}`));
      }
    }
    expect(problems).toEqual([]);
  });

  it("the tabs of the administration, and its dialogs", async () => {
    const problems: string[] = [];
    for (const [name, { page, show }] of pages) {
      for (const language of LANGUAGES) {
        await show(sampleView("s1-ready", language));
        await page.locator(".header-actions .button", { hasText: /^(Quản trị|Administration)$/ }).click();
        problems.push(...(await page.evaluate(examine)).map((problem) => `${language} ${name} PIN: ${problem}`));
        await page.screenshot({ path: join(pictures, language, name, "s15-ask-pin.png") });
        await page.keyboard.press("Escape");
        await show(sampleView("s15-admin", language));
        for (const tab of ["trust", "settings", "log", "pin"]) {
          await page.click(`[data-tab=${tab}]`);
          if (tab === "log") await page.locator("summary").first().click();
          await page.screenshot({ path: join(pictures, language, name, `s15-${tab}.png`) });
          await page.evaluate(() => document.getElementById("screen-heading")?.focus());
          problems.push(...(await page.evaluate(examine)).map((problem) => `${language} ${name} ${tab}: ${problem}`));
        }
        await page.click("[data-tab=trust]");
        await page.locator("tbody button").first().click();
        problems.push(...(await page.evaluate(examine)).map((problem) => `${language} ${name} remove: ${problem}`));
        await page.keyboard.press("Escape");
      }
    }
    expect(problems).toEqual([]);
  });

  it("loaded nothing but the page's own files, and had nothing to complain about", () => {
    expect(stage.complaints).toEqual([]);
    const foreign = stage.requests.filter((url) => !/^(blob:)?https:\/\/kiosk\.test\//.test(url));
    expect(foreign).toEqual([]);
    expect(stage.requests.filter((url) => url.endsWith(".ttf")).length).toBeGreaterThanOrEqual(3);
  });
});

/** Runs in the page. */
async function examine(): Promise<string[]> {
  const problems: string[] = [];
  const { run } = Reflect.get(globalThis, "axe") as {
    run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
  };
  const { violations } = await run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "target-size": { enabled: true } },
  });
  for (const { id, nodes } of violations) {
    for (const { html, failureSummary } of nodes) problems.push(`axe ${id}: ${html.slice(0, 160)} ${failureSummary}`);
  }
  for (const box of [document.documentElement, ...document.querySelectorAll(".scroll, main")]) {
    if (box.scrollWidth > box.clientWidth) problems.push(`${box.className} scrolls sideways: ${box.scrollWidth}`);
  }

  for (const button of document.querySelectorAll<HTMLElement>("[data-primary], dialog .button-primary")) {
    const box = button.getBoundingClientRect();
    const inSight = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    if (!inSight) problems.push(`the primary action is out of sight: ${JSON.stringify(box)}`);
  }
  if (document.querySelectorAll("[data-primary]").length > 1) problems.push("more than one primary action");

  for (const target of document.querySelectorAll<HTMLElement>("button, select, input, summary")) {
    const { width, height } = (target.closest("label.choice") ?? target).getBoundingClientRect();
    if (height < 43.5 || width < 43.5)
      problems.push(`small target: ${target.outerHTML.slice(0, 120)} ${width}×${height}`);
  }
  if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");
  const dialog = document.querySelector("dialog[open]");
  const focused = document.activeElement;
  const start = document.querySelector("[data-start]") ?? document.getElementById("screen-heading");
  if (dialog === null && focused !== start) problems.push(`the focus is on ${focused?.outerHTML.slice(0, 80)}`);
  if (dialog !== null && !dialog.contains(focused)) problems.push("the focus is outside of the dialog");
  if (/giả mạo/i.test(document.body.textContent)) problems.push("accuses");
  // A word that was not filled in. (The hostile sample holds braces of its own.)
  if (document.querySelector(".chip-text") === null && /\{\w+\}/.test(document.body.textContent))
    problems.push("braces");
  return problems;
}
