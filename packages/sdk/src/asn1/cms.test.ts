import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authority, ECDSA, issue } from "../../test/pki-maker.js";
import { concat, toHex, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { createSignedData, type SignedDataSpec } from "../simulator/issuer/signed-data.js";
import { encodeTlv } from "../tlv/tlv.js";
import { parseSignedData } from "./cms.js";
import { derInteger, derOctetString, derOid, explicit, sequence, setOf } from "./encode.js";
import { OID } from "./oids.js";

const csca = authority("C=UT,CN=CSCA");
const signer = authority("C=UT,CN=DS");
const certificate = issue(signer, csca, "ds");
const content = utf8("signed content of some length");
const spec: SignedDataSpec = {
  eContentType: OID.ldsSecurityObject,
  eContent: content,
  certificates: [certificate],
  signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate }, signingTime: "2024-05-06" }],
};

describe("parseSignedData", () => {
  it("gives the parts as slices of the input", () => {
    const bytes = createSignedData(spec);
    const read = parseSignedData(bytes);
    expect(read).toMatchObject({ version: 3, eContentType: OID.ldsSecurityObject, trailingBytes: 0, quirks: [] });
    expect(read.eContent).toEqual(content);
    expect(read.eContent?.buffer).toBe(bytes.buffer);
    expect(read.certificates).toEqual([certificate]);
    expect(read.digestAlgorithms.map(({ oid }) => oid)).toEqual([OID.sha256]);
    const [info] = read.signerInfos;
    expect(info?.sid).toMatchObject({ kind: "issuer-serial" });
    expect(info?.signatureAlgorithm.oid).toBe(OID.ecdsaWithSha256);
    expect(info?.signedAttributes?.received[0]).toBe(0x31);
    expect(info?.signedAttributes?.sorted).toBeUndefined();
    expect(info?.signedAttributes?.attributes.map(({ oid }) => oid).sort()).toEqual(
      [OID.contentType, OID.messageDigest, OID.signingTime].sort(),
    );
  });

  it("leaves the caller's bytes as they are, in whatever they are held", () => {
    const bytes = createSignedData(spec);
    // As Node's Buffer: its slice is a view.
    class View extends Uint8Array {
      override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> {
        return super.subarray(from, to) as Uint8Array<ArrayBuffer>;
      }
    }
    const held = new View(bytes);
    for (let i = 0; i < 2; i++) {
      expect(parseSignedData(held).signerInfos[0]?.signedAttributes?.received[0]).toBe(0x31);
      expect(toHex(held)).toBe(toHex(bytes));
    }
  });

  it("reads a key identifier as sid, and no signed attributes", () => {
    const read = parseSignedData(
      createSignedData({
        ...spec,
        signers: [
          { key: signer.key, algorithm: ECDSA, sid: { keyIdentifier: signer.keyIdentifier }, attributes: "none" },
        ],
      }),
    );
    expect(read.signerInfos[0]?.sid).toEqual({ kind: "key-identifier", keyIdentifier: signer.keyIdentifier });
    expect(read.signerInfos[0]?.signedAttributes).toBeUndefined();
  });

  it("reads indefinite lengths and joins a constructed eContent, in BER only (T26b)", () => {
    const bytes = createSignedData({ ...spec, lengths: "indefinite", contentSegments: 7 });
    const read = parseSignedData(bytes, { mode: "ber" });
    expect(read.eContent).toEqual(content);
    expect([...read.quirks].sort()).toEqual(["constructed-string", "indefinite-length"]);
    expect(() => parseSignedData(bytes)).toThrow(expect.objectContaining({ code: "cms.structure" }));
  });

  it("counts bytes behind it when asked to, else refuses them", () => {
    const bytes = concat(createSignedData(spec), new Uint8Array(5));
    expect(parseSignedData(bytes, { trailing: true }).trailingBytes).toBe(5);
    expect(() => parseSignedData(bytes)).toThrow(expect.objectContaining({ code: "cms.structure" }));
  });

  it("gives attributes out of order as received and sorted (T23)", () => {
    const bytes = createSignedData({
      ...spec,
      signers: spec.signers.map((one) => ({
        ...one,
        attributes: (standard) => [...standard].reverse(),
        attributeOrder: "as-given" as const,
      })),
    });
    const { signedAttributes } = parseSignedData(bytes).signerInfos[0] ?? {};
    const standard = parseSignedData(createSignedData(spec)).signerInfos[0]?.signedAttributes;
    expect(signedAttributes?.sorted).toEqual(standard?.received);
    expect(signedAttributes?.received).not.toEqual(standard?.received);
    expect(parseSignedData(bytes).quirks).toEqual(["set-order"]);
  });

  it("gives the DER form of attributes with non-minimal lengths", () => {
    const der = createSignedData(spec);
    const set = parseSignedData(der).signerInfos[0]?.signedAttributes?.received ?? new Uint8Array(0);
    // [0] with a length in one byte more than needed: the element around it grows by one as well, so build it anew.
    const info = (attributes: Uint8Array): Uint8Array =>
      sequence(
        derOid(OID.signedData),
        explicit(
          0,
          sequence(
            derInteger(1),
            setOf(),
            sequence(derOid(OID.data)),
            setOf(
              sequence(
                derInteger(3),
                encodeTlv(0x80, Uint8Array.of(1)),
                sequence(derOid(OID.sha256)),
                attributes,
                sequence(derOid(OID.ecdsaWithSha256)),
                derOctetString(Uint8Array.of(1)),
              ),
            ),
          ),
        ),
      );
    const body = set.subarray(2);
    expect(set.length - 2).toBeLessThan(128);
    const long = concat(Uint8Array.of(0xa0, 0x81, body.length), body);
    const read = parseSignedData(info(long), { mode: "ber" }).signerInfos[0]?.signedAttributes;
    expect(toHex(read?.received ?? new Uint8Array(0)).slice(0, 4)).toBe("3181");
    expect(read?.sorted).toEqual(set);
  });

  it.each([
    ["another content", sequence(derOid(OID.data), explicit(0, derOctetString(content))), "cms.content-type"],
    ["not CMS", derOctetString(content), "cms.structure"],
    ["nothing", new Uint8Array(0), "cms.structure"],
    ["no content", sequence(derOid(OID.signedData)), "cms.structure"],
    ["an empty SignedData", sequence(derOid(OID.signedData), explicit(0, sequence())), "cms.structure"],
  ])("refuses %s", (_, bytes, code) => {
    expect(() => parseSignedData(bytes, { mode: "ber" })).toThrow(expect.objectContaining({ code }));
  });

  it("refuses more certificates or signers than the limits", () => {
    const many = createSignedData({ ...spec, certificates: new Array<Uint8Array>(65).fill(sequence()) });
    expect(() => parseSignedData(many)).toThrow(expect.objectContaining({ code: "cms.structure" }));
    const [one] = spec.signers;
    if (one === undefined) throw new Error("no signer");
    const signers = createSignedData({ ...spec, signers: new Array<typeof one>(17).fill(one) });
    expect(() => parseSignedData(signers)).toThrow(/More than 16 signers/);
  });

  it("stops at once at nesting thousands deep and at lengths of 4 GB (T70, T71)", () => {
    const deep = concat(...new Array<Uint8Array>(5000).fill(Uint8Array.of(0x30, 0x80)));
    expect(() => parseSignedData(deep, { mode: "ber" })).toThrow(ChipidError);
    const huge = Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x06);
    expect(() => parseSignedData(huge, { mode: "ber" })).toThrow(expect.objectContaining({ code: "cms.structure" }));
  });

  it("throws nothing but ChipidError for mutated input", () => {
    const seeds = [createSignedData(spec), createSignedData({ ...spec, lengths: "indefinite", contentSegments: 7 })];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
        fc.nat(700),
        (seed, changes, cut) => {
          const bytes = seed.slice(0, Math.max(1, seed.length - (cut > 600 ? cut - 600 : 0)));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          try {
            const read = parseSignedData(bytes, { mode: "ber", trailing: true });
            expect(read.certificates.length).toBeLessThanOrEqual(64);
          } catch (error) {
            expect(error).toBeInstanceOf(ChipidError);
            expect((error as ChipidError).code).toMatch(/^cms\./);
          }
        },
      ),
      { seed: 20261, numRuns: 3000 },
    );
  });
});
