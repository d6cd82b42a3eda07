import {
  type CardInspection,
  type ChipCrypto,
  type ChipidError,
  type Crypto,
  isChipidError,
  type RandomSource,
  SignerMemory,
} from "@chipid/sdk";
import type { Readers } from "@chipid/sdk/pcsc";
import type { Settings } from "../../shared/index.js";
import type { Effect, Event } from "../machine/events.js";
import type { CardOutcome } from "../machine/outcome.js";
import { failureOf } from "../reading/failure.js";
import { HabitsByKind } from "../reading/habits.js";
import { overwrite, ReadingKeeper } from "../reading/keeper.js";
import { outcomeOf, previewOf, type ReadingContext } from "../reading/outcome.js";
import { readCard } from "../reading/read-card.js";
import { LESSONS } from "../training/lessons.js";
import { playTake, takeOf } from "../training/play.js";
import type { TrustDesk } from "../trust/desk.js";
import { NO_TRUST } from "../trust/version.js";
import { localDay } from "./moment.js";

type ReadEffect = Extract<Effect, { readonly type: "read" }>;
type LessonEffect = Extract<Effect, { readonly type: "lesson" }>;

export interface ReadingDeskOptions {
  readonly readers: () => Readers | undefined;
  readonly trust: TrustDesk;
  readonly settings: () => Settings;
  readonly crypto: Crypto;
  readonly chipCrypto: ChipCrypto;
  readonly random: RandomSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Monotonic, ms. */
  readonly monotonic: () => number;
  readonly lessonsFolder: string | undefined;
  /** In training: before each exchange, and while the card is off the reader. */
  readonly lessonPause: (what: "exchange" | "put-back") => Promise<void>;
  readonly tell: (event: Event) => void;
  /** A fault of ours, told without what the card said. */
  readonly fault: (error: unknown) => void;
}

/** A lesson is judged under its own test issuer: of the station's trust data nothing is used. */
const LESSON_TRUST = NO_TRUST;

/** Reads one card at a time, and holds what it brought. */
export class ReadingDesk {
  readonly kept = new ReadingKeeper();
  readonly #habits = new HabitsByKind();
  readonly #memory = new SignerMemory();
  #active: AbortController | undefined;
  /** The reader is free again only when the reading before has given its card back. */
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReadingDeskOptions) {}

  read(effect: ReadEffect): void {
    const { keys, scans, reader, id } = effect;
    const { trust } = this.options;
    const context = { keys, scans, reader, trust: trust.version };
    this.#run(id, context, async (signal) => {
      const readers = this.options.readers();
      if (readers === undefined) return undefined;
      return readCard({
        readers,
        reader,
        keys,
        signal,
        inspection: this.#inspection(id, scans),
        onConnected: (atr) => {
          this.options.tell({ type: "progress", id, progress: { phase: "connected" } });
          return { habits: this.#habits.of(reader, atr) };
        },
        onMoved: () => this.#tell(signal, { type: "moved", id }),
      });
    });
  }

  lesson({ id, lesson, take }: LessonEffect): void {
    const plan = LESSONS.find((known) => known.id === lesson);
    const { lessonsFolder: folder, lessonPause } = this.options;
    // A lesson's card is opened as the lesson says: what the officer typed is not what opens it.
    const keys = { source: "qr", citizen: true, computedExpiry: false } as const;
    const context = { keys, scans: [], reader: null, trust: LESSON_TRUST };
    this.#run(id, context, async (signal) => {
      if (plan === undefined || folder === undefined) return undefined;
      this.options.tell({ type: "progress", id, progress: { phase: "connected" } });
      const { crypto, chipCrypto, monotonic, now } = this.options;
      return playTake(takeOf(plan, take), {
        folder,
        crypto,
        chipCrypto,
        clock: monotonic,
        now: now(),
        signal,
        pause: () => lessonPause("exchange"),
        putBack: async () => {
          this.#tell(signal, { type: "moved", id });
          await lessonPause("put-back");
          signal.throwIfAborted();
        },
        onProgress: (progress) => this.#tell(signal, { type: "progress", id, progress }),
        onPreview: (preview) => this.#tell(signal, { type: "preview", id, preview: previewOf(preview) }),
      });
    });
  }

  cancel(): void {
    this.#active?.abort(new Error("cancelled"));
    this.#active = undefined;
  }

  /** Overwrites what the last reading brought. */
  drop(): void {
    this.kept.drop();
  }

  async close(): Promise<void> {
    this.cancel();
    await this.#last;
    this.drop();
  }

  #run(
    id: number,
    context: Omit<ReadingContext, "milliseconds">,
    read: (signal: AbortSignal) => Promise<CardInspection | undefined>,
  ): void {
    this.cancel();
    const controller = new AbortController();
    this.#active = controller;
    const before = this.#last;
    const reading = before.then(async () => {
      if (controller.signal.aborted) return;
      const started = this.options.monotonic();
      const whole = (): ReadingContext => ({ ...context, milliseconds: this.options.monotonic() - started });
      try {
        const result = await read(controller.signal);
        this.#finish(controller, id, result, whole());
      } catch (error) {
        if (controller.signal.aborted) return;
        const known: ChipidError | undefined = isChipidError(error) ? error : undefined;
        if (known === undefined) this.options.fault(error);
        this.#tell(controller.signal, { type: "finished", id, outcome: failureOf(known, whole()) });
      } finally {
        // Whoever listened for its end would keep what it read.
        if (this.#active === controller) this.#active = undefined;
      }
    });
    // A fault in telling of this card must not keep the next one from being read.
    this.#last = reading.catch((error: unknown) => this.options.fault(error));
  }

  #finish(controller: AbortController, id: number, result: CardInspection | undefined, context: ReadingContext): void {
    const { signal } = controller;
    if (result === undefined) {
      this.#tell(signal, { type: "finished", id, outcome: failureOf(undefined, context) });
      return;
    }
    if (signal.aborted) {
      overwrite(result.reading);
      return;
    }
    let outcome: CardOutcome;
    try {
      outcome = outcomeOf(result, context);
    } catch (error) {
      overwrite(result.reading);
      throw error;
    }
    this.kept.keep(result);
    this.#tell(signal, { type: "finished", id, outcome });
  }

  #tell(signal: AbortSignal, event: Event): void {
    if (!signal.aborted) this.options.tell(event);
  }

  #inspection(id: number, scans: readonly string[]) {
    const { trust, crypto, chipCrypto, random, monotonic, now, settings, tell } = this.options;
    const at = now();
    return {
      trust: trust.store,
      crypto,
      chipCrypto,
      random,
      clock: monotonic,
      at,
      today: localDay(at),
      policy: { ...settings().policy, specimen: "reject" },
      scans,
      memory: this.#memory,
      personal: true,
      onProgress: (progress) => tell({ type: "progress", id, progress }),
      onPreview: (preview) => tell({ type: "preview", id, preview: previewOf(preview) }),
    } satisfies Partial<Parameters<typeof readCard>[0]["inspection"]>;
  }
}
