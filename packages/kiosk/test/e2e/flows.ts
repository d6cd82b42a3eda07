import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { vi } from "../../src/renderer/words/vi.js";
import type { Bench } from "./bench.js";
import { PRINTED } from "./cards.js";

// What an officer does at the counter, from one ready screen to the next. Each flow fails with what the page showed.

type Flow = (bench: Bench) => Promise<void>;

const OTHER_NUMBER = "001099123457";

/** From a verdict that is not green to the supervisor. */
async function refer(bench: Bench): Promise<void> {
  await bench.press(vi["action.refer"]);
  await bench.screen("refer");
  await bench.expectText(vi["refer.title"]);
  await bench.expectNoText(PRINTED.name, PRINTED.number);
  await bench.enter();
  await bench.screen("ready");
}

async function finish(bench: Bench): Promise<void> {
  await bench.press(vi["action.finish"]);
  await bench.screen("ready");
  await bench.expectNoText(PRINTED.name, PRINTED.number);
}

async function compareFace(bench: Bench): Promise<void> {
  await bench.enter();
  await bench.screen("face");
  await bench.shot("face");
  await bench.press(vi["face.same"]);
  await bench.screen("result");
}

/** From the result to the slip of the procedure. */
async function makeSlip(bench: Bench): Promise<void> {
  await compareFace(bench);
  await bench.press(vi["action.slip"]);
  await bench.screen("slip");
}

/** Labels and values of the paper, and nothing but those: the procedure's fields in its order, then what every slip says. */
function expectPaper(text: string): void {
  const expected: readonly (string | RegExp)[] = [
    vi["slip.heading"],
    "Xác nhận cư trú",
    `Họ và tên ${PRINTED.name}`,
    "Ngày sinh 15/01/1999",
    `Số ${PRINTED.number}`,
    `Nơi thường trú ${PRINTED.residence}`,
    `${vi["slip.verdict"]}: ${vi["verdict.genuine"]}`,
    vi["slip.at"],
    /\d\d\/\d\d\/\d{4} \d\d:\d\d/,
    `${vi["slip.station"]} Quầy thử 1`,
    `${vi["slip.officer"]} CB01`,
    vi["slip.reference"],
    /[0-9A-Z]{4}-[0-9A-Z]{4}/,
    vi["slip.legal"],
    "Cơ quan nhà nước thực hiện nhiệm vụ được giao (Luật 91/2025/QH15, Điều 19)",
    vi["slip.signature"],
    vi["slip.foot"],
  ];
  const escaped = expected.map((part) =>
    typeof part === "string" ? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : part.source,
  );
  if (!new RegExp(`^${escaped.join(" ")}$`).test(text)) throw new Error(`the paper holds: ${text}`);
}

/** Nothing of the holder in any attribute, text or title of the page. */
async function expectNoTrace(bench: Bench): Promise<void> {
  const page = await bench.page.content();
  const left = [PRINTED.name, PRINTED.number, PRINTED.residence, "15/01/1999"].filter((text) => page.includes(text));
  if (left.length > 0) throw new Error(`still in the page: ${left.join(", ")}`);
}

/** Waits until the portrait is drawn, and not only there. */
async function portraitIsShown(bench: Bench): Promise<void> {
  await bench.page.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>("main img");
    return image?.complete === true && image.naturalWidth > 0;
  });
}

