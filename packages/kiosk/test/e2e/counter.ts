import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importIntoStore, nodeCrypto } from "@chipid/sdk/node";
import { startDaemon } from "../../../sdk/test/pcsc/daemon.mjs";
import { vi } from "../../src/renderer/words/vi.js";
import type { Settings } from "../../src/shared/index.js";
import { testSettings } from "../settings.js";
import { Bench } from "./bench.js";
import { CardProcess } from "./card-process.js";
import { browserHost, electronHost } from "./hosts.js";

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

/** A station whose idle time is as short as it may be, and which gives slips out in every way. */
const counterSettings = (handover: string): Settings =>
  testSettings({
    station: "Quầy thử 1",
    reader: "Virtual PCD 00 00",
    idle: { warnAfter: 15, warning: 5, lockAfter: 0 },
    procedures: [
      {
        id: "residence",
        name: { vi: "Xác nhận cư trú", en: "Confirmation of residence" },
        fields: ["fullName", "birth", "number", "placeOfResidence"],
      },
    ],
    outputs: { print: true, clipboard: true, handover },
  });

/** Opens a counter inside the world of with-pcscd.mjs, with the anchor of the test issuer, and signs an officer in. */
export async function openCounter(options: CounterOptions): Promise<Counter> {
  const { host: name, program, cardProgram, shots, chromium = "", nodeOptions = [] } = options;
  const data = mkdtempSync(join(tmpdir(), "chipid-kiosk-"));
  const daemon = await startDaemon();
  const card = new CardProcess(cardProgram);
  const station = join(data, "station");
  mkdirSync(join(data, "handover"), { recursive: true });
  mkdirSync(station, { recursive: true });
  writeFileSync(join(station, "settings.json"), JSON.stringify(counterSettings(join(data, "handover"))));
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
