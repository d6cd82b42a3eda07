import { describe, expect, it } from "vitest";
import { agreementKey, agreements, crypto, standardisedKeyInfo } from "../../../test/authentication-chips.js";
import { derOid, sequence } from "../../asn1/encode.js";
import { OID } from "../../asn1/oids.js";
import { CardChannel } from "../../channel/channel.js";
import { performPace } from "../../channel/pace.js";
import { makeMappingData } from "../../crypto/chip-authentication-mapping.js";
import { curveByName } from "../../crypto/curves.js";
import { curveDomain, type EcDomain, standardisedDomain } from "../../crypto/domain-parameters.js";
import { encodePlainSignature, readEcdsaSignature } from "../../crypto/ecdsa-signature.js";
import { deterministicRandom } from "../../crypto/random.js";
import { readCardAccess } from "../../lds/card-access.js";
import { type CardSecurity, readCardSecurity } from "../../lds/card-security.js";
import { infosOf, type SecurityInfoFields, writeSecurityInfos } from "../../lds/security-infos.js";
import { parseCertificate } from "../../pki/certificate.js";
import { createChip } from "../../simulator/chip/chip.js";
import { chipProfile } from "../../simulator/chip-profiles.js";
import { createSignedData, type SignedDataSpec } from "../../simulator/issuer/signed-data.js";
import { PROFILES } from "../../simulator/profiles.js";
import { simulateDocument } from "../../simulator/simulated-document.js";
import { testIssuer } from "../../simulator/test-issuers.js";
import { verifyCardSecurity } from "./card-security-signature.js";
import { type MappingProof, verifyChipAuthenticationMapping } from "./chip-authentication-mapping.js";

const DOMAIN: EcDomain = curveDomain("brainpoolP256r1");
const agreement = agreements(DOMAIN);
const { signer, csca } = testIssuer(PROFILES["passport-bac"]);
const tools = { agreements, crypto };

const ephemeral = agreementKey(DOMAIN, "ephemeral");
const chip = agreementKey(DOMAIN, "static");

function proof(staticSecret = chip.secret): MappingProof {
  const data = makeMappingData(agreement, staticSecret, ephemeral.secret);
  return { domain: DOMAIN, mappingProof: { data, mappingKey: ephemeral.publicKey } };
}

function staticKey(key = chip, keyId?: number): SecurityInfoFields {
  const spki = standardisedKeyInfo(key.domain.id ?? 0, key);
  return { kind: "chip-authentication-public-key", agreement: "ecdh", spki, ...(keyId === undefined ? {} : { keyId }) };
}

function cardSecurity(
  infos: readonly SecurityInfoFields[] = [staticKey()],
  changes: Partial<SignedDataSpec> = {},
): CardSecurity {
  return readCardSecurity(
    createSignedData({
      eContentType: OID.securityObject,
      eContent: writeSecurityInfos(infos),
      certificates: [signer.certificate],
      signers: [{ key: signer.key, algorithm: signer.algorithm, sid: { certificate: signer.certificate } }],
      ...changes,
    }),
  );
}

/** The signer's SignerInfo, with something else in it. */
function signedWith(changes: Partial<SignedDataSpec["signers"][number]>): CardSecurity {
  return cardSecurity(undefined, {
    signers: [{ key: signer.key, algorithm: signer.algorithm, sid: { certificate: signer.certificate }, ...changes }],
  });
}

describe("PACE with Chip Authentication Mapping (ICAO 9303-11 §4.4.3.5)", () => {
  it.each(["aes-128", "aes-192", "aes-256"])("is proven by a chip through PACE with %s", async (cipher) => {
    const profile = chipProfile(`pace-cam-ecdh-${cipher}`);
    if (profile === undefined) throw new Error("no such profile");
    const document = simulateDocument(profile);
    const random = deterministicRandom(cipher);
    const channel = new CardChannel(createChip(document.chip, { random }));
    const access = readCardAccess(document.files.get("EF.CardAccess") ?? new Uint8Array(0));
    const protocol = infosOf(access.securityInfos.infos, "pace").find(({ mapping }) => mapping === "cam");
    const domain = standardisedDomain(protocol?.parameterId ?? -1);
    if (protocol === undefined || domain === undefined) throw new Error("no CAM");
    const password = { kind: "can", value: document.can ?? "" } as const;
    const pace = await performPace(channel, { protocol, domain, parameterId: protocol.parameterId, password, random });
    const file = readCardSecurity(document.files.get("EF.CardSecurity") ?? new Uint8Array(0));
    const result = verifyChipAuthenticationMapping(pace, file, tools);
    expect(result).toMatchObject({
      outcome: "passed",
      signature: { outcome: "valid", signer: { raw: document.issuer.signer.certificate } },
      evidence: { domain: "brainpoolP256r1" },
    });
  });

  it("passes with the key in the domain of PACE among several", () => {
    const other = agreementKey(curveDomain("P-256"), "other");
    const same = agreementKey(DOMAIN, "another key");
    const file = cardSecurity([staticKey(other, 1), staticKey(same, 2), staticKey(chip, 3)]);
    expect(verifyChipAuthenticationMapping(proof(), file, tools)).toMatchObject({
      outcome: "passed",
      evidence: { keyId: 3n, chipKey: agreement.encode(chip.publicKey) },
    });
  });

  it("has failed when the chip has another private key than the one shown (T03c)", () => {
    expect(verifyChipAuthenticationMapping(proof(chip.secret + 1n), cardSecurity(), tools)).toMatchObject({
      outcome: "failed",
      why: "mapping",
      signature: { outcome: "valid" },
    });
  });

  it("has failed when EF.CardSecurity is not what was signed, however well the keys fit", () => {
    const file = signedWith({ messageDigest: new Uint8Array(32) });
    expect(verifyChipAuthenticationMapping(proof(), file, tools)).toMatchObject({
      outcome: "failed",
      why: "card-security",
    });
  });

  it("is not done without proof, without the file, without a key in the domain", () => {
    expect(verifyChipAuthenticationMapping({ domain: DOMAIN }, cardSecurity(), tools)).toEqual({
      outcome: "not-done",
      why: "no-proof",
    });
    expect(verifyChipAuthenticationMapping(proof(), undefined, tools)).toEqual({
      outcome: "not-done",
      why: "no-card-security",
    });
    const other = cardSecurity([staticKey(agreementKey(curveDomain("P-256"), "other"))]);
    expect(verifyChipAuthenticationMapping(proof(), other, tools)).toMatchObject({
      outcome: "not-done",
      why: "no-key",
    });
  });

  it("is not done while nobody can say who signed EF.CardSecurity", () => {
    const file = cardSecurity(undefined, { certificates: [] });
    expect(verifyChipAuthenticationMapping(proof(), file, tools)).toMatchObject({
      outcome: "not-done",
      why: "signature",
      signature: { outcome: "unverified", why: "certificate" },
    });
    const known = [parseCertificate(csca.certificate), parseCertificate(signer.certificate)];
    expect(verifyChipAuthenticationMapping(proof(), file, { ...tools, known }).outcome).toBe("passed");
  });
});

