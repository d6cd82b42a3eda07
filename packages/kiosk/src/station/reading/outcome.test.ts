import { type CardInspection, DEFAULT_POLICY, type Finding, REASONS, type ReasonCode } from "@chipid/sdk";
import { describe, expect, it } from "vitest";
import { checkEvent } from "../log/event-schema.js";
import { outcomeOf, type ReadingContext } from "./outcome.js";

const finding = (code: ReasonCode, detail = ""): Finding => ({ code, detail, ...REASONS[code] });

function inspected(verdict: "unconfirmed" | "not-genuine", reasons: readonly Finding[]): CardInspection {
  const inspection = {
    verdict,
    reasons,
    signedByIssuer: false,
    document: null,
    holder: null,
    vietnam: null,
    portrait: null,
    passive: {
      sod: "valid",
      chain: "trusted",
      revocation: "unknown",
      digestAlgorithm: null,
      signatureAlgorithm: null,
      signedAt: null,
      signer: null,
      anchor: null,
      dataGroups: {},
    },
    access: { protocol: "pace" },
    chip: { active: "absent", chip: "absent", cam: "absent" },
    timing: { totalMs: 1, cardMs: 1, hostMs: 0, apdus: 1, bytesIn: 1 },
    policy: DEFAULT_POLICY,
  };
  return { inspection, reading: { files: new Map() } } as unknown as CardInspection;
}

const CONTEXT: ReadingContext = {
  keys: { source: "qr", citizen: true, computedExpiry: false },
  scans: [],
  reader: null,
  trust: "none",
  milliseconds: 10,
};

describe("an inspection's outcome", () => {
  it("names each reason once, however many files it holds of", () => {
    const many = Array.from({ length: 60 }, (_, i) => finding("hash.dg.mismatch", `DG${i}`));
    const outcome = outcomeOf(inspected("not-genuine", [...many, finding("hash.dg2.mismatch")]), CONTEXT);
    expect(outcome.reasons.map(({ code }) => code)).toEqual(["hash.dg.mismatch", "hash.dg2.mismatch"]);
    expect(outcome.details.reasons).toHaveLength(2);
  });

  it("fits into the log's row, whatever a chip brought together", () => {
    const heavy = (Object.keys(REASONS) as ReasonCode[]).filter((code) => REASONS[code].effect === "unconfirmed");
    expect(heavy.length).toBeGreaterThan(40);
    const { logged, reasons } = outcomeOf(
      inspected(
        "unconfirmed",
        heavy.map((code) => finding(code)),
      ),
      CONTEXT,
    );
    expect(reasons).toHaveLength(heavy.length);
    const row = { event: "inspection", reference: "7KQF-92MX", training: false, verdict: "unconfirmed", ...logged };
    expect(() => checkEvent(row)).not.toThrow();
  });
});
