import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crypto } from "../../../test/authentication-chips.js";
import { derOid, sequence } from "../../asn1/encode.js";
import { concat, fromBigInt, fromHex, toBigInt } from "../../bytes/bytes.js";
import { digest } from "../../crypto/digest.js";
import { makeRecoveryBlock, recoveryCapacity } from "../../crypto/iso9796-2.js";
import { modPow } from "../../crypto/modular.js";
import { createSigner, type RsaPrivateKey, rsaKeyFromPrimes } from "../../crypto/signing.js";
import { readDg14, writeDg14 } from "../../lds/dg14.js";
import { type Dg15, readDg15, writeDg15 } from "../../lds/dg15.js";
import { ecKey, publicKeyInfo, rsaKey } from "../../simulator/issuer/keys.js";
import { activeAuthenticationOffer } from "./offer.js";
import { verifyActiveAuthentication } from "./verify.js";

const CHALLENGE = fromHex("0011223344556677");
const signer = createSigner();
const key = rsaKey("rsa2048-aa");
const dg15 = readDg15(writeDg15(publicKeyInfo(key)));
const ec = ecKey("aa", "P-256");
const ecDg15 = readDg15(writeDg15(publicKeyInfo(ec)));
const SHA256_PLAIN = "0.4.0.127.0.7.1.1.4.1.3";
const dg14 = (oid = SHA256_PLAIN): ReturnType<typeof readDg14> =>
  readDg14(writeDg14([{ kind: "active-authentication", signatureAlgorithm: oid }]));

function block(m1Fill = 0x55, challenge = CHALLENGE): Uint8Array {
  const options = { hash: "sha-256", trailer: "explicit", modulusBits: 2048 } as const;
  return makeRecoveryBlock(new Uint8Array(recoveryCapacity(options)).fill(m1Fill), challenge, options);
}

function sign(encoded: Uint8Array, { d, modulus }: RsaPrivateKey = key): Uint8Array {
  return fromBigInt(modPow(toBigInt(encoded), d, modulus), Math.ceil(modulus.toString(16).length / 2));
}

function verify(response: Uint8Array, file: Dg15 = dg15): ReturnType<typeof verifyActiveAuthentication> {
  return verifyActiveAuthentication(file, undefined, CHALLENGE, response, crypto);
}

