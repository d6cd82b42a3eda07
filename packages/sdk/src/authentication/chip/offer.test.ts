import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  agreementKey,
  agreementKeyInfo,
  agreements,
  dhKeyInfo,
  standardisedKeyInfo,
} from "../../../test/authentication-chips.js";
import { derBitString, derInteger, derOid, sequence } from "../../asn1/encode.js";
import { fromHex } from "../../bytes/bytes.js";
import {
  curveDomain,
  type DhGroup,
  type DomainParameters,
  standardisedDomain,
} from "../../crypto/domain-parameters.js";
import {
  chipAuthenticationOid,
  readSecurityInfos,
  type SecurityInfoFields,
  writeSecurityInfos,
} from "../../lds/security-infos.js";
import { ecKey, forgedBasePoint, publicKeyInfo } from "../../simulator/issuer/keys.js";
import { readChipPublicKey } from "./chip-public-key.js";
import { type ChipAuthenticationOffer, chipAuthenticationOffer } from "./offer.js";

const P256 = curveDomain("P-256");

function dhGroup(id: number): DhGroup {
  const domain = standardisedDomain(id);
  if (domain?.family !== "dh") throw new RangeError("no DH group");
  return domain;
}

function key(domain: DomainParameters, keyId?: number | bigint, spki?: Uint8Array): SecurityInfoFields {
  return {
    kind: "chip-authentication-public-key",
    agreement: domain.family,
    spki: spki ?? agreementKeyInfo(agreementKey(domain, "offer")),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

function info(
  cipher: Parameters<typeof chipAuthenticationOid>[1],
  more: { keyId?: number | bigint; version?: number; family?: "dh" | "ecdh" } = {},
): SecurityInfoFields {
  const { family = "ecdh", ...rest } = more;
  return { kind: "chip-authentication", oid: chipAuthenticationOid(family, cipher), version: 1, ...rest };
}

function offer(...fields: readonly SecurityInfoFields[]): ChipAuthenticationOffer {
  return chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(fields)).infos, agreements);
}

describe("what a chip offers for Chip Authentication", () => {
  it("is nothing without a key, whatever infos there are", () => {
    expect(offer()).toEqual({ options: [], unusable: [], offered: false });
    expect(offer(info("aes-128"))).toEqual({ options: [], unusable: [], offered: false });
  });

  it("is ordered by the strength of the cipher", () => {
    const { options } = offer(key(P256), info("3des"), info("aes-128"), info("aes-256"), info("aes-192"));
    expect(options.map(({ cipher }) => cipher)).toEqual(["aes-256", "aes-192", "aes-128", "3des"]);
  });

  it("joins keys and infos by their identifiers", () => {
    const group = dhGroup(2);
    const { options } = offer(
      key(P256, 1),
      key(group, 2),
      info("aes-128", { keyId: 1 }),
      info("aes-256", { keyId: 2, family: "dh" }),
      // Neither is for a key that is there.
      info("aes-256", { keyId: 1, family: "dh" }),
      info("aes-256", { keyId: 9 }),
    );
    expect(options.map(({ oid, keyId, agreement }) => [oid, keyId, agreement])).toEqual([
      [chipAuthenticationOid("dh", "aes-256"), 2n, "dh"],
      [chipAuthenticationOid("ecdh", "aes-128"), 1n, "ecdh"],
    ]);
  });

  it("takes an info for the only key even when their identifiers differ, and says so", () => {
    expect(offer(key(P256), info("aes-128", { keyId: 5 })).options).toMatchObject([
      { keyId: 5n, deviations: ["key-id-differs"] },
    ]);
    expect(offer(key(P256, 4), info("aes-128")).options).toMatchObject([{ keyId: 4n, deviations: ["key-id-differs"] }]);
  });

  it("is 3DES for a key without info (T69e), also beside a key that has one", () => {
    expect(offer(key(P256)).options).toMatchObject([
      { oid: "0.4.0.127.0.7.2.2.3.2.1", cipher: "3des", keyId: undefined, deviations: ["info-missing"] },
    ]);
    expect(offer(key(dhGroup(0))).options).toMatchObject([{ oid: "0.4.0.127.0.7.2.2.3.1.1", cipher: "3des" }]);
    const { options } = offer(key(P256, 1), key(P256, 2), info("aes-128", { keyId: 2 }));
    expect(options).toMatchObject([
      { cipher: "aes-128", keyId: 2n, deviations: [] },
      { cipher: "3des", keyId: 1n, deviations: ["info-missing"] },
    ]);
  });

  it("leaves out keys of other versions of the protocol, which are no reason to fall back to 3DES", () => {
    for (const version of [2, 3]) {
      expect(offer(key(P256), info("aes-128", { version }))).toMatchObject({
        options: [],
        unusable: [{ why: "version" }],
        offered: true,
      });
    }
    expect(offer(key(P256), info("aes-128", { version: 2 }), info("aes-128")).options).toHaveLength(1);
  });

  it("counts a key that cannot be used as offered", () => {
    const off = publicKeyInfo(ecKey("x", "P-256"), { point: fromHex(`04${"07".repeat(64)}`) });
    expect(offer(key(P256, undefined, off))).toMatchObject({
      options: [],
      unusable: [{ why: "point" }],
      offered: true,
    });
    const malformed: SecurityInfoFields = {
      kind: "raw",
      raw: sequence(derOid("0.4.0.127.0.7.2.2.1.2"), derInteger(1)),
    };
    expect(offer(malformed)).toMatchObject({ options: [], unusable: [{ why: "malformed" }], offered: true });
  });

  it("says when an info beside the key cannot be read, and refuses a negative identifier", () => {
    const malformed: SecurityInfoFields = { kind: "raw", raw: sequence(derOid("0.4.0.127.0.7.2.2.3.2.2")) };
    expect(offer(key(P256), malformed).options).toMatchObject([
      { cipher: "3des", deviations: ["info-missing", "info-malformed"] },
    ]);
    expect(offer(key(P256, -1), info("aes-128", { keyId: -1 }))).toMatchObject({
      options: [],
      unusable: [{ keyId: -1n, why: "key-id" }],
    });
  });

  it("looks at a bounded number of keys", () => {
    const keys = Array.from({ length: 40 }, (_, i) => key(P256, i));
    expect(offer(...keys).options).toHaveLength(16);
  });
});

