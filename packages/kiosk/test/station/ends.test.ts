import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createBench, READER } from "./bench.js";
import { canKeys, cardOf, documentOf } from "./cards.js";

it("says of a citizen who was being served how that ended when the station is closed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chipid-ends-"));
  try {
    const bench = await createBench({ folder });
    await bench.until("ready");
    bench.scans.set("qr", canKeys("123456"));
    await bench.ok({ type: "scan", text: "qr" });
    bench.service.put(READER, cardOf(documentOf()));
    const { result } = await bench.until("result", ({ result }) => result.portrait.state === "ready");
    await bench.end();
    const log = join(folder, "log");
    const [file = ""] = (await readdir(log)).filter((name) => name.endsWith(".jsonl"));
    const rows = (await readFile(join(log, file), "utf8")).trim().split("\n");
    const events = rows.map((row) => JSON.parse(row) as { event: string; reference?: string; outcome?: string });
    expect(events.map(({ event }) => event)).toEqual(["start", "inspection", "outcome", "stop"]);
    expect(events[2]).toMatchObject({ reference: result.reference, outcome: "cancelled" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
