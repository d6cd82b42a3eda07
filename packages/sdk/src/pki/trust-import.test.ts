import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  csca,
  importAll,
  masterList,
  masterListSigner,
  NOW,
  signer,
  signerInfo,
  standingOf,
} from "../../test/trust-issuer.js";
import { derInteger, derOid, sequence, setOf } from "../asn1/encode.js";
import { concat, toHex, utf8 } from "../bytes/bytes.js";
import { nodeCrypto } from "../node/crypto.js";
import {
  createDeviationList,
  createDocumentSigner,
  createLdif,
  createLink,
  createPem,
  deltaCrlIndicator,
  EXTENDED_KEY_USAGE,
  ecKey,
  extendedKeyUsage,
  issueCrl,
} from "../simulator/index.js";
import { parseCertificate } from "./certificate.js";
import { refusal } from "./trust-import.js";
import { TrustStore } from "./trust-store.js";

const de = csca("DE");
const fr = csca("FR");
const vn = csca("VN");
const deSigner = masterListSigner(de);
const usual = [de.certificate, fr.certificate, vn.certificate];
const list = masterList(deSigner, usual);
const sha256 = (bytes: Uint8Array): string => toHex(nodeCrypto().digest("sha-256", bytes));
const flip = (bytes: Uint8Array): Uint8Array => bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b));
const dayOf = (ms: number | undefined): string => new Date(ms ?? 0).toISOString().slice(0, 10);

describe("nothing is trusted by default", () => {
  it("the empty store answers nothing", () => {
    const { subject } = parseCertificate(de.certificate);
    expect(TrustStore.empty.size).toBe(0);
    expect(TrustStore.empty.bySubject(subject.key)).toEqual([]);
    expect(TrustStore.empty.byKeyIdentifier(de.keyIdentifier)).toEqual([]);
    expect(TrustStore.empty.byCountry("DE")).toEqual([]);
    expect(TrustStore.empty.newest).toBeUndefined();
  });
});

