import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect } from "./effect.js";
import { isReasonCode, REASONS, type ReasonCode } from "./reasons.js";
import { bySeverity, type Finding, GREEN_NEEDS, signedByIssuer, verdictOf } from "./verdict.js";

const CODES = Object.keys(REASONS).filter(isReasonCode);
const EFFECTS: readonly Effect[] = [
  "genuine",
  "genuine-copyable",
  "unconfirmed",
  "retry",
  "not-genuine",
  "not-valid",
  "note",
];

function finding(code: ReasonCode, effect: Effect = REASONS[code].effect): Finding {
  return { code, effect, detail: "", reference: "" };
}

const POSITIVE = GREEN_NEEDS.map((row) => finding(row[0] ?? "sod.signature.valid"));
const COPYABLE = [...POSITIVE, finding("chip.proof.not-offered")];
const LIVE = [...POSITIVE, finding("chip.proof.passed")];

describe("verdictOf", () => {
  it("is unconfirmed without findings", () => {
    expect(verdictOf([])).toBe("unconfirmed");
  });

  it("is genuine with every positive finding and a chip proof", () => {
    expect(verdictOf(LIVE)).toBe("genuine");
  });

  it("is genuine-copyable without a live proof, and never genuine then", () => {
    expect(verdictOf(COPYABLE)).toBe("genuine-copyable");
    expect(verdictOf([...LIVE, finding("chip.proof.not-in-evidence")])).toBe("genuine-copyable");
  });

  it("is unconfirmed with all positive findings and nothing said about the chip", () => {
    expect(verdictOf(POSITIVE)).toBe("unconfirmed");
  });

  it.each(GREEN_NEEDS.map((row) => [row.join(" or "), row] as const))("needs %s", (_, row) => {
    expect(verdictOf(LIVE.filter((f) => !row.includes(f.code)))).toBe("unconfirmed");
  });

  it("takes a positive code with any other effect as absent", () => {
    const weakened = LIVE.map((f) => (f.code === "sod.signature.valid" ? finding(f.code, "note") : f));
    expect(verdictOf(weakened)).toBe("unconfirmed");
  });

  it("lets the worst effect win in the contract's order", () => {
    const order = ["not-genuine", "not-valid", "retry", "unconfirmed"] as const;
    for (const [at, worst] of order.entries()) {
      const rest = order.slice(at).map((effect) => finding("data.lds2.present", effect));
      expect(verdictOf([...LIVE, ...rest])).toBe(worst);
      expect(verdictOf([...rest.reverse(), ...LIVE])).toBe(worst);
    }
  });

  it("takes an effect it does not know for unconfirmed", () => {
    const alien = { code: "data.lds2.present", effect: "splendid" } as unknown as Finding;
    expect(verdictOf([...LIVE, alien])).toBe("unconfirmed");
    const inherited = { code: "data.lds2.present", effect: "toString" } as unknown as Finding;
    expect(verdictOf([...LIVE, inherited])).toBe("unconfirmed");
  });

  it("property: random findings never give green unless every precondition holds (T100)", () => {
    let green = 0;
    const one = fc.record({ code: fc.constantFrom(...CODES), effect: fc.constantFrom(...EFFECTS) });
    // Half of the runs start from a green set, so that the property is not vacuous.
    const list = fc
      .tuple(fc.boolean(), fc.array(one, { maxLength: 12 }), fc.nat({ max: LIVE.length }))
      .map(([seeded, extra, drop]) => [...(seeded ? LIVE.filter((_, i) => i !== drop) : []), ...extra]);
    fc.assert(
      fc.property(list, (findings) => {
        const verdict = verdictOf(findings);
        if (verdict !== "genuine" && verdict !== "genuine-copyable") return;
        green++;
        const has = (code: ReasonCode): boolean => findings.some((f) => f.code === code && f.effect === "genuine");
        expect(GREEN_NEEDS.every((row) => row.some(has))).toBe(true);
        const bad: readonly Effect[] = ["not-genuine", "not-valid", "retry", "unconfirmed"];
        expect(findings.some((f) => bad.includes(f.effect))).toBe(false);
        if (verdict === "genuine") {
          expect(has("chip.proof.passed")).toBe(true);
          expect(findings.some((f) => f.effect === "genuine-copyable")).toBe(false);
        }
      }),
      { numRuns: 20_000, seed: 100 },
    );
    expect(green).toBeGreaterThan(200);
  });

  it("property: the order of findings does not matter", () => {
    const one = fc.record({ code: fc.constantFrom(...CODES), effect: fc.constantFrom(...EFFECTS) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (findings) => {
        expect(verdictOf([...findings].reverse())).toBe(verdictOf(findings));
        expect(verdictOf(bySeverity(findings))).toBe(verdictOf(findings));
      }),
      { numRuns: 2_000, seed: 101 },
    );
  });
});

describe("signedByIssuer", () => {
  it("holds for an expired document of which nothing else is open", () => {
    expect(signedByIssuer([...COPYABLE, finding("document.expired")])).toBe(true);
  });

  it("does not hold beside anything unconfirmed", () => {
    expect(signedByIssuer([...COPYABLE, finding("document.expired"), finding("cert.ds.expired")])).toBe(false);
    expect(signedByIssuer([finding("document.expired")])).toBe(false);
  });
});

describe("REASONS", () => {
  it("have codes of two or three lower-case words under a known area", () => {
    const areas = "card access channel read sod cert chain crl trust hash chip mrz data document image".split(" ");
    for (const code of CODES) {
      expect(code).toMatch(/^[a-z0-9]+(\.[a-z0-9-]+){1,2}$/);
      expect(areas).toContain(code.split(".")[0]);
    }
  });

  it("have texts in both languages, a clause and never the word for forgery", () => {
    for (const code of CODES) {
      const reason = REASONS[code];
      expect(reason.en.length, code).toBeGreaterThan(5);
      expect(reason.vi.length, code).toBeGreaterThan(5);
      expect(reason.reference.length, code).toBeGreaterThan(5);
      expect(reason.vi.toLowerCase(), code).not.toContain("giả mạo");
    }
  });

  it("relax only what is unconfirmed", () => {
    for (const code of CODES) if (REASONS[code].relaxable) expect(REASONS[code].effect, code).toBe("unconfirmed");
  });
});
