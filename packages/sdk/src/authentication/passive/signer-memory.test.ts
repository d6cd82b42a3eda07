import { describe, expect, it } from "vitest";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import type { Crypto, PublicKey } from "../../crypto/types.js";
import { ChipidError } from "../../errors/chipid-error.js";
import { verifyCertificateSignature } from "../../pki/certificate.js";
import type { Certificate } from "../../pki/certificate-types.js";
import { createCsca, createDocumentSigner } from "../../simulator/country.js";
import { ecKey } from "../../simulator/issuer/keys.js";
import { SignerMemory } from "./signer-memory.js";

const ALGORITHM = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const DATES = { notBefore: "2024-01-01", notAfter: "2034-01-01", signsUntil: "2029-01-01" };
const base = createCrypto({ pure: createPureBackend() });

function counting(): { crypto: Crypto; count: () => number } {
  let count = 0;
  const crypto: Crypto = {
    digest: base.digest,
    verify: (...args) => {
      count++;
      return base.verify(...args);
    },
  };
  return { crypto, count: () => count };
}

const csca = createCsca({
  subject: "C=DE,CN=Memory CSCA",
  key: ecKey("memory csca", "P-256"),
  algorithm: ALGORITHM,
  serial: 1,
  ...DATES,
});
const signer = createDocumentSigner(csca, {
  subject: "C=DE,CN=Memory DS",
  key: ecKey("memory ds", "P-256"),
  algorithm: ALGORITHM,
  serial: 2,
  ...DATES,
});

function keyOf(certificate: Certificate): PublicKey {
  if (!certificate.publicKey.ok) throw new Error("unreadable key");
  return certificate.publicKey.key;
}

describe("SignerMemory", () => {
  it("gives the same certificate for the same bytes, and keeps no view of the caller's", () => {
    const memory = new SignerMemory();
    const bytes = signer.certificate.slice();
    const first = memory.certificate(bytes, base);
    bytes.fill(0);
    expect(memory.certificate(signer.certificate, base)).toBe(first);
    expect(first.raw).toEqual(signer.certificate);
    expect(() => memory.certificate(bytes, base)).toThrow(ChipidError);
  });

  it("computes a signature over a certificate once for each issuer's key", () => {
    const memory = new SignerMemory();
    const { crypto, count } = counting();
    const issuer = keyOf(memory.certificate(csca.certificate, base));
    const certificate = memory.certificate(signer.certificate, base);
    for (let i = 0; i < 3; i++) {
      expect(verifyCertificateSignature(certificate, issuer, memory.forCertificates(crypto)).valid).toBe(true);
    }
    expect(count()).toBe(1);
    // The same key in another object is another store's: verified anew.
    const again = keyOf(new SignerMemory().certificate(csca.certificate, base));
    expect(verifyCertificateSignature(certificate, again, memory.forCertificates(crypto)).valid).toBe(true);
    expect(count()).toBe(2);
  });

  it("remembers nothing that did not hold, and no change of key, signature, message or algorithm passes", () => {
    const memory = new SignerMemory();
    const crypto = memory.forCertificates(base);
    const issuer = keyOf(memory.certificate(csca.certificate, base));
    const { signature, tbs } = memory.certificate(signer.certificate, base);
    expect(crypto.verify(issuer, ALGORITHM, signature, tbs).valid).toBe(true);
    const flip = (bytes: Uint8Array): Uint8Array => bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b));
    for (let i = 0; i < 2; i++) {
      expect(crypto.verify(issuer, ALGORITHM, flip(signature), tbs).valid).toBe(false);
      expect(crypto.verify(issuer, ALGORITHM, signature, flip(tbs)).valid).toBe(false);
      expect(crypto.verify(issuer, { ...ALGORITHM, hash: "sha-384" }, signature, tbs).valid).toBe(false);
      expect(crypto.verify(keyOf(memory.certificate(signer.certificate, base)), ALGORITHM, signature, tbs).valid).toBe(
        false,
      );
      // The border between signature and message is part of what is remembered.
      const joined = Uint8Array.of(...signature.subarray(-1), ...tbs);
      expect(crypto.verify(issuer, ALGORITHM, signature.subarray(0, -1), joined).valid).toBe(false);
    }
  });

  it("forgets the oldest beyond its limit", () => {
    const memory = new SignerMemory(1);
    const first = memory.certificate(signer.certificate, base);
    memory.certificate(csca.certificate, base);
    expect(memory.certificate(signer.certificate, base)).not.toBe(first);
  });
});
