import { join } from "node:path";
import { getHeapCodeStatistics } from "node:v8";
import { type Bench, createBench, READER } from "./bench.js";
import { canKeys, cardOf, documentOf, trustIssuer } from "./cards.js";
import { LogFollower } from "./log-follower.js";

export interface CycleOptions {
  /** Data folder, kept at the end; default: one of its own, which goes. */
  readonly folder?: string;
  readonly cycles: number;
  /** Cycles after which the heap is weighed. */
  readonly at: readonly number[];
  /** Collects all garbage. */
  readonly collect: () => void;
  readonly onProgress?: (done: number) => void;
}

export interface CycleReport {
  /** Bytes after collection, without compiled code, by number of cycles. */
  readonly weighed: ReadonlyMap<number, number>;
  /** Connections to cards that are still open, timers that run, and inspections in the log. */
  readonly connections: number;
  readonly timers: number;
  readonly inspections: number;
}

const QR = "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021";

/** Citizens at the counter, one after the other: each kind of card, each way in which it ends. */
export async function runCycles({ cycles, at, collect, onProgress, folder }: CycleOptions): Promise<CycleReport> {
  const document = documentOf();
  const bench = await createBench({
    keepViews: false,
    ...(folder === undefined ? {} : { folder }),
    prepare: (folder) => trustIssuer(join(folder, "trust"), document),
  });
  bench.scans.set("qr", canKeys("123456", { scans: [QR] }));
  bench.scans.set("wrong", canKeys("000000"));
  const weighed = new Map<number, number>();
  try {
    await bench.until("ready");
    const log = new LogFollower(join(bench.folder, "log"));
    await log.look();
    const before = log.count("outcome");
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await serve(bench, document, cycle);
      // No citizen comes so fast that rows would wait for the disk; what waits here would only blur what is weighed.
      await log.until("outcome", before + cycle);
      if (at.includes(cycle)) weighed.set(cycle, await weigh(collect));
      onProgress?.(cycle);
    }
    const { connections } = bench.service;
    const timers = bench.time.running;
    await bench.station.close();
    await log.look();
    return { weighed, connections, timers, inspections: log.count("inspection") };
  } finally {
    await bench.end();
  }
}

async function serve(bench: Bench, document: ReturnType<typeof documentOf>, cycle: number): Promise<void> {
  const kind = cycle % 5;
  await bench.ok({ type: "scan", text: kind === 3 ? "wrong" : "qr" });
  const card = cardOf(document, kind === 1 ? "chip-key-absent" : undefined);
  bench.service.put(READER, card, kind === 2 ? { leaveAfter: 14 } : {});
  if (kind === 2) {
    await bench.until("moved");
    bench.service.put(READER, card);
  }
  if (kind === 3) {
    await bench.until("wrong-key");
    await bench.ok({ type: "scan", text: "qr" });
  }
  const { result } = await bench.until("result", ({ result }) => result.portrait.state !== "loading");
  const expected = kind === 1 ? "not-genuine" : "genuine";
  if (result.verdict !== expected) throw new Error(`cycle ${cycle} is ${result.verdict}`);
  bench.service.take(READER);
  if (kind === 1) {
    await bench.ok({ type: "refer" });
    await bench.ok({ type: "finish" });
  } else if (kind === 4) {
    bench.time.pass(75);
  } else {
    await bench.ok({ type: "face" });
    await bench.ok({ type: "face-outcome", outcome: "same" });
    await bench.ok({ type: "finish" });
  }
  await bench.until("ready");
  // The service reports the card's leaving in a turn of its own.
  await new Promise((done) => setImmediate(() => setImmediate(done)));
}

async function weigh(collect: () => void): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((done) => setImmediate(done));
    collect();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const { code_and_metadata_size: code, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  return heapUsed + arrayBuffers - code - bytecode;
}
