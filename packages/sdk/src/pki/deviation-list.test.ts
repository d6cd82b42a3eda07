import { describe, expect, it } from "vitest";
import { readMutants } from "../../test/mutants.js";
import { authority, ECDSA, issue, issued } from "../../test/pki-maker.js";
import {
  derInteger,
  derNull,
  derOid,
  derPrintable,
  explicit,
  implicit,
  implicitConstructed,
  sequence,
  setOf,
} from "../asn1/encode.js";
import { OID } from "../asn1/oids.js";
import { latin1, toHex } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { REASONS } from "../inspection/reasons.js";
import { EXTENDED_KEY_USAGE, extendedKeyUsage } from "../simulator/issuer/extensions.js";
import { createDeviationList } from "../simulator/issuer/lists.js";
import { encodeName } from "../simulator/issuer/name.js";
import { createSignedData } from "../simulator/issuer/signed-data.js";
import { encodeTlv } from "../tlv/tlv.js";
import { knownDeviationsOf, parseDeviationList, verifyDeviationList } from "./deviation-list.js";

const crypto = createCrypto({ pure: createPureBackend() });
const csca = authority("C=UT,CN=CSCA");
const root = issued(csca, csca, "ca");
const signer = authority("C=UT,CN=Deviation List Signer");
const certificate = issue(signer, csca, "ds", {
  more: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.deviationListSigner)],
});
const ds = issue(authority("C=UT,CN=DS"), csca, "ds", { serial: 0x4711 });
const signers = [{ key: signer.key, algorithm: ECDSA, sid: { certificate }, signingTime: "2025-01-02" }];

/** A list with the given Deviation elements. */
function list(...deviations: Uint8Array[]): Uint8Array {
  const eContent = sequence(derInteger(0), setOf(...deviations));
  return createSignedData({ eContentType: OID.deviationList, eContent, certificates: [certificate], signers });
}
const deviation = (documents: Uint8Array[], ...descriptions: Uint8Array[]): Uint8Array =>
  sequence(sequence(...documents), setOf(...descriptions));
const description = (type: string, parameter?: Uint8Array): Uint8Array =>
  sequence(derOid(`${OID.deviationList}.${type}`), ...(parameter === undefined ? [] : [explicit(0, parameter)]));
const bySerial = (country = "UT"): Uint8Array =>
  implicitConstructed(1, encodeName(`C=${country},CN=CSCA`), derInteger(0x4711));
const time = (text: string): Uint8Array => encodeTlv(0x18, latin1(text));

describe("parseDeviationList", () => {
  it("reads who it speaks of and what it says (ICAO 9303-12 §10)", () => {
    const bytes = list(
      deviation(
        [
          implicit(0, latin1("P<")),
          bySerial(),
          implicitConstructed(4, time("20200101000000Z"), time("20201231235959Z")),
          implicitConstructed(5, derPrintable("X1"), derPrintable("X2")),
        ],
        sequence(
          derPrintable("keyUsage is missing"),
          derOid(`${OID.deviationList}.1.2`),
          explicit(0, derOid(OID.keyUsage)),
          explicit(1, derNull()),
        ),
        description("2.1", derInteger(13)),
      ),
    );
    const [read] = parseDeviationList(bytes).deviations;
    expect(read?.documents).toMatchObject({
      documentType: "P<",
      signer: { kind: "issuer-serial", serial: "4711", issuer: { country: "UT" } },
      issued: { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 11, 31, 23, 59, 59) },
      documentNumbers: ["X1", "X2"],
    });
    expect(read?.descriptions).toContainEqual({
      type: "2.23.136.1.1.7.1.2",
      description: "keyUsage is missing",
      parameter: { extension: OID.keyUsage },
    });
    expect(read?.descriptions).toContainEqual({
      type: "2.23.136.1.1.7.2.1",
      description: undefined,
      parameter: { field: 13 },
    });
  });

  it("reads a list with a digest algorithm, as the personaliser writes it", () => {
    const bytes = createDeviationList({
      certificates: [certificate],
      signers,
      deviations: [{ signer: ds, documentType: "P<", description: "check digit", type: "2.23.136.1.1.7.3.2" }],
    });
    expect(parseDeviationList(bytes).deviations).toHaveLength(1);
  });

  it("reads signers by key identifier and by digest", () => {
    const read = parseDeviationList(
      list(
        deviation([implicit(2, Uint8Array.of(1))], description("4")),
        deviation([implicit(3, Uint8Array.of(2))], description("4")),
        deviation([], description("4")),
      ),
    ).deviations.map(({ documents }) => documents.signer?.kind);
    expect(read.sort()).toEqual(["digest", "key-identifier", undefined]);
  });

  it.each([
    [
      "another content",
      createSignedData({ eContentType: OID.data, eContent: sequence(), certificates: [], signers: [] }),
    ],
    ["nothing", new Uint8Array(0)],
    ["two signers named", list(deviation([bySerial(), implicit(2, Uint8Array.of(1))], description("4")))],
    ["a field twice", list(deviation([implicit(0, latin1("P<")), implicit(0, latin1("P<"))], description("4")))],
    ["fields out of order", list(deviation([bySerial(), implicit(0, latin1("P<"))], description("4")))],
    ["a field of no meaning", list(deviation([implicit(7, latin1("P<"))], description("4")))],
    ["a deviation without descriptions", list(sequence(sequence()))],
    ["a description without type", list(deviation([], sequence(derPrintable("x"))))],
    ["too many descriptions", list(deviation([], ...new Array<Uint8Array>(65).fill(description("4"))))],
  ])("refuses %s", (_, bytes) => {
    expect(() => parseDeviationList(bytes)).toThrow(expect.objectContaining({ code: "deviation-list.structure" }));
  });

  it("throws nothing but ChipidError for mutated input", () => {
    const seed = list(deviation([bySerial()], description("1.2", derOid(OID.keyUsage))));
    readMutants(seed, { code: /^deviation-list\.structure$/, seed: 20269, runs: 3000 }, parseDeviationList);
  });
});

