import { createCrypto, createPureBackend, importTrust, inspectFiles, SignerMemory, TrustStore } from "@chipid/sdk";
import { chipProfile, simulateDocument } from "@chipid/sdk/simulator";
import { composeVietnamTd1 } from "@chipid/sdk/vietnam";
import { describe, expect, it } from "vitest";
import { everyDamage } from "../../../test/scan/input-method.js";
import { parseScan } from "./parse-scan.js";

// Red needs positive evidence, and what a keyboard did to a scan is none. The same scan twice is the strongest a scan can
// say (document.scan.mismatch-repeated), and an input method does the same every time.

const AT = Date.UTC(2026, 5, 1, 12);
const TODAY = { year: 2026, month: 6, day: 1 };
const crypto = createCrypto({ pure: createPureBackend() });

/** A name in which every key can be taken for a mark. */
const NAME = "Đoàn Y Wadd Thoossar";
const profile = chipProfile("vn-2021");
if (profile?.holder.national === undefined) throw new Error("no such profile");
const { holder } = profile;
const national = { ...profile.holder.national, fullName: NAME };
const document = simulateDocument({
  ...profile,
  holder: { ...holder, surname: "DOAN", givenNames: "Y WADD THOOSSAR", national },
});
const files = new Map([...document.files].filter(([name]) => name !== "DG3"));
const { store: trust } = importTrust(
  TrustStore.empty,
  [{ name: "csca.cer", bytes: document.issuer.csca.certificate }],
  { crypto, now: AT },
);
const memory = new SignerMemory();

function verdictWith(scans: readonly string[]) {
  const { verdict, reasons } = inspectFiles({ files }, { crypto, trust, at: AT, scans, memory });
  return { verdict, scan: reasons.find(({ code }) => code.startsWith("document.scan."))?.code };
}

/** Verdicts after the same scan once and twice, handed on as the station does. */
function scannedTwice(text: string) {
  const outcome = parseScan(text, TODAY);
  const scans = outcome.ok ? outcome.keys.scans : [];
  return verdictWith([...scans, ...scans]);
}

const QR = `001099123456|012345678|${NAME}|15011999|Nam|Số 1 Phố Mẫu, Phường 5, Hà Nội|20022021`;
const ZONE = composeVietnamTd1({
  personalNumber: "001099123456",
  primary: "DOAN",
  secondary: "Y WADD THOOSSAR",
  birth: "990115",
  sex: "M",
  expiry: "390115",
}).join("\r\n");

describe("a genuine card", () => {
  it("stays genuine whatever a keyboard did to its QR text, scanned twice", () => {
    for (const { how, text } of everyDamage(QR)) {
      expect(scannedTwice(text), how).toEqual({ verdict: "genuine-copyable", scan: "document.scan.match" });
    }
  });

  it("would not, were those texts handed on as they come", () => {
    const verdicts = [...everyDamage(QR)].map(({ text }) => verdictWith([text, text]).verdict);
    expect(verdicts).toContain("not-genuine");
  });

  it("stays genuine whatever a keyboard did to its zone, scanned twice", () => {
    for (const { how, text } of everyDamage(ZONE)) {
      const { verdict, scan } = scannedTwice(text);
      expect(verdict, how).toBe("genuine-copyable");
      expect([undefined, "document.scan.match"], how).toContain(scan);
    }
    expect(scannedTwice(ZONE).scan).toBe("document.scan.match");
    expect(scannedTwice(ZONE.replace("DOAN<<Y", "DOAM<<V")).scan).toBe("document.scan.match");
  });
});

describe("a card whose print says another number", () => {
  const another = "001099654321";

  it.each([
    ["QR code", QR.replace("001099123456", another)],
    ["QR code with another birth date", QR.replace("15011999", "15011998")],
    [
      "zone",
      composeVietnamTd1({
        personalNumber: another,
        primary: "A",
        secondary: "B",
        birth: "990115",
        sex: "M",
        expiry: "390115",
      }).join(""),
    ],
  ])("is not genuine when its %s is scanned twice, and asked for again the first time", (_name, text) => {
    const outcome = parseScan(text, TODAY);
    if (!outcome.ok) throw new Error(outcome.issue);
    expect(verdictWith(outcome.keys.scans)).toEqual({ verdict: "retry", scan: "document.scan.mismatch" });
    expect(scannedTwice(text)).toEqual({ verdict: "not-genuine", scan: "document.scan.mismatch-repeated" });
  });

  it("is, through every damage too", () => {
    for (const { how, text } of everyDamage(QR.replace("001099123456", another))) {
      expect(scannedTwice(text).verdict, how).toBe("not-genuine");
    }
  });

  it("is never called so for the one number of an unknown QR layout", () => {
    expect(scannedTwice(`X|${another}|Y`)).toEqual({ verdict: "retry", scan: "document.scan.mismatch" });
    expect(scannedTwice(`X|${another}|001099123456`)).toEqual({ verdict: "genuine-copyable", scan: undefined });
  });
});
