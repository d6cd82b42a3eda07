import { expect, it } from "vitest";
import { dataBytes, describeData } from "../../test/data.js";
import { importAll, standingOf } from "../../test/trust-issuer.js";
import { equalBytes, toHex } from "../bytes/bytes.js";
import { nodeCrypto } from "../node/crypto.js";
import { parseCertificate } from "./certificate.js";
import { indexCertificate, indexOf, NameCache } from "./certificate-index.js";
import { parseMasterList } from "./master-list.js";
import { auditTrust } from "./trust-audit.js";
import { decodeSnapshot, encodeSnapshot } from "./trust-snapshot.js";

const pki = (name: string): Uint8Array => dataBytes(`pki/${name}`);
const now = Date.parse("2026-11-22T12:00:00Z");
const options = { now };

describeData("published master lists", () => {
  const lists = {
    "DE_ML_2025-10-14.ml": { certificates: 570, countries: 112, anchor: "DE_CSCA07.cer", date: "2025-10-14" },
    "DE_ML_2024-04-10.ml": { certificates: 526, countries: 107, anchor: undefined, date: "2024-04-10" },
    "NL_MASTERLIST_20211207.mls": {
      certificates: 306,
      countries: 96,
      anchor: "NL_CSCA_2021_serial6.cer",
      date: "2021-12-07",
    },
    "ICAO_UN_ML_2025-04-01.ml": { certificates: 504, countries: 87, anchor: "UN_CSCA_2.pem", date: "2025-04-01" },
  } as const;
  const anchors = ["DE_CSCA07.cer", "NL_ROOT_CA.cer", "NL_CSCA_2021_serial6.cer", "UN_CSCA_2.pem"] as const;
  const listBytes = (name: string): Uint8Array => pki(`masterlists/${name}`);

  it.each(Object.entries(lists))(
    "%s: counted as the catalogue has it, unverified without its anchor",
    (name, facts) => {
      const { file, store } = importAll({ [name]: listBytes(name) }, options);
      const report = file(name);
      expect(report).toMatchObject({ refused: undefined, certificates: facts.certificates, added: facts.certificates });
      expect(report.countries).toHaveLength(facts.countries);
      expect(report.lists[0]?.status).toBe("unverified");
      expect(new Date(report.lists[0]?.date ?? 0).toISOString().slice(0, 10)).toBe(facts.date);
      expect(report.remarks.filter(({ kind }) => kind === "refused")).toEqual([]);
      expect(store.size).toBe(facts.certificates);
      expect(store.all()).toHaveLength(facts.certificates);
    },
  );

  it.each(Object.entries(lists))("%s: verified by its own anchor and by no other", (name, { anchor }) => {
    for (const other of anchors) {
      const { file } = importAll({ [other]: pki(`anchors/${other}`), [name]: listBytes(name) }, options);
      expect([other, file(name).lists[0]?.status]).toEqual([other, other === anchor ? "verified" : "unverified"]);
    }
  });

  it("the older German list is refused over the newer one, and gives way to it", () => {
    const newer = {
      "DE_ML_2025-10-14.ml": listBytes("DE_ML_2025-10-14.ml"),
      "DE_CSCA07.cer": pki("anchors/DE_CSCA07.cer"),
    };
    const older = { "DE_ML_2024-04-10.ml": listBytes("DE_ML_2024-04-10.ml") };
    const base = importAll(newer, options);
    expect(importAll(older, options, base.store).file("DE_ML_2024-04-10.ml").refused?.code).toBe("ml.older");
    const { store } = importAll(newer, options, importAll(older, options).store);
    expect(store.size).toBe(570);
  });

  it("all of them: one store of 752 certificates, every key usable, every signature true where its key is there", () => {
    const all = Object.keys(lists).map((name) => [name, listBytes(name)] as const);
    const given = anchors.map((name) => [name, pki(`anchors/${name}`)] as const);
    const { store } = importAll(Object.fromEntries([...all, ...given]), options);
    expect(store.size).toBe(752);
    const audit = auditTrust(store, nodeCrypto());
    expect(audit).toMatchObject({ certificates: 752, usable: 752, unreadable: 0, signatureFalse: 0, parentMissing: 0 });
    expect(audit.selfSigned + audit.signedByOther).toBe(752);
    expect(audit.selfSigned).toBeGreaterThan(500);
  });

  it("the index of every certificate says what the full reader says", () => {
    const names = new NameCache();
    let checked = 0;
    for (const name of Object.keys(lists)) {
      for (const raw of parseMasterList(listBytes(name)).certificates) {
        const { raw: whole, ...index } = indexCertificate(raw, names);
        const { raw: _, ...full } = indexOf(parseCertificate(raw));
        expect(equalBytes(whole, raw)).toBe(true);
        expect(index).toEqual(full);
        checked++;
      }
    }
    expect(checked).toBe(1906);
  });

  it("nine German and one ICAO certificate are without the CA flag, 55 of ICAO's expired long ago: flagged, kept", () => {
    const flags = (name: string) =>
      importAll({ [name]: listBytes(name) }, options)
        .file(name)
        .remarks.map(({ why }) => why);
    expect(flags("DE_ML_2025-10-14.ml").filter((why) => why.includes("CA flag"))).toHaveLength(9);
    const icao = flags("ICAO_UN_ML_2025-04-01.ml");
    expect(icao.filter((why) => why.includes("CA flag"))).toHaveLength(1);
    expect(icao.filter((why) => why.includes("5 years"))).toHaveLength(55);
  });

  it("a snapshot of the German list gives it back", () => {
    const { store } = importAll({ list: listBytes("DE_ML_2025-10-14.ml") }, options);
    const binding = new Uint8Array(32);
    const opened = decodeSnapshot(encodeSnapshot(store, binding, nodeCrypto()), binding, nodeCrypto());
    const plain = (data: typeof store.data) => data.entries.map(({ raw, ...entry }) => ({ ...entry, raw: toHex(raw) }));
    expect(plain(opened.data)).toEqual(plain(store.data));
    expect([...opened.data.sources.keys()]).toEqual([...store.data.sources.keys()]);
  });

  it("the bare list is told apart from a signed one", () => {
    const { file } = importAll({ bare: listBytes("TEST_BC_masterlist-content.der") }, options);
    expect(file("bare")).toMatchObject({
      kind: "bare-master-list",
      certificates: 3,
      lists: [{ status: "unverified" }],
    });
    expect(file("bare").countries).toHaveLength(3);
  });

  it("Vietnam's citizen card anchor is in none of them", () => {
    const all = Object.fromEntries(Object.keys(lists).map((name) => [name, listBytes(name)]));
    const { store } = importAll(all, options);
    expect(standingOf(store, pki("csca/VN_CSCA_2021_CCCD.crt"))).toBeUndefined();
    expect(standingOf(store, pki("csca/VN_CSCA_ePassport_2022.cer"))).toBe("unverified");
  });
});

