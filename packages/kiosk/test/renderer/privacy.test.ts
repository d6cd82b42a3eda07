import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import type { View } from "../../src/shared/index.js";
import { HOSTILE_NAME } from "./sample-values.js";
import { sampleView } from "./sample-views.js";
import { openStage, type Stage, type StagePage } from "./stage.js";

// What a citizen's view showed is gone with it, and what a chip says is text and nothing else.

const PERSONAL = ["Hoài Phương", "001099123456", "Phố Mẫu", "Nốt ruồi"];

describeTool("chromium", "personal data in the kiosk's page", (executablePath) => {
  let stage: Stage;
  let opened: StagePage;

  beforeAll(async () => {
    stage = await openStage(executablePath);
    opened = await stage.open();
  });
  afterAll(() => stage?.close());
  beforeEach(() => opened.renew());

  const livingUrls = () => opened.page.evaluate(() => [...(Reflect.get(globalThis, "livingUrls") as Set<string>)]);

  it("goes with its view: nothing in the page, no picture, nothing stored", async () => {
    await opened.show(sampleView("s7-genuine-compared", "vi"));
    await opened.page.waitForSelector("img.portrait");
    expect(await livingUrls()).toHaveLength(1);
    const shown = await opened.page.content();
    for (const word of PERSONAL) expect(shown).toContain(word);

    for (const next of ["s9-face", "s11-slip", "s1-ready"] as const) await opened.show(sampleView(next, "vi"));
    await opened.page.waitForTimeout(100);
    expect(await livingUrls()).toEqual([]);
    const left = await opened.page.evaluate(() => [
      document.documentElement.outerHTML,
      document.title,
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
      location.href,
      history.length,
      [...document.querySelectorAll("input")].map(({ value }) => value).join(),
    ]);
    for (const word of PERSONAL) expect(left.join("\n")).not.toContain(word);
    expect(left.slice(2, 5)).toEqual(["{}", "{}", ""]);
  });

  it("is not found in the page's memory either, once it is collected", async () => {
    const session = await opened.page.context().newCDPSession(opened.page);
    const marked = (
      ["s7-genuine", "s4-preview", "s5-moved", "s7-genuine-compared", "s9-face", "s11-slip"] as const
    ).map(
      (name): View => JSON.parse(JSON.stringify(sampleView(name, "vi")).replaceAll("Hoài Phương", "Zq9xKw7LmTvB-mark")),
    );
    const count = async () => {
      const chunks: string[] = [];
      const collect = ({ chunk }: { chunk: string }) => chunks.push(chunk);
      session.on("HeapProfiler.addHeapSnapshotChunk", collect);
      await session.send("HeapProfiler.collectGarbage");
      await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
      session.off("HeapProfiler.addHeapSnapshotChunk", collect);
      return chunks.join("").split("Zq9xKw7LmTvB-mark").length - 1;
    };
    await session.send("HeapProfiler.enable");
    // One with data is the first of all views: what is made once must not be made from it.
    for (const view of marked) await opened.show(view);
    await opened.show({ ...sampleView("s12-idle", "vi"), screen: (marked[0] as View).screen });
    expect(await count()).toBeGreaterThan(0);
    // Two views on, as a station goes on: the view before is let go by what compares old and new.
    await opened.show(sampleView("s1-ready", "vi"));
    await opened.show(sampleView("s1-key-at-hand", "vi"));
    expect(await count()).toBe(0);
  });

  it("a portrait that comes after its view is gone is not made into a picture", async () => {
    await opened.page.evaluate(() => {
      const { chipidKiosk: api } = globalThis as unknown as { chipidKiosk: { portrait(id: string): Promise<unknown> } };
      const { portrait } = api;
      api.portrait = async (id) => {
        await new Promise((done) => setTimeout(done, 150));
        return portrait(id);
      };
    });
    await opened.show(sampleView("s7-genuine", "vi"));
    await opened.show(sampleView("s1-ready", "vi"));
    await opened.page.waitForTimeout(300);
    expect(await livingUrls()).toEqual([]);
  });

  it("a view that is not of its shape is not shown, and takes what stood there with it", async () => {
    await opened.show(sampleView("s7-genuine", "vi"));
    await opened.show({ ...sampleView("s7-genuine", "vi"), surprise: true } as unknown as View);
    const text = (await opened.page.textContent("body")) ?? "";
    expect(text).toContain("Trạm kiểm tra không phản hồi đúng");
    for (const word of PERSONAL) expect(text).not.toContain(word);
    await opened.show(sampleView("s1-ready", "vi"));
    expect(await opened.page.textContent("h1")).toBe("Đặt thẻ lên đầu đọc");
  });

  it("texts of a chip are text: no markup, no turned order, no unseen characters", async () => {
    await opened.show(sampleView("s7-hostile", "vi"));
    const name = opened.page.locator(".name .chip-text");
    expect(await name.locator("img, b, script").count()).toBe(0);
    const text = (await name.textContent()) ?? "";
    expect(text).toContain('<img src=x onerror="document.title=1"><b>Nguyễn</b>');
    expect(text).toContain("U+202E");
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(HOSTILE_NAME).toMatch(/\p{M}{8}/u);
    expect(text).not.toMatch(/\p{M}{5}/u);
    expect(await opened.page.title()).toBe("Kiểm tra giấy tờ gắn chip");
    // Words of the station are not filled in by what a card says.
    expect(await opened.page.locator(".field-placeOfResidence").textContent()).toContain("{seconds}");
  });

  it("a screen that faces the queue shows no verdict and no more than four digits", async () => {
    for (const name of ["public-wait", "public-thanks", "public-see-officer"] as const) {
      await opened.show(sampleView(name, "vi"));
      const text = (await opened.page.textContent("body")) ?? "";
      expect(text).not.toMatch(/hợp lệ|xác nhận|Không đạt|giá trị|\d{5}/);
    }
  });

  it("complained about nothing", () => {
    expect(stage.complaints).toEqual([]);
  });
});
