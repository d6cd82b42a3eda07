import { describe, expect, it } from "vitest";
import { parseSignedData } from "../../asn1/cms.js";
import { compareBytes, toHex, utf8 } from "../../bytes/bytes.js";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import { parseCertificate } from "../../pki/certificate.js";
import { verifySignerInfo } from "../../pki/signed-data.js";
import { createCsca } from "../country.js";
import { ecKey } from "./keys.js";
import { createSignedData, type SignedDataSpec, type SignerSpec } from "./signed-data.js";

const crypto = createCrypto({ pure: createPureBackend() });
const authority = createCsca({
  subject: "C=DE,CN=Signer",
  key: ecKey("signed data test", "P-256"),
  algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
  serial: 0x1234,
  notBefore: "2020-01-01",
  notAfter: "2035-01-01",
  signsUntil: "2025-01-01",
});
const signer: SignerSpec = {
  key: authority.key,
  algorithm: authority.algorithm,
  sid: { certificate: authority.certificate },
  signingTime: "2023-03-01",
};
const spec: SignedDataSpec = {
  eContentType: "2.23.136.1.1.1",
  eContent: utf8("content of some length, so that it falls into segments"),
  certificates: [authority.certificate],
  signers: [signer],
};

function judged(changes: Partial<SignedDataSpec>) {
  const cms = parseSignedData(createSignedData({ ...spec, ...changes }), { mode: "ber" });
  const [info] = cms.signerInfos;
  if (info === undefined) throw new Error("no signer");
  return { cms, info, check: verifySignerInfo(cms, info, parseCertificate(authority.certificate), crypto) };
}
const withSigner = (change: Partial<SignerSpec>) => judged({ signers: [{ ...signer, ...change }] });
const descending = (list: readonly Uint8Array[]): Uint8Array[] => [...list].sort(compareBytes).reverse();

describe("createSignedData", () => {
  it("is DER with sorted attributes and a signature that holds", () => {
    const { cms, info, check } = judged({});
    expect(cms.quirks).toEqual([]);
    expect(cms.eContent).toEqual(spec.eContent);
    expect(info).toMatchObject({ version: 1, sid: { kind: "issuer-serial", serial: "1234" } });
    expect(check).toMatchObject({
      signature: { valid: true },
      messageDigest: "match",
      contentType: "match",
      signingTime: Date.UTC(2023, 2, 1),
      attributesInOrder: true,
      digestListed: true,
    });
    expect(toHex(createSignedData(spec))).toBe(toHex(createSignedData(spec)));
  });

  it("holds in BER: indefinite lengths, content in segments", () => {
    const { cms, check } = judged({ lengths: "indefinite", contentSegments: 10 });
    expect([...cms.quirks].sort()).toEqual(["constructed-string", "indefinite-length"]);
    expect(cms.eContent).toEqual(spec.eContent);
    expect(check).toMatchObject({ signature: { valid: true }, messageDigest: "match" });
  });

  it("leaves out, repeats and falsifies attributes on demand", () => {
    expect(withSigner({ attributes: "none" })).toMatchObject({
      info: { signedAttributes: undefined },
      check: { over: "content", signature: { valid: true } },
    });
    expect(withSigner({ attributes: ([type]) => (type === undefined ? [] : [type]) }).check.messageDigest).toBe(
      "missing",
    );
    expect(withSigner({ attributes: (list) => [...list, ...list.slice(1, 2)] }).check.messageDigest).toBe("repeated");
    expect(withSigner({ messageDigest: new Uint8Array(32) }).check.messageDigest).toBe("differs");
    expect(withSigner({ contentType: "1.2.840.113549.1.7.1" }).check.contentType).toBe("differs");
  });

  it("signs unsorted attributes in either order", () => {
    const unsorted = { attributes: descending, attributeOrder: "as-given" } as const;
    for (const [signedOrder, over] of [
      ["der", "sorted"],
      ["as-sent", "received"],
    ] as const) {
      const { check } = withSigner({ ...unsorted, signedOrder });
      expect(check).toMatchObject({ attributesInOrder: false, over, signature: { valid: true } });
    }
  });

  it("names its signer by key identifier, mangles the signature, sends several signers or none", () => {
    expect(withSigner({ sid: { keyIdentifier: authority.keyIdentifier } }).info).toMatchObject({
      version: 3,
      sid: { kind: "key-identifier", keyIdentifier: authority.keyIdentifier },
    });
    const mangled = withSigner({ mangleSignature: (signature) => signature.map((b, i) => (i === 20 ? b ^ 4 : b)) });
    expect(mangled.check.signature.valid).toBe(false);
    expect(judged({ signers: [signer, signer] }).cms.signerInfos).toHaveLength(2);
    expect(parseSignedData(createSignedData({ ...spec, signers: [], certificates: [] })).signerInfos).toEqual([]);
  });
});