describe("the signature of EF.CardSecurity", () => {
  it("is valid, and names its signer and what is enclosed", () => {
    const signature = verifyCardSecurity(
      cardSecurity(undefined, { certificates: [csca.certificate, signer.certificate] }),
      crypto,
    );
    expect(signature).toMatchObject({ outcome: "valid", signerInfos: 1, signer: { raw: signer.certificate } });
    expect(signature.enclosed).toHaveLength(2);
    expect(signature.check?.valid).toBe(true);
  });

  it("is invalid with another content, another content type in its attributes, or a bit changed", () => {
    const changed = signedWith({
      mangleSignature: (bytes) => bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b)),
    });
    for (const file of [
      signedWith({ messageDigest: new Uint8Array(32) }),
      signedWith({ contentType: OID.ldsSecurityObject }),
      changed,
    ]) {
      expect(verifyCardSecurity(file, crypto)).toMatchObject({ outcome: "invalid" });
    }
  });

  it("deviates when r‖s stands where DER is declared, unless the attributes vouch for something else", () => {
    const asPlain = (signature: Uint8Array): Uint8Array => {
      const { n } = curveByName(signer.key.kind === "ec" ? signer.key.curve : "P-256").parameters;
      const pair = readEcdsaSignature(signature, n, "der");
      if (pair === undefined) throw new Error("not a DER signature");
      return encodePlainSignature(pair, n);
    };
    for (const attributes of [{}, { attributes: "none" }] as const) {
      const file = signedWith({ mangleSignature: asPlain, ...attributes });
      expect(verifyCardSecurity(file, crypto)).toMatchObject({ outcome: "deviates" });
      expect(verifyCardSecurity(signedWith(attributes), crypto)).toMatchObject({ outcome: "valid" });
      expect(verifyChipAuthenticationMapping(proof(), file, tools)).toMatchObject({
        outcome: "not-done",
        why: "signature",
      });
    }
    for (const changes of [{ messageDigest: new Uint8Array(32) }, { contentType: OID.data }]) {
      const file = signedWith({ mangleSignature: asPlain, ...changes });
      expect(verifyCardSecurity(file, crypto)).toMatchObject({ outcome: "invalid" });
    }
  });

  it("is unverified when the hash of the content is of an unknown function", () => {
    const file = signedWith({ digestAlgorithmIdentifier: sequence(derOid("1.2.3")) });
    expect(verifyCardSecurity(file, crypto)).toMatchObject({ outcome: "unverified", why: "algorithm" });
  });

  it("is unverified without SignerInfo", () => {
    expect(verifyCardSecurity(cardSecurity(undefined, { signers: [] }), crypto)).toMatchObject({
      outcome: "unverified",
      why: "signer-info",
    });
  });

  it("is unverified under an unknown algorithm, and with an enclosed certificate that cannot be read", () => {
    const { signedData, ...rest } = cardSecurity();
    const [signerInfo] = signedData.signerInfos;
    if (signerInfo === undefined) throw new Error("no signer");
    const unknown = { ...signerInfo, signatureAlgorithm: { ...signerInfo.signatureAlgorithm, oid: "1.2.3" } };
    expect(
      verifyCardSecurity({ ...rest, signedData: { ...signedData, signerInfos: [unknown] } }, crypto),
    ).toMatchObject({ outcome: "unverified", why: "algorithm" });
    const broken = { ...signedData, certificates: [Uint8Array.of(0x30, 0x00)] };
    expect(verifyCardSecurity({ ...rest, signedData: broken }, crypto)).toMatchObject({
      outcome: "unverified",
      why: "certificate",
      enclosed: [],
    });
  });
});
