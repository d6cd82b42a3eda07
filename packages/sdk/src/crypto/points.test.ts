import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBigInt } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { CurveGroups } from "./curve-groups.js";
import { curveByName, KNOWN_CURVES } from "./curves.js";
import { modSqrt } from "./modular.js";
import { decodePoint, encodePoint, isOnCurve } from "./points.js";

const groups = new CurveGroups();
const refused = expect.objectContaining({ code: "crypto.key" });

describe.each(KNOWN_CURVES)("points of $name", ({ name, parameters, fieldBytes }) => {
  const { p, a, b, gx, gy } = parameters;
  const points = [1n, 2n, 3n, 0x1234567890abcdefn].map((k) => groups.point(name).BASE.multiplyUnsafe(k).toAffine());

  it("read back from both forms, and from the mirrored compressed one", () => {
    for (const { x, y } of points) {
      expect(decodePoint(parameters, encodePoint(parameters, { x, y }))).toEqual({ x, y });
      const compressed = encodePoint(parameters, { x, y }, true);
      expect(decodePoint(parameters, compressed)).toEqual({ x, y });
      compressed[0] = 5 - (compressed[0] ?? 0);
      expect(decodePoint(parameters, compressed)).toEqual({ x, y: p - y });
    }
  });

  it("agree with the octets of an independent implementation", () => {
    const { BASE } = groups.point(name);
    expect(encodePoint(parameters, { x: gx, y: gy })).toEqual(BASE.toBytes(false));
    expect(encodePoint(parameters, { x: gx, y: gy }, true)).toEqual(BASE.toBytes(true));
  });

  it("are refused off the curve, at infinity, in hybrid form and with coordinates not below p (T52)", () => {
    const octets = encodePoint(parameters, { x: gx, y: gy });
    const off = octets.slice();
    off[off.length - 1] = (off[off.length - 1] ?? 0) ^ 1;
    const hybrid = octets.slice();
    hybrid[0] = 6 + Number(gy & 1n);
    const wide = (value: bigint) => fromBigInt(value, fieldBytes);
    const overX = gx + p < 1n << BigInt(8 * fieldBytes) ? [Uint8Array.of(4, ...wide(gx + p), ...wide(gy))] : [];
    const bad = [
      off,
      hybrid,
      Uint8Array.of(0),
      new Uint8Array(0),
      new Uint8Array(octets.length),
      Uint8Array.of(4, ...new Uint8Array(2 * fieldBytes)),
      Uint8Array.of(4, ...wide(p), ...wide(gy)),
      ...overX,
      octets.subarray(0, -1),
      Uint8Array.of(...octets, 0),
      Uint8Array.of(2, ...wide(p)),
      Uint8Array.of(2, ...wide(gx), 0),
    ];
    for (const one of bad) expect(() => decodePoint(parameters, one)).toThrow(refused);
  });

  it("are refused when a compressed x has no y", () => {
    let x = 1n;
    while (modSqrt(x ** 3n + a * x + b, p) !== undefined) x++;
    for (const form of [2, 3]) {
      expect(() => decodePoint(parameters, Uint8Array.of(form, ...fromBigInt(x, fieldBytes)))).toThrow(refused);
    }
  });
});

describe("isOnCurve", () => {
  it("refuses coordinates that are no field elements", () => {
    const { parameters } = curveByName("P-256");
    const { p, gx, gy } = parameters;
    expect(isOnCurve(parameters, { x: gx, y: gy })).toBe(true);
    for (const point of [
      { x: gx - p, y: gy },
      { x: gx + p, y: gy },
      { x: gx, y: gy - p },
      { x: gx, y: gy + p },
      { x: 0n, y: 0n },
    ]) {
      expect(isOnCurve(parameters, point)).toBe(false);
    }
  });
});

describe("decodePoint", () => {
  it("gives a point on the curve or a typed error for any octets", () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 140 }),
      fc
        .tuple(fc.constantFrom(2, 3, 4), fc.uint8Array({ minLength: 20, maxLength: 20 }))
        .map(([f, x]) => Uint8Array.of(f, ...x)),
      fc
        .tuple(fc.constantFrom(2, 3), fc.uint8Array({ minLength: 28, maxLength: 28 }))
        .map(([f, x]) => Uint8Array.of(f, ...x)),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN_CURVES), octets, ({ parameters }, bytes) => {
        try {
          expect(isOnCurve(parameters, decodePoint(parameters, bytes))).toBe(true);
          read++;
        } catch (error) {
          expect(isChipidError(error, "crypto.key")).toBe(true);
        }
      }),
      { seed: 52, numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(10);
  });
});
