import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "../../src/renderer/words/vi.js";
import type { Bench } from "./bench.js";
import { PRINTED } from "./cards.js";
import { type Counter, counterOptions, openCounter } from "./counter.js";

// Citizens one after the other: card on the reader, verdict, face, finish. One line of JSON: times of every cycle, ms,
// and the station's memory. Arguments as counterOptions, then CHIPID_CYCLES in the environment (default 10).

const count = Number(process.env.CHIPID_CYCLES ?? "10");

export interface CyclesReport {
  /** From the card in the field to the station's seeing it; pcscd looks every 400 ms. */
  readonly seen: readonly number[];
  /** From the card in the field to the first text on the screen, and to the verdict on the screen. */
  readonly firstText: readonly number[];
  readonly verdict: readonly number[];
  /** From the station's seeing the card to the verdict on the screen, without what the card itself took. */
  readonly beyondCard: readonly number[];
  readonly card: readonly number[];
  /** Resident memory of the station's process after each cycle, MB; browser only. */
  readonly residentMb: readonly number[];
  readonly inspections: number;
  readonly outcomes: number;
}

interface Row {
  readonly event: string;
  readonly cardMs?: number;
}

function rows({ station }: Counter): Row[] {
  const folder = join(station, "log");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line) as Row);
}

function residentMb(pid: number | undefined): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024;
}

/** Notes in the page when each screen is first drawn: a question from outside would come later. */
async function watchScreens({ page }: Bench): Promise<void> {
  await page.evaluate(() => {
    const seen: Record<string, number> = {};
    const look = (): void => {
      const main = document.querySelector("main");
      const now = performance.timeOrigin + performance.now();
      const screen = /screen-([a-z-]+)/.exec(main?.className ?? "")?.[1];
      if (screen !== undefined) seen[screen] ??= now;
      if (screen === "reading" && main?.querySelector(".name") !== null) seen.text ??= now;
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
    Object.assign(globalThis, { chipidSeen: seen });
  });
}

async function seenScreens({ page }: Bench): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(() => {
    const { chipidSeen } = globalThis as unknown as { chipidSeen: Record<string, number> };
    const copy = { ...chipidSeen };
    for (const key of Object.keys(chipidSeen)) delete chipidSeen[key];
    return copy;
  });
}

const counter = await openCounter(counterOptions(process.argv.slice(2)));
const { bench } = counter;
const report = {
  seen: [] as number[],
  firstText: [] as number[],
  verdict: [] as number[],
  beyondCard: [] as number[],
  card: [] as number[],
  residentMb: [] as number[],
};
try {
  await watchScreens(bench);
  for (let cycle = 0; cycle < count; cycle++) {
    await bench.scan(PRINTED.qr);
    await bench.expectText(vi["ready.key"]);
    await seenScreens(bench);
    const began = performance.timeOrigin + performance.now();
    await bench.card.insert("genuine");
    await bench.screen("result");
    const seen = await seenScreens(bench);
    const { reading = Number.NaN, result = Number.NaN, text = result } = seen;
    // The row is on the disk before or soon after the result is shown.
    let inspections = rows(counter).filter(({ event }) => event === "inspection");
    for (let waited = 0; inspections.length <= cycle && waited < 50; waited++) {
      await bench.page.waitForTimeout(20);
      inspections = rows(counter).filter(({ event }) => event === "inspection");
    }
    const card = inspections.at(-1)?.cardMs ?? Number.NaN;
    report.seen.push(reading - began);
    report.firstText.push(text - began);
    report.verdict.push(result - began);
    report.card.push(card);
    report.beyondCard.push(result - reading - card);
    await bench.press(vi["action.face"]);
    await bench.screen("face");
    await bench.press(vi["face.same"]);
    await bench.screen("result");
    await bench.press(vi["action.finish"]);
    await bench.screen("ready");
    await bench.card.remove();
    await bench.page.waitForTimeout(600);
    if (bench.host.name === "browser") report.residentMb.push(residentMb(bench.host.station.pid));
  }
  const all = rows(counter);
  const counted = (event: string): number => all.filter((row) => row.event === event).length;
  const line: CyclesReport = { ...report, inspections: counted("inspection"), outcomes: counted("outcome") };
  process.stdout.write(`${JSON.stringify(line)}\n`);
} finally {
  await counter.close();
}
process.exit(0);
