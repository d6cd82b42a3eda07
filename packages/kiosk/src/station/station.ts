import { join } from "node:path";
import type { ChipCrypto, Crypto, RandomSource } from "@chipid/sdk";
import { makeFolder, nodeChipCrypto, nodeCrypto, nodeRandom } from "@chipid/sdk/node";
import { createReaders, type Readers } from "@chipid/sdk/pcsc";
import * as v from "valibot";
import { type Command, commandSchema, type PortraitReply, type Reply, type View } from "../shared/index.js";
import { ClockDesk } from "./desk/clock-desk.js";
import { inputDesk } from "./desk/input.js";
import { contextOf, LogDesk } from "./desk/log-desk.js";
import { localDay, localTime } from "./desk/moment.js";
import { PortraitDesk } from "./desk/portrait.js";
import { ReaderDesk } from "./desk/reader-desk.js";
import { ReadingDesk } from "./desk/reading-desk.js";
import { type SelfCheckParts, selfCheck } from "./desk/self-check.js";
import { Service } from "./desk/service.js";
import { filePin, fileSettings } from "./desk/settings.js";
import { hostTimer, type SetTimer, TimerDesk } from "./desk/timers.js";
import type { InputDesk, PinDesk, SettingsDesk } from "./desk/types.js";
import { createImageDecoder } from "./images/decoder.js";
import type { ImageDecoder } from "./images/types.js";
import { type OpenedLog, openLog } from "./log/open-log.js";
import { newReference } from "./log/reference.js";
import { allows } from "./machine/allowed.js";
import { andThen, endCase, endManual } from "./machine/change.js";
import { type Effect, type Event, SERVED, type Served, type Step } from "./machine/events.js";
import { initialState, type State } from "./machine/state.js";
import { step } from "./machine/step.js";
import { timersOf } from "./machine/timers.js";
import { createSlipOutput } from "./output/slip-output.js";
import type { SlipOutput } from "./output/types.js";
import { forgetMatches } from "./reading/keeper.js";
import { LESSONS } from "./training/lessons.js";
import { trustAge } from "./trust/age.js";
import { openTrustDesk, type TrustDesk } from "./trust/desk.js";
import { viewOf } from "./view/view.js";

export interface Station {
  view(): View;
  /** Any value: what is no command of the contract is refused. Never rejects. */
  send(command: unknown): Promise<Reply>;
  /** Calls at every later change, with the whole view. */
  onView(listener: (view: View) => void): () => void;
  /** null when the result that it belongs to is gone. */
  portrait(id: string): Promise<PortraitReply>;
  /** Gives card and readers back, forgets everything personal, closes the log. */
  close(): Promise<void>;
}

/** Parts of a station in place of its own; for tests. */
export interface StationParts {
  readonly settings: SettingsDesk;
  readonly pin: PinDesk;
  readonly output: SlipOutput;
  readonly input: InputDesk;
  readonly images: ImageDecoder;
}

export interface StationOptions {
  /** Holds settings, log, exports and, unless it is elsewhere, the trust data. Made when it is not there. */
  readonly dataFolder: string;
  /** Default: `trust` in the data folder. */
  readonly trustFolder?: string;
  readonly version: string;
  /** When this program was made, milliseconds since 1970: a clock that says less is wrong. */
  readonly built?: number;
  readonly parts?: Partial<StationParts>;
  /** Opens the readers; throws ChipidError `reader.install` when there is no library. */
  readonly readers?: () => Readers;
  /** File or file: URL that the native PC/SC libraries are looked up from. */
  readonly from?: string;
  /** Folder of the lessons' recorded sessions; without it there is no training. */
  readonly lessonsFolder?: string;
  /** The station before this one ended without having been asked to. */
  readonly restarted?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic?: () => number;
  readonly random?: RandomSource;
  readonly crypto?: Crypto;
  readonly chipCrypto?: ChipCrypto;
  readonly setTimer?: SetTimer;
  readonly lessonPause?: (what: "exchange" | "put-back") => Promise<void>;
  /** Told of faults of the station itself; their texts may repeat what they failed at: to be written down by `faultLine`. */
  readonly onFault?: (error: Error) => void;
}

