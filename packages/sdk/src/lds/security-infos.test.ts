import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derBitString, derInteger, derOctetString, derOid, sequence, setOf } from "../asn1/encode.js";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import {
  chipAuthenticationOid,
  infosOf,
  paceOid,
  readSecurityInfos,
  type SecurityInfoFields,
  writeSecurityInfos,
} from "./security-infos.js";

const EAC = "0.4.0.127.0.7.2.2";
const SPKI = sequence(sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(13)), derBitString(Uint8Array.of(4, 1, 2)));
const DOMAIN = sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(13));

describe("SecurityInfos", () => {
  it("reads one entry of each kind", () => {
    const fields: SecurityInfoFields[] = [
      { kind: "pace", oid: paceOid("ecdh", "gm", "aes-128"), parameterId: 13 },
      { kind: "pace-domain-parameters", oid: `${EAC}.4.1`, domainParameter: DOMAIN, id: 33 },
      { kind: "chip-authentication", oid: chipAuthenticationOid("ecdh", "aes-256"), keyId: 2n ** 70n },
      { kind: "chip-authentication-domain-parameters", oid: `${EAC}.3.2`, domainParameter: DOMAIN },
      { kind: "chip-authentication-public-key", agreement: "ecdh", spki: SPKI, keyId: 41 },
      { kind: "terminal-authentication", efCvca: { fid: 0x011c, sfi: 0x1c } },
      { kind: "active-authentication", signatureAlgorithm: "0.4.0.127.0.7.1.1.4.1.3" },
      { kind: "ef-dir", efDir: fromHex("61094f07a0000002471001") },
      { kind: "card-info", url: "https://example.org/card.xml" },
      { kind: "raw", raw: sequence(derOid("1.0.24727.3.0.9"), derInteger(1)) },
    ];
    const bytes = writeSecurityInfos(fields);
    const { infos, raw, quirks } = readSecurityInfos(bytes);
    expect(raw).toEqual(bytes);
    expect(quirks).toEqual([]);
    expect(infos).toHaveLength(fields.length);
    expect(infosOf(infos, "pace")).toMatchObject([
      { oid: `${EAC}.4.2.2`, agreement: "ecdh", mapping: "gm", cipher: "aes-128", version: 2, parameterId: 13 },
    ]);
    expect(infosOf(infos, "pace-domain-parameters")).toMatchObject([
      { agreement: "dh", mapping: "gm", domainParameter: DOMAIN, parameterId: 33 },
    ]);
    expect(infosOf(infos, "chip-authentication")).toMatchObject([
      { agreement: "ecdh", cipher: "aes-256", version: 1, keyId: 2n ** 70n },
    ]);
    expect(infosOf(infos, "chip-authentication-domain-parameters")).toMatchObject([
      { agreement: "ecdh", keyId: undefined },
    ]);
    expect(infosOf(infos, "chip-authentication-public-key")).toMatchObject([
      { agreement: "ecdh", spki: SPKI, keyId: 41n },
    ]);
    expect(infosOf(infos, "terminal-authentication")).toMatchObject([
      { version: 1, efCvca: { fid: 0x011c, sfi: 0x1c } },
    ]);
    expect(infosOf(infos, "active-authentication")).toMatchObject([{ signatureAlgorithm: "0.4.0.127.0.7.1.1.4.1.3" }]);
    expect(infosOf(infos, "ef-dir").map((info) => toHex(info.efDir))).toEqual(["61094f07a0000002471001"]);
    expect(infosOf(infos, "card-info")).toMatchObject([{ url: "https://example.org/card.xml" }]);
    expect(infosOf(infos, "other")).toMatchObject([{ oid: "1.0.24727.3.0.9" }]);
  });

  it.each([
    ["dh", "gm", "3des", "1.1"],
    ["ecdh", "gm", "aes-192", "2.3"],
    ["dh", "im", "aes-256", "3.4"],
    ["ecdh", "im", "3des", "4.1"],
    ["ecdh", "cam", "aes-256", "6.4"],
  ] as const)("knows PACE %s %s %s as %s", (agreement, mapping, cipher, arcs) => {
    expect(paceOid(agreement, mapping, cipher)).toBe(`${EAC}.4.${arcs}`);
    const [info] = readSecurityInfos(
      writeSecurityInfos([{ kind: "pace", oid: `${EAC}.4.${arcs}`, parameterId: 2 }]),
    ).infos;
    expect(info).toMatchObject({ kind: "pace", agreement, mapping, cipher });
  });

  it("has no CAM with 3DES and no DH CAM", () => {
    expect(() => paceOid("ecdh", "cam", "3des")).toThrow(expect.objectContaining({ code: "lds.value" }));
    expect(() => paceOid("dh", "cam", "aes-128")).toThrow(expect.objectContaining({ code: "lds.value" }));
    const [info] = readSecurityInfos(writeSecurityInfos([{ kind: "pace", oid: `${EAC}.4.6.1` }])).infos;
    expect(info?.kind).toBe("other");
  });

  it.each([
    ["pace", sequence(derOid(`${EAC}.4.2.2`), derInteger(3), derInteger(13))],
    ["pace", sequence(derOid(`${EAC}.4.2.2`))],
    ["pace", sequence(derOid(`${EAC}.4.2.2`), derInteger(2), derInteger(13), derInteger(13))],
    ["pace", sequence(derOid(`${EAC}.4.2.2`), derInteger(2), derOctetString(Uint8Array.of(13)))],
    ["chip-authentication", sequence(derOid(`${EAC}.3.2.1`), derInteger(16))],
    ["chip-authentication-public-key", sequence(derOid(`${EAC}.1.2`), derOctetString(SPKI))],
    ["chip-authentication-public-key", sequence(derOid(`${EAC}.1.2`), sequence(DOMAIN))],
    [
      "terminal-authentication",
      sequence(derOid(`${EAC}.2`), derInteger(1), sequence(derOctetString(Uint8Array.of(1)))),
    ],
    ["active-authentication", sequence(derOid("2.23.136.1.1.5"), derInteger(1))],
    ["active-authentication", sequence(derOid("2.23.136.1.1.5"), derInteger(2), derOid("1.2.3"))],
    ["ef-dir", sequence(derOid("2.23.136.1.1.13"), derInteger(1))],
    ["card-info", sequence(derOid(`${EAC}.6`), derInteger(1))],
  ] as const)("keeps a malformed %s as such, never as absent", (announces, raw) => {
    expect(readSecurityInfos(setOf(raw)).infos).toMatchObject([{ kind: "malformed", announces, raw }]);
  });

  it("keeps entries of unknown protocols", () => {
    for (const oid of [
      "1.2.3",
      `${EAC}`,
      `${EAC}.9`,
      `${EAC}.4.9.1`,
      `${EAC}.4.2.9`,
      `${EAC}.4.2.2.1`,
      `${EAC}.1.3`,
      `${EAC}.3`,
    ]) {
      expect(readSecurityInfos(setOf(sequence(derOid(oid)))).infos).toMatchObject([{ kind: "other", oid }]);
    }
  });

  it("reads BER and says so; leaves bytes behind the SET", () => {
    const der = writeSecurityInfos([{ kind: "pace", oid: `${EAC}.4.2.2`, parameterId: 13 }]);
    expect(readSecurityInfos(concat(fromHex("3180"), der.subarray(2), fromHex("0000")))).toMatchObject({
      infos: [{ kind: "pace" }],
      quirks: ["indefinite-length"],
    });
    expect(readSecurityInfos(concat(der, fromHex("0000"))).raw).toEqual(der);
  });

  it("refuses what is no SET of SEQUENCE, within its limits (T70 to T73)", () => {
    const refused = (bytes: Uint8Array, code: string): void => {
      expect(() => readSecurityInfos(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
    };
    refused(sequence(), "asn1.tag");
    refused(setOf(derInteger(1)), "asn1.tag");
    refused(setOf(sequence()), "asn1.value");
    refused(fromHex("3184ffffffff"), "asn1.truncated");
    refused(
      new Uint8Array(10_000).map((_, i) => (i % 2 === 0 ? 0x31 : 0x80)),
      "asn1.depth",
    );
    expect(
      readSecurityInfos(setOf(...Array.from({ length: 128 }, () => sequence(derOid("1.2.3"))))).infos,
    ).toHaveLength(128);
    refused(setOf(...Array.from({ length: 129 }, () => sequence(derOid("1.2.3")))), "lds.limit");
    refused(setOf(...Array.from({ length: 5000 }, () => sequence(derOid("1.2.3")))), "asn1.count");
    refused(setOf(sequence(encodeTlv(0x06, new Uint8Array(254_000).fill(0x81)))), "asn1.oid");
  });

  it("reads back any PACE and Chip Authentication entry", () => {
    const variant = fc.constantFrom(1, 2, 3, 4);
    fc.assert(
      fc.property(
        variant,
        variant,
        fc.nat(1000),
        fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
        (pace, cipher, parameterId, keyId) => {
          const { infos } = readSecurityInfos(
            writeSecurityInfos([
              { kind: "pace", oid: `${EAC}.4.${pace}.${cipher}`, parameterId },
              { kind: "chip-authentication", oid: `${EAC}.3.2.${cipher}`, version: 2, keyId },
            ]),
          );
          expect(infosOf(infos, "pace")).toMatchObject([{ oid: `${EAC}.4.${pace}.${cipher}`, parameterId }]);
          expect(infosOf(infos, "chip-authentication")).toMatchObject([{ version: 2, keyId }]);
        },
      ),
      { seed: 1 },
    );
  });
});
