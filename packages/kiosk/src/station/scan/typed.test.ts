import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typedThrough } from "../../../test/scan/input-method.js";
import { INPUT_ISSUES } from "../../shared/index.js";
import { keysFromCan, keysFromTyped, type TypedKey } from "./typed.js";

const TODAY = { year: 2026, month: 6, day: 1 };
const PASSPORT: TypedKey = { documentNumber: "L898902C3", birth: "12/08/1974", expiry: "15/04/2032" };
const CITIZEN: TypedKey = { documentNumber: "001099123456", birth: "15/01/1999", expiry: null };

function keys(typed: TypedKey) {
  const outcome = keysFromTyped(typed, TODAY);
  if (!outcome.ok) throw new Error(outcome.issue);
  return outcome.keys;
}
const zones = (typed: TypedKey) => keys(typed).attempts.flatMap(({ mrzInformation }) => mrzInformation ?? []);
const issue = (typed: TypedKey) => {
  const outcome = keysFromTyped(typed, TODAY);
  return outcome.ok ? "ok" : outcome.issue;
};

describe("keysFromTyped", () => {
  it("makes the one key of a passport", () => {
    expect(keys(PASSPORT)).toEqual({
      attempts: [{ mrzInformation: "L898902C3674081223204153" }],
      scans: [],
      source: "typed",
      citizen: false,
      computedExpiry: false,
    });
    const ways = [" l898902c3 ", "L 898-902.C3", "Ｌ８９８９０２Ｃ３"];
    for (const documentNumber of ways) expect(keys({ ...PASSPORT, documentNumber })).toEqual(keys(PASSPORT));
    for (const birth of ["12.8.1974", "12-08-1974", "12081974", " 12/08/1974 ", "１２/０８/１９７４"]) {
      expect(keys({ ...PASSPORT, birth })).toEqual(keys(PASSPORT));
    }
  });

  it("makes the keys of a citizen card, with its expiry computed where none is given", () => {
    const computed = keys(CITIZEN);
    expect(computed.attempts[0]).toMatchObject({ can: "123456" });
    expect(computed).toMatchObject({ citizen: true, computedExpiry: true, source: "typed" });
    expect(zones(CITIZEN)).toContain("099123456199011553901153");
    const given = keys({ ...CITIZEN, expiry: "15/01/2039" });
    expect(given.computedExpiry).toBe(false);
    expect(given.attempts[0]).toEqual({ can: "123456", mrzInformation: "099123456199011553901153" });
    // A foreign document's number may have twelve digits too.
    expect(given.attempts[1]?.mrzInformation).toMatch(/^001099123456\d990115539011/);
    const endless = zones({ ...CITIZEN, expiry: "" });
    expect(endless.slice(0, 2)).toEqual(["09912345619901155<<<<<<0", "099123456199011559912315"]);
  });

  it("takes a citizen's number without dates for the CAN alone", () => {
    expect(keys({ ...CITIZEN, birth: "" })).toMatchObject({ attempts: [{ can: "123456" }], source: "number" });
  });

  it.each([
    ["telex", "DD1234567"],
    ["telex", "AA1234567"],
    ["telex", "W1234567"],
    ["vni", "A6778890"],
    ["vni", "D9123456"],
    ["vni", "U7890123"],
  ] as const)("undoes %s in %s", (method, documentNumber) => {
    const typed = typedThrough(method, documentNumber);
    expect(typed).not.toBe(documentNumber);
    const [expected] = zones({ ...PASSPORT, documentNumber });
    expect(zones({ ...PASSPORT, documentNumber: typed })).toContain(expected);
  });

  it.each<[string, Partial<TypedKey>, string]>([
    ["no number", { documentNumber: "" }, "not-understood"],
    ["signs in the number", { documentNumber: "L89/902" }, "not-understood"],
    ["a number too long for any zone", { documentNumber: "1".repeat(24) }, "not-understood"],
    ["a tone, for which keys are gone", { documentNumber: typedThrough("vni", "A1234567") }, "not-understood"],
    ["no birth date", { birth: "" }, "date"],
    ["the 31st of April", { birth: "31/04/1974" }, "date"],
    ["the American order", { birth: "08/31/1974" }, "date"],
    ["two digits of the year", { birth: "12/08/74" }, "date"],
    ["an ISO date", { birth: "1974-08-12" }, "date"],
    ["a birth tomorrow", { birth: "02/06/2026" }, "date"],
    ["an expiry that is none", { expiry: "soon" }, "date"],
    ["no expiry given for a passport", { expiry: null }, "date"],
  ])("refuses %s", (_name, change, expected) => {
    expect(issue({ ...PASSPORT, ...change })).toBe(expected);
  });

  it("never throws, and says nothing of what was typed", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("001099123456", "15/01/1999", ""),
    );
    fc.assert(
      fc.property(text, text, fc.option(text), (documentNumber, birth, expiry) => {
        const outcome = keysFromTyped({ documentNumber, birth, expiry }, TODAY);
        if (outcome.ok) expect(outcome.keys.attempts.length).toBeGreaterThan(0);
        else
          expect([Object.keys(outcome).sort(), INPUT_ISSUES.includes(outcome.issue)]).toEqual([["issue", "ok"], true]);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});

describe("keysFromCan", () => {
  it.each(["123456", " 123 456\r\n", "１２３４５６", "123-456"])("takes %j", (can) => {
    expect(keysFromCan(can)).toEqual({
      ok: true,
      keys: { attempts: [{ can: "123456" }], scans: [], source: "can", citizen: false, computedExpiry: false },
    });
  });

  it.each(["", "12345", "1234567", "12345a", "١٢٣٤٥٦"])("refuses %j", (can) => {
    expect(keysFromCan(can)).toEqual({ ok: false, issue: "can-length" });
  });
});