describe("certificates given alone", () => {
  it("are anchors of their country, found by name, key, country, issuer and serial", () => {
    const { store, file } = importAll({ "de.cer": de.certificate });
    const { subject, issuer, serial } = parseCertificate(de.certificate);
    for (const found of [
      store.bySubject(subject.key),
      store.byKeyIdentifier(de.keyIdentifier),
      store.byCountry("de"),
      store.byIssuerSerial(issuer.key, serial),
    ]) {
      expect(found.map((trusted) => trusted.certificate.raw)).toEqual([de.certificate]);
      expect(found[0]?.provenance[0]).toMatchObject({ source: "de.cer", kind: "certificate", status: "given" });
    }
    expect(store.countries).toEqual(["DE"]);
    expect(file("de.cer")).toMatchObject({
      kind: "certificate",
      certificates: 1,
      countries: ["DE"],
      added: 1,
      known: 0,
    });
  });

  it("come as DER, several in a file, or PEM with any line ends", () => {
    const pem = (end: "\n" | "\r\n") =>
      utf8(createPem("CERTIFICATE", de.certificate, end) + createPem("CERTIFICATE", fr.certificate, end));
    for (const bytes of [
      concat(de.certificate, fr.certificate),
      pem("\n"),
      pem("\r\n"),
      concat(utf8("\ufeff"), pem("\r\n")),
    ]) {
      const { store, file } = importAll({ f: bytes });
      expect(file("f")).toMatchObject({ refused: undefined, certificates: 2, countries: ["DE", "FR"] });
      expect(store.countries).toEqual(["DE", "FR"]);
    }
  });

  it("that are document signers are found by issuer and serial and never an anchor", () => {
    const ds = signer(de, undefined, "Document Signer");
    const { store, file } = importAll({ "ds.cer": ds.certificate });
    const { subject, issuer, serial } = parseCertificate(ds.certificate);
    expect(store.byIssuerSerial(issuer.key, serial)).toHaveLength(1);
    expect(store.bySubject(subject.key)).toEqual([]);
    expect(store.byKeyIdentifier(ds.keyIdentifier)).toEqual([]);
    expect(store.countries).toEqual([]);
    expect(file("ds.cer").remarks).toMatchObject([
      { kind: "flagged", why: expect.stringContaining("never an anchor") },
    ]);
  });

  it("T35: without the CA flag are kept and flagged", () => {
    const flagless = csca("FR", { extensions: { basicConstraints: null } });
    const { store } = importAll({ "fr.cer": flagless.certificate });
    expect(store.byCountry("FR")[0]?.flags).toEqual(["no-ca-flag"]);
  });

  it.each([
    ["Test CSCA 01", csca("GB", { name: "Test CSCA 01" }).certificate, "test-name"],
    [
      "expired more than 5 years ago",
      csca("GB", { notBefore: "2008-01-01", notAfter: "2021-05-30" }).certificate,
      "expired-long-ago",
    ],
  ] as const)("T91b: %s is refused unless forced, or kept flagged for one run", (_, raw, flag) => {
    const refused = importAll({ f: raw });
    expect(refused.file("f").refused?.code).toBe("trust.flagged");
    expect(refused.store.size).toBe(0);
    expect(refusal(refused.report)).toMatchObject({ code: "trust.flagged", message: expect.stringContaining('"f"') });
    for (const option of ["force", "keepFlagged"] as const) {
      const { store, file } = importAll({ f: raw }, { [option]: true });
      expect(file("f").refused).toBeUndefined();
      expect(store.byCountry("GB")[0]?.flags).toEqual([flag]);
    }
  });

  it("T91b: the placeholder CN=test is refused unless forced, for one run too", () => {
    for (const name of ["test", "TEST "]) {
      const raw = csca("GB", { name }).certificate;
      for (const options of [{}, { keepFlagged: true }]) {
        const { store, file } = importAll({ f: raw }, options);
        expect(file("f").refused?.code).toBe("trust.flagged");
        expect(store.size).toBe(0);
      }
      const forced = importAll({ f: raw }, { force: true });
      expect(forced.store.byCountry("GB")[0]?.flags).toEqual(["test-name"]);
    }
  });

  it("T91b: an expiry within 5 years and a name that says whose test it is are no reason", () => {
    const { report } = importAll({
      a: csca("GB", { notBefore: "2008-01-01", notAfter: "2021-06-05" }).certificate,
      b: csca("FR", { name: "Testbed of the Republic" }).certificate,
      c: csca("DE", { name: "Contest" }).certificate,
    });
    expect(refusal(report)).toBeUndefined();
  });

  it("whose self-signature is false are refused, also for one run, unless forced", () => {
    const altered = flip(de.certificate);
    expect(importAll({ f: altered }, { keepFlagged: true }).file("f").refused?.code).toBe("trust.flagged");
    expect(importAll({ f: altered }, { force: true }).store.byCountry("DE")[0]?.flags).toEqual([
      "self-signature-invalid",
    ]);
  });

  it("of the same bytes in one file cost one signature", () => {
    const crypto = nodeCrypto();
    let signatures = 0;
    const counting: typeof crypto = {
      ...crypto,
      verify: (...input) => {
        signatures++;
        return crypto.verify(...input);
      },
    };
    const copies = Array.from({ length: 500 }, () => de.certificate);
    const { store, file } = importAll({ "copies.der": concat(...copies, fr.certificate) }, { crypto: counting });
    expect(signatures).toBe(2);
    expect(file("copies.der")).toMatchObject({ certificates: 501, added: 2, known: 499, refused: undefined });
    expect(store.size).toBe(2);
  });

  it("of the same bytes are one, with all the places they come from, best first", () => {
    const { store } = importAll({
      "list.ml": list,
      "de.cer": de.certificate,
      "copy.cer": utf8(createPem("CERTIFICATE", de.certificate)),
    });
    const [only, ...more] = store.byCountry("DE");
    expect(more).toEqual([]);
    expect(only?.provenance.map(({ status }) => status)).toEqual(["given", "given", "verified"]);
  });
});

