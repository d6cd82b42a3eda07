import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rsaKey } from "../../test/signature-cases.js";
import { fromHex, utf8 } from "../bytes/bytes.js";
import { HASH_NAMES } from "./digest.js";
import { createCrypto } from "./engine.js";
import { pssSecondTry } from "./pss-second-try.js";
import { createPureBackend } from "./pure.js";
import type { HashName, PssParameters } from "./types.js";

const file = new URL("./vectors/openssl-signatures.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as {
  message: string;
  rsa: {
    scheme: string;
    modulus: string;
    exponent: string;
    hash: HashName;
    mgfHash: HashName;
    saltLength: number;
    signature: string;
  }[];
};
const pss = vectors.rsa.filter(({ scheme }) => scheme === "rsa-pss");
const message = fromHex(vectors.message);
const crypto = createCrypto({ pure: createPureBackend() });

describe("pssSecondTry (T55)", () => {
  it("finds MGF hash and salt length of every signature of openssl declared otherwise", () => {
    expect(pss.length).toBeGreaterThan(25);
    for (const { modulus, exponent, hash, mgfHash, saltLength, signature } of pss) {
      const key = rsaKey(modulus, exponent);
      const made: PssParameters = { hash, mgfHash, saltLength };
      const bytes = fromHex(signature);
      const declarations = [
        { ...made, saltLength: saltLength + 3 },
        ...HASH_NAMES.filter((name) => name !== mgfHash).map((name) => ({ ...made, mgfHash: name })),
      ];
      for (const declared of declarations) {
        expect(crypto.verify(key, { kind: "rsa-pss", ...declared }, bytes, message).valid).toBe(false);
        expect(pssSecondTry(crypto, key, declared, bytes, message)).toEqual(made);
      }
      expect(crypto.verify(key, { kind: "rsa-pss", ...made }, bytes, message).valid).toBe(true);
      expect(pssSecondTry(crypto, key, made, bytes, message)).toBeUndefined();
    }
  });

  it("finds nothing for another message, message hash, key or signature length", () => {
    const [vector] = pss.filter(({ hash }) => hash === "sha-256");
    if (vector === undefined) throw new Error("no vector");
    const key = rsaKey(vector.modulus, vector.exponent);
    const declared = { hash: vector.hash, mgfHash: vector.mgfHash, saltLength: 5 };
    const bytes = fromHex(vector.signature);
    expect(pssSecondTry(crypto, key, declared, bytes, message)).toBeDefined();
    expect(pssSecondTry(crypto, key, declared, bytes, utf8("another"))).toBeUndefined();
    expect(pssSecondTry(crypto, key, { ...declared, hash: "sha-1" }, bytes, message)).toBeUndefined();
    expect(pssSecondTry(crypto, key, declared, bytes.subarray(1), message)).toBeUndefined();
    expect(pssSecondTry(crypto, { ...key, exponent: 3n }, declared, bytes, message)).toBeUndefined();
    expect(pssSecondTry(crypto, { ...key, exponent: 1n }, declared, bytes, message)).toBeUndefined();
  });
});
