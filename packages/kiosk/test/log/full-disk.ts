import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLog } from "../../src/station/log/open-log.js";
import { CONTEXT, inspection } from "./samples.js";

// Fills a tiny disk with rows until it takes no more, makes room, goes on, opens again; prints what was seen as JSON.

const [folder = ""] = process.argv.slice(2);
const open = () => openLog({ folder, now: () => Date.UTC(2026, 10, 28, 5), context: CONTEXT, zone: () => 420 });
const ballast = join(folder, "ballast");

const log = await open();
writeFileSync(ballast, new Uint8Array(20 * 1024));
let written = 0;
while (written < 10_000 && (await log.append(inspection({ totalMs: written }), CONTEXT))) written++;
let refused = 1;
for (let i = 0; i < 4; i++) if (!(await log.append(inspection(), CONTEXT))) refused++;
const states = [log.state];
rmSync(ballast);
const later = await log.append({ event: "lock" }, CONTEXT);
states.push(log.state);
await log.close();
const again = await open();
states.push(again.state);
await again.close();
const lines = readFileSync(join(folder, "chipid-log-2026-11.jsonl"), "utf8").split("\n").slice(0, -1);
process.stdout.write(JSON.stringify({ written, refused, later, states, lines }));
