import { type ImageIdentification, identifyImage } from "@chipid/sdk";
import { codecFiles } from "./codec-files.js";
import { isDecodable, readCoding } from "./coding.js";
import { decodeInWorker } from "./decode-in-worker.js";
import { byteLength, type RawImage, toEightBits } from "./pixels.js";
import { encodePng } from "./png.js";
import type { DisplayImage, ImageDecoder } from "./types.js";
import { compile } from "./web-assembly.js";
import { type WorkerReply, workerProgram } from "./worker-program.js";

/** Bytes of an image. A portrait has 10 to 60 kB. */
const MAX_BYTES = 2 * 1024 * 1024;
/** What the window decodes itself, in its sandbox. */
const MAX_JPEG_PIXELS = 16_000_000;
const MAX_JPEG_2000_PIXELS = 4_000_000;
const TIME_LIMIT_MS = 5000;

export interface ImageDecoderOptions {
  /** For one JPEG 2000 image, ms. */
  readonly timeLimit?: number;
}

type Identified = Extract<ImageIdentification, { readonly displayable: true }>;

/**
 * Makes portraits fit to be shown, one after the other.
 * @throws when the JPEG 2000 codec is not there: better at the start than at the first card that needs it
 */
export function createImageDecoder({ timeLimit = TIME_LIMIT_MS }: ImageDecoderOptions = {}): ImageDecoder {
  const files = codecFiles();
  const program = workerProgram(files);
  const wasm = compile(files.wasm);
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let ending: Promise<unknown> = Promise.resolve();
  const ended = (gone: Promise<unknown>) => {
    ending = gone;
  };

  const decodeJpeg2000 = async (image: Uint8Array, found: Identified, signal?: AbortSignal) => {
    const coding = readCoding(image);
    if (found.width * found.height > MAX_JPEG_2000_PIXELS || coding === undefined) return undefined;
    if (coding.width !== found.width || coding.height !== found.height || !isDecodable(coding)) return undefined;
    // Never more than one worker, however fast images come.
    await ending;
    const either = eitherOf(signal, closing.signal);
    try {
      const run = { program, wasm, timeLimit, signal: either.signal, ended };
      const raw = checkedReply(await decodeInWorker(image.slice(), run), found);
      return raw === undefined ? undefined : await asPng(raw);
    } finally {
      either.release();
    }
  };

  const decode = async (image: Uint8Array, signal?: AbortSignal): Promise<DisplayImage | undefined> => {
    signal?.throwIfAborted();
    if (closing.signal.aborted || image.length > MAX_BYTES) return undefined;
    const found = identifyImage(image);
    if (found.mime === "image/jpeg") return passJpeg(image, found);
    if (!found.displayable) return undefined;
    try {
      return await decodeJpeg2000(image, found, signal);
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  };

  return {
    decode(image, signal) {
      const next = last.then(() => decode(image, signal));
      last = next.catch(() => undefined);
      return next;
    },
    async close() {
      closing.abort();
      await last;
      await ending;
    },
  };
}

/** A JPEG as it is, metadata included: the window's process reads it, which has nothing to lose. */
function passJpeg(image: Uint8Array, found: ImageIdentification): DisplayImage | undefined {
  if (!found.displayable) return found.why === "truncated" ? mendedJpeg(image) : undefined;
  const { width, height } = found;
  if (width * height > MAX_JPEG_PIXELS) return undefined;
  return { mime: "image/jpeg", bytes: image.slice(), width, height };
}

/** Some issuers leave out the end mark; the picture is whole without it. */
function mendedJpeg(image: Uint8Array): DisplayImage | undefined {
  const mended = new Uint8Array(image.length + 2);
  mended.set(image);
  mended.set([0xff, 0xd9], image.length);
  const found = identifyImage(mended);
  return found.displayable ? passJpeg(mended, found) : undefined;
}

/** The reply's picture, when it is the one that the header announced. */
function checkedReply(reply: WorkerReply, found: Identified): RawImage | undefined {
  if (reply === null) return undefined;
  const { width, height, components, bits, samples } = reply;
  if (width !== found.width || height !== found.height || bits < 1 || bits > 16) return undefined;
  if (components !== 1 && components !== 3) return undefined;
  const raw = { width, height, components, bits, samples } as const;
  return samples.length === byteLength(raw) ? raw : undefined;
}

async function asPng(raw: RawImage): Promise<DisplayImage> {
  const { width, height, components, samples } = raw;
  const eight = toEightBits(raw);
  const bytes = await encodePng(width, height, components, eight);
  samples.fill(0);
  eight.fill(0);
  return { mime: "image/png", bytes, width, height };
}

/** Aborts with either of two signals: Node 18 has no AbortSignal.any. */
function eitherOf(one: AbortSignal | undefined, other: AbortSignal): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const all = one === undefined ? [other] : [one, other];
  for (const signal of all) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  }
  return {
    signal: controller.signal,
    release() {
      for (const signal of all) signal.removeEventListener("abort", abort);
    },
  };
}
