import { safeParse } from "valibot";
import {
  blankView,
  CHANNELS,
  commandSchema,
  type KioskApi,
  portraitReplySchema,
  replySchema,
  type View,
  viewSchema,
} from "../shared/index.js";

/** The part of Electron's ipcRenderer that is used. */
export interface Ipc {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
}

/** The contract over Electron's channels. What comes from the other side is checked once more before the page sees it. */
export function createBridge(ipc: Ipc): KioskApi {
  const listeners = new Set<(view: View) => void>();
  let present: View | undefined;

  /** A view that is not of its shape takes what stood there with it: it may be the one that wipes. */
  const show = (raw: unknown): void => {
    const view = safeParse(viewSchema, raw);
    if (!view.success) present = blankView(present, present?.revision ?? 0, ["station-restarted"]);
    else if (present !== undefined && view.output.revision <= present.revision) return;
    else present = view.output;
    for (const listener of [...listeners]) listener(present);
  };
  const invoke = async (channel: string, ...args: unknown[]): Promise<unknown> => {
    try {
      return await ipc.invoke(channel, ...args);
    } catch {
      return undefined;
    }
  };

  ipc.on(CHANNELS.viewChanged, (_event, raw) => show(raw));
  void invoke(CHANNELS.view).then((raw) => {
    // Nothing yet, or refused: views are told by themselves from here on.
    if (raw !== null && raw !== undefined) show(raw);
  });

  return {
    async send(command) {
      if (!safeParse(commandSchema, command).success) return { ok: false, refusal: "shape" };
      const reply = safeParse(replySchema, await invoke(CHANNELS.command, command));
      return reply.success ? reply.output : { ok: false, refusal: "internal" };
    },
    onView(listener) {
      listeners.add(listener);
      if (present !== undefined) listener(present);
      return () => void listeners.delete(listener);
    },
    async portrait(id) {
      const portrait = safeParse(portraitReplySchema, await invoke(CHANNELS.portrait, id));
      return portrait.success ? portrait.output : null;
    },
    host: {
      print: async () => (await invoke(CHANNELS.print)) === true,
      copy: async (text) => (await invoke(CHANNELS.copy, text)) === true,
    },
  };
}
