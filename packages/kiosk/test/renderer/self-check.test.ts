import { afterAll, beforeAll, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import { sampleView } from "./sample-views.js";
import { openStage, type Stage } from "./stage.js";

describeTool("chromium", "the self-check of a station that is blocked", (executablePath) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(executablePath);
  });
  afterAll(() => stage?.close());

  it("shows first what failed, then what is to be looked at", async () => {
    const { page, show } = await stage.open();
    await show(sampleView("s0-blocked", "vi"));
    const classes = await page.locator(".check").evaluateAll((rows) => rows.map((row) => row.className));
    const states = classes.map((name) => name.replace(/^check check-/, ""));
    const weight = ["failed", "warning", "running", "ok"];
    expect(states).toEqual([...states].sort((a, b) => weight.indexOf(a) - weight.indexOf(b)));
    expect(states[0]).toBe("failed");
  });

  it("names the officer in one piece, at 200 % too", async () => {
    const { page, show } = await stage.open({ viewport: { width: 683, height: 384 } });
    await show(sampleView("s0-blocked", "vi"));
    const tops = await page
      .locator(".officer")
      .evaluate((code) => [...code.getClientRects()].map(({ top }) => Math.round(top)));
    expect(new Set(tops).size).toBe(1);
  });
});
