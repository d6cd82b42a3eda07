import type { IpcMain } from "electron";
import * as v from "valibot";
import {
  CHANNELS,
  type Command,
  commandSchema,
  type PortraitReply,
  portraitReplySchema,
  type Reply,
  replySchema,
  type View,
  viewSchema,
} from "../../shared/index.js";
import { guarded } from "./guard.js";

/** What the channels lead to. */
export interface IpcTarget {
  /** The window's contents: calls from anywhere else are refused. */
  contents(): unknown;
  send(command: Command): Promise<Reply>;
  portrait(id: string): Promise<PortraitReply>;
  view(): View;
  print(): Promise<boolean>;
  copy(text: string): Promise<boolean>;
}

/** Longest text for the clipboard, characters: a slip is far shorter. */
const MAX_COPY = 16_384;
const nothing = v.undefined_();

/** The whole list of what a page may ask of the main process. */
export function registerIpc(ipc: Pick<IpcMain, "handle">, target: IpcTarget): void {
  const contents = () => target.contents();
  ipc.handle(
    CHANNELS.command,
    guarded(contents, {
      argument: commandSchema,
      reply: replySchema,
      refused: { ok: false, refusal: "shape" },
      failed: { ok: false, refusal: "internal" },
      handle: (command) => target.send(command),
    }),
  );
  ipc.handle(
    CHANNELS.portrait,
    guarded(contents, {
      argument: v.pipe(v.string(), v.maxLength(64)),
      reply: portraitReplySchema,
      refused: null,
      failed: null,
      handle: (id) => target.portrait(id),
    }),
  );
  ipc.handle(
    CHANNELS.view,
    guarded(contents, {
      argument: nothing,
      reply: v.nullable(viewSchema),
      refused: null,
      failed: null,
      handle: () => target.view(),
    }),
  );
  ipc.handle(
    CHANNELS.print,
    guarded(contents, {
      argument: nothing,
      reply: v.boolean(),
      refused: false,
      failed: false,
      handle: () => target.print(),
    }),
  );
  ipc.handle(
    CHANNELS.copy,
    guarded(contents, {
      argument: v.pipe(v.string(), v.maxLength(MAX_COPY)),
      reply: v.boolean(),
      refused: false,
      failed: false,
      handle: (text) => target.copy(text),
    }),
  );
}
