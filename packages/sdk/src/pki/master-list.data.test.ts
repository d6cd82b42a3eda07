import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { dataBytes, dataFolder, dataPath, describeData } from "../../test/data.js";
import { equalBytes, toHex } from "../bytes/bytes.js";
import { nodeCrypto } from "../node/crypto.js";
import { parseCertificate, verifyCertificateSignature } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { type MasterList, parseMasterList, verifyMasterList } from "./master-list.js";
import { derOrPem } from "./pem.js";
import { certificateRole } from "./roles.js";

/**
 * `sameName`: subject and issuer equal byte for byte, as published with the lists. `selfIssued`: equal as names, string
 * types and case levelled. `noParent`: no certificate in any of the lists has the key that signed it.
 */
const LISTS = {
  "DE_ML_2025-10-14.ml": {
    certificates: 570,
    countries: 112,
    sameName: 494,
    selfIssued: 500,
    selfSigned: 369,
    noParent: 3,
  },
  "DE_ML_2024-04-10.ml": {
    certificates: 526,
    countries: 107,
    sameName: 453,
    selfIssued: 460,
    selfSigned: 350,
    noParent: 4,
  },
  "NL_MASTERLIST_20211207.mls": {
    certificates: 306,
    countries: 96,
    sameName: 306,
    selfIssued: 306,
    selfSigned: 306,
    noParent: 0,
  },
  "ICAO_UN_ML_2025-04-01.ml": {
    certificates: 504,
    countries: 87,
    sameName: 443,
    selfIssued: 448,
    selfSigned: 345,
    noParent: 0,
  },
} as const;

/** Issuer key not in any list, by subject's country and serial number. */
const NO_PARENT = [
  "ES 716655e84308404e5937dc2d1b3ceafa",
  "HU 009de0450e982f638a02ee570a",
  "PH 00c8e3a0f0020981918144",
  "PT 358776f05085068a",
];

