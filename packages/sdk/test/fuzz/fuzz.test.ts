import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ChipidError } from "../../src/errors/chipid-error.js";
import type { ErrorCode } from "../../src/errors/codes.js";
import { dataFolder } from "../data.js";
import { call, type FuzzTarget, fuzz } from "./run.js";
import { fuzzTargets, slug } from "./targets.js";

/** As many as a test run has time for; npm run soak -- fuzz runs a hundred thousand of each. */
const SAMPLE = 300;
const SEED = 9303;

const fixtures = fileURLToPath(new URL("../../../../fixtures", import.meta.url));
const targets = fuzzTargets({ fixtures, data: dataFolder });

describe.each(targets)("fuzz: $name", (target) => {
  it("accepts every seed", () => {
    expect(target.seeds.length).toBeGreaterThan(0);
    for (const seed of target.seeds) expect(call(target, seed)).toEqual({ kind: "accepted" });
  });

  it(`gives nothing but typed errors for ${SAMPLE} mutants, half of which pass the outer header`, () => {
    const report = fuzz(target, SAMPLE, SEED);
    const failures = report.failures.map(({ why, mutant }) => `mutant ${mutant}: ${why}`);
    expect(failures).toEqual([]);
    expect(report.mutants).toBe(SAMPLE);
    expect(report.passedHeader).toBeGreaterThanOrEqual(SAMPLE / 2);
  });

  const folder = join(fixtures, "fuzz", slug(target.name));
  for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
    it(`stays mended for ${file}`, () => {
      const { input }: { input: string } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      const outcome = call(target, new Uint8Array(Buffer.from(input, "hex")));
      expect(outcome.kind, outcome.kind === "fault" ? outcome.why : "").not.toBe("fault");
    });
  }
});

describe("the fuzzer", () => {
  const target = (parse: FuzzTarget["parse"]): FuzzTarget => ({
    name: "sample",
    seeds: [Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05)],
    mutator: { mutate: (seed, _others, random) => Uint8Array.of(...seed, random.byte()) },
    passesHeader: () => true,
    codes: /^tlv\./,
    parse,
  });

  it("reports an error that is not typed, with the input that caused it", () => {
    const { failures } = fuzz(
      target((input) => {
        if ((input.at(-1) ?? 0) < 64) throw new TypeError("oops");
      }),
      100,
      1,
    );
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every(({ input, why }) => (input.at(-1) ?? 255) < 64 && why === "TypeError: oops")).toBe(true);
  });

  it("reports a typed error that the parser does not promise, and lets a promised one pass", () => {
    const throwing = (code: ErrorCode) =>
      fuzz(
        target(() => {
          throw new ChipidError(code, "A sentence.");
        }),
        1,
        1,
      );
    expect(throwing("lds.tag").failures).toHaveLength(1);
    expect(throwing("tlv.tag")).toMatchObject({ failures: [], codes: new Map([["tlv.tag", 1]]) });
  });

  it("reports an error thrown by a property that is read late", () => {
    const late = {
      get part() {
        throw new RangeError("late");
      },
    };
    expect(
      fuzz(
        target(() => ({ deep: [late] })),
        1,
        1,
      ).failures,
    ).toHaveLength(1);
  });

  it("reports a call that is too slow or takes too much memory", () => {
    const busy = (): void => {
      const start = process.cpuUsage();
      while (process.cpuUsage(start).user < 60_000);
    };
    const slow = fuzz(target(busy), 1, 1, { milliseconds: 20, bytes: 1e9 });
    expect(slow.failures.map(({ why }) => why)).toEqual([expect.stringMatching(/^took \d+ ms$/)]);
    const kept: Uint8Array[] = [];
    const large = fuzz(
      target(() => void kept.push(new Uint8Array(50_000_000))),
      1,
      1,
      { milliseconds: 60_000, bytes: 10_000_000 },
    );
    expect(large.failures.map(({ why }) => why)).toEqual([expect.stringMatching(/^took \d+ MB of memory$/)]);
  });

  it("makes the same mutants again from the same seed, and others from another", () => {
    const inputs = (seed: number): string[] => {
      const seen: string[] = [];
      const [real] = targets.filter(({ name }) => name === "certificate");
      if (real === undefined) throw new Error("no target");
      fuzz({ ...real, parse: (input) => void seen.push(Buffer.from(input).toString("base64")) }, 20, seed);
      return seen;
    };
    expect(inputs(5)).toEqual(inputs(5));
    expect(inputs(5)).not.toEqual(inputs(6));
  });
});
