import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import { ChipidError } from "../../errors/chipid-error.js";
import type { DataGroupNumber } from "../../lds/files.js";
import { readLdsSecurityObject, writeLdsSecurityObject } from "../../lds/lds-security-object.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { compareDataGroups, hashedPart } from "./hashes.js";

const crypto = createCrypto({ pure: createPureBackend() });
const DG1 = encodeTlv(0x61, Uint8Array.of(1, 2, 3));
const OTHER = encodeTlv(0x61, Uint8Array.of(1, 2, 4));

function outcomes(file: Uint8Array, hashes: readonly Uint8Array[], number: DataGroupNumber = 1): string[] {
  const list = hashes.map((hash) => ({ number: 1, hash }));
  const lds = readLdsSecurityObject(writeLdsSecurityObject({ hash: "sha-256", dataGroupHashes: list }));
  return compareDataGroups(new Map([[number, file]]), lds, crypto).map((c) => `${c.outcome} ${c.trailingBytes}`);
}

const digest = (bytes: Uint8Array): Uint8Array => crypto.digest("sha-256", bytes);

describe("compareDataGroups", () => {
  it("matches the data object and leaves bytes behind it out (T26b)", () => {
    expect(outcomes(DG1, [digest(DG1)])).toEqual(["match 0"]);
    expect(outcomes(Uint8Array.of(...DG1, 0, 0), [digest(DG1)])).toEqual(["match 2"]);
  });

  it("finds every changed byte", () => {
    for (let i = 2; i < DG1.length; i++) {
      const changed = DG1.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(outcomes(changed, [digest(DG1)])).toEqual(["mismatch 0"]);
    }
  });

  it("never matches an empty, an all-zero or a cut hash (T08)", () => {
    expect(outcomes(DG1, [new Uint8Array(0)])).toEqual(["empty-hash 0"]);
    expect(outcomes(DG1, [new Uint8Array(32)])).toEqual(["empty-hash 0"]);
    expect(outcomes(DG1, [digest(DG1).subarray(0, 20)])).toEqual(["mismatch 0"]);
  });

  it("takes one of two entries of the same group, and none when both differ (T22)", () => {
    expect(outcomes(DG1, [digest(DG1), digest(OTHER)])).toEqual(["match 0"]);
    expect(outcomes(DG1, [digest(OTHER), digest(OTHER)])).toEqual(["mismatch 0"]);
    expect(outcomes(DG1, [digest(DG1), new Uint8Array(32)])).toEqual(["empty-hash 0"]);
  });

  it("tells a group that is not listed", () => {
    expect(outcomes(encodeTlv(0x75), [digest(DG1)], 2)).toEqual(["not-listed 0"]);
  });

  it("compares bytes that are no data object as they are", () => {
    expect(hashedPart(1, Uint8Array.of(0, 1, 2))).toEqual(Uint8Array.of(0, 1, 2));
  });

  it("refuses a file that ends inside its object, at every length", () => {
    for (let length = 0; length < DG1.length; length++) {
      expect(() => hashedPart(1, DG1.subarray(0, length))).toThrow(ChipidError);
    }
    expect(() => hashedPart(2, Uint8Array.of(0x75, 0x84, 0xff, 0xff, 0xff, 0xff))).toThrow(ChipidError);
  });

  it("property: a file matches exactly when its object is the hashed one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (a, b) => {
        const [x, y] = [encodeTlv(0x61, a), encodeTlv(0x61, b)];
        expect(outcomes(x, [digest(y)])).toEqual([toText(a) === toText(b) ? "match 0" : "mismatch 0"]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

function toText(bytes: Uint8Array): string {
  return bytes.join();
}
