import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CvHolder, cvCertificate, cvPublicKey, signCv, TA_OID } from "../../../test/cv-issuer.js";
import { concat, fromHex, latin1, toHex } from "../../bytes/bytes.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { ecKey, rsaKey } from "../../simulator/issuer/keys.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { readCvCertificate, readCvcaReferences, readCvRequest } from "./cv-certificate.js";

const issuer: CvHolder = { reference: "UTCVCA00001", oid: TA_OID.ecdsaSha256, key: ecKey("cvca", "P-256") };
const holder: CvHolder = { reference: "UTDV00001", oid: TA_OID.ecdsaSha256, key: ecKey("dv", "P-256") };

function made(body?: (elements: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array {
  return cvCertificate({ holder, issuer, authorization: 0x83, ...(body === undefined ? {} : { body }) });
}

function refusal(code: string): unknown {
  return expect.toSatisfy((error: unknown) => isChipidError(error) && error.code === code);
}

describe("CV certificates (TR-03110-3 C.1)", () => {
  it("are read with what is signed as received", () => {
    const bytes = made();
    const certificate = readCvCertificate(bytes);
    expect(certificate).toMatchObject({
      authority: { text: "UTCVCA00001" },
      holder: { text: "UTDV00001" },
      effective: "2024-01-01",
      expires: "2026-12-31",
      extensions: undefined,
      authorization: { terminalType: "inspection-system", role: "dv-domestic", raw: Uint8Array.of(0x83) },
      publicKey: { kind: "ec", algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "plain" } },
    });
    expect(toHex(bytes)).toContain(toHex(certificate.body));
    expect(certificate.body[0]).toBe(0x7f);
    expect(certificate.signature).toHaveLength(64);
  });

  it.each([
    [0xc3, "cvca"],
    [0x83, "dv-domestic"],
    [0x43, "dv-foreign"],
    [0x03, "terminal"],
  ])("say their role in the first bits: %s", (authorization, role) => {
    const certificate = readCvCertificate(cvCertificate({ holder, issuer, authorization }));
    expect(certificate.authorization.role).toBe(role);
  });

  it("keep extensions as received", () => {
    const certificate = readCvCertificate(made((elements) => [...elements, encodeTlv(0x65, fromHex("7303060101"))]));
    expect(toHex(certificate.extensions ?? new Uint8Array(0))).toBe("7303060101");
  });

  it("are refused without any one of their elements, and with any of them twice", () => {
    for (let i = 0; i < 7; i++) {
      expect(() => readCvCertificate(made((all) => all.filter((_, at) => at !== i)))).toThrow(
        refusal("cvc.structure") as Error,
      );
      expect(() => readCvCertificate(made((all) => [...all, ...all.slice(i, i + 1)]))).toThrow(
        refusal("cvc.structure") as Error,
      );
    }
  });

  it.each(["251301", "250230", "2501", "25010A", "250100"])("are refused with the date %s", (date) => {
    const digits = Uint8Array.from(date, (digit) => Number.parseInt(digit, 16));
    const body = (all: readonly Uint8Array[]): readonly Uint8Array[] => [...all.slice(0, 6), encodeTlv(0x5f24, digits)];
    expect(() => readCvCertificate(made(body))).toThrow(refusal("cvc.structure") as Error);
  });

  it("are refused with another profile, an overlong reference, and a body alone", () => {
    const bodies: ((all: readonly Uint8Array[]) => readonly Uint8Array[])[] = [
      (all) => [encodeTlv(0x5f29, Uint8Array.of(1)), ...all.slice(1)],
      (all) => [...all.slice(0, 1), encodeTlv(0x42, new Uint8Array(17)), ...all.slice(2)],
      (all) => [...all.slice(0, 1), encodeTlv(0x42), ...all.slice(2)],
    ];
    for (const body of bodies) expect(() => readCvCertificate(made(body))).toThrow(refusal("cvc.structure") as Error);
    const { body } = readCvCertificate(made());
    expect(() => readCvCertificate(encodeTlv(0x7f21, body))).toThrow(refusal("cvc.structure") as Error);
    expect(() => readCvCertificate(concat(made(), Uint8Array.of(0)))).toThrow(refusal("tlv.trailing") as Error);
  });

  it("end in an error of the family, whatever the bytes are", () => {
    const bytes = made();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(bytes.length),
        (changes, length) => {
          const mutant = bytes.slice(0, length < 20 ? length : bytes.length);
          for (const [at, value] of changes) if (at < mutant.length) mutant[at] = value;
          for (const read of [readCvCertificate, readCvRequest, readCvcaReferences]) {
            try {
              read(mutant);
            } catch (error) {
              expect(isChipidError(error)).toBe(true);
            }
          }
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe("requests (TR-03110-3 C.2)", () => {
  const body = encodeTlv(
    0x7f4e,
    encodeTlv(0x5f29, Uint8Array.of(0)),
    cvPublicKey(holder, true),
    encodeTlv(0x5f20, latin1(holder.reference)),
  );
  const request = encodeTlv(0x7f21, body, encodeTlv(0x5f37, signCv(holder, body)));

  it("have no dates and no authorisation, and need no authority", () => {
    expect(readCvRequest(request)).toMatchObject({
      holder: { text: "UTDV00001" },
      authority: undefined,
      outer: undefined,
    });
    expect(() => readCvCertificate(request)).toThrow(refusal("cvc.structure") as Error);
  });

  it("may be signed by the last key of their holder too", () => {
    const authority = encodeTlv(0x42, latin1("UTDV00000"));
    const signature = encodeTlv(0x5f37, new Uint8Array(64).fill(1));
    const read = readCvRequest(encodeTlv(0x67, request, authority, signature));
    expect(read).toMatchObject({ outer: { authority: { text: "UTDV00000" } }, body });
    expect(() => readCvRequest(encodeTlv(0x67, request, authority))).toThrow(refusal("cvc.structure") as Error);
  });
});

describe("EF.CVCA (TR-03110-3 A.3.1.2)", () => {
  const current = encodeTlv(0x42, latin1("UTCVCA00002"));
  const previous = encodeTlv(0x42, latin1("UTCVCA00001"));

  it("holds one or two references and zero bytes", () => {
    const filled = (...parts: Uint8Array[]): Uint8Array => concat(...parts, new Uint8Array(36)).slice(0, 36);
    expect(readCvcaReferences(filled(current)).map(({ text }) => text)).toEqual(["UTCVCA00002"]);
    expect(readCvcaReferences(filled(current, previous)).map(({ text }) => text)).toEqual([
      "UTCVCA00002",
      "UTCVCA00001",
    ]);
    expect(readCvcaReferences(current)).toHaveLength(1);
  });

  it.each([
    ["nothing", new Uint8Array(36)],
    ["three references", concat(current, previous, previous)],
    ["another object", encodeTlv(0x43, latin1("UTCVCA00002"))],
    ["something behind the zero bytes", concat(current, Uint8Array.of(0, 1))],
    ["SecurityInfos", fromHex("3100")],
  ])("is refused with %s", (_, file) => {
    expect(() => readCvcaReferences(file)).toThrow(refusal("cvc.structure") as Error);
  });
});

describe("public keys in CV certificates (TR-03110-3 D.3)", () => {
  it("are read for RSA and kept as they are for algorithms that are not known", () => {
    const rsa: CvHolder = { reference: "UTDV00001", oid: TA_OID.rsaPssSha256, key: rsaKey("rsa2048-ds") };
    const read = readCvCertificate(cvCertificate({ holder: rsa, issuer, authorization: 0x83 }));
    expect(read.publicKey).toMatchObject({
      kind: "rsa",
      key: { bits: 2048, exponent: 65_537n },
      algorithm: { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 32 },
    });
    const other = made((all) => [...all.slice(0, 2), encodeTlv(0x7f49, fromHex("06022a03")), ...all.slice(3)]);
    expect(readCvCertificate(other).publicKey).toEqual({ kind: "other", oid: "1.2.3" });
  });

  it.each([
    ["no OID", "8101FF"],
    ["an RSA key without exponent", "060a04007f00070202020102810103"],
    ["an RSA key out of bounds", "060a04007f000702020201028101038201ff"],
    ["an EC key without point", "060a04007f00070202020203"],
    ["half a curve", "060a04007f0007020202020381010786020401"],
    ["a point twice", "060a04007f0007020202020386020401" + "86020401"],
  ])("are refused with %s", (_, hex) => {
    const bytes = made((all) => [...all.slice(0, 2), encodeTlv(0x7f49, fromHex(hex)), ...all.slice(3)]);
    expect(() => readCvCertificate(bytes)).toThrow(refusal("cvc.structure") as Error);
  });
});
