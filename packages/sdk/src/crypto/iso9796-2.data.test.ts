import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { readPublicKey } from "../pki/spki.js";
import { openRecoveryBlock, type RecoveryHash, verifyRecoverySignature } from "./iso9796-2.js";
import { bitLength } from "./modular.js";
import { modulusBytes, rsaRecover } from "./rsa.js";
import type { RsaPublicKey } from "./types.js";

const upper = (bytes: Uint8Array) => toHex(bytes).toUpperCase();

describeData("Active Authentication blocks and signatures", () => {
  interface Data {
    readonly appendixF: Readonly<Record<"rndIfd" | "M1" | "F", string>>;
    readonly decodeF: readonly Readonly<Record<"hash" | "rndIfd" | "F" | "M1", string>>[];
    readonly decodeFReject: readonly string[];
    readonly signatures: readonly {
      readonly dg15?: string;
      readonly spki?: string;
      readonly nonce: string;
      readonly signature: string;
      readonly hash: string;
      readonly recoveredM1: string;
      readonly expected: string;
    }[];
  }
  const data = dataJson<Data>("icao9303-11/active-authentication.json");

  it.each([{ ...data.appendixF, hash: "SHA-1" }, ...data.decodeF])("block with $hash", ({ hash, rndIfd, F, M1 }) => {
    const outcome = openRecoveryBlock(fromHex(F), fromHex(rndIfd));
    if (!outcome.ok) throw new Error(outcome.fault);
    expect(outcome.hash).toBe(hash.toLowerCase() as RecoveryHash);
    expect(upper(outcome.m1)).toBe(M1);
  });

  it.each(data.decodeFReject)("refuses %s", (block) => {
    expect(openRecoveryBlock(fromHex(block), fromHex("0102030405060708")).ok).toBe(false);
  });

  it.each(data.signatures.map((signature, i) => [i, signature] as const))("signature %i", (_, test) => {
    const spki = test.spki ?? test.dg15?.slice(test.dg15.startsWith("6F82") ? 8 : 6) ?? "";
    const reading = readPublicKey(fromHex(spki));
    if (!reading.ok || reading.key.kind !== "rsa") throw new Error("no RSA key");
    const signature = fromHex(test.signature);
    const nonce = fromHex(test.nonce);
    const outcome = verifyRecoverySignature(reading.key, signature, nonce);
    if (!outcome.ok) throw new Error(outcome.fault);
    expect(test.expected).toBe("valid");
    expect(outcome.hash.replace("-", "")).toBe(test.hash);
    expect(upper(outcome.m1)).toBe(test.recoveredM1);

    nonce[0] = (nonce[0] ?? 0) ^ 1;
    expect(verifyRecoverySignature(reading.key, signature, nonce)).toEqual({ ok: false, fault: "hash" });
    nonce[0] = (nonce[0] ?? 0) ^ 1;
    for (let bit = 0; bit < 8 * signature.length; bit += 37) {
      const changed = signature.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(verifyRecoverySignature(reading.key, changed, nonce).ok).toBe(false);
    }
  });
});

describeData("ISO 9796-2", () => {
  interface Data {
    readonly vectors: readonly Readonly<
      Record<"name" | "modulus" | "exponent" | "signature" | "message" | "recoveredBlockF", string>
    >[];
    readonly malformed: Readonly<Record<"modulus" | "exponent", string>>;
  }
  const { vectors, malformed } = dataJson<Data>("crypto/iso9796-2.json");
  const rsaKey = (modulus: string, exponent: string): RsaPublicKey => {
    const n = toBigInt(fromHex(modulus));
    return { kind: "rsa", modulus: n, exponent: toBigInt(fromHex(exponent)), bits: bitLength(n) };
  };

  it("has both vectors", () => {
    expect(vectors.map(({ name }) => name)).toEqual(["total recovery, RIPEMD-128", "partial recovery, RIPEMD-160"]);
  });

  it.each(vectors)("$name", ({ name, modulus, exponent, signature, message, recoveredBlockF }) => {
    const key = rsaKey(modulus, exponent);
    expect(upper(rsaRecover(key, fromHex(signature), modulusBytes(key)) ?? new Uint8Array(0))).toBe(recoveredBlockF);
    if (name.includes("128")) {
      // A hash function that no document uses and this SDK does not compute.
      expect(verifyRecoverySignature(key, fromHex(signature), new Uint8Array(0))).toEqual({
        ok: false,
        fault: "trailer",
      });
      return;
    }
    // M1 is as much of the message as the block holds.
    const m1Length = modulusBytes(key) - 22;
    const m2 = fromHex(message).subarray(m1Length);
    const outcome = verifyRecoverySignature(key, fromHex(signature), m2, { implicitHashes: ["ripemd-160"] });
    if (!outcome.ok) throw new Error(outcome.fault);
    expect(upper(outcome.m1)).toBe(message.slice(0, 2 * m1Length));
    expect(verifyRecoverySignature(key, fromHex(signature), m2)).toEqual({ ok: false, fault: "hash" });
  });

  it("malformed signatures are refused", () => {
    const key = rsaKey(malformed.modulus, malformed.exponent);
    const width = modulusBytes(key);
    for (const length of [0, 1, width, width + 1]) {
      const outcome = verifyRecoverySignature(key, new Uint8Array(length), new Uint8Array(8));
      expect(outcome.ok).toBe(false);
    }
  });
});
