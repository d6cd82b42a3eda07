import { Worker } from "node:worker_threads";
import type { WorkerReply } from "./worker-program.js";

export interface WorkerRun {
  readonly program: string;
  /** The codec's WebAssembly, compiled: workers share it, so none compiles it again. */
  readonly wasm: object;
  /** From the start of the worker to its answer, ms. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with what resolves when the worker is gone. */
  readonly ended?: (gone: Promise<unknown>) => void;
}

/**
 * Decodes one image in a worker of its own, which is ended with it: so nothing of one person's portrait is left in a
 * codec's memory when the next one's comes, and no damaged image harms a later one. Settles when the worker has been told to
 * end; `ended` hears when it has.
 * @param image is transferred: the caller has it no longer
 * @returns null when no picture came of it in time
 * @throws the signal's reason
 */
export async function decodeInWorker(image: Uint8Array, run: WorkerRun): Promise<WorkerReply> {
  const { program, wasm, timeLimit, signal, ended } = run;
  signal?.throwIfAborted();
  const worker = new Worker(program, {
    eval: true,
    workerData: wasm,
    argv: [],
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
  });
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    const reply = new Promise<WorkerReply>((resolve) => {
      worker.once("message", resolve);
      worker.once("messageerror", () => resolve(null));
      worker.once("error", () => resolve(null));
      worker.once("exit", () => resolve(null));
      timer = setTimeout(() => resolve(null), timeLimit);
      stop = () => resolve(null);
      signal?.addEventListener("abort", stop);
    });
    worker.postMessage(image, [image.buffer as ArrayBuffer]);
    const outcome = await reply;
    signal?.throwIfAborted();
    return outcome;
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal?.removeEventListener("abort", stop);
    // An error that comes while it is being ended has nobody left to tell.
    worker.on("error", () => undefined);
    const gone = worker.terminate();
    ended?.(gone);
  }
}