describe("master lists", () => {
  it("are verified by a certificate given with them, whatever the order", () => {
    for (const files of [
      { "list.ml": list, "de.cer": de.certificate },
      { "de.cer": de.certificate, "list.ml": list },
    ]) {
      const { store, file } = importAll(files);
      expect(file("list.ml").lists).toMatchObject([{ status: "verified", signer: "C=DE,O=Test State,CN=List Signer" }]);
      expect(dayOf(file("list.ml").lists[0]?.date)).toBe("2026-04-01");
      expect(standingOf(store, fr.certificate)).toBe("verified");
      expect(file("list.ml")).toMatchObject({ certificates: 3, countries: ["DE", "FR", "VN"] });
    }
  });

  it("T89: whose signer nobody vouches for are kept as unverified", () => {
    const enclosing = masterList(deSigner, usual, { enclosed: [de.certificate] });
    for (const bytes of [list, enclosing]) {
      const { store, file } = importAll({ "list.ml": bytes, "fr.cer": csca("FR", { key: "another" }).certificate });
      expect(file("list.ml")).toMatchObject({ refused: undefined, lists: [{ status: "unverified" }] });
      expect(standingOf(store, fr.certificate)).toBe("unverified");
      expect(standingOf(store, de.certificate)).toBe("unverified");
    }
  });

  it("a CSCA of a verified list vouches for no other list", () => {
    const french = masterList(masterListSigner(fr), [vn.certificate]);
    const { store } = importAll({ "de.cer": de.certificate, "list.ml": list, "french.ml": french });
    expect(store.provenanceOf(fr.certificate)[0]?.status).toBe("verified");
    expect([...store.data.sources.values()].find(({ source }) => source === "french.ml")?.status).toBe("unverified");
  });

  it("are verified by a certificate that is given later, and no longer when it is not", () => {
    const first = importAll({ "list.ml": list });
    const second = importAll({ "de.cer": de.certificate }, {}, first.store);
    expect(second.report.verifiedNow).toEqual(["list.ml"]);
    expect(standingOf(first.store, vn.certificate)).toBe("unverified");
    expect(standingOf(second.store, vn.certificate)).toBe("verified");
  });

  it("--signer and --signer-sha256 name the signer or the CSCA above it", () => {
    const enclosing = masterList(deSigner, usual, { enclosed: [de.certificate] });
    const options = [
      { signer: deSigner.certificate },
      { signer: de.certificate },
      { signer: utf8(createPem("CERTIFICATE", de.certificate, "\r\n")) },
      { signerSha256: sha256(deSigner.certificate) },
      {
        signerSha256: sha256(de.certificate)
          .toUpperCase()
          .replace(/(..)(?=.)/g, "$1:"),
      },
    ];
    for (const option of options) {
      const { store, file } = importAll({ "list.ml": enclosing }, option);
      expect(file("list.ml").lists[0]?.status).toBe("verified");
      // Naming a signer makes no anchor of him.
      expect(standingOf(store, de.certificate)).toBe("verified");
      expect(store.provenanceOf(deSigner.certificate)).toEqual([]);
    }
  });

  it("a named signer that is another's refuses the list instead of letting it in unverified", () => {
    for (const option of [{ signer: fr.certificate }, { signerSha256: sha256(vn.publicKey) }]) {
      const { store, file } = importAll({ "list.ml": list }, option);
      expect(file("list.ml").refused?.code).toBe("ml.signer");
      expect(store.size).toBe(0);
    }
    expect(() => importAll({ "list.ml": list }, { signerSha256: "abc" })).toThrow(/64 hexadecimal/);
  });

  it("T88: with a false signature are refused, also when the signer is trusted", () => {
    const broken = masterList(deSigner, usual, { changes: { mangleSignature: flip } });
    const other = masterList(deSigner, usual, { changes: { messageDigest: new Uint8Array(32) } });
    for (const bytes of [broken, other]) {
      const { store, file } = importAll({ "list.ml": bytes, "de.cer": de.certificate }, { force: true });
      expect(file("list.ml").refused?.code).toBe("ml.signature");
      expect(store.size).toBe(1);
    }
  });

  it.each([
    ["without an extended key usage", undefined],
    ["for deviation lists", EXTENDED_KEY_USAGE.deviationListSigner],
    ["for TLS", EXTENDED_KEY_USAGE.tlsServer],
  ])("T91d: a signer %s is refused, whoever vouches for him", (_, role) => {
    const bytes = masterList(signer(de, role), usual);
    for (const files of [{ l: bytes }, { l: bytes, "de.cer": de.certificate }]) {
      expect(importAll(files, { force: true }).file("l").refused?.code).toBe("ml.signer");
    }
    expect(importAll({ l: masterList(de, usual) }).file("l").refused?.code).toBe("ml.signer");
  });

  it("T90: an older one of the same signer is refused unless forced; a newer one takes its place", () => {
    const older = masterList(deSigner, [...usual, csca("CH").certificate], { time: "2025-01-01" });
    const newer = list;
    const withAnchor = importAll({ "de.cer": de.certificate, "new.ml": newer });
    const refused = importAll({ "old.ml": older }, {}, withAnchor.store);
    expect(refused.file("old.ml").refused).toMatchObject({ code: "ml.older", why: expect.stringContaining("new.ml") });
    expect(refused.store.countries).toEqual(["DE", "FR", "VN"]);

    const forced = importAll({ "old.ml": older }, { force: true }, withAnchor.store);
    expect(forced.file("old.ml").lists).toMatchObject([{ status: "verified", replaced: ["new.ml"] }]);
    expect(forced.store.countries).toEqual(["CH", "DE", "FR", "VN"]);

    // What the newer list no longer holds is withdrawn (T42b).
    const renewed = importAll({ "new.ml": newer }, {}, importAll({ "de.cer": de.certificate, "old.ml": older }).store);
    expect(renewed.file("new.ml").lists).toMatchObject([{ replaced: ["old.ml"] }]);
    expect(renewed.store.countries).toEqual(["DE", "FR", "VN"]);
    // On one command line the order does not matter.
    expect(importAll({ n: newer, o: older }).store.countries).toEqual(
      importAll({ o: older, n: newer }).store.countries,
    );
  });

  it("an older unverified list that was forced in does not take the place of the verified one later", () => {
    const older = masterList(deSigner, [...usual, csca("CH").certificate], { time: "2025-01-01" });
    const verified = importAll({ "new.ml": list }, { signer: deSigner.certificate });
    const forced = importAll({ "old.ml": older }, { force: true }, verified.store);
    const { store, report } = importAll({ "de.cer": de.certificate }, {}, forced.store);
    expect(report.verifiedNow).toEqual([]);
    expect(standingOf(store, fr.certificate)).toBe("verified");
    expect(standingOf(store, csca("CH").certificate)).toBe("unverified");
  });

  it("T90: the signer's next key is the same signer; another name is not", () => {
    const next = csca("DE", { key: "csca DE next", serial: 9 });
    const nextList = masterList(masterListSigner(next), usual, { time: "2026-05-01" });
    const base = importAll({ "de.cer": de.certificate, "next.cer": next.certificate, "next.ml": nextList });
    expect(importAll({ "list.ml": list }, {}, base.store).file("list.ml").refused?.code).toBe("ml.older");
    const foreign = masterList(masterListSigner(fr), [fr.certificate], { time: "2020-02-02" });
    expect(importAll({ "fr.ml": foreign }, {}, base.store).file("fr.ml").refused).toBeUndefined();
  });

  it("an unverified list in the name of a publisher neither hides nor replaces a verified one", () => {
    const impostor = csca("DE", { key: "impostor" });
    const forged = masterList(masterListSigner(impostor), [csca("CH").certificate], { time: "2033-01-01" });
    const honest = { "de.cer": de.certificate, "list.ml": list };
    for (const store of [
      importAll(honest, {}, importAll({ "forged.ml": forged }).store).store,
      importAll({ "forged.ml": forged }, {}, importAll(honest).store).store,
      importAll({ ...honest, "forged.ml": forged }).store,
    ]) {
      expect(standingOf(store, fr.certificate)).toBe("verified");
      expect(standingOf(store, csca("CH").certificate) ?? "unverified").toBe("unverified");
      expect(dayOf(store.newest)).toBe(dayOf(NOW));
    }
  });

  it("a signer under a document signer is not vouched for by the CSCA above", () => {
    const base = { notBefore: "2020-01-01", notAfter: "2034-01-01", signsUntil: "2024-01-01" };
    const algorithm = de.algorithm;
    // Without keyUsage nothing but the missing CA flag says that it may not sign certificates.
    const ds = createDocumentSigner(de, {
      ...base,
      algorithm,
      subject: "C=DE,O=Test State,CN=Document Signer",
      key: ecKey("ds without usage", "P-256"),
      serial: 0x55,
      documentTypes: null,
      extensions: { keyUsage: null },
    });
    const bytes = masterList(masterListSigner(ds), usual, { enclosed: [ds.certificate] });
    const { file, store } = importAll({ "de.cer": de.certificate, "list.ml": bytes });
    expect(file("list.ml").lists[0]?.status).toBe("unverified");
    expect(standingOf(store, fr.certificate)).toBe("unverified");
    // Given alone it is still no CSCA.
    expect(importAll({ "ds.cer": ds.certificate, "list.ml": bytes }).file("list.ml").lists[0]?.status).toBe(
      "unverified",
    );
  });

  it("signed outside the validity of its signer counts as unverified", () => {
    const early = masterList(deSigner, usual, { time: "2019-01-01" });
    const { file } = importAll({ "de.cer": de.certificate, l: early });
    expect(file("l").lists).toMatchObject([{ status: "unverified", standing: expect.stringContaining("validity") }]);
  });

  it("the same list again changes nothing, and takes a better standing when there is one", () => {
    const once = importAll({ "list.ml": list });
    const twice = importAll({ "list.ml": list }, {}, once.store);
    expect(twice.store.data.sources).toEqual(once.store.data.sources);
    expect(twice.file("list.ml")).toMatchObject({ added: 0, known: 3, countries: ["DE", "FR", "VN"] });
    const named = importAll({ "list.ml": list }, { signer: de.certificate }, twice.store);
    expect([...named.store.data.sources.values()].map(({ status }) => status)).toEqual(["verified"]);
    const back = importAll({ "list.ml": list }, {}, named.store);
    expect([...back.store.data.sources.values()].map(({ status }) => status)).toEqual(["verified"]);
  });

  it("T46: a link certificate in the list leads from a given CSCA to the signer's", () => {
    const next = csca("DE", { key: "csca DE next", serial: 9 });
    const link = createLink(de, next, {
      serial: 7,
      notBefore: "2024-01-01",
      notAfter: "2035-01-01",
      signsUntil: "2026-01-01",
    });
    const bytes = masterList(masterListSigner(next), [...usual, next.certificate, link]);
    const { store, file } = importAll({ "de.cer": de.certificate, "list.ml": bytes });
    expect(file("list.ml").lists[0]?.status).toBe("verified");
    const [trusted] = store.byIssuerSerial(parseCertificate(link).issuer.key, "07");
    expect(trusted?.flags).toEqual(["link"]);
    expect(store.byKeyIdentifier(next.keyIdentifier)).toHaveLength(2);
  });

  it("T47: two CSCAs of one name are both found", () => {
    const twin = csca("DE", { key: "twin", serial: 8 });
    const { store } = importAll({ a: de.certificate, b: twin.certificate });
    expect(store.bySubject(parseCertificate(de.certificate).subject.key)).toHaveLength(2);
    expect(store.byKeyIdentifier(twin.keyIdentifier).map(({ certificate }) => certificate.raw)).toEqual([
      twin.certificate,
    ]);
  });

  it("T91b: a test name or a long expired anchor inside is loaded and flagged", () => {
    const odd = [csca("GB", { name: "test" }), csca("IT", { notBefore: "2005-01-01", notAfter: "2019-01-01" })];
    const bytes = masterList(deSigner, [...usual, ...odd.map(({ certificate }) => certificate)]);
    const { store, file } = importAll({ "de.cer": de.certificate, "list.ml": bytes });
    expect(file("list.ml").remarks.map(({ kind, why }) => [kind, why])).toEqual([
      ["flagged", "has the name of a test certificate"],
      ["flagged", "expired more than 5 years ago"],
    ]);
    expect(store.byCountry("GB")[0]?.flags).toEqual(["test-name"]);
    expect(store.byCountry("IT")[0]?.flags).toEqual(["expired-long-ago"]);
  });

  it("an entry that is no certificate is left out by number, the rest is taken", () => {
    const bytes = masterList(deSigner, [...usual, sequence(derOid("1.2.3"))]);
    const { file, store } = importAll({ "list.ml": bytes });
    expect(file("list.ml")).toMatchObject({ refused: undefined, certificates: 4, added: 3 });
    expect(file("list.ml").remarks).toMatchObject([
      { kind: "refused", subject: expect.stringMatching(/^certificate \d$/) },
    ]);
    expect(store.size).toBe(3);
  });

  it("a bare CscaMasterList is unverified, also when its CSCA is given", () => {
    const bare = sequence(derInteger(0), setOf(...usual));
    const { store, file } = importAll({ "bare.der": bare, "de.cer": de.certificate });
    expect(file("bare.der")).toMatchObject({
      kind: "bare-master-list",
      lists: [{ status: "unverified", signer: undefined }],
    });
    expect(standingOf(store, fr.certificate)).toBe("unverified");
  });

  it("an unverified list makes no anchor of a document signer that was given", () => {
    const ds = signer(de, undefined, "Document Signer");
    const { store } = importAll({ "ds.cer": ds.certificate, "list.ml": masterList(deSigner, [ds.certificate]) });
    expect(store.byKeyIdentifier(ds.keyIdentifier)).toEqual([]);
  });
});

