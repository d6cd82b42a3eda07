import { safeParse } from "valibot";
import {
  blankView,
  type Command,
  type FromStation,
  fromStationSchema,
  type PortraitReply,
  type Reply,
  type ToStation,
  type View,
} from "../../shared/index.js";
import { BackOff } from "./back-off.js";
import { Pending } from "./pending.js";
import type { StationProcess } from "./process.js";

/** A station as the window knows it: there is always one, even while its process is being started again. */
export interface Supervised {
  /** The present view; counts its revisions up over all the processes there were. */
  view(): View;
  onView(listener: (view: View) => void): () => void;
  /** Never rejects; `station-down` when the process ended before it answered. */
  send(command: Command): Promise<Reply>;
  portrait(id: string): Promise<PortraitReply>;
  /** Lets the station end in order, or ends it after a while. */
  close(): Promise<void>;
}

export interface SupervisorOptions {
  start(): StationProcess;
  /** An answer that takes longer, ms, will not come: the process is ended and started again. */
  readonly patience?: number;
  /** Time for an orderly end, ms. */
  readonly closing?: number;
}

const DOWN: Reply = { ok: false, refusal: "station-down" };

/** Keeps a station process alive, and a view without anything of a card in place of a dead one's. */
export function superviseStation(options: SupervisorOptions): Supervised {
  const { start, patience = 60_000, closing = 5_000 } = options;
  const listeners = new Set<(view: View) => void>();
  const replies = new Pending<Reply>(DOWN);
  const portraits = new Pending<PortraitReply>(null);
  const backOff = new BackOff();
  let current: StationProcess | undefined;
  let view = blankView(undefined, 0, []);
  // Added to a process's own count, so that each view, of whichever process, has a higher number than the one before.
  let base = 1;
  let nextId = 1;
  let restarted = false;
  let closed = false;
  let restart: NodeJS.Timeout | undefined;
  const ended = new Set<() => void>();

  const show = (next: View): void => {
    view = next;
    for (const listener of [...listeners]) listener(next);
  };

  const take = (message: FromStation): void => {
    if (message.type === "reply") replies.answer(message.id, message.reply);
    else if (message.type === "portrait") portraits.answer(message.id, message.portrait);
    else if (message.type === "view") {
      const warnings = restarted ? [...new Set([...message.view.warnings, "station-restarted" as const])] : null;
      show({
        ...message.view,
        revision: base + message.view.revision,
        warnings: warnings ?? message.view.warnings,
      });
    }
  };

  const run = (): void => {
    const began = Date.now();
    let over = false;
    const failed = (): void => {
      if (over) return;
      over = true;
      current = undefined;
      replies.abandon();
      portraits.abandon();
      for (const listener of [...ended]) listener();
      if (closed) return;
      restarted = true;
      base = view.revision + 2;
      show(blankView(view, base - 1, ["station-restarted"]));
      restart = setTimeout(run, backOff.after(Date.now() - began));
    };
    let process: StationProcess;
    try {
      process = start();
    } catch {
      failed();
      return;
    }
    current = process;
    process.onExit(failed);
    process.onMessage((raw) => {
      if (over) return;
      const message = safeParse(fromStationSchema, raw);
      // A station that does not keep to the contract is as good as dead, and what it says is not passed on.
      if (message.success) take(message.output);
      else process.kill();
    });
  };

  /** Asks the present process, and ends it when it does not answer. */
  const ask = <A>(pending: Pending<A>, none: A, message: (id: number) => ToStation): Promise<A> => {
    const process = current;
    if (process === undefined || closed) return Promise.resolve(none);
    const id = nextId++;
    const answer = pending.ask(id);
    const timer = setTimeout(() => process.kill(), patience);
    try {
      process.post(message(id));
    } catch {
      pending.answer(id, none);
    }
    return answer.finally(() => clearTimeout(timer));
  };

  run();
  return {
    view: () => view,
    onView(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async send(command) {
      const reply = await ask(replies, DOWN, (id) => ({ type: "command", id, command }));
      // The warning has been seen by whoever does something; being there is not doing something.
      if (reply.ok && command.type !== "touch" && restarted) {
        restarted = false;
        show({
          ...view,
          revision: view.revision + 1,
          warnings: view.warnings.filter((warning) => warning !== "station-restarted"),
        });
        base += 1;
      }
      return reply;
    },
    portrait: (portrait) => ask(portraits, null, (id) => ({ type: "portrait", id, portrait })),
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(restart);
      const process = current;
      if (process === undefined) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => process.kill(), closing);
        ended.add(() => {
          clearTimeout(timer);
          resolve();
        });
        try {
          process.post({ type: "close" });
        } catch {
          process.kill();
        }
      });
    },
  };
}
