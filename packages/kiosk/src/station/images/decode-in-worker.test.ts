import { describe, expect, it } from "vitest";
import { decodeInWorker } from "./decode-in-worker.js";
import { compile } from "./web-assembly.js";
import { workerProgram } from "./worker-program.js";

/** `loop br 0 end`, exported as `a`. */
const ENDLESS_BYTES = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x61, 0, 0],
  ...[0x0a, 9, 1, 7, 0, 3, 0x40, 0x0c, 0, 0x0b, 0x0b],
);
const ENDLESS = compile(ENDLESS_BYTES);

const run = (program: string, timeLimit = 5000) =>
  decodeInWorker(Uint8Array.of(1, 2, 3), { program, wasm: ENDLESS, timeLimit });

describe("an image's worker", () => {
  it("is ended at its limit, in the middle of WebAssembly that never comes back", async () => {
    const before = performance.now();
    const program = `const { workerData } = require("node:worker_threads");
      new WebAssembly.Instance(workerData).exports.a();`;
    expect(await run(program, 300)).toBeNull();
    expect(performance.now() - before).toBeGreaterThan(290);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it.each([
    ["throws a number", "throw 4711"],
    ["does not parse", "const"],
    ["ends without a word", 'require("node:process").exit(3)'],
    ["takes all memory", "const all = []; for (;;) all.push(new Array(1e5).fill({}))"],
    ["writes to its output", 'console.log("x".repeat(1e6)); process.exit(0)'],
  ])("gives nothing when it %s", async (_name, program) => {
    expect(await run(program)).toBeNull();
  });

  it("sees neither the environment nor the arguments of its parent", async () => {
    const program = `const { parentPort } = require("node:worker_threads");
      parentPort.once("message", () => parentPort.postMessage([Object.keys(process.env), process.argv.slice(2), process.execArgv]));`;
    expect(await run(program)).toEqual([[], [], []]);
  });

  it("takes the image's bytes away from the caller", async () => {
    const image = Uint8Array.of(1, 2, 3);
    await decodeInWorker(image, { program: "process.exit(0)", wasm: ENDLESS, timeLimit: 5000 });
    expect(image.length).toBe(0);
  });
});

describe("its program", () => {
  it("is not made of a codec whose limit on memory is not known", () => {
    expect(() => workerProgram({ script: "getHeapMax=()=>4294967296", wasm: ENDLESS_BYTES })).toThrow(/version/);
  });

  it("turns whatever the codec throws into no picture, and gives it no way to files", async () => {
    const clause = "getHeapMax=()=>2147483648;";
    for (const codec of [
      "module.exports = async () => { throw 1302856; };",
      "module.exports = async () => ({ J2KDecoder: class { getEncodedBuffer() { throw 12; } } });",
      'module.exports = async () => { require("fs").readFileSync("/etc/hostname"); };',
    ]) {
      expect(await run(workerProgram({ script: `var ${clause}${codec}`, wasm: ENDLESS_BYTES }))).toBeNull();
    }
  });
});
