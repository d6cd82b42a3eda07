import * as v from "valibot";
import { type Command, commandSchema, type KioskApi, type Reply, replySchema } from "../../shared/index.js";

export interface SenderEvents {
  /** A command of the officer's was refused. Where a field of a form is wrong, the form says so. */
  refused(reply: Extract<Reply, { ok: false }>): void;
  /** A command went out: earlier messages have had their time. */
  sent(): void;
}

/** Commands that nobody waits for: they neither block others nor are blocked, and their refusal is not told. */
const QUIET: ReadonlySet<Command["type"]> = new Set(["touch"]);

/**
 * One command at a time, so that a key pressed twice does not take two steps. A reply that is not of its shape counts as
 * a fault inside, a rejection as a station that is down; neither throws.
 */
export function createSender(api: KioskApi, events: SenderEvents): (command: Command) => Promise<Reply> {
  let busy = false;
  return async (command) => {
    const quiet = QUIET.has(command.type);
    if (busy && !quiet) return { ok: false, refusal: "not-now" };
    if (!v.is(commandSchema, command)) {
      const reply: Reply = { ok: false, refusal: "shape" };
      events.refused(reply);
      return reply;
    }
    if (!quiet) {
      busy = true;
      events.sent();
    }
    try {
      const reply = await deliver(api, command);
      if (!reply.ok && !quiet && reply.field === undefined) events.refused(reply);
      return reply;
    } finally {
      if (!quiet) busy = false;
    }
  };
}

async function deliver(api: KioskApi, command: Command): Promise<Reply> {
  try {
    const reply = v.safeParse(replySchema, await api.send(command));
    return reply.success ? reply.output : { ok: false, refusal: "internal" };
  } catch {
    return { ok: false, refusal: "station-down" };
  }
}
