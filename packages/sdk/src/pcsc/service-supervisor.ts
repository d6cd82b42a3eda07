import type { ChipidError } from "../errors/chipid-error.js";
import type { Binding, ReaderState, Service } from "./binding.js";
import { pause } from "./exchange-queue.js";
import { readerError, serviceGone } from "./return-codes.js";

/** Pause before the service is looked for again, ms; doubles up to the longest, starts over after a good while. */
const BACK_OFF = { first: 100, longest: 2000, goodWhile: 1000 };

/** What a supervisor tells: reports while the service is open, and each failure to open it or end of it. */
export interface SupervisorEvents {
  readonly report: (states: readonly ReaderState[]) => void;
  readonly lost: (error: ChipidError) => void;
}

/**
 * Keeps a PC/SC service open: opens it anew, for ever and with growing pauses, whenever it is away or goes away. A library
 * that has lost its service never finds it again by itself.
 */
export class ServiceSupervisor {
  /** Settles, when the signal was given and all is closed; never rejects. */
  readonly ended: Promise<void>;
  readonly #binding: Binding;
  readonly #events: SupervisorEvents;
  readonly #stop: AbortSignal;
  #service: Service | undefined;
  #fail: ((error: unknown) => void) | undefined;
  /** Refusals to open the service, one after the other. */
  #denials = 0;

  constructor(binding: Binding, stop: AbortSignal, events: SupervisorEvents) {
    this.#binding = binding;
    this.#events = events;
    this.#stop = stop;
    this.ended = this.#supervise();
  }

  /** The open service. */
  get service(): Service | undefined {
    return this.#service;
  }

  /** An exchange found that this service is gone, perhaps before the service's own report. */
  failed(service: Service, error: ChipidError): void {
    if (service === this.#service) this.#fail?.(error);
  }

  async #supervise(): Promise<void> {
    let backOff = BACK_OFF.first;
    // The owner is to be complete before the first event.
    await Promise.resolve();
    while (!this.#stop.aborted) {
      const began = Date.now();
      await this.#oneLife();
      if (Date.now() - began >= BACK_OFF.goodWhile) backOff = BACK_OFF.first;
      await pause(backOff, this.#stop).catch(() => undefined);
      backOff = Math.min(backOff * 2, BACK_OFF.longest);
    }
  }

  /**
   * A service that goes away in the middle of the greeting shows as a refusal (pcsc-lite takes the closed connection for
   * one): only a refusal that is repeated is the system's policy. Nor is it a card that failed: there is none yet here.
   */
  #judged(error: ChipidError): ChipidError {
    this.#denials = error.code === "reader.denied" ? this.#denials + 1 : 0;
    return this.#denials === 1 || error.code.startsWith("card.") ? serviceGone(error) : error;
  }

  /** From opening to the end of the service; at the end of all, waits until it is closed. */
  async #oneLife(): Promise<void> {
    const stop = this.#stop;
    let service: Service | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const stopped = (): void => resolve();
        stop.addEventListener("abort", stopped, { once: true });
        let open = true;
        const lost = (error: unknown): void => {
          open = false;
          stop.removeEventListener("abort", stopped);
          reject(error);
        };
        const readers = (states: readonly ReaderState[]): void => {
          if (open && !stop.aborted) this.#events.report(states);
        };
        this.#fail = lost;
        this.#binding.open({ readers, lost }).then((opened) => {
          if (open && !stop.aborted) {
            service = opened;
            this.#denials = 0;
            this.#service = opened;
          } else void opened.close().catch(() => undefined);
        }, lost);
      });
    } catch (error) {
      this.#service = undefined;
      this.#events.lost(this.#judged(readerError(error)));
    }
    this.#service = undefined;
    this.#fail = undefined;
    // What is under way in it may take its time: only the end of all waits for that.
    const closed = service?.close().catch(() => undefined);
    if (stop.aborted) await closed;
  }
}
