import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAsn1 } from "../../asn1/node.js";
import { oid } from "../../asn1/values.js";
import { toHex } from "../../bytes/bytes.js";
import type { HashName, SignatureAlgorithm } from "../../crypto/types.js";
import { readHash, readSignatureAlgorithm } from "../../pki/algorithm.js";
import { digestAlgorithmIdentifier, pssParameters, signatureAlgorithmIdentifier } from "./algorithms.js";

const hashes: readonly HashName[] = ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"];
const hash = fc.constantFrom(...hashes);
const algorithm: fc.Arbitrary<SignatureAlgorithm> = fc.oneof(
  fc.record({ kind: fc.constant("rsa-pkcs1" as const), hash }),
  fc.record({ kind: fc.constant("ecdsa" as const), hash, encoding: fc.constantFrom("der" as const, "plain" as const) }),
  fc.record({
    kind: fc.constant("rsa-pss" as const),
    hash,
    mgfHash: hash,
    saltLength: fc.integer({ min: 0, max: 64 }),
  }),
);

describe("AlgorithmIdentifiers", () => {
  it("are read back as what they declare", () => {
    fc.assert(
      fc.property(algorithm, (declared) => {
        const node = readAsn1(signatureAlgorithmIdentifier(declared));
        const parameters = node.children[1]?.raw;
        expect(readSignatureAlgorithm(oid(node.child(0)), parameters)).toEqual({ ok: true, algorithm: declared });
      }),
      { seed: 5, numRuns: 300 },
    );
    for (const name of [...hashes, "md5"] as const) expect(readHash(digestAlgorithmIdentifier(name))).toBe(name);
  });

  it("are the bytes of RFC 4055 §5 and RFC 5758 §3.2", () => {
    expect(toHex(signatureAlgorithmIdentifier({ kind: "rsa-pkcs1", hash: "sha-256" }))).toBe(
      "300d06092a864886f70d01010b0500",
    );
    expect(toHex(signatureAlgorithmIdentifier({ kind: "ecdsa", hash: "sha-384", encoding: "der" }))).toBe(
      "300a06082a8648ce3d040303",
    );
    expect(toHex(pssParameters({ hash: "sha-1", mgfHash: "sha-1", saltLength: 20 }))).toBe("3000");
    expect(toHex(pssParameters({ hash: "sha-256", mgfHash: "sha-256", saltLength: 32 }))).toBe(
      "3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
    );
  });

  it("have no form for ECDSA with MD5", () => {
    expect(() => signatureAlgorithmIdentifier({ kind: "ecdsa", hash: "md5", encoding: "der" })).toThrow(RangeError);
  });
});
