import { expect, it } from "vitest";
import { dataBytes, dataJson, describeData } from "../../test/data.js";
import { fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { createPureKeyAgreements } from "../crypto/key-agreement.js";
import { readCardSecurity } from "../lds/card-security.js";
import { readDg14 } from "../lds/dg14.js";
import type { SecurityInfos } from "../lds/security-infos.js";
import { readDomainParameters } from "./domain-parameters.js";
import { readKeyAgreementKey } from "./key-agreement-key.js";

const agreements = createPureKeyAgreements();

/** Domain of every Chip Authentication key, each of which is decoded and validated. */
function keysOf(infos: SecurityInfos): string[] {
  return infos.infos.flatMap((info) => {
    if (info.kind !== "chip-authentication-public-key") return [];
    const { domain, publicKey } = readKeyAgreementKey(info.spki);
    const agreement = agreements(domain);
    const key = agreement.decode(publicKey);
    expect(toBigInt(agreement.encode(key))).toBe(toBigInt(publicKey));
    return [domain.family === "ecdh" ? domain.curve.name : `dh ${domain.id ?? domain.p.toString(2).length}`];
  });
}

describeData("Chip Authentication keys of specimens", () => {
  it.each([
    ["bsi-tr03105-5/Datagroup14.bin", "brainpoolP224r1"],
    ["bsi2008/Datagroup14.bin", "brainpoolP224r1"],
    ["etsi-epassport-prototype/EF_DG14.bin", "brainpoolP224r1"],
    ["doc9303/spec_sample_encoded_dg14.bin", "dh 1024"],
  ])("%s: %s", (name, domain) => {
    expect(keysOf(readDg14(dataBytes(`lds/${name}`)).securityInfos)).toEqual([domain]);
  });

  it("EF.CardSecurity of the BSI worked example, over a curve and modulo a prime", () => {
    type Values = Readonly<Record<string, string>>;
    const example = dataJson<Record<"ecdh" | "dh", Values>>("icao9303-11/bsi-eac-worked-example.json");
    for (const family of ["ecdh", "dh"] as const) {
      const { securityInfos } = readCardSecurity(fromHex(example[family].ef_cardsecurity ?? ""));
      const keys = securityInfos.infos.flatMap((info) =>
        info.kind === "chip-authentication-public-key" ? [readKeyAgreementKey(info.spki)] : [],
      );
      const domains = securityInfos.infos.flatMap((info) =>
        info.kind === "chip-authentication-domain-parameters" ? [readDomainParameters(info.domainParameter)] : [],
      );
      const expected = (example[family].ca_picc_pub_key ?? "").toLowerCase().replace(/^00/, "");
      const [key] = keys;
      expect(keys.map(({ publicKey }) => toHex(publicKey))).toContain(expected);
      expect(domains).toContain(key?.domain);
    }
  });
});