describe("LDIF", () => {
  const ldif = (...entries: { attribute: string; value: Uint8Array }[]) =>
    utf8(createLdif(entries.map((entry, i) => ({ dn: `cn=${i},o=x,dc=int`, ...entry }))));

  it("holds lists judged each by its own signer, and certificates that nobody signed for", () => {
    const ds = signer(fr, undefined, "Document Signer");
    const bytes = ldif(
      { attribute: "pkdMasterListContent", value: list },
      { attribute: "pkdMasterListContent;binary", value: masterList(masterListSigner(fr), [fr.certificate]) },
      { attribute: "userCertificate;binary", value: ds.certificate },
    );
    const { store, file } = importAll({ "pkd.ldif": bytes, "de.cer": de.certificate });
    expect(
      file("pkd.ldif")
        .lists.map(({ status }) => status)
        .sort(),
    ).toEqual(["unverified", "verified"]);
    expect(standingOf(store, vn.certificate)).toBe("verified");
    expect(standingOf(store, ds.certificate)).toBe("unverified");
    expect(file("pkd.ldif").certificates).toBe(5);
  });

  it("leaves out what is refused, with the reason", () => {
    const bytes = ldif(
      { attribute: "pkdMasterListContent", value: masterList(signer(de, undefined), usual) },
      { attribute: "pkdMasterListContent", value: utf8("nothing") },
      { attribute: "pkdMasterListContent", value: list },
    );
    const { file, store } = importAll({ "pkd.ldif": bytes });
    expect(file("pkd.ldif").refused).toBeUndefined();
    expect(file("pkd.ldif").remarks.map(({ kind }) => kind)).toEqual(["refused", "refused"]);
    expect(store.size).toBe(3);
  });
});

