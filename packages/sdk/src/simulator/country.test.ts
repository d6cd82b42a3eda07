import { describe, expect, it } from "vitest";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { parseCertificate, verifyCertificateSignature } from "../pki/certificate.js";
import { type Authority, createCsca, createDocumentSigner, createLink } from "./country.js";
import { keyUsage } from "./issuer/extensions.js";
import { ecKey } from "./issuer/keys.js";

const crypto = createCrypto({ pure: createPureBackend() });
const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const dates = { notBefore: "2020-01-01", notAfter: "2035-01-01", signsUntil: "2025-01-01", algorithm };
const alpha = createCsca({ ...dates, subject: "C=DE,CN=Alpha", key: ecKey("alpha", "P-256"), serial: 1 });
const beta = createCsca({ ...dates, subject: "C=DE,CN=Beta", key: ecKey("beta", "P-384"), serial: 2 });

function under(raw: Uint8Array, issuer: Authority): boolean {
  const key = parseCertificate(issuer.certificate).publicKey;
  return key.ok && verifyCertificateSignature(parseCertificate(raw), key.key, crypto).valid;
}

describe("a synthetic country", () => {
  it("has a self-signed CSCA", () => {
    expect(under(alpha.certificate, alpha)).toBe(true);
    expect(parseCertificate(alpha.certificate)).toMatchObject({
      basicConstraints: { ca: true, pathLength: 0 },
      keyUsage: { names: ["keyCertSign", "cRLSign"] },
      selfIssued: true,
    });
  });

  it("links an old key to a new one, and says when the name changed", () => {
    const link = createLink(alpha, beta, { ...dates, serial: 3 });
    expect(under(link, alpha)).toBe(true);
    expect(parseCertificate(link)).toMatchObject({
      nameChange: true,
      subjectKeyIdentifier: beta.keyIdentifier,
      authorityKeyIdentifier: { keyIdentifier: alpha.keyIdentifier },
    });
    const next = createCsca({ ...dates, subject: "C=DE,CN=Alpha", key: ecKey("next", "P-256"), serial: 4 });
    expect(parseCertificate(createLink(alpha, next, { ...dates, serial: 5 })).nameChange).toBe(false);
  });

  it("issues document signers, with or without each extension", () => {
    const spec = { ...dates, subject: "C=DE,CN=DS", key: ecKey("ds", "P-256"), serial: 6 };
    const usual = createDocumentSigner(alpha, { ...spec, documentTypes: ["P"] });
    expect(under(usual.certificate, alpha)).toBe(true);
    expect(parseCertificate(usual.certificate)).toMatchObject({
      documentTypes: ["P"],
      basicConstraints: undefined,
      keyUsage: { names: ["digitalSignature"] },
      privateKeyUsagePeriod: { notAfter: Date.UTC(2025, 0, 1) },
    });
    const bare = createDocumentSigner(alpha, {
      ...spec,
      extensions: { authorityKeyIdentifier: null, keyUsage: null, extra: [keyUsage("cRLSign")] },
    });
    expect(parseCertificate(bare.certificate)).toMatchObject({
      authorityKeyIdentifier: undefined,
      documentTypes: undefined,
      keyUsage: { names: ["cRLSign"] },
    });
  });
});
