import { expect, it } from "vitest";
import { dataBytes, dataJson, describeData } from "../../test/data.js";
import { parseSignedData } from "../asn1/cms.js";
import { fromHex } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import type { Crypto } from "../crypto/types.js";
import { nodeCrypto } from "../node/crypto.js";
import { readTlv } from "../tlv/tlv.js";
import { parseCertificate, verifyCertificateSignature } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { parseMasterList } from "./master-list.js";
import { certificateRole } from "./roles.js";
import { findSigner, type SignerInfoCheck, verifySignerInfo } from "./signed-data.js";

const ENGINES: readonly (readonly [string, Crypto])[] = [
  ["native with fall-back", nodeCrypto()],
  ["pure", createCrypto({ pure: createPureBackend() })],
];

/** Checks the one SignerInfo of an EF.SOD (tag 77) with the certificate that its sid names. */
function check(sod: Uint8Array, crypto: Crypto): { signer: Certificate; result: SignerInfoCheck } {
  const signedData = parseSignedData(readTlv(sod).value, { mode: "ber" });
  const [info] = signedData.signerInfos;
  const [signer] = info === undefined ? [] : findSigner(info, signedData.certificates.map(parseCertificate));
  if (info === undefined || signer === undefined) throw new Error("no signer");
  return { signer, result: verifySignerInfo(signedData, info, signer, crypto) };
}

const SOUND = {
  over: "received",
  secondLook: undefined,
  messageDigest: "match",
  contentType: "match",
  attributesInOrder: true,
  digestListed: true,
  valid: true,
};

describeData("real and published EF.SOD", () => {
  interface Real {
    sods: { country: string; sod: string; dsc: string; csca: string; expected: { hashAlgorithm: string } }[];
  }
  const real = dataJson<Real>("sod/sod-real.json").sods;

  for (const [engine, crypto] of ENGINES) {
    it.each(real)(`$country: the signature and the chain hold (${engine})`, ({ country, sod, dsc, csca }) => {
      const { signer, result } = check(fromHex(sod), crypto);
      expect(result).toMatchObject(SOUND);
      expect(signer.raw).toEqual(fromHex(dsc));
      expect(signer.issuer.country).toBe(country);
      const issuer = parseCertificate(fromHex(csca));
      if (!issuer.publicKey.ok) throw new Error("no key");
      expect(verifyCertificateSignature(signer, issuer.publicKey.key, crypto)).toMatchObject({ valid: true });
      expect(certificateRole(issuer)).toBe(country === "AT" || country === "SG" ? "link" : "csca");
    });

    it.each([
      ["lds/bsi-tr03105-5/EF_SOD.bin"],
      ["lds/bsi2008/EF_SOD.bin"],
      ["lds/loes2006-nl-specimen/ef011D.bin"],
      ["lds/etsi-epassport-prototype/EF_SOD.bin"],
      ["lds/sod/NZ2013_EF_SOD.BIN"],
    ])(`%s: the signature holds (${engine})`, (name) => {
      const { result } = check(dataBytes(name), crypto);
      expect(result).toMatchObject({ messageDigest: "match", contentType: "match", valid: true });
    });
  }

  it("one bit changed in content, attributes or signature is seen, and where", () => {
    const crypto = nodeCrypto();
    const [first] = real;
    if (first === undefined) throw new Error("no SOD");
    const sod = fromHex(first.sod);
    const signedData = parseSignedData(readTlv(sod).value);
    const [info] = signedData.signerInfos;
    const [signer] = signedData.certificates.map(parseCertificate);
    if (info?.signedAttributes === undefined || signer === undefined || signedData.eContent === undefined) {
      throw new Error("not as expected");
    }
    const flip = (bytes: Uint8Array): Uint8Array => {
      const out = bytes.slice();
      out[out.length - 1] = (out[out.length - 1] ?? 0) ^ 1;
      return out;
    };
    expect(
      verifySignerInfo({ ...signedData, eContent: flip(signedData.eContent) }, info, signer, crypto),
    ).toMatchObject({
      messageDigest: "differs",
      signature: { valid: true },
      valid: false,
    });
    expect(verifySignerInfo(signedData, { ...info, signature: flip(info.signature) }, signer, crypto)).toMatchObject({
      messageDigest: "match",
      signature: { checked: true, valid: false, fault: "mismatch" },
      valid: false,
    });
    const attributes = { ...info.signedAttributes, received: flip(info.signedAttributes.received) };
    expect(verifySignerInfo(signedData, { ...info, signedAttributes: attributes }, signer, crypto)).toMatchObject({
      signature: { checked: true, valid: false },
      valid: false,
    });
  });

  it("New Zealand's signer verifies under a New Zealand CSCA of the lists", () => {
    const crypto = nodeCrypto();
    const { signer } = check(dataBytes("lds/sod/NZ2013_EF_SOD.BIN"), crypto);
    const issuers = parseMasterList(dataBytes("pki/masterlists/ICAO_UN_ML_2025-04-01.ml"))
      .certificates.map(parseCertificate)
      .filter(({ subject }) => subject.key === signer.issuer.key);
    const found = issuers.filter(
      ({ publicKey }) => publicKey.ok && verifyCertificateSignature(signer, publicKey.key, crypto).valid,
    );
    // Five CSCAs of one name: the key decides (T47).
    expect(issuers.length).toBe(5);
    expect(found.map(({ serial }) => serial)).toEqual(["42e57473"]);
  });
});