describe("an LDIF collection of which nothing is taken", () => {
  it("is refused for the first reason", () => {
    const broken = masterList(deSigner, usual, { changes: { mangleSignature: flip } });
    const entry = { dn: "cn=0,o=ml,dc=int", attribute: "pkdMasterListContent", value: broken };
    const { file, store } = importAll({ "pkd.ldif": utf8(createLdif([entry])) });
    expect(file("pkd.ldif").refused?.code).toBe("ml.signature");
    expect(store.size).toBe(0);
  });
});

describe("revocation lists", () => {
  const revoked = [{ serial: 0x77, date: "2026-01-02", reason: 1 }];
  const crl = (changes: Partial<Parameters<typeof issueCrl>[1]> = {}) =>
    issueCrl(de, { number: 1, thisUpdate: "2026-05-01", nextUpdate: "2026-08-01", revoked, ...changes });
  const { subject } = parseCertificate(de.certificate);

  it("are kept when a trusted CSCA of their issuer signed them", () => {
    const { store, file } = importAll({ "de.crl": crl(), "de.cer": de.certificate });
    expect(file("de.crl").crls).toMatchObject([{ revoked: 1, stale: false, superseded: false }]);
    const [found] = store.crlsOf(subject.key);
    expect(found).toMatchObject({ country: "DE", source: "de.crl", revokedCount: 1 });
    expect(found?.lookup("77")).toMatchObject({ date: Date.parse("2026-01-02"), reason: "keyCompromise" });
    expect(found?.lookup("78")).toBeUndefined();
    expect(found?.signer.raw).toEqual(de.certificate);
  });

  it("T44: a stale one is kept and said to be stale", () => {
    const { file } = importAll({ c: crl({ nextUpdate: "2026-05-31" }), "de.cer": de.certificate });
    expect(file("c")).toMatchObject({ refused: undefined, crls: [{ stale: true }] });
  });

  it.each([
    ["signed with another key", { signWith: ecKey("impostor", "P-256") }, "crl.signature"],
    ["a delta CRL", { extra: [deltaCrlIndicator(1)] }, "crl.delta"],
  ] as const)("T45: %s is refused and told to the inspection", (_, changes, code) => {
    const { store, file } = importAll({ c: crl(changes), "de.cer": de.certificate });
    expect(file("c").refused?.code).toBe(code);
    expect(store.crlsOf(subject.key)).toEqual([]);
    expect(store.refusedCrls).toMatchObject([{ source: "c", code }]);
  });

  it("T45: of no known CSCA, or of one in an unverified list only, is refused", () => {
    expect(importAll({ c: crl() }).file("c").refused?.code).toBe("crl.signer");
    const { file } = importAll({ c: crl(), "list.ml": list });
    expect(file("c").refused).toMatchObject({ code: "crl.signer", why: expect.stringContaining("nobody vouches") });
    const verified = importAll({ c: crl(), "list.ml": list }, { signer: de.certificate });
    expect(verified.file("c").refused).toBeUndefined();
  });

  it("a newer one takes the place of an older one of the same key, not the other way round", () => {
    const older = crl({ thisUpdate: "2026-03-01", number: 0 });
    for (const store of [
      importAll({ a: crl(), b: older, "de.cer": de.certificate }).store,
      importAll({ b: older }, {}, importAll({ a: crl(), "de.cer": de.certificate }).store).store,
      importAll({ a: crl() }, {}, importAll({ b: older, "de.cer": de.certificate }).store).store,
    ]) {
      expect(store.crlsOf(subject.key).map(({ source }) => source)).toEqual(["a"]);
    }
  });
});

