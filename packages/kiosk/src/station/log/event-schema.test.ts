import { REASONS } from "@chipid/sdk";
import { describe, expect, it } from "vitest";
import { VERDICTS } from "../../shared/index.js";
import { checkContext, checkEvent } from "./event-schema.js";
import { newReference } from "./reference.js";
import type { LogContext, LogEvent } from "./types.js";

const context: LogContext = {
  station: "Quầy số 3, tầng 1",
  officer: "cb.07",
  procedure: "xac-nhan-cu-tru",
  legalBasis: "consent",
  legalBasisNote: "Văn bản đồng ý, mẫu 05/2026",
};
const inspection = {
  event: "inspection",
  reference: "7KQF-92MX",
  training: false,
  document: "TD1 VNM",
  reader: "ACS ACR1581 1S Dual Reader 00 00",
  verdict: "genuine",
  reasons: ["chain.anchor.missing"],
  access: "pace",
  totalMs: 1234.4,
  cardMs: 1100,
  trust: "2026-11-20",
} as const;
const hash = "0123456789abcdef".repeat(4);

const events: LogEvent[] = [
  { event: "start", version: "0.1.0", trust: "none" },
  { event: "stop" },
  { event: "sign-in" },
  { event: "lock" },
  inspection,
  { ...inspection, document: null, reader: null },
  { event: "outcome", reference: "7KQF-92MX", outcome: "finished", face: "same" },
  { event: "outcome", reference: "7KQF-92MX", outcome: "manual", face: null, manual: "damaged" },
  { event: "reveal", reference: "7KQF-92MX", field: "ethnicity", reason: "procedure" },
  { event: "output", reference: "7KQF-92MX", output: "print" },
  { event: "settings", changed: ["language", "policy.crl", "idle.lockAfter", "procedures"] },
  { event: "trust", change: "import", sha256: hash, trust: hash },
  { event: "export", month: "2026-11" },
  { event: "admin", granted: false },
  { event: "quit", granted: false },
  { event: "pin", change: "set" },
  { event: "clock", back: 7200 },
  { event: "mended", bytes: 12 },
  { event: "unwritten", rows: 3, byVerdict: { genuine: 2 } },
  { event: "anchor", found: "ahead", row: 12 },
];

/** Synthetic: what a document says of a person, in the shapes it comes in. */
const PERSONAL = {
  "the 12-digit number": "001099012345",
  "the number in groups": "001 099 012 345",
  "the number with dots": "001.099.012.345",
  "the number with dashes": "0010-9901-2345",
  "the number in full-width digits": "００１０９９０１２３４５",
  "the number in Arabic digits": "٠٠١٠٩٩٠١٢٣٤٥",
  "an old number": "012345678",
  "an MRZ line": "IDVNM0990123456001099012345<<8",
  "an MRZ name": "NGUYEN<<VAN<MAU",
  "a name": "Nguyễn Văn Mẫu",
  "a name in capitals": "NGUYEN VAN MAU",
  "a name without blanks": "NguyenVanMau",
  "a date of birth": "15/01/1999",
  "a hash of the number": "fb2d6a4b0b8f0f9a1f0c5f3c3a9be5d1a7e0f4d2c6b8a9e7f5d3c1b0a9f8e7d6",
  "a line break": "a\nb",
  markup: "<b>x</b>",
  "a formula": "=1+1",
} as const;

/** Every string of an event that is no key, one at a time, with a value in its place. */
function* withValue(value: unknown, replacement: string): Generator<unknown> {
  if (typeof value === "string" || value === null) yield replacement;
  else if (Array.isArray(value)) yield [...value.slice(1), replacement];
  else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      for (const changed of withValue(part, replacement)) yield { ...value, [key]: changed };
    }
  }
}

describe("what the log takes", () => {
  it.each(events.map((event) => [event.event, event] as const))("%s", (_name, event) => {
    expect(checkEvent(event)).toEqual(event.event === "inspection" ? { ...event, totalMs: 1234 } : event);
  });

  it("takes every verdict, every reason of the SDK and every reference that is drawn", () => {
    for (const verdict of VERDICTS) expect(checkEvent({ ...inspection, verdict })).toMatchObject({ verdict });
    for (const code of Object.keys(REASONS)) expect(checkEvent({ ...inspection, reasons: [code] })).toBeTruthy();
    for (let i = 0; i < 500; i++) expect(checkEvent({ ...inspection, reference: newReference() })).toBeTruthy();
    expect(checkContext(context)).toEqual(context);
    expect(checkContext({ ...context, officer: "-", procedure: "-", legalBasisNote: null })).toBeTruthy();
  });

  it.each(Object.entries(PERSONAL))("no event has a place for %s", (what, value) => {
    let places = 0;
    for (const event of events) {
      for (const changed of withValue(event, value)) {
        places++;
        // What comes from the station's surroundings and not from a card: a reader's model is any words, and an imported
        // trust file has a fingerprint.
        const { reader, sha256, trust } = changed as Record<string, unknown>;
        const surroundings =
          (what.startsWith("a name") && reader === value) ||
          (what.startsWith("a hash") && (sha256 === value || trust === value));
        if (!surroundings) expect(() => checkEvent(changed), JSON.stringify(changed)).toThrow(/does not take this row/);
      }
    }
    expect(places).toBeGreaterThan(40);
  });

  it.each(Object.entries(PERSONAL).filter(([what]) => /number|MRZ|line|markup|formula|hash/.test(what)))(
    "no context has a place for %s",
    (_what, value) => {
      for (const changed of withValue(context, value)) {
        expect(() => checkContext(changed), JSON.stringify(changed)).toThrow(/does not take this row/);
      }
    },
  );

  it.each(["Nguyễn Văn Mẫu", "NGUYEN VAN MAU"])("no code has a place for the name %s", (name) => {
    for (const key of ["officer", "procedure", "legalBasis"]) {
      expect(() => checkContext({ ...context, [key]: name })).toThrow();
    }
  });

  it.each([
    ...[
      "001099012345",
      "012345678",
      "CB001099012345",
      "00.10.99.012.345",
      "0912345678",
      "cb 07",
      "cb<07",
      "",
      "a".repeat(17),
      "mẫu",
    ],
  ])("no officer is called %j", (officer) => {
    expect(() => checkContext({ ...context, officer })).toThrow();
  });

  it("refuses a key that it does not know, and does not repeat what it held", () => {
    for (const event of events) {
      expect(() => checkEvent({ ...event, name: "Nguyễn Văn Mẫu" })).toThrow("event.name");
      expect(() => checkEvent({ ...event, "001099012345 x": 1 })).toThrow("event.?");
    }
    expect(() => checkContext({ ...context, number: "001099012345" })).toThrow("context.number");
    for (const wrong of [undefined, null, 1, "start", [], {}, { event: "portrait" }]) {
      expect(() => checkEvent(wrong)).toThrow(/does not take/);
    }
    try {
      checkEvent({ ...inspection, document: "NGUYEN<<VAN<MAU" });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toContain("event.document");
      expect(String(error)).not.toContain("NGUYEN");
    }
  });

  it("refuses numbers out of all measure", () => {
    for (const totalMs of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e12, "1"]) {
      expect(() => checkEvent({ ...inspection, totalMs })).toThrow("event.totalMs");
    }
    expect(() => checkEvent({ ...inspection, reasons: Array(41).fill("chain.anchor.missing") })).toThrow(
      "event.reasons",
    );
  });
});