describe("verifyDeviationList", () => {
  const bytes = list(deviation([bySerial()], description("4")));

  it("is verified under the CSCA of its signer (T91c)", () => {
    expect(verifyDeviationList(parseDeviationList(bytes), [root], crypto)).toMatchObject({ status: "verified" });
    expect(verifyDeviationList(parseDeviationList(bytes), [], crypto)).toMatchObject({ status: "unverified" });
  });

  it("is refused under a master list signer", () => {
    const wrong = issue(signer, csca, "ds", { more: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.masterListSigner)] });
    const signed = createSignedData({
      eContentType: OID.deviationList,
      eContent: sequence(derInteger(0), setOf()),
      certificates: [wrong],
      signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate: wrong } }],
    });
    expect(verifyDeviationList(parseDeviationList(signed), [root], crypto)).toMatchObject({
      status: "refused",
      code: "ml.signer",
      why: "signer-role",
    });
  });
});

describe("knownDeviationsOf", () => {
  const known = (...deviations: Uint8Array[]): ReturnType<typeof knownDeviationsOf> =>
    knownDeviationsOf(parseDeviationList(list(...deviations)), issued(signer, csca, "ds"), "test list");

  it("maps what excuses something, with the documents it speaks of", () => {
    expect(known(deviation([implicit(0, latin1("P<")), bySerial()], description("1.2", derOid(OID.keyUsage))))).toEqual(
      [
        {
          country: "UT",
          code: "cert.key-usage.missing",
          source: "test list",
          scope: { issuerKey: root.subject.key, serial: "4711", documentType: "P" },
        },
      ],
    );
    expect(
      known(deviation([implicit(2, Uint8Array.of(0xab))], description("1.3", derOid(OID.basicConstraints)))),
    ).toEqual([{ country: "UT", code: "cert.csca.no-ca-flag", source: "test list", scope: { keyIdentifier: "ab" } }]);
    expect(known(deviation([], description("3.2", derInteger(4))))).toEqual([
      { country: "UT", code: "mrz.check-digit.wrong", source: "test list" },
    ]);
    expect(toHex(Uint8Array.of(0xab))).toBe("ab");
  });

  it("maps only to reasons that may be relaxed", () => {
    const parameters = [OID.keyUsage, OID.extendedKeyUsage, OID.documentTypeList].map((oid) =>
      description("1.2", derOid(oid)),
    );
    const fields = Array.from({ length: 10 }, (_, field) => description("1.2", derInteger(field)));
    const codes = known(deviation([], ...parameters, ...fields, description("3.2"))).map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(5);
    for (const code of codes) {
      expect(Object.entries(REASONS).find(([reason]) => reason === code)?.[1].relaxable, code).toBe(true);
    }
  });

  it("excuses no false signature, no wrong hash, and nothing of another State", () => {
    const types = ["1", "1.1", "1.4", "2", "2.1", "2.2", "2.3", "2.4", "3", "3.1", "4", "5"];
    expect(known(deviation([], ...types.map((type) => description(type))))).toEqual([]);
    expect(known(deviation([bySerial("ZZ")], description("1.2", derOid(OID.keyUsage))))).toEqual([]);
  });
});
