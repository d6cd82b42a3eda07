import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromBigInt, fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import {
  makeRecoveryBlock,
  openRecoveryBlock,
  type RecoveryHash,
  recoveryCapacity,
  signRecovery,
  verifyRecoverySignature,
} from "./iso9796-2.js";
import { rsaKeyFromPrimes, rsaPublicFromPrivate } from "./signing.js";

// Two primes of 512 bits, the next after 1.4·2^511 and 1.5·2^511.
const key = rsaKeyFromPrimes(nextPrime((7n << 511n) / 5n), nextPrime(3n << 510n));
const publicKey = rsaPublicFromPrivate(key);
const rnd = fromHex("f173589974bf40c6");
const HASHES: readonly RecoveryHash[] = ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512", "ripemd-160"];

describe("the block of ICAO 9303-11 appendix F", () => {
  const block = fromHex(
    "6A9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C5524CF23A5303CD6C98599F40B79F377B5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA91A6E86F5C71AEA978264C4A207446DAD4E7292E2DCDA3024B47DA8C063AA1E6D22FBD976AB0FE73D94D2D9C6D88127BC",
  );

  it("is opened and made again", () => {
    const opened = openRecoveryBlock(block, rnd);
    if (!opened.ok) throw new Error(opened.fault);
    expect(opened).toMatchObject({ hash: "sha-1", trailer: "implicit", recovery: "partial" });
    expect(opened.m1).toHaveLength(recoveryCapacity({ hash: "sha-1", trailer: "implicit", modulusBits: 1024 }));
    const again = makeRecoveryBlock(opened.m1, rnd, { hash: "sha-1", trailer: "implicit", modulusBits: 1024 });
    expect(toHex(again)).toBe(toHex(block));
  });

  it("is refused with any bit of it or of the challenge changed", () => {
    for (let bit = 0; bit < 8 * block.length; bit++) {
      const changed = block.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(openRecoveryBlock(changed, rnd).ok).toBe(false);
    }
    for (let bit = 0; bit < 64; bit++) {
      const changed = rnd.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(openRecoveryBlock(block, changed)).toEqual({ ok: false, fault: "hash" });
    }
  });

  it("does not stand for another hash than its trailer's", () => {
    expect(openRecoveryBlock(block, rnd, { implicitHashes: ["sha-256", "sha-512"] }).ok).toBe(false);
    expect(openRecoveryBlock(block, rnd, { implicitHashes: ["sha-256", "sha-1"] })).toMatchObject({ hash: "sha-1" });
    expect(openRecoveryBlock(block, rnd, { implicitHashes: [] })).toEqual({ ok: false, fault: "length" });
  });

  it("needs M2, since it says that there is more of the message", () => {
    expect(openRecoveryBlock(block, new Uint8Array(0))).toEqual({ ok: false, fault: "recovery" });
  });
});