describe("static keys", () => {
  it.each([
    ["a named curve", "ecdh", agreementKeyInfo(agreementKey(P256, "k"))],
    ["explicit parameters", "ecdh", publicKeyInfo(ecKey("k", "brainpoolP256r1"), { explicit: true })],
    ["an X9.42 group", "dh", agreementKeyInfo(agreementKey(dhGroup(2), "k"))],
    ["a PKCS #3 group", "dh", dhKeyInfo({ ...dhGroup(1), q: undefined }, dhGroup(1).g)],
    ["standardised curve", "ecdh", standardisedKeyInfo(13, agreementKey(curveDomain("brainpoolP256r1"), "k"))],
    ["standardised group", "dh", standardisedKeyInfo(0, agreementKey(dhGroup(0), "k"))],
  ] as const)("are read with %s", (_, family, spki) => {
    const reading = readChipPublicKey(spki, family, agreements);
    expect(reading).toMatchObject({ ok: true, domain: { family }, publicKey: { family } });
    expect(readChipPublicKey(spki, family === "dh" ? "ecdh" : "dh", agreements)).toEqual({ ok: false, why: "family" });
  });

  it("are members of their group, or none", () => {
    const group = dhGroup(1);
    const { p } = group;
    for (const value of [0n, 1n, p - 1n, p, p + group.g, -5n]) {
      expect(readChipPublicKey(dhKeyInfo(group, value), "dh", agreements)).toEqual({ ok: false, why: "out-of-range" });
    }
    // 2 generates more than the subgroup of order q.
    expect(readChipPublicKey(dhKeyInfo(group, 2n), "dh", agreements)).toEqual({ ok: false, why: "out-of-range" });
    const off = standardisedKeyInfo(13, agreementKey(P256, "k"));
    expect(readChipPublicKey(off, "ecdh", agreements)).toEqual({ ok: false, why: "point" });
  });

  it.each([
    ["a group too small", "group", dhKeyInfo({ p: 23n, g: 5n, q: 11n }, 5n)],
    ["a group whose q does not fit", "group", dhKeyInfo({ ...dhGroup(1), q: dhGroup(1).p - 2n }, dhGroup(1).g)],
    [
      "a reserved number",
      "group",
      sequence(sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(5)), derBitString(fromHex("020105"))),
    ],
    [
      "another algorithm",
      "algorithm",
      sequence(sequence(derOid("1.2.840.113549.1.1.1")), derBitString(fromHex("0500"))),
    ],
    ["no structure", "structure", fromHex("3003020101")],
    [
      "half a group",
      "structure",
      sequence(sequence(derOid("1.2.840.10046.2.1"), sequence(derInteger(5))), derBitString(fromHex("020105"))),
    ],
  ])("are refused with %s", (_, why, spki) => {
    expect(readChipPublicKey(spki, "dh", agreements)).toEqual({ ok: false, why });
  });

  it("are refused on a forged curve", () => {
    const spki = publicKeyInfo(forgedBasePoint("P-256", 7n, 5n));
    expect(readChipPublicKey(spki, "ecdh", agreements)).toEqual({ ok: false, why: "curve-forged" });
  });

  it("never throw for what a file can hold", () => {
    const spki = agreementKeyInfo(agreementKey(P256, "k"));
    fc.assert(
      fc.property(fc.nat(spki.length - 1), fc.nat(255), (at, value) => {
        const mutant = spki.map((byte, i) => (i === at ? value : byte));
        expect(typeof readChipPublicKey(mutant, "ecdh", agreements).ok).toBe("boolean");
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
