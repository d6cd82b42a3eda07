import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CDPSession } from "playwright-core";
import { vi } from "../../src/renderer/words/vi.js";
import type { Bench } from "./bench.js";
import { CITIZEN } from "./cards.js";
import { type Counter, counterOptions, openCounter } from "./counter.js";
import { foundIn, foundUnder } from "./traces.js";

// T95: what is left of a person after the wipe. One line of JSON: for each place, what a search finds while the result is
// shown (it must find, or it proves nothing) and after the wipe.

const NEEDLES = {
  name: CITIZEN.name,
  number: CITIZEN.number,
  "old number": CITIZEN.oldNumber,
  residence: CITIZEN.residence,
  origin: CITIZEN.origin,
  mother: CITIZEN.mother,
  religion: CITIZEN.religion,
  "MRZ line": CITIZEN.mrzLine,
  "MRZ name": CITIZEN.mrzName,
} as const;
/** Where the heaps after the wipe are kept, to look at when something is found in them. */
const keep = process.env.CHIPID_KEEP_HEAPS;
const SNAPSHOT = /\.heapsnapshot$/;

export interface Traces {
  readonly page: readonly string[];
  readonly renderer: readonly string[];
  readonly station: readonly string[];
  readonly disk: readonly string[];
}

export interface WipeReport {
  readonly before: Traces;
  readonly after: Traces;
}

async function rendererHeap(session: CDPSession): Promise<Buffer> {
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }): void => void chunks.push(chunk);
  session.on("HeapProfiler.addHeapSnapshotChunk", take);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  session.off("HeapProfiler.addHeapSnapshotChunk", take);
  return Buffer.from(chunks.join(""), "utf8");
}

/** The station writes one into its folder when told to by a signal, after a collection of its own. */
async function stationHeap({ bench, data }: Counter): Promise<Buffer> {
  bench.host.station.kill("SIGUSR2");
  for (let size = -1, waited = 0; waited < 60_000; waited += 500) {
    await bench.page.waitForTimeout(500);
    const [name] = readdirSync(data).filter((each) => SNAPSHOT.test(each));
    if (name === undefined) continue;
    const path = join(data, name);
    const now = statSync(path).size;
    if (now === size && now > 0) {
      const bytes = readFileSync(path);
      rmSync(path);
      return bytes;
    }
    size = now;
  }
  throw new Error("the station wrote no heap snapshot");
}

async function search(counter: Counter, session: CDPSession): Promise<Traces> {
  const { bench, data } = counter;
  const [renderer, station] = [await rendererHeap(session), await stationHeap(counter)];
  if (keep !== undefined) {
    writeFileSync(join(keep, "renderer.heapsnapshot"), renderer);
    writeFileSync(join(keep, "station.heapsnapshot"), station);
  }
  return {
    page: foundIn(Buffer.from(await bench.page.content(), "utf8"), NEEDLES),
    renderer: foundIn(renderer, NEEDLES),
    station: foundIn(station, NEEDLES),
    disk: foundUnder(data, NEEDLES),
  };
}

async function shown(bench: Bench): Promise<void> {
  await bench.scan(CITIZEN.qr);
  await bench.card.insert("citizen");
  await bench.screen("result");
  await bench.press(vi["hidden.oldNumber"]);
  await bench.expectText(CITIZEN.oldNumber);
  await bench.page.mouse.move(100, 100);
}

const counter = await openCounter({
  ...counterOptions(process.argv.slice(2)),
  nodeOptions: ["--heapsnapshot-signal=SIGUSR2"],
});
try {
  const { bench } = counter;
  const session = await bench.page.context().newCDPSession(bench.page);
  await session.send("HeapProfiler.enable");
  // More than once: what is kept of the last one only would not be seen to grow.
  for (let round = 0; round < 3; round++) {
    await shown(bench);
    if (round < 2) {
      await bench.press(vi["action.face"]);
      await bench.screen("face");
      await bench.press(vi["face.same"]);
      await bench.press(vi["action.finish"]);
      await bench.screen("ready");
      await bench.card.remove();
    }
  }
  const before = await search(counter, session);
  await bench.card.remove();
  // Nobody comes back: the idle time runs out, if it has not while the heaps were written.
  await bench.screen("ready", 60_000);
  await bench.page.waitForTimeout(500);
  const after = await search(counter, session);
  const report: WipeReport = { before, after };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await counter.close();
}
process.exit(0);
