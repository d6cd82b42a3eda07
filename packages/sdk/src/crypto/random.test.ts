import { describe, expect, it } from "vitest";
import { toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { deterministicRandom, systemRandom } from "./random.js";

describe("random sources", () => {
  it("asks the host for exactly the bytes wanted", () => {
    const asked: number[] = [];
    const random = systemRandom({
      getRandomValues(array: Uint8Array) {
        asked.push(array.length);
        array.fill(7);
      },
    });
    expect(toHex(random(3, "aa.challenge"))).toBe("070707");
    expect(random(0, "nothing")).toHaveLength(0);
    expect(asked).toEqual([3, 0]);
  });

  it("takes the host's own generator", () => {
    const random = systemRandom(globalThis.crypto);
    expect(toHex(random(32, "a"))).not.toBe(toHex(random(32, "a")));
  });

  it("is deterministic by seed, purpose and draw, and by nothing else", () => {
    const a = deterministicRandom("test");
    const b = deterministicRandom("test");
    const first = toHex(a(40, "pace.ephemeral.map"));
    b(8, "bac.rnd.ifd");
    expect(toHex(b(40, "pace.ephemeral.map"))).toBe(first);
    expect(toHex(a(40, "pace.ephemeral.map"))).not.toBe(first);
    expect(toHex(deterministicRandom("other")(40, "pace.ephemeral.map"))).not.toBe(first);
    expect(first).not.toContain("00000000");
    expect(a(0, "x")).toHaveLength(0);
  });

  it.each([-1, 1.5, Number.NaN, 65_537])("refuses %d bytes", (length) => {
    const refused = expect.toSatisfy((error: unknown) => isChipidError(error, "bytes.range"));
    expect(() => deterministicRandom("s")(length, "x")).toThrow(refused);
    expect(() => systemRandom(globalThis.crypto)(length, "x")).toThrow(refused);
  });
});
