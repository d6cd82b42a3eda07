import { expect, it } from "vitest";
import { agreements, chipKey, crypto, openChip, READ_FIRST_FILE } from "../../../test/authentication-chips.js";
import { dataJson, dataPath, describeData } from "../../../test/data.js";
import { fromHex, toBigInt } from "../../bytes/bytes.js";
import { curveDomain } from "../../crypto/domain-parameters.js";
import { readCardSecurity } from "../../lds/card-security.js";
import {
  chipAuthenticationOid,
  infosOf,
  readSecurityInfos,
  type SecurityInfoFields,
  writeSecurityInfos,
} from "../../lds/security-infos.js";
import { verifyCardSecurity } from "../cam/card-security-signature.js";
import { authenticateChip } from "./chip-authentication.js";
import { readChipPublicKey } from "./chip-public-key.js";
import { chipAuthenticationOffer } from "./offer.js";

interface ChipKeyPair {
  readonly keyId: number;
  readonly privateKey: string;
  readonly publicKey: string;
}

interface Profile {
  readonly name: string;
  readonly chipAuthenticationKeys: readonly ChipKeyPair[];
  readonly EF_CardSecurity?: string;
}

const DOMAIN = curveDomain("brainpoolP256r1");
const OID = chipAuthenticationOid("ecdh", "aes-128");

describeData("keys of the PersoSim test cards", () => {
  const { profiles } = dataJson<{ readonly profiles: readonly Profile[] }>("virtual-chips/persosim.json");
  const agreement = agreements(DOMAIN);

  it("EF.CardSecurity is signed and holds the public keys, for version 2 and 3 of the protocol", () => {
    const found = profiles.flatMap(({ EF_CardSecurity, chipAuthenticationKeys }) =>
      EF_CardSecurity === undefined ? [] : [{ file: fromHex(EF_CardSecurity), keys: chipAuthenticationKeys }],
    );
    expect(found.length, dataPath("virtual-chips/persosim.json")).toBeGreaterThan(0);
    for (const { file, keys } of found) {
      const cardSecurity = readCardSecurity(file);
      expect(verifyCardSecurity(cardSecurity, crypto).outcome).toBe("valid");
      const { infos } = cardSecurity.securityInfos;
      const [first] = infosOf(infos, "chip-authentication-public-key");
      const reading = first === undefined ? undefined : readChipPublicKey(first.spki, "ecdh", agreements);
      const published = keys.find(({ keyId }) => BigInt(keyId) === first?.keyId);
      expect(reading?.ok === true && agreement.encode(reading.publicKey)).toEqual(fromHex(published?.publicKey ?? ""));
      expect(chipAuthenticationOffer(infos, agreements)).toMatchObject({ options: [], offered: true });
    }
  });

  it("each key authenticates a chip that has it, and none that has the next one", async () => {
    const keys = profiles.flatMap(({ chipAuthenticationKeys }) => chipAuthenticationKeys);
    expect(keys).toHaveLength(14);
    for (const [i, { keyId, privateKey, publicKey }] of keys.entries()) {
      const secret = toBigInt(fromHex(privateKey));
      expect(agreement.encode(agreement.publicKey(secret))).toEqual(fromHex(publicKey));
      const spki = namedCurveKeyInfo(publicKey);
      const infos: readonly SecurityInfoFields[] = [
        { kind: "chip-authentication-public-key", agreement: "ecdh", spki, keyId },
        { kind: "chip-authentication", oid: OID, version: 1, keyId },
      ];
      const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
      const others = keys.filter((key) => key.publicKey !== publicKey);
      const other = toBigInt(fromHex(others[i % others.length]?.privateKey ?? ""));
      for (const [held, outcome] of [
        [secret, "passed"],
        [other, "failed"],
      ] as const) {
        const id = BigInt(keyId);
        const { channel, random } = await openChip({
          chipKeys: [chipKey({ domain: DOMAIN, secret: held, publicKey: agreement.publicKey(held) }, id)],
          chipAuthentication: [{ oid: OID, agreement: "ecdh", cipher: "aes-128", keyId: id }],
        });
        const read = authenticateChip(channel, offer, { random, agreements }, (port) => port.send(READ_FIRST_FILE));
        expect((await read).outcome).toBe(outcome);
      }
    }
  });
});

/** SubjectPublicKeyInfo on brainpoolP256r1 around a point. */
function namedCurveKeyInfo(point: string): Uint8Array {
  return fromHex(`305a301406072a8648ce3d020106092b2403030208010107034200${point}`);
}