/** The program is no older than this source. */
const BUILT = Date.UTC(2026, 10, 1);

/** The pace of a lesson, ms: an exchange takes about what a card takes, and a person some seconds. */
const PACE = { exchange: 60, "put-back": 4000 } as const;

/**
 * Opens a station: readers, trust data, log and settings behind one view and one list of commands.
 * @throws LogInUseError when another station writes the log of this folder; what the file system says of a data folder that
 * cannot be made
 */
export async function createStation(options: StationOptions): Promise<Station> {
  const { dataFolder, now = Date.now } = options;
  makeFolder(dataFolder);
  const parts: StationParts = {
    settings: options.parts?.settings ?? fileSettings(dataFolder, now),
    pin: options.parts?.pin ?? filePin(dataFolder, now),
    output: options.parts?.output ?? createSlipOutput(),
    input: options.parts?.input ?? inputDesk,
    images: options.parts?.images ?? createImageDecoder(),
  };
  const crypto = options.crypto ?? nodeCrypto();
  const trust = openTrustDesk({ folder: options.trustFolder ?? join(dataFolder, "trust"), crypto, now });
  const state = initialState({
    version: options.version,
    settings: parts.settings.settings,
    settingsFault: parts.settings.fault ?? null,
    pinSet: parts.pin.set,
    restarted: options.restarted === true,
    lessons:
      options.lessonsFolder === undefined ? [] : LESSONS.map(({ id, title, expects }) => ({ id, title, expects })),
  });
  const log = await openLog({ folder: join(dataFolder, "log"), now, context: contextOf(state) });
  const station = new LiveStation(options, { parts, state, crypto, trust, log });
  station.start();
  return station;
}

interface Foundations {
  readonly parts: StationParts;
  readonly state: State;
  readonly crypto: Crypto;
  readonly trust: TrustDesk;
  readonly log: OpenedLog;
}

class LiveStation implements Station {
  #state: State;
  #revision = 0;
  #view: View | undefined;
  #closing: Promise<void> | undefined;
  /** The first self-check writes the start down: before it, a clock may be wrong. */
  #started = false;
  readonly #listeners = new Set<(view: View) => void>();
  readonly #working = new Set<Promise<unknown>>();
  readonly #timers: TimerDesk;
  readonly #clock: ClockDesk;
  readonly #readers: ReaderDesk;
  readonly #reading: ReadingDesk;
  readonly #portraits: PortraitDesk;
  readonly #log: LogDesk;
  readonly #service: Service;
  readonly #checkParts: SelfCheckParts;
  readonly #trust: TrustDesk;
  readonly #input: InputDesk;
  readonly #images: ImageDecoder;
  readonly #now: () => number;