describe("deviation lists", () => {
  const ds = signer(de, undefined, "Document Signer", 0x91);
  const dlSigner = signer(de, EXTENDED_KEY_USAGE.deviationListSigner, "Deviation List Signer");
  const deviations = (by = dlSigner, changes = {}, time = "2026-04-01") =>
    createDeviationList({
      certificates: [by.certificate],
      signers: [signerInfo(by, time, changes)],
      deviations: [
        {
          signer: ds.certificate,
          description: "no key usage",
          type: "2.23.136.1.1.7.1.2",
          parameter: derOid("2.5.29.15"),
        },
      ],
    });

  it("T91c: signed under a trusted CSCA are known deviations of its country", () => {
    const { store, file } = importAll({ "d.dvl": deviations(), "de.cer": de.certificate });
    expect(file("d.dvl")).toMatchObject({ kind: "deviation-list", refused: undefined, deviations: 1 });
    expect(store.deviations("DE")).toMatchObject([
      { code: "cert.key-usage.missing", source: "d.dvl", scope: { serial: "0091" } },
    ]);
    expect(store.deviations("FR")).toEqual([]);
    const again = importAll({ "d.dvl": deviations() }, {}, store);
    expect(again.store.deviations("DE")).toHaveLength(1);
  });

  it("T91c: false, unvouched or signed in another role are refused", () => {
    const cases = [
      [deviations(dlSigner, { mangleSignature: flip }), "deviation-list.signature"],
      [deviations(deSigner), "deviation-list.signer"],
    ] as const;
    for (const [bytes, code] of cases) {
      const { store, file } = importAll({ d: bytes, "de.cer": de.certificate });
      expect(file("d").refused?.code).toBe(code);
      expect(store.deviations("DE")).toEqual([]);
    }
    expect(importAll({ d: deviations(), "list.ml": list }).file("d").refused?.code).toBe("deviation-list.signer");
  });

  it("a State speaks for its own documents only", () => {
    const foreign = createDocumentSigner(de, {
      notBefore: "2020-01-01",
      notAfter: "2034-01-01",
      signsUntil: "2024-01-01",
      algorithm: de.algorithm,
      subject: "C=FR,O=Test State,CN=Deviation List Signer",
      key: ecKey("foreign deviation signer", "P-256"),
      serial: 0x66,
      documentTypes: null,
      extensions: { extra: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.deviationListSigner)] },
    });
    const { store, file } = importAll({ d: deviations(foreign), "de.cer": de.certificate, "fr.cer": fr.certificate });
    expect(file("d").refused?.code).toBe("deviation-list.signer");
    expect([...store.deviations("DE"), ...store.deviations("FR")]).toEqual([]);
  });

  it("an older one is refused, a newer one takes its place", () => {
    const base = importAll({ new: deviations(), "de.cer": de.certificate });
    const old = deviations(dlSigner, {}, "2025-04-01");
    expect(importAll({ old }, {}, base.store).file("old").refused?.code).toBe("ml.older");
    const { store } = importAll({ new: deviations() }, {}, importAll({ old, "de.cer": de.certificate }).store);
    expect(store.deviations("DE").map(({ source }) => source)).toEqual(["new"]);
  });
});

