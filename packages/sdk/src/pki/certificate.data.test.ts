import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { expect, it } from "vitest";
import { dataBytes, dataJson, describeData } from "../../test/data.js";
import { equalBytes, fromHex, toHex } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import type { Crypto } from "../crypto/types.js";
import { nodeCrypto } from "../node/crypto.js";
import { parseCertificate, verifyCertificateSignature } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { parseCrl, verifyCrl } from "./crl.js";
import { parseMasterList } from "./master-list.js";
import { certificateRole } from "./roles.js";

const LISTS = ["DE_ML_2025-10-14.ml", "DE_ML_2024-04-10.ml", "NL_MASTERLIST_20211207.mls", "ICAO_UN_ML_2025-04-01.ml"];

function listCertificates(name: string): readonly Uint8Array[] {
  return parseMasterList(dataBytes(`pki/masterlists/${name}`)).certificates;
}

function holds(certificate: Certificate, issuer: Certificate, crypto: Crypto): boolean {
  return issuer.publicKey.ok && verifyCertificateSignature(certificate, issuer.publicKey.key, crypto).valid;
}

const ENGINES: readonly (readonly [string, Crypto])[] = [
  ["native with fall-back", nodeCrypto()],
  ["pure", createCrypto({ pure: createPureBackend() })],
];

/** Attribute types and value bytes of a name in pkijs' reading, in order. */
function foreignName(name: pkijs.RelativeDistinguishedNames): string[] {
  return name.typesAndValues.map(
    ({ type, value }) => `${type}=${toHex(new Uint8Array(value.valueBlock.toBER(false)))}`,
  );
}

/** The same from the raw name, by a walk of the test's own. */
function ownName(raw: Uint8Array): string[] {
  const out: string[] = [];
  const body = asn1js.fromBER(raw.slice()).result as asn1js.Sequence;
  for (const rdn of body.valueBlock.value as asn1js.Set[]) {
    for (const attribute of rdn.valueBlock.value as asn1js.Sequence[]) {
      const [type, value] = attribute.valueBlock.value;
      if (!(type instanceof asn1js.ObjectIdentifier) || value === undefined) throw new Error("not an attribute");
      out.push(`${type.valueBlock.toString()}=${toHex(new Uint8Array(value.valueBlock.toBER(false)))}`);
    }
  }
  return out;
}