describe("malformed blocks", () => {
  it.each([
    ["", "trailer"],
    ["bc", "header"],
    ["cc", "trailer"],
    ["34cc", "header"],
    ["6b000000", "trailer"],
    ["6a000000", "trailer"],
    ["6a0000cc", "trailer"],
    ["6a00bc", "length"],
    ["6a34cc", "length"],
    ["2a00000000000000000000000000000000000000000000bc", "header"],
    ["7a00000000000000000000000000000000000000000000bc", "header"],
    ["6bba000000000000000000000000000000000000000000bc", "header"],
    ["6bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb32cc", "trailer"],
    ["6c00000000000000000000000000000000000000000000bc", "header"],
    ["6ab287952a913cc5b60ff74ecfc87e40e81563b1bc", "length"],
    ["6a00b287952a913cc5b60ff74ecfc87e40e81563b1bc", "hash"],
  ])("%s: %s", (hex, fault) => {
    expect(openRecoveryBlock(fromHex(hex), rnd)).toEqual({ ok: false, fault });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 140 }),
        fc.constantFrom("bc", "33cc", "35cc", "38cc", "31cc"),
        (body, end) => {
          for (const head of ["6a", "4a", "4bbb"]) {
            expect(openRecoveryBlock(concat(fromHex(head), body, fromHex(end)), rnd).ok).toBe(false);
          }
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe("signatures with recovery", () => {
  it.each(HASHES)("%s: signed, verified, and refused for another challenge, key or bit", (hash) => {
    for (const trailer of hash === "sha-1" || hash === "ripemd-160"
      ? (["implicit", "explicit"] as const)
      : (["explicit"] as const)) {
      const options = { hash, trailer };
      const implicitHashes = [hash];
      const m1 = new Uint8Array(recoveryCapacity({ ...options, modulusBits: publicKey.bits })).fill(0x5a);
      const signature = signRecovery(key, m1, rnd, options);
      expect(toHex(signRecovery(key, m1, rnd, options))).toBe(toHex(signature));
      const outcome = verifyRecoverySignature(publicKey, signature, rnd, { implicitHashes });
      if (!outcome.ok) throw new Error(outcome.fault);
      expect(outcome).toMatchObject({ hash, trailer, recovery: "partial" });
      expect(toHex(outcome.m1)).toBe(toHex(m1));

      // The smaller of s and n − s is a signature too.
      const negated = fromBigInt(publicKey.modulus - toBigInt(signature), signature.length);
      expect(verifyRecoverySignature(publicKey, negated, rnd, { implicitHashes }).ok).toBe(true);

      const other = rnd.slice();
      other[7] = (other[7] ?? 0) ^ 1;
      expect(verifyRecoverySignature(publicKey, signature, other, { implicitHashes })).toEqual({
        ok: false,
        fault: "hash",
      });
      for (const bit of [0, 1, 500, 1022, 1023]) {
        const changed = signature.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        expect(verifyRecoverySignature(publicKey, changed, rnd, { implicitHashes }).ok).toBe(false);
      }
    }
  });

  it("total recovery: the block holds the whole message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (message) => {
        const options = { hash: "sha-256", trailer: "explicit" } as const;
        const signature = signRecovery(key, message, new Uint8Array(0), options);
        const outcome = verifyRecoverySignature(publicKey, signature, new Uint8Array(0));
        if (!outcome.ok) throw new Error(outcome.fault);
        expect(outcome.recovery).toBe("total");
        expect(toHex(outcome.m1)).toBe(toHex(message));
        expect(verifyRecoverySignature(publicKey, signature, rnd)).toEqual({ ok: false, fault: "recovery" });
      }),
      { seed: 7, numRuns: 20 },
    );
  });

  it("says why a signature was not even opened", () => {
    const signature = signRecovery(key, new Uint8Array(106), rnd, { hash: "sha-1", trailer: "implicit" });
    expect(verifyRecoverySignature(publicKey, signature.subarray(1), rnd)).toEqual({
      ok: false,
      fault: "signature-length",
    });
    expect(verifyRecoverySignature(publicKey, concat(Uint8Array.of(0), signature), rnd)).toEqual({
      ok: false,
      fault: "signature-length",
    });
    const above = fromBigInt(publicKey.modulus, 128);
    expect(verifyRecoverySignature(publicKey, above, rnd)).toEqual({ ok: false, fault: "signature-range" });
    expect(verifyRecoverySignature({ ...publicKey, exponent: 2n }, signature, rnd)).toEqual({
      ok: false,
      fault: "key",
    });
    for (const trivial of [0n, 1n]) {
      expect(verifyRecoverySignature(publicKey, fromBigInt(trivial, 128), rnd).ok).toBe(false);
    }
  });

  it("refuses to sign what does not fit", () => {
    const refused = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.algorithm"));
    const options = { hash: "sha-512", trailer: "explicit" } as const;
    for (const length of [0, 60, 62, 128]) {
      expect(() => signRecovery(key, new Uint8Array(length), rnd, options)).toThrow(refused);
    }
    expect(() => signRecovery(key, new Uint8Array(61), new Uint8Array(0), options)).toThrow(refused);
    expect(() => makeRecoveryBlock(new Uint8Array(9), rnd, { ...options, modulusBits: 1023 })).toThrow(refused);
  });
});

function nextPrime(from: bigint): bigint {
  for (let candidate = from | 1n; ; candidate += 2n) {
    if (candidate % 65_537n === 1n || [3n, 5n, 7n, 11n, 13n].some((small) => candidate % small === 0n)) continue;
    let power = 1n;
    for (const bit of (candidate - 1n).toString(2)) {
      power = (power * power) % candidate;
      if (bit === "1") power = (power * 2n) % candidate;
    }
    if (power === 1n) return candidate;
  }
}
