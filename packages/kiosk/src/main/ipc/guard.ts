import type { GenericSchema, InferOutput } from "valibot";
import { safeParse } from "valibot";
import { isOwnPage } from "../origin.js";

/** What the guard has to know of who calls: Electron's IpcMainInvokeEvent has it. */
export interface Caller {
  readonly sender: unknown;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a call comes from the one window's top frame, showing a page of the program's own. */
export function isOwnCaller(caller: Caller, contents: unknown): boolean {
  let frame: Caller["senderFrame"];
  try {
    // Reading the frame of a page that has just gone can throw.
    frame = caller.senderFrame;
    return caller.sender === contents && frame !== null && frame.parent === null && isOwnPage(frame.url);
  } catch {
    return false;
  }
}

export interface Rule<A extends GenericSchema, R extends GenericSchema> {
  /** Shape of the one argument. */
  readonly argument: A;
  readonly reply: R;
  /** Answer to a call from elsewhere or of another shape. */
  readonly refused: InferOutput<R>;
  /** Answer when the handler fails or answers out of shape. */
  readonly failed: InferOutput<R>;
  handle(argument: InferOutput<A>): Promise<InferOutput<R>> | InferOutput<R>;
}

/** A handler for ipcMain.handle that lets through what the rule allows. Never rejects: errors lose their code there. */
export function guarded<A extends GenericSchema, R extends GenericSchema>(
  contents: () => unknown,
  rule: Rule<A, R>,
): (caller: Caller, ...args: readonly unknown[]) => Promise<InferOutput<R>> {
  return async (caller, ...args) => {
    if (!isOwnCaller(caller, contents()) || args.length > 1) return rule.refused;
    const argument = safeParse(rule.argument, args[0]);
    if (!argument.success) return rule.refused;
    try {
      const reply = safeParse(rule.reply, await rule.handle(argument.output));
      return reply.success ? reply.output : rule.failed;
    } catch {
      return rule.failed;
    }
  };
}
