import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unsignedCms } from "../../test/unsigned-cms.js";
import { derOid, explicit, sequence } from "../asn1/encode.js";
import { concat, fromHex } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import { writeLdsSecurityObject } from "./lds-security-object.js";
import { readSod, writeSod } from "./sod.js";

const OBJECT = writeLdsSecurityObject({
  hash: "sha-256",
  dataGroupHashes: [{ number: 1, hash: new Uint8Array(32).fill(1) }],
});

function refused(bytes: Uint8Array, code: string): void {
  expect(() => readSod(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
}

describe("EF.SOD", () => {
  it.each([
    ["2.23.136.1.1.1", "icao"],
    ["1.3.27.1.1.1", "legacy-icao"],
    ["1.2.528.1.1006.1.20.1", "legacy-nl"],
    ["1.2.840.113549.1.7.1", "data"],
    ["2.23.136.1.1.2", "unknown"],
  ])("tells content type %s as %s (T26c)", (oid, contentType) => {
    const sod = readSod(writeSod(unsignedCms(oid, OBJECT)));
    expect(sod.contentType).toBe(contentType);
    expect(sod.lds).toMatchObject({ ok: true, object: { raw: OBJECT } });
  });

  it("counts bytes behind the outer object and behind the CMS (T26b)", () => {
    const cms = unsignedCms("2.23.136.1.1.1", OBJECT);
    const outside = readSod(concat(writeSod(cms), fromHex("9000")));
    expect(outside).toMatchObject({ raw: writeSod(cms), trailingBytes: 2, signedData: { trailingBytes: 0 } });
    const inside = readSod(writeSod(concat(cms, fromHex("000000"))));
    expect(inside).toMatchObject({ trailingBytes: 0, signedData: { trailingBytes: 3 } });
  });

  it("reads indefinite lengths inside the wrapper (T26b)", () => {
    const cms = unsignedCms("2.23.136.1.1.1", OBJECT);
    const content = cms.subarray(cms[1] === 0x81 ? 3 : 2);
    const sod = readSod(writeSod(concat(fromHex("3080"), content, fromHex("0000"))));
    expect(sod.signedData.quirks).toEqual(["indefinite-length"]);
    expect(sod.lds.ok).toBe(true);
  });

  it("leaves unreadable content to passive authentication, with the reason", () => {
    expect(readSod(writeSod(unsignedCms("2.23.136.1.1.1", undefined))).lds).toMatchObject({
      ok: false,
      why: "detached",
    });
    expect(readSod(writeSod(unsignedCms("2.23.136.1.1.1", fromHex("0400")))).lds).toMatchObject({
      ok: false,
      why: "structure",
      code: "asn1.tag",
    });
  });

  it("refuses what is no EF.SOD, within its limits (T70, T71, T73)", () => {
    refused(new Uint8Array(0), "tlv.truncated");
    refused(fromHex("6100"), "lds.tag");
    refused(fromHex("7784ffffffff"), "tlv.length");
    refused(fromHex("7780300000"), "tlv.length");
    refused(writeSod(new Uint8Array(10_000).map((_, i) => (i % 2 === 0 ? 0x30 : 0x80))), "cms.structure");
    const oid = encodeTlv(0x06, new Uint8Array(254_000).fill(0x81));
    refused(writeSod(sequence(oid)), "cms.structure");
    refused(writeSod(sequence(derOid("1.2.840.113549.1.7.1"), explicit(0, sequence()))), "cms.content-type");
  });

  it("gives typed errors alone for damaged files", () => {
    const good = writeSod(unsignedCms("2.23.136.1.1.1", OBJECT));
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(good.length),
        (at, change, length) => {
          const bytes = good.slice(0, length);
          if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ change;
          try {
            readSod(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(ChipidError);
          }
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});