export const FLOWS: Readonly<Record<string, Flow>> = {
  async genuine(bench) {
    await bench.screen("ready");
    await bench.shot("ready");
    await bench.scan(PRINTED.qr);
    await bench.expectText(vi["ready.key"]);
    await bench.card.insert("genuine");
    await bench.screen("result");
    await bench.expectText(vi["verdict.genuine"], PRINTED.name, PRINTED.number, "15/01/1999", PRINTED.residence);
    await bench.expectText(vi["result.compared.all"]);
    // Asked for, or not shown at all.
    await bench.expectNoText("Kinh", PRINTED.oldNumber);
    await portraitIsShown(bench);
    await bench.shot("result-genuine");
    await bench.press(vi["hidden.oldNumber"]);
    await bench.expectText(PRINTED.oldNumber);
    // The card may leave, the result stays.
    await bench.card.remove();
    await bench.page.waitForTimeout(800);
    await bench.screen("result");
    await compareFace(bench);
    await finish(bench);
  },

  async "key after card"(bench) {
    await bench.screen("ready");
    await bench.card.insert("genuine");
    await bench.screen("key-needed");
    await bench.shot("key-needed");
    await bench.scan("12345");
    await bench.expectText(vi["issue.number-length"]);
    await bench.scan(PRINTED.number);
    await bench.screen("result");
    await bench.expectText(vi["verdict.genuine"], vi["result.compared.none"]);
    await compareFace(bench);
    await finish(bench);
    await bench.card.remove();
  },

  async clone(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("clone");
    await bench.screen("result");
    await bench.expectText(vi["verdict.not-genuine"]);
    await bench.shot("result-clone");
    await bench.expectNoText(vi["action.finish"]);
    await refer(bench);
    await bench.card.remove();
  },

  async tampered(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("tampered");
    await bench.screen("result");
    await bench.expectText(vi["verdict.not-genuine"]);
    // What was altered is never shown as the card's.
    await bench.expectNoText("Số 9 Phố Mẫu");
    await bench.shot("result-tampered");
    await refer(bench);
    await bench.card.remove();
  },

  async expired(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.number);
    await bench.card.insert("expired");
    await bench.screen("result");
    await bench.expectText(vi["verdict.not-valid"]);
    await bench.shot("result-expired");
    await finish(bench);
    await bench.card.remove();
  },

  async "no anchor"(bench) {
    await bench.screen("ready");
    await bench.scan("908172");
    await bench.page.waitForTimeout(100);
    await bench.card.insert("passport");
    await bench.screen("key-needed");
    await bench.page.getByLabel(vi["key.can.label"]).fill("908172");
    await bench.page.keyboard.press("Enter");
    await bench.screen("result");
    await bench.expectText(vi["verdict.unconfirmed"]);
    await bench.shot("result-no-anchor");
    await refer(bench);
    await bench.card.remove();
  },

  async "wrong key"(bench) {
    await bench.screen("ready");
    await bench.card.insert("genuine");
    await bench.screen("key-needed");
    await bench.scan(OTHER_NUMBER);
    await bench.screen("wrong-key");
    await bench.shot("wrong-key");
    await bench.scan(PRINTED.number);
    await bench.screen("result");
    await bench.expectText(vi["verdict.genuine"]);
    await compareFace(bench);
    await finish(bench);
    await bench.card.remove();
  },

  async "card moved and put back"(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("genuine", "remove@14");
    await bench.screen("moved");
    await bench.shot("moved");
    await bench.card.back();
    await bench.screen("result");
    await bench.expectText(vi["verdict.genuine"]);
    await compareFace(bench);
    await finish(bench);
    await bench.card.remove();
  },

  async "reader lost and back"(bench) {
    await bench.screen("ready");
    await bench.stopDaemon();
    await bench.screen("no-reader");
    await bench.shot("no-reader-service");
    const empty = join(bench.host.data, "no-readers");
    mkdirSync(empty, { recursive: true });
    await bench.startDaemon(empty);
    await bench.page
      .getByText(vi["no-reader.none.title"])
      .or(bench.page.getByText(vi["no-reader.lost.title"]))
      .waitFor();
    await bench.shot("no-reader");
    await bench.stopDaemon();
    await bench.startDaemon();
    await bench.screen("ready");
  },

  async "reader lost while reading"(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("genuine", "slow@12+:400");
    await bench.screen("reading");
    await bench.page.waitForTimeout(1500);
    await bench.shot("reading");
    await bench.stopDaemon("SIGKILL");
    await bench.screen("no-reader");
    await bench.expectNoText(PRINTED.name);
    await bench.startDaemon();
    await bench.screen("ready");
    await bench.card.remove();
  },

  /** From the slip, which shows most of all that could stay. */
  async "idle wipe"(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("genuine");
    await bench.screen("result");
    await makeSlip(bench);
    await bench.press(vi["slip.output.clipboard"]);
    await bench.expectText(vi["slip.done.clipboard"]);
    if (!(await bench.host.clipboard()).includes(PRINTED.name)) throw new Error("the slip is not on the clipboard");
    await bench.page.getByRole("alertdialog").waitFor({ timeout: 30_000 });
    await bench.shot("idle");
    await bench.screen("ready", 30_000);
    await expectNoTrace(bench);
    await bench.page.waitForTimeout(200);
    if ((await bench.host.clipboard()) !== "") throw new Error("the slip is still on the clipboard");
    await bench.card.remove();
  },

  async "training mode"(bench) {
    await bench.screen("ready");
    await bench.press(vi["header.training"]);
    await bench.screen("training");
    await bench.shot("training");
    await bench.page.locator(".lesson").first().click();
    await bench.screen("result", 60_000);
    await bench.page.locator(".watermark").waitFor({ state: "attached" });
    await bench.shot("training-result");
    await bench.press(vi["header.training.leave"]);
    await bench.screen("ready");
    if ((await bench.page.locator(".watermark").count()) > 0) throw new Error("the watermark stayed");
  },

  async "supervisor details"(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("genuine");
    await bench.screen("result");
    await bench.press(vi["action.details"]);
    await bench.screen("details");
    await bench.expectText("chip.proof.passed", "sod.signature.valid", "brainpoolP256r1");
    await bench.shot("details");
    await bench.page.keyboard.press("Escape");
    await bench.screen("result");
    await compareFace(bench);
    await finish(bench);
    await bench.card.remove();
  },

  async print(bench) {
    const { printer } = bench.host;
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("genuine");
    await bench.screen("result");
    await bench.expectText(vi["verdict.genuine"]);
    await makeSlip(bench);
    const before = await printer.asked();
    if (before !== 0) throw new Error("printed before it was asked to");
    await bench.press(vi["slip.output.print"]);
    await bench.expectText(vi["slip.done.print"]);
    // Twice is one sheet too many of somebody's data.
    await bench.page.waitForTimeout(300);
    const asked = await printer.asked();
    if (asked !== 1) throw new Error(`printed ${asked} times`);
    expectPaper(await printer.paper());
    await bench.shot("slip-printed");
    await bench.press(vi["app.finish"]);
    await bench.screen("ready");
    await expectNoTrace(bench);
    const after = await printer.paper();
    if (after !== "") throw new Error(`after the wipe the paper holds: ${after}`);
    await bench.card.remove();
  },

  async slip(bench) {
    await bench.screen("ready");
    await bench.scan(PRINTED.qr);
    await bench.card.insert("genuine");
    await bench.screen("result");
    await makeSlip(bench);
    await bench.expectText(vi["slip.heading"], PRINTED.name);
    await bench.expectNoText("Kinh", PRINTED.oldNumber);
    await bench.shot("slip");
    await bench.press(vi["slip.output.handover"]);
    await bench.expectText(vi["slip.done.handover"]);
    await bench.press(vi["app.finish"]);
    await bench.screen("ready");
    await bench.card.remove();
  },
};
