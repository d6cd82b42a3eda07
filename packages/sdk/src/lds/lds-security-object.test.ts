import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derInteger, derNull, derOctetString, derOid, sequence } from "../asn1/encode.js";
import { concat, fromHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { DATA_GROUP_NUMBERS } from "./files.js";
import { readLdsSecurityObject, writeLdsSecurityObject } from "./lds-security-object.js";

const HASH = new Uint8Array(32).fill(7);

function refused(bytes: Uint8Array, code: string): void {
  expect(() => readLdsSecurityObject(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
}

describe("LDSSecurityObject", () => {
  it("reads version 0 and version 1 (T26d)", () => {
    const dataGroupHashes = [{ number: 1, hash: HASH }];
    expect(readLdsSecurityObject(writeLdsSecurityObject({ hash: "sha-256", dataGroupHashes }))).toMatchObject({
      version: 0,
      versionInfo: undefined,
      digestAlgorithm: { oid: "2.16.840.1.101.3.4.2.1", hash: "sha-256" },
      dataGroupHashes: [{ number: 1, hash: HASH, fault: undefined }],
    });
    const versionInfo = { ldsVersion: "0108", unicodeVersion: "040000" };
    const bytes = writeLdsSecurityObject({ hash: "sha-256", dataGroupHashes, versionInfo });
    expect(readLdsSecurityObject(bytes)).toMatchObject({ version: 1, versionInfo, raw: bytes });
  });

  it("keeps a group that is listed twice (T22), in order", () => {
    const other = new Uint8Array(32).fill(9);
    const dataGroupHashes = [
      { number: 2, hash: HASH },
      { number: 1, hash: HASH },
      { number: 2, hash: other },
    ];
    const read = readLdsSecurityObject(writeLdsSecurityObject({ hash: "sha-256", dataGroupHashes }));
    expect(read.dataGroupHashes.map(({ number, hash }) => [number, hash[0]])).toEqual([
      [2, 7],
      [1, 7],
      [2, 9],
    ]);
  });

  it("says which hashes can match nothing (T08)", () => {
    const hashes = [
      new Uint8Array(0),
      new Uint8Array(32),
      new Uint8Array(20).fill(1),
      new Uint8Array(33).fill(1),
      HASH,
    ];
    const dataGroupHashes = hashes.map((hash, i) => ({ number: i + 1, hash }));
    const read = readLdsSecurityObject(writeLdsSecurityObject({ hash: "sha-256", dataGroupHashes }));
    expect(read.dataGroupHashes.map(({ fault }) => fault)).toEqual(["empty", "zero", "length", "length", undefined]);
  });

  it("keeps an unknown hash algorithm (T24)", () => {
    const bytes = sequence(
      derInteger(0),
      sequence(derOid("1.2.3.4"), derNull()),
      sequence(sequence(derInteger(1), derOctetString(HASH))),
    );
    expect(readLdsSecurityObject(bytes)).toMatchObject({
      digestAlgorithm: { oid: "1.2.3.4", hash: undefined },
      dataGroupHashes: [{ number: 1, fault: undefined }],
    });
  });

  it("counts signed bytes behind the object and names departures from DER", () => {
    const object = writeLdsSecurityObject({ hash: "sha-256", dataGroupHashes: [{ number: 1, hash: HASH }] });
    expect(readLdsSecurityObject(concat(object, fromHex("0000")))).toMatchObject({ raw: object, trailingBytes: 2 });
    const inner = object.subarray(2);
    expect(readLdsSecurityObject(concat(fromHex("3080"), inner, fromHex("0000")))).toMatchObject({
      quirks: ["indefinite-length"],
      trailingBytes: 0,
    });
  });

  it("refuses other versions, numbers and shapes", () => {
    const hash = "sha-256" as const;
    refused(writeLdsSecurityObject({ hash, dataGroupHashes: [], version: 2 }), "lds.value");
    refused(writeLdsSecurityObject({ hash, dataGroupHashes: [{ number: 0, hash: HASH }] }), "lds.value");
    refused(writeLdsSecurityObject({ hash, dataGroupHashes: [{ number: 17, hash: HASH }] }), "lds.value");
    refused(writeLdsSecurityObject({ hash, dataGroupHashes: [{ number: -1, hash: HASH }] }), "asn1.value");
    refused(sequence(derInteger(0)), "lds.structure");
    refused(sequence(derInteger(0), sequence(derOid("1.2.3")), sequence(sequence(derInteger(1)))), "lds.structure");
    refused(new Uint8Array(0), "asn1.truncated");
  });

  it("bounds the list, the nesting, the elements and the OID (T70 to T73)", () => {
    const hash = "sha-256" as const;
    const many = (count: number) => Array.from({ length: count }, () => ({ number: 1, hash: Uint8Array.of(1) }));
    expect(
      readLdsSecurityObject(writeLdsSecurityObject({ hash, dataGroupHashes: many(64) })).dataGroupHashes,
    ).toHaveLength(64);
    refused(writeLdsSecurityObject({ hash, dataGroupHashes: many(65) }), "lds.limit");
    refused(writeLdsSecurityObject({ hash, dataGroupHashes: many(5000) }), "asn1.count");
    refused(fromHex("3084ffffffff020100"), "asn1.truncated");
    refused(concat(new Uint8Array(10_000).map((_, i) => (i % 2 === 0 ? 0x30 : 0x80))), "asn1.depth");
    const oid = encodeTlv(0x06, new Uint8Array(254_000).fill(0x81));
    refused(sequence(derInteger(0), sequence(oid), sequence()), "asn1.oid");
  });

  it("reads back what is written", () => {
    const entry = fc.record({ number: fc.constantFrom(...DATA_GROUP_NUMBERS), hash: fc.uint8Array({ maxLength: 64 }) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.constantFrom("sha-1", "sha-384"), (dataGroupHashes, hash) => {
        const read = readLdsSecurityObject(writeLdsSecurityObject({ hash, dataGroupHashes }));
        expect(read.digestAlgorithm.hash).toBe(hash);
        expect(read.dataGroupHashes.map((one) => ({ number: one.number, hash: one.hash }))).toEqual(dataGroupHashes);
      }),
      { seed: 1 },
    );
  });
});
