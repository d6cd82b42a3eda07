import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes/bytes.js";
import { curveByName, KNOWN_CURVES } from "./curves.js";
import { digest } from "./digest.js";
import { createCrypto } from "./engine.js";
import { createPureBackend } from "./pure.js";
import { createSigner } from "./signing.js";
import type { CryptoBackend, PublicKey, SignatureAlgorithm } from "./types.js";

const message = utf8("message");
const signer = createSigner();
const secret = { kind: "ec", curve: "brainpoolP256r1", d: 7n } as const;
const key = signer.ecPublicFromPrivate(secret);
const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const signature = signer.sign(secret, algorithm, message);

/** A native back end that answers as told and counts what it is asked. */
function fakeNative(answers: Partial<CryptoBackend>): CryptoBackend & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: "native",
    supportsHash: () => true,
    supportsVerify: () => true,
    digest: (hash) => {
      asked.push(`digest ${hash}`);
      return new Uint8Array(1);
    },
    verify: () => {
      asked.push("verify");
      return true;
    },
    ...answers,
    asked,
  };
}

describe("the choice of a back end", () => {
  it("is the pure one when it is alone", () => {
    const crypto = createCrypto({ pure: createPureBackend() });
    expect(crypto.verify(key, algorithm, signature, message)).toEqual({ valid: true, backend: "pure" });
    expect(crypto.digest("sha-256", message)).toEqual(digest("sha-256", message));
  });

  it("is the native one where it says it can", () => {
    const native = fakeNative({});
    const crypto = createCrypto({ native, pure: createPureBackend() });
    expect(crypto.verify(key, algorithm, signature, message)).toEqual({ valid: true, backend: "native" });
    expect(crypto.digest("sha-1", message)).toHaveLength(1);
    expect(native.asked).toEqual(["verify", "digest sha-1"]);
  });

  it("does not ask the pure one again when the native one says no", () => {
    const crypto = createCrypto({ native: fakeNative({ verify: () => false }), pure: createPureBackend() });
    expect(crypto.verify(key, algorithm, signature, message)).toEqual({
      valid: false,
      fault: "mismatch",
      backend: "native",
    });
  });

  it("is the pure one where the native one cannot, and says so", () => {
    const native = fakeNative({ supportsVerify: () => false, supportsHash: () => false });
    const crypto = createCrypto({ native, pure: createPureBackend() });
    expect(crypto.verify(key, algorithm, signature, message)).toEqual({ valid: true, backend: "pure" });
    expect(crypto.digest("sha-256", message)).toEqual(digest("sha-256", message));
    expect(native.asked).toEqual([]);
  });

  it("is the pure one when the native one throws, for good and for bad signatures", () => {
    const native = fakeNative({
      verify: () => {
        throw new Error("not after all");
      },
    });
    const crypto = createCrypto({ native, pure: createPureBackend() });
    expect(crypto.verify(key, algorithm, signature, message)).toEqual({ valid: true, backend: "pure" });
    expect(crypto.verify(key, algorithm, signature, utf8("other"))).toEqual({
      valid: false,
      fault: "mismatch",
      backend: "pure",
    });
  });
});

describe("what is refused before a back end is asked", () => {
  const { parameters } = curveByName("brainpoolP256r1");
  const known: readonly [string, PublicKey, SignatureAlgorithm, Uint8Array, string][] = [
    ["a curve without a name", { ...key, curve: undefined }, algorithm, signature, "key"],
    [
      "a forged generator",
      { ...key, parameters: { ...parameters, gx: key.x, gy: key.y } },
      algorithm,
      signature,
      "key",
    ],
    ["another curve's name (T58)", { ...key, curve: "brainpoolP256t1" }, algorithm, signature, "key"],
    ["a point off the curve", { ...key, y: key.y + 1n }, algorithm, signature, "key"],
    ["the point 0, 0", { ...key, x: 0n, y: 0n }, algorithm, signature, "key"],
    ["a coordinate not reduced", { ...key, x: key.x + parameters.p }, algorithm, signature, "key"],
    ["a signature cut short", key, algorithm, signature.subarray(1), "encoding"],
    ["an EC key for RSA", key, { kind: "rsa-pkcs1", hash: "sha-256" }, signature, "key-type"],
    ["an RSA key for ECDSA", { kind: "rsa", modulus: 3n, exponent: 3n, bits: 2 }, algorithm, signature, "key-type"],
    [
      "a small RSA key",
      { kind: "rsa", modulus: 3233n, exponent: 17n, bits: 12 },
      { kind: "rsa-pkcs1", hash: "sha-256" },
      new Uint8Array(2),
      "key",
    ],
  ];
  it.each(known)("%s", (_name, badKey, declared, bytes, fault) => {
    const native = fakeNative({
      supportsVerify: () => {
        throw new Error("a refused key must not reach the host");
      },
    });
    const crypto = createCrypto({ native, pure: createPureBackend() });
    expect(crypto.verify(badKey, declared, bytes, message)).toEqual({ valid: false, fault, backend: "pure" });
    expect(native.asked).toEqual([]);
  });

  it("judges a key object once, and a changed copy anew", () => {
    const crypto = createCrypto({ pure: createPureBackend() });
    expect(crypto.verify(key, algorithm, signature, message).valid).toBe(true);
    expect(crypto.verify({ ...key, y: key.y + 1n }, algorithm, signature, message).fault).toBe("key");
    expect(crypto.verify(key, algorithm, signature, message).valid).toBe(true);
  });
});

describe("verify", () => {
  it("never throws and never accepts bytes that no one signed", () => {
    const crypto = createCrypto({ pure: createPureBackend() });
    const rsa: PublicKey = { kind: "rsa", modulus: (1n << 1024n) - 105n, exponent: 65_537n, bits: 1024 };
    const keys = [
      ...KNOWN_CURVES.slice(0, 6).map(({ name }) => signer.ecPublicFromPrivate({ ...secret, curve: name })),
      rsa,
    ];
    const algorithms: SignatureAlgorithm[] = [
      algorithm,
      { ...algorithm, encoding: "plain" },
      { kind: "rsa-pkcs1", hash: "sha-1" },
      { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-1", saltLength: 20 },
    ];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 140 }),
      ...[40, 48, 56, 64, 96, 128, 132].map((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.constantFrom(...algorithms), bytes, (anyKey, declared, garbage) => {
        expect(crypto.verify(anyKey, declared, garbage, message).valid).toBe(false);
      }),
      { seed: 56, numRuns: 400 },
    );
  });
});