describe("the answer of an RSA chip", () => {
  it("passes, and its evidence verifies again with nothing but the files", () => {
    const first = verify(sign(block()));
    expect(first).toMatchObject({ outcome: "passed", deviations: [], weaknesses: [] });
    const { evidence } = first;
    expect(verifyActiveAuthentication(dg15, undefined, evidence.challenge, evidence.response, crypto).outcome).toBe(
      "passed",
    );
  });

  it("may be n − s, with a note", () => {
    const complement = fromBigInt(key.modulus - toBigInt(sign(block())), 256);
    expect(verify(complement)).toMatchObject({ outcome: "passed", deviations: ["complement"] });
  });

  it("may lack its leading zero bytes, or have too many, with a note", () => {
    let fill = 0;
    let signature = sign(block(fill));
    while (signature[0] !== 0) signature = sign(block(++fill));
    expect(verify(signature)).toMatchObject({ outcome: "passed", deviations: [] });
    expect(verify(signature.subarray(1))).toMatchObject({ outcome: "passed", deviations: ["length"] });
    expect(verify(concat(new Uint8Array(3), signature))).toMatchObject({ outcome: "passed", deviations: ["length"] });
  });

  it("is not done when it is empty, shorter or longer, however it is filled (T61)", () => {
    const signature = sign(block());
    const wrong = [
      new Uint8Array(0),
      signature.subarray(0, 255),
      signature.subarray(1),
      signature.subarray(0, 1),
      concat(signature, Uint8Array.of(0)),
      concat(Uint8Array.of(1), signature),
      concat(Uint8Array.of(1, 0), signature),
      new Uint8Array(5000),
    ];
    // Beyond any key's size, not even zero bytes in front are looked past.
    expect(verify(concat(new Uint8Array(4096 - 256), signature))).toMatchObject({ outcome: "passed" });
    expect(verify(concat(new Uint8Array(4097 - 256), signature))).toMatchObject({ outcome: "not-done", why: "length" });
    for (const response of wrong) expect(verify(response)).toMatchObject({ outcome: "not-done", why: "length" });
  });

  it("has failed when it is whole and not below the modulus", () => {
    expect(verify(new Uint8Array(256).fill(0xff))).toMatchObject({ outcome: "failed", fault: "encoding" });
    expect(verify(fromBigInt(key.modulus, 256))).toMatchObject({ outcome: "failed", fault: "encoding" });
  });

  it("has failed with every part of the block changed", () => {
    const good = block();
    for (const at of [0, 1, 100, 222, 223, 253, 254]) {
      const changed = good.map((byte, i) => (i === at ? byte ^ (at === 0 ? 0x40 : 0x01) : byte));
      expect(verify(sign(changed)).outcome, `byte ${at}`).not.toBe("passed");
    }
    expect(verify(sign(block(0x55, fromHex("0011223344556676"))))).toMatchObject({ outcome: "failed", fault: "hash" });
  });

  it("is not done when its trailer names a hash function that is not known", () => {
    const whirlpool = block().map((byte, i) => (i === 254 ? 0x37 : byte));
    expect(verify(sign(whirlpool))).toMatchObject({ outcome: "not-done", why: "hash-unknown" });
  });

  it("has failed when any bit is changed", () => {
    const signature = sign(block());
    fc.assert(
      fc.property(fc.nat(2047), (bit) => {
        const changed = signature.map((byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte));
        expect(verify(changed).outcome).toBe("failed");
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("is not judged false by its header under a modulus that is not whole bytes", () => {
    const { primes } = key;
    const other = rsaKey("rsa2048-ds").primes;
    if (primes === undefined || other === undefined) throw new Error("no primes");
    // A prime of 1024 bits and one of 61: 1084 or 1085 bits.
    const odd = rsaKeyFromPrimes(primes[0], 2n ** 61n - 1n);
    const bits = odd.modulus.toString(2).length;
    expect(bits % 8).not.toBe(0);
    const file = readDg15(writeDg15(publicKeyInfo(odd)));
    const length = Math.ceil(bits / 8);
    const m1 = new Uint8Array(length - 1 - 32 - 2).fill(0x55);
    const hash = digest("sha-256", m1, CHALLENGE);
    const answer = (head: number, trailer: number): ReturnType<typeof verify> =>
      verify(sign(concat(Uint8Array.of(head), m1, hash, Uint8Array.of(0x34, trailer)), odd), file);
    expect(answer(0x06, 0xcc)).toMatchObject({ outcome: "not-done", why: "modulus" });
    expect(answer(0x06, 0xcd)).toMatchObject({ outcome: "failed", fault: "trailer" });
  });
});

describe("the answer of an ECDSA chip", () => {
  const plain = signer.sign(ec, { kind: "ecdsa", hash: "sha-256", encoding: "plain" }, CHALLENGE);
  const run = (response: Uint8Array, file: ReturnType<typeof readDg14> | undefined = dg14()) =>
    verifyActiveAuthentication(ecDg15, file, CHALLENGE, response, crypto);

  it("passes", () => {
    expect(run(plain)).toMatchObject({ outcome: "passed", deviations: [] });
  });

  it("is not done when it is shorter than r‖s or a cut SEQUENCE, and has failed when it is whole and false", () => {
    const der = signer.sign(ec, { kind: "ecdsa", hash: "sha-256", encoding: "der" }, CHALLENGE);
    for (const cut of [
      plain.subarray(0, 63),
      plain.subarray(0, 1),
      new Uint8Array(0),
      der.subarray(0, der.length - 1),
    ]) {
      expect(run(cut)).toMatchObject({ outcome: "not-done", why: "length" });
    }
    expect(run(new Uint8Array(64))).toMatchObject({ outcome: "failed", fault: "encoding" });
    expect(run(new Uint8Array(64).fill(0xff))).toMatchObject({ outcome: "failed", fault: "encoding" });
    const changed = plain.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    expect(run(changed)).toMatchObject({ outcome: "failed", fault: "mismatch" });
  });

  it("is not done when DG14 names nothing that can be used and nothing fits", () => {
    const changed = plain.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    const malformed = readDg14(writeDg14([{ kind: "raw", raw: sequence(derOid("2.23.136.1.1.5")) }]));
    const two = readDg14(
      writeDg14([
        { kind: "active-authentication", signatureAlgorithm: SHA256_PLAIN },
        { kind: "active-authentication", signatureAlgorithm: "0.4.0.127.0.7.1.1.4.1.4" },
      ]),
    );
    for (const file of [undefined, malformed, two, dg14("1.2.3.4"), dg14("1.2.840.113549.1.1.11")]) {
      const changedResult = verifyActiveAuthentication(ecDg15, file, CHALLENGE, changed, crypto);
      expect(changedResult).toMatchObject({ outcome: "not-done", why: "hash-unknown" });
      const result = verifyActiveAuthentication(ecDg15, file, CHALLENGE, plain, crypto);
      expect(result).toMatchObject({ outcome: "passed", deviations: ["hash-not-declared"] });
    }
  });
});

describe("what DG15 offers", () => {
  it("tells short and ROCA keys, and keys that are none", () => {
    const offer = (name: Parameters<typeof rsaKey>[0]): ReturnType<typeof activeAuthenticationOffer> =>
      activeAuthenticationOffer(readDg15(writeDg15(publicKeyInfo(rsaKey(name)))));
    expect(offer("rsa2048-aa")).toMatchObject({ usable: true, weaknesses: [], signatureLength: 256 });
    expect(offer("rsa2048-roca")).toMatchObject({ usable: true, weaknesses: ["roca"] });
    expect(activeAuthenticationOffer(ecDg15)).toMatchObject({ usable: true, signatureLength: 64 });
    const off = readDg15(writeDg15(publicKeyInfo(ec, { point: concat(Uint8Array.of(4), new Uint8Array(64).fill(7)) })));
    expect(activeAuthenticationOffer(off)).toEqual({ usable: false, why: "point" });
    expect(verify(new Uint8Array(64), off)).toMatchObject({ outcome: "not-done", why: "key", key: "point" });
  });

  it("says that a key of 1024 bits is short, and nothing of one of 2048", () => {
    const { primes } = rsaKey("rsa2048-aa");
    const short = rsaKeyFromPrimes(primes?.[0] ?? 0n, 2n ** 61n - 1n);
    expect(activeAuthenticationOffer(readDg15(writeDg15(publicKeyInfo(short))))).toMatchObject({
      weaknesses: ["rsa-short"],
    });
  });
});

it("the evidence is a copy of what was given", () => {
  const challenge = CHALLENGE.slice();
  const response = sign(block());
  const { evidence } = verifyActiveAuthentication(dg15, undefined, challenge, response, crypto);
  const before = digest("sha-256", evidence.challenge, evidence.response);
  challenge.fill(0);
  response.fill(0);
  expect(digest("sha-256", evidence.challenge, evidence.response)).toEqual(before);
});
