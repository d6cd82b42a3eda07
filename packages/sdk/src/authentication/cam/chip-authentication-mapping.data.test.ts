import { expect, it } from "vitest";
import { agreements, crypto } from "../../../test/authentication-chips.js";
import { dataJson, describeData } from "../../../test/data.js";
import { OID } from "../../asn1/oids.js";
import { equalBytes, fromHex, toHex } from "../../bytes/bytes.js";
import { CardChannel } from "../../channel/channel.js";
import { type PaceResult, performPace } from "../../channel/pace.js";
import { standardisedDomain } from "../../crypto/domain-parameters.js";
import type { RandomSource } from "../../crypto/random.js";
import type { Card } from "../../iso7816/card.js";
import { readCardSecurity } from "../../lds/card-security.js";
import { writeSecurityInfos } from "../../lds/security-infos.js";
import { createSignedData } from "../../simulator/issuer/signed-data.js";
import { PROFILES } from "../../simulator/profiles.js";
import { testIssuer } from "../../simulator/test-issuers.js";
import { verifyChipAuthenticationMapping } from "./chip-authentication-mapping.js";

interface Vector {
  readonly oid: string;
  readonly parameterId: number;
  readonly mrzInformation: string;
  readonly mapping: Readonly<Record<"terminalPrivate" | "chipPublic", string>>;
  readonly keyAgreement: Readonly<Record<"terminalPrivate" | "ksEnc" | "ksMac", string>>;
  readonly chipAuthenticationMapping: { readonly caIc: string; readonly chipAuthenticationPublicKeyInfo: string };
  readonly apdus: readonly { readonly command: string; readonly response: string }[];
}

describeData("PACE with Chip Authentication Mapping (ICAO 9303-11 appendix I)", () => {
  const vector = dataJson<Vector>("icao9303-11/pace-cam.json");
  const { mapping, keyAgreement, chipAuthenticationMapping } = vector;

  /** Runs PACE against the published APDUs, every command compared with the published one. */
  async function pace(): Promise<PaceResult> {
    const left = [...vector.apdus];
    const card: Card = {
      atr: undefined,
      limits: {},
      reset: async () => undefined,
      transmit: async (command) => {
        const next = left.shift();
        expect(equalBytes(command, fromHex(next?.command ?? "")), toHex(command)).toBe(true);
        return fromHex(next?.response ?? "");
      },
    };
    const draws: Readonly<Record<string, string>> = {
      "pace.ephemeral.map": mapping.terminalPrivate,
      "pace.ephemeral.key": keyAgreement.terminalPrivate,
    };
    const random: RandomSource = (_, purpose) => fromHex(draws[purpose] ?? "");
    const domain = standardisedDomain(vector.parameterId);
    if (domain === undefined) throw new Error("no domain");
    return performPace(new CardChannel(card), {
      protocol: { oid: vector.oid, agreement: "ecdh", mapping: "cam", cipher: "aes-128" },
      domain,
      parameterId: vector.parameterId,
      nameParameters: true,
      password: { kind: "mrz", mrzInformation: vector.mrzInformation },
      random,
    });
  }

  function cardSecurity(info: string): ReturnType<typeof readCardSecurity> {
    const { signer } = testIssuer(PROFILES["passport-bac"]);
    return readCardSecurity(
      createSignedData({
        eContentType: OID.securityObject,
        eContent: writeSecurityInfos([{ kind: "raw", raw: fromHex(info) }]),
        certificates: [signer.certificate],
        signers: [{ key: signer.key, algorithm: signer.algorithm, sid: { certificate: signer.certificate } }],
      }),
    );
  }

  it("decrypts CA_IC and finds that CA_IC · PK_IC is the chip's mapping key", async () => {
    const result = await pace();
    expect(toHex(result.keys.enc).toUpperCase()).toBe(keyAgreement.ksEnc);
    expect(toHex(result.keys.mac).toUpperCase()).toBe(keyAgreement.ksMac);
    const info = chipAuthenticationMapping.chipAuthenticationPublicKeyInfo;
    const verified = verifyChipAuthenticationMapping(result, cardSecurity(info), { agreements, crypto });
    if (verified.outcome !== "passed") throw new Error(verified.why);
    const { evidence, signature } = verified;
    expect(toHex(evidence.data).toUpperCase()).toBe(chipAuthenticationMapping.caIc);
    expect(toHex(evidence.mappingKey).toUpperCase()).toBe(mapping.chipPublic);
    expect(info).toContain(toHex(evidence.chipKey ?? new Uint8Array(0)).toUpperCase());
    expect(evidence).toMatchObject({ keyId: 13n, domain: "brainpoolP256r1" });
    expect(signature.outcome).toBe("valid");
  });

  it("does not pass with CA_IC, the mapping key or the static key changed", async () => {
    const result = await pace();
    const proof = result.mappingProof;
    if (proof === undefined || proof.mappingKey.family !== "ecdh") throw new Error("no proof");
    const tools = { agreements, crypto };
    const file = cardSecurity(chipAuthenticationMapping.chipAuthenticationPublicKeyInfo);
    for (let i = 0; i < proof.data.length; i++) {
      const data = proof.data.map((byte, at) => (at === i ? byte ^ 1 : byte));
      const changed = { domain: result.domain, mappingProof: { ...proof, data } };
      expect(verifyChipAuthenticationMapping(changed, file, tools)).toMatchObject({
        outcome: "failed",
        why: "mapping",
      });
    }
    const { p } = result.domain.family === "ecdh" ? result.domain.curve.parameters : { p: 0n };
    const negated = { ...proof.mappingKey, y: p - proof.mappingKey.y };
    const changed = { domain: result.domain, mappingProof: { ...proof, mappingKey: negated } };
    expect(verifyChipAuthenticationMapping(changed, file, tools)).toMatchObject({ outcome: "failed", why: "mapping" });
  });
});
