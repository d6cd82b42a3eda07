import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { Command, Reply, Screen, ScreenName, ScreenOf, Settings, View } from "../../src/shared/index.js";
import { viewSchema } from "../../src/shared/index.js";
import type { InputDesk, PinDesk, SettingsDesk } from "../../src/station/desk/types.js";
import type { DisplayImage } from "../../src/station/images/types.js";
import type { DocumentKeys, ScanOutcome } from "../../src/station/scan/types.js";
import { createStation, type Station, type StationOptions } from "../../src/station/station.js";
import { testSettings } from "../settings.js";
import { VirtualService } from "./virtual-readers.js";

export const READER = "Virtual Contactless Reader 00 00";

export const SETTINGS = testSettings({
  signIn: false,
  idle: { warnAfter: 60, warning: 15, lockAfter: 0 },
  procedures: [
    { id: "general", name: { vi: "Thủ tục chung", en: "General" }, fields: ["number", "fullName", "birth"] },
  ],
});

/** Settings in memory. */
function settingsDesk(start: Settings): SettingsDesk {
  let settings = start;
  return {
    get settings() {
      return settings;
    },
    fault: undefined,
    async change(patch) {
      settings = { ...settings, ...(patch as Partial<Settings>) };
      return Object.keys(patch);
    },
  };
}

function pinDesk(): PinDesk {
  let pin: string | undefined;
  return {
    get set() {
      return pin !== undefined;
    },
    broken: false,
    verify: async (asked) => (asked === pin ? "right" : "wrong"),
    change: async (next) => {
      pin = next;
      return "set";
    },
  };
}

/** Timers that ring when the test says that time has passed. */
export class TestTime {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly ring: () => void }>();

  readonly setTimer = (ms: number, ring: () => void): (() => void) => {
    const timer = { at: this.#now + ms, ring };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get running(): number {
    return this.#timers.size;
  }

  pass(seconds: number): void {
    const end = this.#now + seconds * 1000;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = next.at;
      this.#timers.delete(next);
      next.ring();
    }
    this.#now = end;
  }
}

export interface Bench {
  readonly station: Station;
  readonly service: VirtualService;
  readonly time: TestTime;
  readonly folder: string;
  /** Keys that a text stands for when it is scanned; others are not understood. */
  readonly scans: Map<string, DocumentKeys>;
  readonly faults: Error[];
  /** Views as they came. */
  readonly views: View[];
  send(command: Command): Promise<Reply>;
  /** Sends, and fails where the station refuses. */
  ok(command: Command): Promise<void>;
  screen(): Screen;
  /** Waits for a screen. */
  until<N extends ScreenName>(name: N, more?: (screen: ScreenOf<N>) => boolean): Promise<ScreenOf<N>>;
  end(): Promise<void>;
}

export interface BenchOptions {
  /** Data folder, kept at the end; default: one of its own, which goes. */
  readonly folder?: string;
  readonly settings?: Partial<Settings>;
  readonly station?: Partial<StationOptions>;
  /** Prepares the data folder. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly reader?: boolean;
  /** Whether the views are kept as they come; by default they are. */
  readonly keepViews?: boolean;
  readonly decode?: (image: Uint8Array) => Promise<DisplayImage | undefined>;
}

const WAIT_MS = 20_000;

/** A whole station in this process: virtual readers, time that the test moves, everything else as it is. */
export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "chipid-station-")));
  await options.prepare?.(folder);
  const service = new VirtualService();
  if (options.reader !== false) service.plug(READER);
  const time = new TestTime();
  const faults: Error[] = [];
  const scans = new Map<string, DocumentKeys>();
  const outcome = (text: string): ScanOutcome => {
    const keys = scans.get(text);
    return keys === undefined ? { ok: false, issue: "not-understood" } : { ok: true, keys };
  };
  const input: InputDesk = {
    scan: outcome,
    typed: ({ documentNumber }) => outcome(documentNumber),
    can: (can) =>
      /^\d{6}$/.test(can)
        ? { ok: true, keys: { attempts: [{ can }], scans: [], source: "can", citizen: false, computedExpiry: false } }
        : { ok: false, issue: "can-length" },
  };
  const decode = options.decode ?? (async (image) => ({ mime: "image/jpeg", bytes: image, width: 480, height: 640 }));
  const station = await createStation({
    dataFolder: folder,
    version: "0.1.0",
    parts: {
      settings: settingsDesk({ ...SETTINGS, ...options.settings }),
      pin: pinDesk(),
      input,
      output: {
        text: (slip) => slip.fields.map(({ id }) => id).join("\n"),
        handOver: async () => undefined,
        folder: async () => "usable",
      },
      images: { decode: (image) => decode(image), close: async () => undefined },
    },
    readers: () => service.readers(),
    setTimer: time.setTimer,
    onFault: (error) => faults.push(error),
    lessonPause: async () => undefined,
    ...options.station,
  });
  const views: View[] = [];
  const stop = station.onView((view) => {
    if (options.keepViews !== false) views.push(view);
  });
  const bench: Bench = {
    station,
    service,
    time,
    folder,
    scans,
    faults,
    views,
    send: (command) => station.send(command),
    async ok(command) {
      const reply = await station.send(command);
      if (!reply.ok) throw new Error(`${command.type} on ${station.view().screen.name}: ${reply.refusal}`);
    },
    screen: () => station.view().screen,
    until: (name, more) => until(station, name, more),
    async end() {
      stop();
      await station.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
      for (const view of views) v.parse(viewSchema, view);
      if (faults.length > 0) throw faults[0];
    },
  };
  return bench;
}

async function until<N extends ScreenName>(
  station: Station,
  name: N,
  more: (screen: ScreenOf<N>) => boolean = () => true,
): Promise<ScreenOf<N>> {
  const fits = (view: View): boolean => view.screen.name === name && more(view.screen as ScreenOf<N>);
  if (!fits(station.view())) {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no ${name} within time; the screen is ${station.view().screen.name}`));
      }, WAIT_MS);
      const stop = station.onView((view) => {
        if (!fits(view)) return;
        clearTimeout(timer);
        stop();
        resolve();
      });
    });
  }
  return station.view().screen as ScreenOf<N>;
}
