import { getHeapStatistics } from "node:v8";
import { Asn1Node } from "../../src/asn1/node.js";
import { isChipidError } from "../../src/errors/chipid-error.js";
import type { Mutator } from "./mutate.js";
import { Random } from "./random.js";

/** One parser and what is needed to feed it. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid inputs; every one of them must be accepted. */
  readonly seeds: readonly Uint8Array[];
  readonly mutator: Mutator;
  /** Whether the outermost tag and length, magic number or shape of the lines are those of the format. */
  readonly passesHeader: (input: Uint8Array) => boolean;
  /** Parses; the result is then read to its last property. A parser that does not throw says here what it refused with. */
  readonly parse: (input: Uint8Array) => unknown;
  /** The codes that the parser's docstring promises for bad input; any other is a failure. */
  readonly codes: RegExp;
  /** The part of a result that tells "refused" for a parser that does not throw. */
  readonly refusal?: (result: unknown) => string | undefined;
}

export interface FuzzFailure {
  readonly target: string;
  readonly input: Uint8Array;
  readonly mutant: number;
  readonly why: string;
}

export interface FuzzReport {
  readonly name: string;
  readonly mutants: number;
  readonly passedHeader: number;
  readonly accepted: number;
  /** Refusals by code. */
  readonly codes: ReadonlyMap<string, number>;
  readonly slowest: { readonly ms: number; readonly size: number };
  /** Largest growth of the heap and of buffers outside it during one call, in bytes. */
  readonly largest: { readonly bytes: number; readonly size: number };
  readonly failures: readonly FuzzFailure[];
}

export interface FuzzLimits {
  /** A call that takes longer is a failure. */
  readonly milliseconds: number;
  /** A call whose memory grows by more is a failure. */
  readonly bytes: number;
}

/** An input of some kilobytes that keeps a desk waiting, or takes the memory of a large trust store, is an attack. */
export const FUZZ_LIMITS: FuzzLimits = { milliseconds: 2000, bytes: 128 * 1024 * 1024 };

const MAX_FAILURES = 10;
/** Seeds beyond this size are drawn seldom: their mutants cost a hundred times those of the others. */
const LARGE_SEED = 48 * 1024;

/** Runs `count` mutants of a target. The n-th mutant depends on `seed` and n alone. */
export function fuzz(target: FuzzTarget, count: number, seed: number, limits = FUZZ_LIMITS): FuzzReport {
  const codes = new Map<string, number>();
  const failures: FuzzFailure[] = [];
  const tally = { passedHeader: 0, accepted: 0 };
  let slowest = { ms: 0, size: 0 };
  let largest = { bytes: 0, size: 0 };
  const small = target.seeds.filter((bytes) => bytes.length <= LARGE_SEED);
  const usual = small.length > 0 ? small : target.seeds;
  let done = 0;
  for (; done < count && failures.length < MAX_FAILURES; done++) {
    const random = new Random(Math.imul(seed, 0x01000193) ^ done);
    const origin = random.pick(random.oneIn(500) ? target.seeds : usual);
    const input = target.mutator.mutate(origin, usual, random);
    if (target.passesHeader(input)) tally.passedHeader++;
    const before = allocated();
    const cpuBefore = process.cpuUsage();
    const began = performance.now();
    const outcome = call(target, input);
    const wall = performance.now() - began;
    const cpu = process.cpuUsage(cpuBefore);
    // The clock also runs while other programs do, processor time while other threads do: the truth is below both.
    const ms = Math.min(wall, (cpu.user + cpu.system) / 1000);
    const bytes = allocated() - before;
    if (ms > slowest.ms) slowest = { ms, size: input.length };
    if (bytes > largest.bytes) largest = { bytes, size: input.length };
    const fail = (why: string): void => {
      failures.push({ target: target.name, input, mutant: done, why });
    };
    if (outcome.kind === "fault") fail(outcome.why);
    else if (outcome.kind === "refused") codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1);
    else tally.accepted++;
    if (ms > limits.milliseconds) fail(`took ${Math.round(ms)} ms`);
    if (bytes > limits.bytes) fail(`took ${Math.round(bytes / 1e6)} MB of memory`);
  }
  return { name: target.name, mutants: done, ...tally, codes, slowest, largest, failures };
}

function allocated(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

export type FuzzOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "fault"; readonly why: string };

/** One input through a target: what came of it. Anything thrown that is no ChipidError is a fault. */
export function call(target: Pick<FuzzTarget, "parse" | "refusal" | "codes">, input: Uint8Array): FuzzOutcome {
  try {
    const value = target.parse(input);
    const refused = target.refusal?.(value);
    if (refused !== undefined) return { kind: "refused", code: refused };
    exhaust(value);
    return { kind: "accepted" };
  } catch (error) {
    if (isChipidError(error)) {
      if (!target.codes.test(error.code))
        return { kind: "fault", why: `threw ${error.code}, which is not one of its codes` };
      const sentence = error.message.length > 0 && error.message.length <= 300 && !error.message.includes("\n");
      return sentence
        ? { kind: "refused", code: error.code }
        : { kind: "fault", why: `${error.code} without a sentence` };
    }
    return { kind: "fault", why: error instanceof Error ? `${error.name}: ${error.message}` : "threw no error" };
  }
}

/** Reads every property, own or inherited getter, so that what is parsed on demand is parsed too. */
export function exhaust(value: unknown, budget = { left: 3000 }, depth = 0): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || depth > 12) return;
  // A raw element is read by whoever asks for it, and may refuse.
  if (value instanceof Asn1Node) return;
  if (--budget.left < 0) return;
  if (value instanceof Map || value instanceof Set) {
    for (const item of value.values()) exhaust(item, budget, depth + 1);
    return;
  }
  const names = new Set(Object.keys(value));
  for (let proto = Object.getPrototypeOf(value); proto !== null && proto !== Object.prototype; ) {
    if (proto === Array.prototype) break;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (property.get !== undefined) names.add(name);
    }
    proto = Object.getPrototypeOf(proto);
  }
  for (const name of names) exhaust(Reflect.get(value, name), budget, depth + 1);
}
