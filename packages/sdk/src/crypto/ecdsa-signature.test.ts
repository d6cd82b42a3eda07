import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex } from "../bytes/bytes.js";
import { curveByName, KNOWN_CURVES } from "./curves.js";
import {
  type EcdsaEncoding,
  encodeDerSignature,
  encodePlainSignature,
  readEcdsaSignature,
  relaxedEcdsaSignature,
} from "./ecdsa-signature.js";

const pairs = fc.constantFrom(...KNOWN_CURVES).chain(({ parameters: { n } }) => {
  const scalar = fc.oneof(fc.bigInt({ min: 1n, max: n - 1n }), fc.bigInt({ min: 1n, max: 0x1_0000n }));
  return fc.record({ r: scalar, s: scalar, n: fc.constant(n) });
});
const encodings: readonly EcdsaEncoding[] = ["der", "plain"];

describe("readEcdsaSignature", () => {
  it("reads back what is written, in both encodings", () => {
    fc.assert(
      fc.property(pairs, ({ r, s, n }) => {
        expect(readEcdsaSignature(encodeDerSignature({ r, s }), n, "der")).toEqual({ r, s });
        expect(readEcdsaSignature(encodePlainSignature({ r, s }, n), n, "plain")).toEqual({ r, s });
      }),
      { seed: 53, numRuns: 500 },
    );
  });

  it("reads one encoding only: whatever is read gives the same bytes again", () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(160), value: fc.nat(255), kind: fc.constantFrom("set", "insert", "drop") }),
      {
        maxLength: 3,
      },
    );
    let accepted = 0;
    fc.assert(
      fc.property(pairs, edits, fc.constantFrom(...encodings), ({ r, s, n }, changes, encoding) => {
        const bytes = [...(encoding === "der" ? encodeDerSignature({ r, s }) : encodePlainSignature({ r, s }, n))];
        for (const { at, value, kind } of changes) {
          const index = at % (bytes.length + 1);
          if (kind === "insert") bytes.splice(index, 0, value);
          else if (kind === "drop") bytes.splice(index, 1);
          else if (index < bytes.length) bytes[index] = value;
        }
        const read = readEcdsaSignature(Uint8Array.from(bytes), n, encoding);
        if (read === undefined) return;
        accepted++;
        expect(read.r > 0n && read.r < n && read.s > 0n && read.s < n).toBe(true);
        expect([...(encoding === "der" ? encodeDerSignature(read) : encodePlainSignature(read, n))]).toEqual(bytes);
      }),
      { seed: 54, numRuns: 4000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it("refuses what is not DER, case by case", () => {
    const { n } = curveByName("P-256").parameters;
    expect(readEcdsaSignature(fromHex("3006020101020102"), n, "der")).toEqual({ r: 1n, s: 2n });
    const bad = [
      "", // nothing
      "30", // no length
      "3000", // no integers
      "3003020101", // one integer
      "3009020101020102020103", // three integers
      "300602010102010200", // a byte behind
      "3007020101020102", // length beyond the end
      "3005020101020102", // length before the end
      "308106020101020102", // long form
      "30800201010201020000", // indefinite length
      "300702020001020102", // zero byte in front of r
      "3006020181020102", // r negative
      "3006020100020102", // r = 0
      "3005020002 0102", // r empty
      "3106020101020102", // SET
      "3006030101020102", // BIT STRING
      "300702810101020102", // long form inside
      "3006020101020502", // s beyond the end
    ];
    for (const hex of bad) expect(readEcdsaSignature(fromHex(hex), n, "der"), hex).toBeUndefined();
  });
});

describe("relaxedEcdsaSignature", () => {
  const { n } = curveByName("brainpoolP256r1").parameters;
  const r = n - 5n; // high bit set: needs the zero byte
  const s = 0x1234n;
  const plain = encodePlainSignature({ r, s }, n);
  const der = encodeDerSignature({ r, s });
  const rBytes = plain.subarray(0, 32);

  it("says nothing of a signature that is exact", () => {
    expect(relaxedEcdsaSignature(der, n, "der")).toBeUndefined();
    expect(relaxedEcdsaSignature(plain, n, "plain")).toBeUndefined();
  });

  it.each([
    ["r‖s under a DER algorithm", plain, "der", ["plain-under-der-oid"]],
    ["DER under a plain algorithm", der, "plain", ["der-under-plain-oid"]],
    ["r without its zero byte", concat(fromHex("30260220"), rBytes, fromHex("02021234")), "der", ["negative-integer"]],
    [
      "zero bytes in front",
      concat(fromHex("302b0223000000"), rBytes, fromHex("020400001234")),
      "der",
      ["non-minimal-integer"],
    ],
    ["a long-form length", concat(fromHex("308127022100"), rBytes, fromHex("02021234")), "der", ["non-minimal-length"]],
    [
      "both",
      concat(fromHex("30270220"), rBytes, fromHex("0203001234")),
      "der",
      ["negative-integer", "non-minimal-integer"],
    ],
    [
      "a negative INTEGER under a plain algorithm",
      concat(fromHex("30260220"), rBytes, fromHex("02021234")),
      "plain",
      ["der-under-plain-oid", "negative-integer"],
    ],
  ] as const)("names %s", (_name, signature, declared, deviations) => {
    expect(relaxedEcdsaSignature(signature, n, declared)).toEqual({ plain, deviations });
  });

  it("does not go beyond its deviations", () => {
    const { length } = der;
    const bad: Uint8Array[] = [
      new Uint8Array(0),
      concat(der, Uint8Array.of(0)),
      der.subarray(0, length - 1),
      encodeDerSignature({ r: 0n, s }),
      encodeDerSignature({ r: n, s }),
      encodeDerSignature({ r, s: n + 1n }),
      new Uint8Array(64),
      concat(plain, Uint8Array.of(0)),
      plain.subarray(1),
    ];
    for (const one of bad)
      for (const declared of encodings) expect(relaxedEcdsaSignature(one, n, declared)).toBeUndefined();
  });

  it("gives exact r‖s, or undefined, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...encodings), (bytes, declared) => {
        const relaxed = relaxedEcdsaSignature(bytes, n, declared);
        if (relaxed === undefined) return;
        expect(readEcdsaSignature(relaxed.plain, n, "plain")).toBeDefined();
        expect(relaxed.deviations.length).toBeGreaterThan(0);
      }),
      { seed: 55, numRuns: 2000 },
    );
  });
});
