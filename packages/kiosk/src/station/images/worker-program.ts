import type { CodecFiles } from "./codec-files.js";
import type { WebAssemblyApi } from "./web-assembly.js";

/** What the worker answers. Samples are transferred; `null`: the codec does not make a picture of it. */
export type WorkerReply = {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
  readonly samples: Uint8Array;
} | null;

/** OpenJPEG's decoder as its script offers it. */
interface Codec {
  readonly J2KDecoder: new () => {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
    getDecodedBuffer(): ArrayLike<number>;
  };
}
type CodecFactory = (options: object) => Promise<Codec>;

interface Port {
  once(event: "message", listener: (image: Uint8Array) => void): void;
  postMessage(reply: WorkerReply, transfer?: ArrayBuffer[]): void;
}

/** As much memory as an image within the limits takes, and no more; the script would let it grow to 2 GiB. */
const HEAP_LIMIT = 256 * 1024 * 1024;
const HEAP_CLAUSE = "getHeapMax=()=>2147483648";

/**
 * The program of a worker that decodes one image and no second: text, since a file inside an application's archive
 * cannot be started as a thread. The codec's script gets neither `require` nor a folder.
 * @throws when the script is not the one whose limit on memory is known here
 */
export function workerProgram({ script }: CodecFiles): string {
  if (!script.includes(HEAP_CLAUSE))
    throw new Error("The JPEG 2000 codec is not the version this program was made for.");
  const limited = script.replace(HEAP_CLAUSE, `getHeapMax=()=>${HEAP_LIMIT}`);
  return [
    'const { parentPort, workerData } = require("node:worker_threads");',
    "const codec = ((module, require, __dirname, __filename) => {",
    "const exports = module.exports;",
    limited,
    ";return module.exports;",
    '})({ exports: {} }, () => ({}), "", "");',
    `(${serve.toString()})(parentPort, codec, workerData);`,
  ].join("\n");
}

/** Runs inside the worker, from its own text: it may use nothing from outside of itself. */
function serve(port: Port, codec: CodecFactory, wasm: object): void {
  port.once("message", (image) => {
    const silent = () => undefined;
    const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
    const instantiateWasm = (imports: object, receive: (instance: object, module: object) => void) => {
      WebAssembly.instantiate(wasm, imports).then(
        (instance) => receive(instance, wasm),
        () => port.postMessage(null),
      );
      return {};
    };
    codec({ print: silent, printErr: silent, instantiateWasm })
      .then(({ J2KDecoder }) => {
        const decoder = new J2KDecoder();
        decoder.getEncodedBuffer(image.length).set(image);
        decoder.decode();
        const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
        // A picture that failed comes as one without an extent.
        if (width === 0 || height === 0) {
          port.postMessage(null);
          return;
        }
        const samples = new Uint8Array(decoder.getDecodedBuffer());
        const reply = { width, height, components: componentCount, bits: bitsPerSample, samples };
        port.postMessage(reply, [samples.buffer]);
      })
      // Numbers are thrown too; what they mean is in the memory of a codec that is gone in a moment.
      .catch(() => port.postMessage(null));
  });
}
