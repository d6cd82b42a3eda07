import { expect, it } from "vitest";
import { dataBytes, describeData } from "../../test/data.js";
import { REASONS } from "../inspection/reasons.js";
import { parseCertificate } from "./certificate.js";
import { KNOWN_DEVIATIONS } from "./known-deviations.js";
import { parseMasterList } from "./master-list.js";

const LISTS: Readonly<Record<string, string>> = {
  "BSI master list 2025-10-14": "DE_ML_2025-10-14.ml",
  "BSI master list 2024-04-10": "DE_ML_2024-04-10.ml",
  "ICAO master list 2025-04-01": "ICAO_UN_ML_2025-04-01.ml",
};

describeData("known deviations", () => {
  const without = new Map<string, Set<string>>();
  for (const [name, file] of Object.entries(LISTS)) {
    for (const { subject, basicConstraints } of parseMasterList(dataBytes(`pki/masterlists/${file}`)).certificates.map(
      parseCertificate,
    )) {
      if (basicConstraints?.ca === true) continue;
      without.set(name, (without.get(name) ?? new Set()).add(subject.country ?? ""));
    }
  }
  const entries = KNOWN_DEVIATIONS.filter(({ code }) => code === "cert.csca.no-ca-flag");

  it("each CSCA without its CA flag is in the list that the entry names", () => {
    for (const { country, source } of entries) {
      expect(without.get(source.split(":")[0] ?? ""), source).toContain(country);
    }
  });

  it("and every issuer that has one in the lists is named", () => {
    const all = new Set([...without.values()].flatMap((countries) => [...countries]));
    expect(entries.map(({ country }) => country).sort()).toEqual([...all].sort());
  });

  it("are reasons that may be relaxed, once for an issuer, with a source", () => {
    for (const { country, code, source } of KNOWN_DEVIATIONS) {
      expect(country).toMatch(/^[A-Z]{2}$/);
      expect(Object.entries(REASONS).find(([known]) => known === code)?.[1].relaxable, code).toBe(true);
      expect(source.length).toBeGreaterThan(10);
    }
    const keys = KNOWN_DEVIATIONS.map(({ country, code }) => `${country} ${code}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