describeData("certificates read as asn1js and pkijs read them", () => {
  it.each(LISTS)("%s", (list) => {
    let compared = 0;
    for (const raw of listCertificates(list)) {
      const own = parseCertificate(raw);
      const bytes = raw.slice();
      const read = asn1js.fromBER(bytes);
      expect(read.offset).toBe(bytes.length);
      const foreign = new pkijs.Certificate({ schema: read.result });
      expect(own.serial).toBe(toHex(new Uint8Array(foreign.serialNumber.valueBlock.valueHexView)));
      expect(own.version).toBe(foreign.version + 1);
      expect(own.notBefore).toBe(foreign.notBefore.value.getTime());
      expect(own.notAfter).toBe(foreign.notAfter.value.getTime());
      expect(own.signatureAlgorithm.oid).toBe(foreign.signatureAlgorithm.algorithmId);
      expect(own.algorithmsAgree).toBe(foreign.signature.isEqual(foreign.signatureAlgorithm));
      expect(toHex(own.signature)).toBe(toHex(new Uint8Array(foreign.signatureValue.valueBlock.valueHexView)));
      expect(toHex(own.tbs)).toBe(toHex(foreign.tbsView));
      expect(toHex(own.spki)).toBe(toHex(new Uint8Array(foreign.subjectPublicKeyInfo.toSchema().toBER(false))));
      expect(own.extensionOids).toEqual((foreign.extensions ?? []).map(({ extnID }) => extnID));
      expect(ownName(own.subject.raw)).toEqual(foreignName(foreign.subject));
      expect(ownName(own.issuer.raw)).toEqual(foreignName(foreign.issuer));
      const basic = foreign.extensions?.find(({ extnID }) => extnID === "2.5.29.19")?.parsedValue as
        | pkijs.BasicConstraints
        | undefined;
      expect(own.basicConstraints?.ca).toBe(basic?.cA);
      const foreignPath = basic?.pathLenConstraint;
      expect(own.basicConstraints?.pathLength).toBe(typeof foreignPath === "number" ? foreignPath : undefined);
      compared++;
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describeData("mock CSCA and document signers in 41 algorithm combinations", () => {
  interface Pairs {
    pairs: { name: string; csca?: { der: string }; dsc?: { der: string } }[];
  }
  const { pairs } = dataJson<Pairs>("pki/mock-selfxyz.json");
  const read = (half: { der: string } | undefined): Certificate | undefined =>
    half === undefined ? undefined : parseCertificate(fromHex(half.der));
  const whole = pairs.filter(({ csca, dsc }) => csca !== undefined && dsc !== undefined);

  it("are 32 pairs and 9 halves", () => {
    expect([whole.length, pairs.length - whole.length]).toEqual([32, 9]);
  });

  it.each(ENGINES)("every pair verifies, every CSCA is self-signed (%s)", (_, crypto) => {
    for (const { name, csca, dsc } of pairs) {
      const [above, below] = [read(csca), read(dsc)];
      for (const half of [above, below]) {
        if (half === undefined) continue;
        expect(half.publicKey.ok, name).toBe(true);
        if (half.publicKey.ok && half.publicKey.key.kind === "ec") {
          expect(half.publicKey.key.encoding, name).toBe("explicit");
        }
      }
      if (above !== undefined) expect(holds(above, above, crypto), name).toBe(true);
      if (above === undefined || below === undefined) continue;
      expect(holds(below, above, crypto), name).toBe(true);
      // Not under its own key, and not under any other pair's.
      expect(holds(below, below, crypto), name).toBe(false);
    }
  });
});

describeData("single CSCA certificates", () => {
  const csca = (name: string): Certificate => parseCertificate(dataBytes(`pki/csca/${name}`));

  it.each(ENGINES)("Indonesia's link certificates lead from the 2010 root to the 2020 one (%s)", (_, crypto) => {
    const [root2010, root2016, link2016, root2020, link2020] = [
      csca("ID_2010-12_CSCA.cer"),
      csca("ID_2016-01_CSCA.cer"),
      csca("ID_2016-01_CSCA_LINK.cer"),
      csca("ID_2020-10_CSCA.cer"),
      csca("ID_2020-10_CSCA_LINK.cer"),
    ];
    for (const root of [root2010, root2016, root2020]) {
      expect(certificateRole(root)).toBe("csca");
      expect(holds(root, root, crypto)).toBe(true);
    }
    expect([link2016, link2020].map(certificateRole)).toEqual(["link", "link"]);
    expect(holds(link2016, root2010, crypto)).toBe(true);
    expect(holds(link2020, root2016, crypto)).toBe(true);
    expect(equalBytes(link2016.spki, root2016.spki)).toBe(true);
    expect(equalBytes(link2020.spki, root2020.spki)).toBe(true);
    expect(holds(link2020, root2010, crypto)).toBe(false);
  });

  it("Austria's and both of Vietnam's verify under themselves or are links", () => {
    const crypto = nodeCrypto();
    for (const name of ["VN_CSCA_2021_CCCD.crt", "VN_CSCA_ePassport_2022.cer"]) {
      const certificate = csca(name);
      expect(certificate.subject.country).toBe("VN");
      expect(holds(certificate, certificate, crypto), name).toBe(true);
    }
    const austria = csca("AT_CSCA_005.crt");
    expect(austria.subject.country).toBe("AT");
    expect(holds(austria, austria, crypto)).toBe(certificateRole(austria) === "csca");
  });

  it("of the German eID testbed: signer B and the list signer verify, the broken file is refused, repaired it is read", () => {
    const crypto = nodeCrypto();
    const file = (name: string): Uint8Array => dataBytes(`pki/test-pki-de-eid-testbed/${name}`);
    const root = parseCertificate(file("CERT_ECARD_CSCA_1.DER"));
    const listSigner = parseCertificate(file("CERT_ECARD_CSCA_1_MASTERLIST_SIGNER.DER"));
    expect(holds(parseCertificate(file("CERT_ECARD_DS_1_B.DER")), root, crypto)).toBe(true);
    expect(holds(listSigner, root, crypto)).toBe(true);
    // It carries no extended key usage, so nothing in it makes it a list signer (T91d).
    expect(listSigner.extendedKeyUsage).toBeUndefined();
    expect(certificateRole(listSigner)).toBe("document-signer");
    const broken = file("CERT_ECARD_DS_1_A.DER");
    expect(() => parseCertificate(broken)).toThrow(expect.objectContaining({ code: "cert.structure" }));
    const repaired = broken.filter((byte, i) => !(byte === 0x0d && broken[i + 1] === 0x0a));
    expect(repaired.length).toBe(493);
    expect(holds(parseCertificate(repaired), root, crypto)).toBe(true);
  });
});

describeData("Colombia's revocation list of 2020", () => {
  const crl = parseCrl(dataBytes("pki/crl/CO_COL_2020-05-08.crl"));
  const colombian = new Map<string, Certificate>();
  for (const list of LISTS) {
    for (const certificate of listCertificates(list).map(parseCertificate)) {
      if (certificate.subject.country === "CO") colombian.set(toHex(certificate.raw), certificate);
    }
  }
  const all = [...colombian.values()];

  it("is number 891 with 15 entries, and expired in August 2020", () => {
    expect(crl.crlNumber).toBe("891");
    expect(crl.revokedCount).toBe(15);
    expect([...crl.revocations()].length).toBe(15);
    expect(new Date(crl.nextUpdate ?? 0).toISOString().slice(0, 10)).toBe("2020-08-06");
    expect(crl.unknownCritical).toEqual([]);
  });

  it.each(ENGINES)("is signed by the CSCA with serial 55770B5A alone, out of three (%s)", (_, crypto) => {
    expect(all.map(({ serial }) => serial).sort()).toEqual(["55770b5a", "5578181e", "55781820"]);
    const result = verifyCrl(crl, all, crypto);
    expect(result.ok && result.signer.serial).toBe("55770b5a");
    const one = all.filter((certificate) => verifyCrl(crl, [certificate], crypto).ok);
    expect(one.map(({ serial }) => serial)).toEqual(["55770b5a"]);
    const others = all.filter(({ serial }) => serial !== "55770b5a");
    const refused = verifyCrl(crl, others, crypto);
    expect(refused.ok ? "" : refused.why).toMatch(/^(signature|issuer-unknown)$/);
  });

  it("finds each of its entries and nothing else", () => {
    for (const { serial, date } of crl.revocations()) {
      expect(crl.lookup(serial)?.date).toBe(date);
      // The same integer with a needless sign byte, where that does not change its sign.
      if (/^[0-7]/.test(serial)) expect(crl.lookup(`00${serial}`)?.date).toBe(date);
    }
    for (const { serial } of all) expect(crl.lookup(serial)).toBeUndefined();
  });
});
