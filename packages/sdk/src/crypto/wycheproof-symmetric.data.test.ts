import * as nodeCrypto from "node:crypto";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dataFolder, dataJson, dataPath, describeData } from "../../test/data.js";
import { fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readKeyAgreementKey } from "../pki/key-agreement-key.js";
import { aesCmac } from "./aes.js";
import type { CipherName, Ciphers } from "./cipher-types.js";
import { KNOWN_CURVES } from "./curves.js";
import { curveDomain, type DomainParameters } from "./domain-parameters.js";
import { createPureKeyAgreements } from "./key-agreement.js";
import type { KeyAgreement } from "./key-agreement-types.js";
import { createNativeCiphers } from "./native-ciphers.js";
import { createNativeKeyAgreements } from "./native-key-agreement.js";
import { createPureCiphers } from "./pure-ciphers.js";

// AES-CBC, AES-CMAC and ECDH of Wycheproof, pure and over the host.

interface File<T> {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly keySize: number;
    readonly tagSize: number;
    readonly curve: string;
    readonly encoding: string;
    readonly tests: readonly (T & {
      readonly tcId: number;
      readonly result: "valid" | "invalid" | "acceptable";
      readonly flags: readonly string[];
    })[];
  }[];
}

const bothCiphers: readonly [string, Ciphers][] = [
  ["pure", createPureCiphers()],
  ["native", createNativeCiphers(nodeCrypto, { hostFrom: 0 })],
];

describeData("Wycheproof AES", () => {
  const cipherOf = (bits: number) => `aes-${bits}` as CipherName;

  it.each(bothCiphers)("CBC, %s: cryptograms are equal, paddings judged", (_, ciphers) => {
    const file = dataJson<File<Readonly<Record<"key" | "iv" | "msg" | "ct", string>>>>(
      "crypto/wycheproof/aes_cbc_pkcs5_test.json",
    );
    let count = 0;
    for (const { keySize, tests } of file.testGroups) {
      for (const { key, iv, msg, ct, result, tcId } of tests) {
        count++;
        const cipher = cipherOf(keySize);
        const data = fromHex(ct);
        if (data.length === 0 || data.length % 16 !== 0) {
          expect(result, `test ${tcId}`).toBe("invalid");
          continue;
        }
        // CBC here does not pad; PKCS #7 is put on and judged by this test.
        const plain = ciphers.decryptCbc(cipher, fromHex(key), fromHex(iv), data);
        const pad = plain[plain.length - 1] ?? 0;
        const padded = pad >= 1 && pad <= 16 && plain.subarray(-pad).every((byte) => byte === pad);
        const equal = padded && toHex(plain.subarray(0, plain.length - pad)) === msg;
        expect(equal, `test ${tcId}`).toBe(result === "valid");
        expect(toHex(ciphers.encryptCbc(cipher, fromHex(key), fromHex(iv), plain)), `test ${tcId}`).toBe(ct);
      }
    }
    expect(count).toBe(file.numberOfTests);
  });

  it.each(bothCiphers)("CMAC, %s", (name, ciphers) => {
    const file = dataJson<File<Readonly<Record<"key" | "msg" | "tag", string>>>>(
      "crypto/wycheproof/aes_cmac_test.json",
    );
    let count = 0;
    const keyErrors = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key"));
    for (const { keySize, tagSize, tests } of file.testGroups) {
      for (const { key, msg, tag, result, tcId, flags } of tests) {
        count++;
        if (flags.includes("InvalidKeySize")) {
          expect(() => ciphers.mac("aes-128", fromHex(key), fromHex(msg))).toThrow(keyErrors);
          expect(() => ciphers.mac("aes-256", fromHex(key), fromHex(msg))).toThrow(keyErrors);
          expect(() => aesCmac(fromHex(key), fromHex(msg))).toThrow(keyErrors);
          continue;
        }
        const cut = toHex(ciphers.mac(cipherOf(keySize), fromHex(key), fromHex(msg)));
        const whole = toHex(aesCmac(fromHex(key), fromHex(msg)));
        expect(cut, `test ${tcId} ${name}`).toBe(whole.slice(0, 16));
        expect(whole.slice(0, tagSize / 4) === tag, `test ${tcId}`).toBe(result === "valid");
      }
    }
    expect(count).toBe(file.numberOfTests);
  });
});

const CURVES: Readonly<Record<string, (typeof KNOWN_CURVES)[number]["name"]>> = {
  secp256r1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

const bothAgreements: readonly [string, (domain: DomainParameters) => KeyAgreement][] = [
  ["pure", createPureKeyAgreements()],
  ["native", createNativeKeyAgreements(nodeCrypto, { curves: KNOWN_CURVES.map(({ name }) => name) })],
];

describeData("Wycheproof ECDH", () => {
  const folder = dataFolder === undefined ? "" : dataPath("crypto/wycheproof");
  const names = readdirSync(folder).filter((name) => /^ecdh_.*_test\.json$/.test(name));

  it("has all files", () => {
    expect(names).toHaveLength(7);
  });

  describe.each(bothAgreements)("%s", (_, of) => {
    it.each(names)("%s", (name) => {
      const file = dataJson<File<Readonly<Record<"public" | "private" | "shared" | "comment", string>>>>(
        `crypto/wycheproof/${name}`,
      );
      let count = 0;
      const wrong: string[] = [];
      let withoutCofactor = 0;
      const seen = { valid: 0, invalid: 0, acceptable: 0 };
      for (const { curve, encoding, tests } of file.testGroups) {
        const known = KNOWN_CURVES.find((known) => known.name === (CURVES[curve] ?? curve));
        if (known === undefined) throw new Error(`unknown curve ${curve}`);
        const domain = curveDomain(known.name);
        for (const test of tests) {
          count++;
          seen[test.result]++;
          let shared: string | undefined;
          try {
            const octets = encoding === "asn" ? readKey(fromHex(test.public), domain) : fromHex(test.public);
            const agreement = of(domain);
            shared = toHex(agreement.sharedSecret(toBigInt(fromHex(test.private)), agreement.decode(octets)));
          } catch (error) {
            // Anything but an error of the SDK is a fault of its own.
            if (!isChipidError(error)) throw error;
          }
          // An absent cofactor is let pass: it is OPTIONAL (SEC 1 C.2), and everything else is compared with a known curve.
          if (test.flags.includes("NoCofactor")) {
            withoutCofactor++;
            expect(test.comment).toBe("no cofactor");
            expect(shared).toBe(test.shared);
            continue;
          }
          const right =
            test.result === "valid"
              ? shared === test.shared
              : test.result === "invalid"
                ? shared === undefined
                : shared === undefined || shared === test.shared;
          if (!right) wrong.push(`${test.tcId} ${test.result} ${test.comment}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(count).toBe(file.numberOfTests);
      expect(seen.valid).toBeGreaterThan(0);
      expect(withoutCofactor).toBe(name.includes("brainpool") ? 2 : 0);
    });
  });
});

function readKey(spki: Uint8Array, expected: DomainParameters): Uint8Array {
  const { domain, publicKey } = readKeyAgreementKey(spki);
  // A key of another curve is what a chip must not get away with; here it is the caller's to compare.
  return domain === expected ? publicKey : new Uint8Array(0);
}