describe("the order of the files", () => {
  it("changes nothing of what is trusted", () => {
    const dlSigner = signer(de, EXTENDED_KEY_USAGE.deviationListSigner, "Deviation List Signer");
    const files: readonly (readonly [string, Uint8Array])[] = [
      ["de.cer", de.certificate],
      ["list.ml", list],
      ["older.ml", masterList(deSigner, [...usual, csca("CH").certificate], { time: "2025-01-01" })],
      ["french.ml", masterList(masterListSigner(fr), [fr.certificate, csca("LU").certificate])],
      ["fr.crl", issueCrl(fr, { number: 1, thisUpdate: "2026-05-01", revoked: [] })],
      ["old.crl", issueCrl(fr, { number: 0, thisUpdate: "2026-01-01", revoked: [] })],
      [
        "forged.crl",
        issueCrl(vn, { number: 1, thisUpdate: "2026-05-01", revoked: [], signWith: ecKey("impostor", "P-256") }),
      ],
      [
        "de.dvl",
        createDeviationList({
          certificates: [dlSigner.certificate],
          signers: [signerInfo(dlSigner, "2026-04-01")],
          deviations: [
            {
              signer: deSigner.certificate,
              description: "x",
              type: "2.23.136.1.1.7.1.2",
              parameter: derOid("2.5.29.15"),
            },
          ],
        }),
      ],
    ];
    const content = (order: readonly (readonly [string, Uint8Array])[]) => {
      const { store, report } = importAll(Object.fromEntries(order));
      return {
        certificates: store.data.entries
          .map((entry) => [
            toHex(entry.raw),
            store
              .provenance(entry)
              .map(({ source, status }) => `${status} ${source}`)
              .sort(),
          ])
          .sort(),
        crls: store.data.crls.map(({ source }) => source),
        deviations: store.deviations("DE").map(({ code }) => code),
        refused: report.files.map(({ name, refused }) => [name, refused?.code]).sort(),
      };
    };
    const expected = content(files);
    expect(expected).toMatchObject({ crls: ["fr.crl"], deviations: ["cert.key-usage.missing"] });
    expect(expected.certificates).toHaveLength(4);
    fc.assert(
      fc.property(fc.shuffledSubarray([...files], { minLength: files.length }), (order) => {
        expect(content(order)).toEqual(expected);
      }),
      { seed: 42, numRuns: 40 },
    );
  });
});

