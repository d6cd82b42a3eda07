import { describe, expect, it } from "vitest";
import type { CardInspectionOptions } from "../../src/inspection/live/types.js";
import { importTrust } from "../../src/pki/trust-import.js";
import { TrustStore } from "../../src/pki/trust-store.js";
import { withFiles } from "../../src/simulator/chip/clones.js";
import {
  type Authority,
  createCsca,
  createDocumentSigner,
  type SignerSpecification,
} from "../../src/simulator/country.js";
import { createCrl } from "../../src/simulator/issuer/crl.js";
import { authorityKeyIdentifier, crlNumber } from "../../src/simulator/issuer/extensions.js";
import { ecKey } from "../../src/simulator/issuer/keys.js";
import { signCardSecurity } from "../../src/simulator/personalise.js";
import { AT, chipOf, crypto, documentOf, findingsOf, inspectAs } from "./kit.js";

// EF.CardSecurity signed by somebody else than the document: what holds for the document's signer holds for that one.

const document = documentOf("passport-pace-cam");
const { csca } = document.issuer;
const SIGNED_ON = "2023-03-01";

function signer(change: Partial<SignerSpecification> = {}, issuer: Authority = csca): Authority {
  return createDocumentSigner(issuer, {
    subject: "C=DE,O=chipid simulator,CN=Signer of EF.CardSecurity",
    key: ecKey("card security signer", "P-256"),
    algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    serial: 0x6201,
    notBefore: "2023-02-01",
    notAfter: "2036-01-01",
    signsUntil: "2023-12-31",
    ...change,
  });
}

interface Setting extends Partial<CardInspectionOptions> {
  readonly signedOn?: string | undefined;
  readonly also?: readonly Authority[];
  readonly crl?: Uint8Array;
}

async function judged(by: Authority, setting: Setting = {}): Promise<string> {
  const { signedOn = SIGNED_ON, also = [], crl, ...options } = setting;
  const time = "signedOn" in setting ? setting.signedOn : signedOn;
  const cardSecurity = signCardSecurity(document.data, by, time) ?? null;
  const chip = withFiles(document.chip, { "EF.CardSecurity": cardSecurity });
  const files = [csca, ...also].map(({ certificate }, i) => ({ name: `csca${i}.cer`, bytes: certificate }));
  if (crl !== undefined) files.push({ name: "list.crl", bytes: crl });
  const { store } = importTrust(TrustStore.empty, files, { crypto, now: AT, keepFlagged: true });
  const result = await inspectAs(document, chipOf(chip, "card security"), { trust: store, ...options });
  const { verdict, chip: proofs, reasons } = result.inspection;
  const detail = reasons.find(({ code }) => code === "chip.cam.unverified")?.detail;
  // Nothing about this signer is said of the document's.
  for (const reason of findingsOf(result)) expect(reason).not.toMatch(/^(?:cert|sod|chain)\./);
  return `${verdict} ${proofs.cam} ${detail ?? ""}`.trim();
}

describe("the signer of EF.CardSecurity (PACE-CAM)", () => {
  it("may be another than the document's", async () => {
    expect(await judged(signer())).toBe("genuine passed");
  });

  it.each<[string, Partial<SignerSpecification>, Setting, string]>([
    ["signed before its certificate", {}, { signedOn: "2023-01-01" }, "sod.signing-time.before-certificate"],
    ["signed after its certificate", { notAfter: "2023-02-20" }, {}, "sod.signing-time.after-certificate"],
    ["signed after its key was to be used", { signsUntil: "2023-02-20" }, {}, "sod.signing-time.outside-key-usage"],
    ["signed in the future", { signsUntil: "2035-01-01" }, { signedOn: "2030-01-01" }, "sod.signing-time.future"],
    ["out of date, when it does not say when", { notAfter: "2025-01-01" }, { signedOn: undefined }, "cert.ds.expired"],
    ["out of date, policy now", { notAfter: "2025-01-01" }, { policy: { signingTime: "now" } }, "cert.ds.expired"],
    ["a certificate older than its issuer's", { notBefore: "2021-06-01" }, {}, "chain.anchor.not-valid-at-issue"],
    ["SHA-1 in the signature", { algorithm: { kind: "ecdsa", hash: "sha-1", encoding: "der" } }, {}, "sod.digest.sha1"],
  ])("does not vouch: %s", async (_name, change, setting, code) => {
    const said = await judged(signer(change), setting);
    expect(said).toMatch(/^unconfirmed not-counted The signer of EF\.CardSecurity: /);
    expect(said).toContain(code);
  });

  it("with SHA-1 vouches where policy allows SHA-1", async () => {
    const by = signer({ algorithm: { kind: "ecdsa", hash: "sha-1", encoding: "der" } });
    expect(await judged(by, { policy: { sha1: "allow" } })).toBe("genuine passed");
  });

  it("out of date now, and not when it signed, vouches", async () => {
    expect(await judged(signer({ notAfter: "2025-01-01" }))).toBe("genuine passed");
  });

  it("does not vouch under another country's anchor", async () => {
    const other = createCsca({
      subject: "C=FR,O=chipid simulator,CN=Simulated CSCA of another country",
      key: ecKey("another csca", "P-256"),
      algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
      serial: 1,
      notBefore: "2022-01-01",
      notAfter: "2040-01-01",
      signsUntil: "2027-01-01",
    });
    const by = signer({ subject: "C=FR,O=chipid simulator,CN=Signer" }, other);
    expect(await judged(by, { also: [other] })).toBe(
      "unconfirmed not-counted EF.CardSecurity is signed under another country than the document.",
    );
    expect(await judged(by)).toBe(
      "unconfirmed not-counted EF.CardSecurity is signed by nobody whom a trusted anchor vouches for.",
    );
  });

  it("does not vouch once it is revoked, unless policy ignores that", async () => {
    const by = signer();
    const list = (serial: number): Uint8Array =>
      createCrl({
        issuer: csca.name,
        thisUpdate: "2026-05-20",
        nextUpdate: "2026-08-01",
        revoked: [{ serial, date: "2024-01-01" }],
        extensions: [authorityKeyIdentifier(csca.keyIdentifier), crlNumber(1)],
        signWith: csca.key,
        algorithm: csca.algorithm,
      });
    expect(await judged(by, { crl: list(0x6201) })).toMatch(/^unconfirmed not-counted/);
    expect(await judged(by, { crl: list(0x6299) })).toBe("genuine passed");
    expect(await judged(by, { crl: list(0x6201), policy: { crl: "ignore" } })).toBe("genuine passed");
  });

  it("does not vouch with a certificate for another purpose, or a CA's", async () => {
    for (const by of [signer({ extensions: { keyUsage: null } }), { ...csca }]) {
      expect(await judged(by)).toMatch(/^unconfirmed not-counted/);
    }
  });
});