describeData("master lists", () => {
  const crypto = nodeCrypto();
  const list = (name: string): MasterList => parseMasterList(dataBytes(`pki/masterlists/${name}`));
  const certificates = (name: string): Certificate[] => list(name).certificates.map(parseCertificate);
  const anchor = (name: string): Certificate => {
    const [der = new Uint8Array(0)] = derOrPem(dataBytes(`pki/anchors/${name}`));
    return parseCertificate(der);
  };

  it("are the four signed ones and the bare one", () => {
    expect(readdirSync(dataPath("pki/masterlists")).sort()).toEqual(
      [...Object.keys(LISTS), "TEST_BC_masterlist-content.der"].sort(),
    );
  });

  const pool = new Map<string, Certificate[]>();
  for (const name of dataFolder === undefined ? [] : Object.keys(LISTS)) {
    for (const certificate of certificates(name)) {
      const same = pool.get(certificate.subject.key) ?? [];
      if (!same.some((other) => equalBytes(other.raw, certificate.raw))) same.push(certificate);
      pool.set(certificate.subject.key, same);
    }
  }

  it.each(Object.entries(LISTS))(
    "%s: every certificate is read, its key usable, its signature verified",
    (name, counts) => {
      const all = certificates(name);
      const countries = new Set(all.map(({ subject }) => subject.country));
      expect(all.length).toBe(counts.certificates);
      expect(countries.size).toBe(counts.countries);
      expect([...countries].every((country) => country !== undefined && /^[A-Z]{2}$/.test(country))).toBe(true);

      expect(all.flatMap(({ publicKey, subject }) => (publicKey.ok ? [] : [subject.text]))).toEqual([]);
      expect(all.filter(({ signatureReading }) => !signatureReading.ok)).toEqual([]);
      expect(all.filter(({ algorithmsAgree }) => !algorithmsAgree)).toEqual([]);
      expect(all.flatMap(({ unknownCritical }) => unknownCritical)).toEqual([]);
      expect(all.flatMap(({ malformedExtensions }) => malformedExtensions)).toEqual([]);
      expect(all.flatMap(({ repeatedExtensions }) => repeatedExtensions)).toEqual([]);

      let selfSigned = 0;
      const noParent = new Set<string>();
      for (const certificate of all) {
        const verifies = (issuer: Certificate): boolean =>
          issuer.publicKey.ok && verifyCertificateSignature(certificate, issuer.publicKey.key, crypto).valid;
        const ownKey = certificate.selfIssued && verifies(certificate);
        if (ownKey) selfSigned++;
        // What a certificate calls itself agrees with which key signed it.
        expect(certificateRole(certificate), certificate.subject.text).toBe(ownKey ? "csca" : "link");
        if (ownKey) continue;
        const parents = (pool.get(certificate.issuer.key) ?? []).filter(
          (issuer) => !equalBytes(issuer.spki, certificate.spki),
        );
        if (parents.some(verifies)) continue;
        noParent.add(`${certificate.subject.country} ${certificate.serial}`);
        // No key in the lists is the one it names: nothing that should verify fails to.
        const named = certificate.authorityKeyIdentifier?.keyIdentifier;
        const keys = parents.flatMap(({ subjectKeyIdentifier }) => subjectKeyIdentifier ?? []);
        expect(named !== undefined && keys.some((key) => equalBytes(key, named)), certificate.subject.text).toBe(false);
      }
      expect(selfSigned).toBe(counts.selfSigned);
      expect([...noParent].filter((id) => !NO_PARENT.includes(id))).toEqual([]);
      expect(noParent.size).toBe(counts.noParent);
      expect(all.filter(({ subject, issuer }) => equalBytes(subject.raw, issuer.raw)).length).toBe(counts.sameName);
      expect(all.filter(({ selfIssued }) => selfIssued).length).toBe(counts.selfIssued);
    },
  );

  it.each([
    ["DE_ML_2025-10-14.ml", "DE_CSCA07.cer", "2025-10-14T10:26:34.000Z"],
    ["NL_MASTERLIST_20211207.mls", "NL_CSCA_2021_serial6.cer", "2021-12-07T11:26:15.000Z"],
    ["ICAO_UN_ML_2025-04-01.ml", "UN_CSCA_2.pem", "2025-04-01T19:47:18.000Z"],
  ])("%s is verified under %s", (name, voucher, signedAt) => {
    const given = anchor(voucher);
    const result = verifyMasterList(list(name), [given], crypto);
    expect(result.status).toBe("verified");
    if (result.status !== "verified") return;
    expect(result.chain.map((certificate) => toHex(certificate.raw))).toEqual(
      [result.signer, given].map((certificate) => toHex(certificate.raw)),
    );
    expect(certificateRole(result.signer)).toBe("master-list-signer");
    expect(new Date(result.signedAt ?? 0).toISOString()).toBe(signedAt);
    expect(verifyMasterList(list(name), [], crypto).status).toBe("unverified");
    expect(verifyMasterList(list(name), [result.signer], crypto).status).toBe("verified");
  });

  it("an older list is verified by the CSCA it came with, once that is given, and not by its successor", () => {
    const older = list("DE_ML_2024-04-10.ml");
    const enclosed = (older.signedData?.certificates ?? []).map(parseCertificate);
    const csca = enclosed.filter((certificate) => certificateRole(certificate) === "csca");
    expect(csca.length).toBe(1);
    expect(verifyMasterList(older, csca, crypto).status).toBe("verified");
    expect(verifyMasterList(older, [anchor("DE_CSCA07.cer")], crypto).status).toBe("unverified");
    // The successor's list is verified by the older CSCA over the link certificate that the list carries.
    const newer = verifyMasterList(list("DE_ML_2025-10-14.ml"), csca, crypto);
    expect(newer.status === "verified" ? newer.chain.map(certificateRole) : newer.status).toEqual([
      "master-list-signer",
      "link",
      "csca",
    ]);
  });

  it("every list is unverified under the anchors of the others", () => {
    expect(verifyMasterList(list("NL_MASTERLIST_20211207.mls"), [anchor("UN_CSCA_2.pem")], crypto).status).toBe(
      "unverified",
    );
    expect(verifyMasterList(list("ICAO_UN_ML_2025-04-01.ml"), [anchor("NL_ROOT_CA.cer")], crypto).status).toBe(
      "unverified",
    );
  });

  it("one bit anywhere in what is signed makes it refused", () => {
    const bytes = dataBytes("pki/masterlists/NL_MASTERLIST_20211207.mls");
    const content = parseMasterList(bytes).signedData?.eContent ?? new Uint8Array(0);
    const changed = bytes.slice();
    const at = content.byteOffset - bytes.byteOffset + content.length - 1;
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(verifyMasterList(parseMasterList(changed), [anchor("NL_CSCA_2021_serial6.cer")], crypto)).toMatchObject({
      status: "refused",
      code: "ml.signature",
      why: "signature",
    });
  });

  it("a bare CscaMasterList is told apart and has nothing to verify", () => {
    const bare = list("TEST_BC_masterlist-content.der");
    expect(bare.signed).toBe(false);
    expect(bare.certificates.map(parseCertificate).map(({ subject }) => subject.country)).toEqual(["QQ", "UT", "XX"]);
    expect(() => verifyMasterList(bare, [], crypto)).toThrow(expect.objectContaining({ code: "ml.structure" }));
  });

  it("hold Vietnam's passport CSCA once, with explicit parameters, and not the citizen card's", () => {
    const passport = dataBytes("pki/csca/VN_CSCA_ePassport_2022.cer");
    const citizen = dataBytes("pki/csca/VN_CSCA_2021_CCCD.crt");
    const all = certificates("DE_ML_2025-10-14.ml");
    expect(all.filter(({ raw }) => equalBytes(raw, passport)).length).toBe(1);
    expect(all.filter(({ raw }) => equalBytes(raw, citizen)).length).toBe(0);
    expect(parseCertificate(passport).publicKey).toMatchObject({
      ok: true,
      key: { kind: "ec", curve: "brainpoolP512r1", encoding: "explicit" },
    });
    expect(parseCertificate(citizen).publicKey).toMatchObject({
      ok: true,
      key: { kind: "ec", curve: "P-384", encoding: "named" },
    });
  });
});