describe("bad input", () => {
  it.each([
    ["empty", new Uint8Array(0), "files.empty", "empty"],
    ["a PDF", utf8("%PDF-1.7\n…"), "trust.unknown-format", "PDF"],
    ["a web page", utf8("\n<!DOCTYPE html><html><body>-----BEGIN CERTIFICATE-----"), "trust.unknown-format", "HTML"],
    ["an archive", utf8("PK\u0003\u0004rest of it"), "trust.unknown-format", "ZIP"],
    ["zeros", new Uint8Array(64), "trust.unknown-format", "zeros"],
    ["a cut list", list.subarray(0, 900), "trust.unknown-format", "cut short"],
    ["a cut certificate", de.certificate.subarray(0, 200), "trust.unknown-format", "cut short"],
    ["an EF.SOD", concat(Uint8Array.of(0x77, 0x82, 1, 0), list.subarray(0, 256)), "trust.unknown-format", "EF.SOD"],
    ["a private key", utf8(createPem("PRIVATE KEY", de.certificate)), "trust.unknown-format", "PRIVATE KEY"],
    ["PEM that does not end", utf8(createPem("CERTIFICATE", de.certificate)).subarray(0, 300), "cert.pem", "end"],
    ["LDIF without trust data", utf8("version: 1\n\ndn: cn=a\ncn: a\n"), "trust.unknown-format", "LDIF"],
    ["text", utf8("hello"), "trust.unknown-format", "none of the known"],
  ])("%s is refused with one sentence that says so", (_, bytes, code, word) => {
    const { store, report } = importAll({ f: bytes });
    const error = refusal(report);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(word);
    expect(error?.message).not.toContain("\n");
    expect(store.size).toBe(0);
  });

  it("one bad file leaves the others' report whole", () => {
    const { report } = importAll({ "de.cer": de.certificate, bad: utf8("%PDF") });
    expect(report.files.map(({ refused }) => refused === undefined)).toEqual([true, false]);
  });
});