describeData("published certificates and CRLs given alone", () => {
  it("the Colombian CRL is taken under the one of six certificates that signed it, and said to be stale", () => {
    const list = { list: pki("masterlists/DE_ML_2025-10-14.ml"), anchor: pki("anchors/DE_CSCA07.cer") };
    const { file, store } = importAll({ ...list, crl: pki("crl/CO_COL_2020-05-08.crl") }, options);
    expect(file("crl")).toMatchObject({ refused: undefined, crls: [{ revoked: 15, stale: true }] });
    expect(store.data.crls[0] && parseCertificate(store.data.crls[0].signer).serial).toBe("55770b5a");
    // Nobody vouches for the list, nobody vouches for the CRL.
    const alone = importAll({ list: list.list, crl: pki("crl/CO_COL_2020-05-08.crl") }, options);
    expect(alone.file("crl").refused?.code).toBe("crl.signer");
  });

  it("the Indonesian link certificates are flagged as links", () => {
    const names = [
      "ID_2010-12_CSCA",
      "ID_2016-01_CSCA",
      "ID_2016-01_CSCA_LINK",
      "ID_2020-10_CSCA",
      "ID_2020-10_CSCA_LINK",
    ];
    const files = Object.fromEntries(names.map((name) => [name, pki(`csca/${name}.cer`)]));
    const { store } = importAll(files, { ...options, keepFlagged: true });
    const links = store.byCountry("ID").filter(({ flags }) => flags.includes("link"));
    expect(links.map(({ provenance }) => provenance[0]?.source)).toEqual([
      "ID_2016-01_CSCA_LINK",
      "ID_2020-10_CSCA_LINK",
    ]);
    expect(auditTrust(store, nodeCrypto())).toMatchObject({ selfSigned: 3, signedByOther: 2, signatureFalse: 0 });
  });

  it("a certificate whose line ends were rewritten is refused", () => {
    const { file } = importAll({ f: pki("test-pki-de-eid-testbed/CERT_ECARD_DS_1_A.DER") }, options);
    expect(file("f").refused).toBeDefined();
  });
});
