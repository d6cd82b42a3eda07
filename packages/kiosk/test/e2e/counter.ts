import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importIntoStore, nodeCrypto } from "@chipid/sdk/node";
import { startDaemon } from "../../../sdk/test/pcsc/daemon.mjs";
import { vi } from "../../src/renderer/words/vi.js";
import { Bench } from "./bench.js";
import { CardProcess } from "./card-process.js";
import { browserHost, electronHost } from "./hosts.js";
import { stationSettings } from "./settings.js";

export interface CounterOptions {
  readonly host: "browser" | "electron";
  /** Folder of the built kiosk. */
  readonly program: string;
  /** Bundled chip-program.ts. */
  readonly cardProgram: string;
  /** Folder for pictures of the screens. */
  readonly shots: string;
  readonly chromium?: string;
  /** Words for the station's Node; browser only. */
  readonly nodeOptions?: readonly string[];
}

export interface Counter {
  readonly bench: Bench;
  /** Folder of everything that station and window write. */
  readonly data: string;
  /** Folder of the station's own. */
  readonly station: string;
  close(): Promise<void>;
}

/** What a program of this suite is told: HOST PROGRAM CARD-PROGRAM SHOTS [CHROMIUM]. */
export function counterOptions(args: readonly string[]): CounterOptions {
  const [host, program, cardProgram, shots, chromium] = args;
  if ((host !== "browser" && host !== "electron") || program === undefined || cardProgram === undefined) {
    throw new Error("usage: HOST PROGRAM CARD-PROGRAM SHOTS [CHROMIUM]");
  }
  return { host, program, cardProgram, shots: shots ?? tmpdir(), ...(chromium === undefined ? {} : { chromium }) };
}

/** Opens a counter inside the world of with-pcscd.mjs, with the anchor of the test issuer, and signs an officer in. */
export async function openCounter(options: CounterOptions): Promise<Counter> {
  const { host: name, program, cardProgram, shots, chromium = "", nodeOptions = [] } = options;
  const data = mkdtempSync(join(tmpdir(), "chipid-kiosk-"));
  const daemon = await startDaemon();
  const card = new CardProcess(cardProgram);
  const station = join(data, "station");
  mkdirSync(join(data, "handover"), { recursive: true });
  mkdirSync(station, { recursive: true });
  writeFileSync(join(station, "settings.json"), JSON.stringify(stationSettings(join(data, "handover"))));
  const anchor = { name: "vn-test.cer", bytes: await card.anchor("genuine") };
  await importIntoStore(join(station, "trust"), [anchor], { crypto: nodeCrypto(), now: Date.now() });
  const host =
    name === "electron"
      ? await electronHost({ program, data })
      : await browserHost(chromium, { program, data, nodeOptions });
  const bench = new Bench(host, card, daemon, shots);
  await bench.screen("locked");
  await bench.shot("locked");
  await bench.page.getByLabel(vi["locked.officer"]).fill("CB01");
  await bench.page.keyboard.press("Enter");
  await bench.screen("ready");
  return {
    bench,
    data,
    station,
    async close() {
      await bench.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