  constructor(
    private readonly options: StationOptions,
    { parts, state, crypto, trust, log }: Foundations,
  ) {
    const { dataFolder, from } = options;
    const now = options.now ?? Date.now;
    const tell = (event: Event): void => {
      this.#dispatch(event);
    };
    const fault = (error: unknown): void => this.#fault(error);
    this.#state = state;
    this.#now = now;
    this.#trust = trust;
    const { setTimer = hostTimer, monotonic = () => performance.now() } = options;
    this.#timers = new TimerDesk(setTimer, ({ event }) => this.#dispatch(event));
    const create = options.readers ?? (() => createReaders(from === undefined ? {} : { from }));
    this.#readers = new ReaderDesk(create, (seen) => this.#dispatch({ type: "readers", ...seen }));
    this.#input = parts.input;
    this.#images = parts.images;
    this.#portraits = new PortraitDesk(this.#images);
    this.#log = new LogDesk(log, (facts) => this.#dispatch({ type: "log", facts }), fault);
    this.#reading = new ReadingDesk({
      readers: () => this.#readers.readers,
      trust,
      settings: () => this.#state.settings,
      crypto,
      chipCrypto: options.chipCrypto ?? nodeChipCrypto(),
      random: options.random ?? nodeRandom,
      now,
      monotonic,
      lessonsFolder: options.lessonsFolder,
      lessonPause: options.lessonPause ?? lessonPause,
      tell,
      fault,
    });
    this.#clock = new ClockDesk({
      now,
      monotonic,
      built: options.built ?? BUILT,
      lastRow: () => this.#log.lastRow,
      trusted: () => trust.store.newest,
      setTimer,
      ring: () => this.#lookAtClock(),
    });
    this.#service = new Service({
      settings: parts.settings,
      pin: parts.pin,
      trust,
      log: this.#log,
      output: parts.output,
      exportFolder: join(dataFolder, "exports"),
      now,
      state: () => this.#state,
      check: () => this.#work(this.#check()),
      tell,
      fault,
    });
    this.#checkParts = {
      readers: this.#readers,
      log: this.#log,
      pin: parts.pin,
      output: parts.output,
      trust,
      crypto,
      dataFolder,
      now,
      clock: this.#clock,
    };
  }

  start(): void {
    this.#dispatch({ type: "log", facts: this.#log.facts });
    this.#dispatch({ type: "trust", trust: trustAge(this.#trust.store, this.#now()) });
    this.#work(this.#check());
  }

  view(): View {
    this.#view ??= viewOf(this.#state, this.#revision);
    return this.#view;
  }

  onView(listener: (view: View) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async portrait(id: string): Promise<PortraitReply> {
    return this.#portraits.get(id);
  }

  async send(raw: unknown): Promise<Reply> {
    const parsed = v.safeParse(commandSchema, raw);
    if (!parsed.success) return { ok: false, refusal: "shape" };
    if (this.#closing !== undefined) return { ok: false, refusal: "station-down" };
    try {
      return await this.#do(parsed.output);
    } catch (error) {
      this.#fault(error);
      return { ok: false, refusal: "internal" };
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#timers.keep([]);
    this.#clock.close();
    await this.#reading.close();
    this.#portraits.drop();
    await this.#readers.close();
    await Promise.allSettled([...this.#working]);
    const { effects } = endCitizen(this.#state);
    for (const effect of effects) if (effect.type === "log") await this.#log.append(effect.event, this.#state);
    if (this.#started) await this.#log.append({ event: "stop" }, this.#state);
    await this.#log.log.close();
    await this.#images.close();
    this.#listeners.clear();
    this.#state = { ...this.#state, case: null };
    this.#view = undefined;
    forgetMatches();
  }

  async #do(command: Command): Promise<Reply> {
    if (isServed(command)) {
      const allowed = allows(this.#state, command.type);
      // Somebody is there, whatever comes of it.
      this.#dispatch({ type: "command", command: { type: "touch" } });
      return allowed ? this.#track(this.#service.serve(command)) : { ok: false, refusal: "not-now" };
    }
    const input = this.#input;
    const today = localDay(this.#now());
    // What is typed is looked at only where it is taken: elsewhere it is nobody's business.
    const understood = !allows(this.#state, command.type)
      ? undefined
      : command.type === "scan"
        ? input.scan(command.text, today)
        : command.type === "key"
          ? input.typed(command, today)
          : command.type === "can"
            ? input.can(command.can)
            : undefined;
    const refusal = this.#dispatch({
      type: "command",
      command,
      ...(understood === undefined ? {} : { input: understood }),
    });
    return refusal === undefined ? { ok: true } : { ok: false, refusal };
  }

  /** One step of the machine, with all that follows from it. */
  #dispatch(event: Event): Extract<Reply, { ok: false }>["refusal"] | undefined {
    if (this.#closing !== undefined) return "station-down";
    // Nothing is done, and no verdict given, under a clock that was set wrong since the step before.
    if (event.type !== "clock") this.#lookAtClock();
    const before = this.#state;
    const { state, effects, refusal } = step(before, event, {
      at: localTime(this.#now()),
      reference: newReference(),
    });
    this.#state = state;
    for (const effect of effects) this.#effect(effect, before);
    this.#timers.keep(timersOf(this.#state));
    if (state !== before) this.#changed();
    return refusal;
  }

  #lookAtClock(): void {
    // The self-check that is under way tells of it.
    if (this.#closing !== undefined || this.#state.checking) return;
    const check = this.#clock.changed();
    if (check === undefined) return;
    this.#dispatch({ type: "clock", check });
    // The station's first row waits for a clock that can be believed.
    if (check.state === "ok" && !this.#started) this.#work(this.#check());
  }

  /** Somebody has looked: a clock that was set back is taken as it is, unless more speaks against it. */
  #acceptClock(): void {
    const seconds = Math.round(this.#clock.accept() / 1000);
    if (seconds > 0) this.#work(this.#log.append({ event: "clock", back: seconds }, this.#state));
  }

  #changed(): void {
    this.#revision++;
    this.#view = undefined;
    if (this.#listeners.size === 0) return;
    const view = this.view();
    for (const listener of [...this.#listeners]) {
      try {
        listener(view);
      } catch (error) {
        this.#fault(error);
      }
    }
  }

  #effect(effect: Effect, before: State): void {
    switch (effect.type) {
      case "read":
        this.#reading.read(effect);
        return;
      case "lesson":
        this.#reading.lesson(effect);
        return;
      case "cancel-reading":
        this.#reading.cancel();
        return;
      case "decode-portrait":
        this.#work(this.#decode(effect.reference));
        return;
      case "log":
        // A row is written in the name of who did it: who locks the station is still signed in.
        this.#work(this.#log.append(effect.event, effect.event.event === "sign-in" ? this.#state : before));
        return;
      case "drop":
        this.#reading.drop();
        this.#portraits.drop();
        forgetMatches();
        return;
      case "check":
        this.#acceptClock();
        this.#work(this.#check());
        return;
    }
  }

  async #decode(reference: string): Promise<void> {
    const portrait = await this.#portraits.decode(reference, this.#reading.kept.portrait);
    if (portrait !== undefined) this.#dispatch({ type: "portrait", reference, portrait });
  }

  async #check(): Promise<void> {
    const checks = await selfCheck(this.#checkParts, this.#state);
    const clock = checks.find(({ id }) => id === "clock");
    if (!this.#started && clock?.state === "ok") {
      this.#started = true;
      const { version } = this.options;
      this.#work(this.#log.append({ event: "start", version, trust: this.#trust.version }, this.#state));
    }
    this.#dispatch({ type: "trust", trust: trustAge(this.#trust.store, this.#now()) });
    this.#dispatch({ type: "checked", checks });
  }

  /** Keeps what is under way in sight: it is waited for at the end, and its fault is told. */
  #work(work: Promise<unknown>): void {
    this.#track(work).catch((error: unknown) => this.#fault(error));
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#working.add(work);
    const done = (): boolean => this.#working.delete(work);
    work.then(done, done);
    return work;
  }

  #fault(error: unknown): void {
    this.options.onFault?.(error instanceof Error ? error : new Error("a fault that is no error"));
  }
}

/** Whoever is being served when the station ends was served as far as that. */
function endCitizen(state: State): Step {
  return andThen(endManual(state, "cancelled"), (next) => endCase(next, "cancelled"));
}

function isServed(command: Command): command is Served {
  return (SERVED as readonly string[]).includes(command.type);
}

function lessonPause(what: "exchange" | "put-back"): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PACE[what]));
}
