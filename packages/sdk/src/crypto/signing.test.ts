import * as nodeCrypto from "node:crypto";
import { describe, expect, it } from "vitest";
import { equalBytes, fromBigInt, toBase64, toHex, utf8 } from "../bytes/bytes.js";
import { KNOWN_CURVES } from "./curves.js";
import { createCrypto } from "./engine.js";
import { createNativeBackend } from "./native.js";
import { createPureBackend } from "./pure.js";
import { createSigner, type RsaPrivateKey, rsaKeyFromPrimes, rsaPublicFromPrivate } from "./signing.js";
import type { CurveName, HashName, SignatureAlgorithm } from "./types.js";

const signer = createSigner();
const crypto = createCrypto({ native: createNativeBackend(nodeCrypto), pure: createPureBackend() });
const message = utf8("sample");

describe("ECDSA signing", () => {
  // RFC 6979 A.2.3 and A.2.5.
  const vectors: readonly [CurveName, HashName, string, string][] = [
    [
      "P-192",
      "sha-256",
      "6fab034934e4c0fc9ae67f5b5659a9d7d1fefd187ee09fd4",
      "4b0b8ce98a92866a2820e20aa6b75b56382e0f9bfd5ecb55ccdb006926ea9565cbadc840829d8c384e06de1f1e381b85",
    ],
    [
      "P-256",
      "sha-1",
      "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
      "61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d326d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb",
    ],
    [
      "P-256",
      "sha-256",
      "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ],
    [
      "P-256",
      "sha-512",
      "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
      "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f002362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe",
    ],
  ];
  it.each(vectors)("gives the signature of RFC 6979 for %s with %s", (curve, hash, d, signature) => {
    const key = { kind: "ec", curve, d: BigInt(`0x${d}`) } as const;
    expect(toHex(signer.sign(key, { kind: "ecdsa", hash, encoding: "plain" }, message))).toBe(signature);
  });

  it("gives the public key of RFC 6979 A.2.5", () => {
    const d = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n;
    expect(signer.ecPublicFromPrivate({ kind: "ec", curve: "P-256", d })).toMatchObject({
      x: 0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6n,
      y: 0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299n,
    });
  });

  it.each(KNOWN_CURVES)("$name verifies natively, in both encodings and every hash", ({ name, parameters }) => {
    for (const d of [1n, 0x1234_5678n, parameters.n - 1n]) {
      const key = { kind: "ec", curve: name, d } as const;
      const publicKey = signer.ecPublicFromPrivate(key, "explicit");
      for (const hash of ["sha-1", "sha-256", "sha-512"] as const) {
        for (const encoding of ["der", "plain"] as const) {
          const algorithm = { kind: "ecdsa", hash, encoding } as const;
          const signature = signer.sign(key, algorithm, message);
          expect(signer.sign(key, algorithm, message)).toEqual(signature);
          expect(crypto.verify(publicKey, algorithm, signature, message)).toEqual({ valid: true, backend: "native" });
        }
      }
    }
  });

  it("refuses private keys out of range and keys of another kind", () => {
    const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
    const { n } = KNOWN_CURVES[0]?.parameters ?? { n: 0n };
    for (const d of [0n, -1n, n, n + 1n]) {
      const key = { kind: "ec", curve: "P-192", d } as const;
      expect(() => signer.sign(key, algorithm, message)).toThrow(expect.objectContaining({ code: "crypto.key" }));
      expect(() => signer.ecPublicFromPrivate(key)).toThrow(expect.objectContaining({ code: "crypto.key" }));
    }
    const wrong = expect.objectContaining({ code: "crypto.algorithm" });
    const ec = { kind: "ec", curve: "P-192", d: 1n } as const;
    expect(() => signer.sign(ec, { kind: "rsa-pkcs1", hash: "sha-256" }, message)).toThrow(wrong);
    expect(() => signer.sign(rsaKeyFromPrimes(61n, 53n, 17n), algorithm, message)).toThrow(wrong);
  });
});

describe("RSA signing", () => {
  const { privateKey } = nodeCrypto.generateKeyPairSync("rsa", { modulusLength: 1026 });
  const jwk = privateKey.export({ format: "jwk" });
  const number = (text: string | undefined) => BigInt(`0x${Buffer.from(text ?? "", "base64url").toString("hex")}`);
  const key = rsaKeyFromPrimes(number(jwk.p), number(jwk.q));
  const slow: RsaPrivateKey = { kind: "rsa", modulus: key.modulus, exponent: key.exponent, d: number(jwk.d) };
  const publicKey = rsaPublicFromPrivate(key);

  it("makes the modulus and a matching exponent from primes", () => {
    expect(key.modulus).toBe(number(jwk.n));
    expect(toBase64(fromBigInt(publicKey.exponent))).toBe("AQAB");
    expect(() => rsaKeyFromPrimes(7n, 13n, 3n)).toThrow(expect.objectContaining({ code: "crypto.key" }));
  });

  it.each(["md5", "sha-1", "sha-224", "sha-256", "sha-384", "sha-512"] as const)(
    "PKCS#1 and PSS without salt with %s are the host's bytes",
    (hash) => {
      const host = hash.replace("-", "");
      const pkcs1 = signer.sign(key, { kind: "rsa-pkcs1", hash }, message);
      expect(equalBytes(pkcs1, nodeCrypto.sign(host, message, privateKey))).toBe(true);
      const pss: SignatureAlgorithm = { kind: "rsa-pss", hash, mgfHash: hash, saltLength: 0 };
      const padding = nodeCrypto.constants.RSA_PKCS1_PSS_PADDING;
      const expected = nodeCrypto.sign(host, message, { key: privateKey, padding, saltLength: 0 });
      expect(equalBytes(signer.sign(key, pss, message), expected)).toBe(true);
      expect(equalBytes(signer.sign(slow, pss, message), expected)).toBe(true);
    },
  );

  it("PSS uses the salt given, or zero bytes", () => {
    const algorithm = { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 20 } as const;
    const zero = signer.sign(key, algorithm, message);
    const salted = signer.sign(key, algorithm, message, { salt: utf8("twenty bytes of salt") });
    expect(signer.sign(key, algorithm, message, { salt: new Uint8Array(20) })).toEqual(zero);
    expect(salted).not.toEqual(zero);
    for (const signature of [zero, salted]) {
      expect(crypto.verify(publicKey, algorithm, signature, message)).toEqual({ valid: true, backend: "native" });
    }
    const mixed = { ...algorithm, mgfHash: "sha-1" } as const;
    expect(crypto.verify(publicKey, mixed, signer.sign(key, mixed, message), message)).toEqual({
      valid: true,
      backend: "pure",
    });
  });

  it("refuses what does not fit the modulus", () => {
    const wrong = expect.objectContaining({ code: "crypto.algorithm" });
    const tooLong = { kind: "rsa-pss", hash: "sha-512", mgfHash: "sha-512", saltLength: 64 } as const;
    expect(() => signer.sign(key, tooLong, message)).toThrow(wrong);
    const salted = { ...tooLong, saltLength: 8 } as const;
    expect(() => signer.sign(key, salted, message, { salt: new Uint8Array(9) })).toThrow(wrong);
    expect(() => signer.sign(rsaKeyFromPrimes(61n, 53n, 17n), { kind: "rsa-pkcs1", hash: "sha-1" }, message)).toThrow(
      wrong,
    );
  });
});
