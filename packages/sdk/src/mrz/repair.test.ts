import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDigit } from "./check-digit.js";
import { composeMrz } from "./compose.js";
import { parseMrz } from "./parse.js";
import { repairMrz } from "./repair.js";

const PASSPORT = [
  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
  "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
] as const;

function damaged(line: number, column: number, to: string): string[] {
  return PASSPORT.map((text, i) => (i === line - 1 ? text.slice(0, column - 1) + to + text.slice(column) : text));
}

describe("repairMrz", () => {
  it("leaves a sound zone alone", () => {
    const repair = repairMrz(PASSPORT);
    expect(repair).toMatchObject({ status: "unchanged", changes: [], candidates: [], bounded: false });
    expect(repair.mrz?.lines).toEqual(PASSPORT);
  });

  it("puts a digit where only a digit can be", () => {
    const repair = repairMrz(damaged(2, 14, "T"));
    expect(repair.status).toBe("repaired");
    expect(repair.mrz?.lines).toEqual(PASSPORT);
    expect(repair.changes).toEqual([
      { line: 2, column: 14, from: "T", to: "7", field: "birth", reason: "character-class", verified: true },
    ]);
    expect(repair.issues.map((issue) => issue.code)).toContain("mrz.date.invalid");
  });

  it("finds the one letter that was a digit in a document number", () => {
    const lines = composeMrz({
      format: "TD3",
      documentCode: "P",
      issuer: "UTO",
      nationality: "UTO",
      documentNumber: "WMR2XNH9P",
      primary: "ERIKSSON",
      birth: "740812",
      sex: "F",
      expiry: "120415",
    });
    const repair = repairMrz(lines.map((line) => line.replace("WMR2", "WMRZ")));
    expect(repair.status).toBe("repaired");
    expect(repair.mrz?.lines).toEqual(lines);
    expect(repair.changes).toEqual([
      { line: 2, column: 4, from: "Z", to: "2", field: "documentNumber", reason: "check-digit", verified: true },
    ]);
  });

  it("recovers one lost digit from the check digit", () => {
    const repair = repairMrz(damaged(2, 16, "?"));
    expect(repair.status).toBe("repaired");
    expect(repair.mrz?.birth?.raw).toBe("740812");
  });

  it("says so when several repairs satisfy every digit", () => {
    // B for 8 at 4, or 8 for B at 2: with weights 1 and 3 both mend the digits.
    const swap = repairMrz(damaged(2, 4, "B"));
    expect(swap).toMatchObject({ status: "ambiguous", mrz: undefined, changes: [] });
    const numbers = swap.candidates.map((candidate) => candidate.mrz.documentNumber);
    expect(numbers.slice(0, 2).sort()).toEqual(["L898902C3", "LB9B902C3"]);
    // A lost alphanumeric character has three or four readings.
    const lost = repairMrz(damaged(2, 1, "?"));
    expect(lost.status).toBe("ambiguous");
    expect(lost.candidates.map((candidate) => candidate.mrz.documentNumber)).toContain("L898902C3");
    for (const { mrz, changes } of [...swap.candidates, ...lost.candidates]) {
      expect(mrz.checkDigitsOk).toBe(true);
      expect(checkDigit(mrz.documentNumber)).toBe("6");
      expect(changes.length).toBeGreaterThan(0);
    }
  });

  it("does not guess what the weights cannot tell apart", () => {
    // G for 6 in a document number changes no check digit.
    const lines = composeMrz({
      format: "TD3",
      documentCode: "P",
      issuer: "UTO",
      nationality: "UTO",
      documentNumber: "A61234567",
      primary: "ERIKSSON",
      birth: "740812",
      sex: "F",
      expiry: "120415",
    });
    const read = lines.map((line) => line.replace("A61", "AG1"));
    expect(repairMrz(read)).toMatchObject({ status: "unchanged", changes: [] });
    // With another fault beside it, only the other one is mended.
    const both = read.map((line) => line.replace("1234567", "I234567"));
    expect(repairMrz(both).mrz?.documentNumber).toBe("AG1234567");
  });

  it("marks names, states and sex as not verified", () => {
    const repair = repairMrz(["P<UT0ER1KSSON<<ANNA<MARIA<<<<<<<K<<<<<C<<<<<", PASSPORT[1]]);
    expect(repair.mrz?.lines).toEqual(PASSPORT);
    expect(
      repair.changes.map(({ from, to, field, reason, verified }) => ({ from, to, field, reason, verified })),
    ).toEqual([
      { from: "0", to: "O", field: "issuer", reason: "character-class", verified: false },
      { from: "1", to: "I", field: "name", reason: "character-class", verified: false },
      { from: "K", to: "<", field: "name", reason: "filler", verified: false },
      { from: "C", to: "<", field: "name", reason: "filler", verified: false },
    ]);
    expect(repairMrz(damaged(2, 21, "P")).changes).toMatchObject([{ field: "sex", to: "F", verified: false }]);
  });

  it("keeps a one-letter given name", () => {
    const lines = ["P<UTOERIKSSON<<K<<<<<<<<<<<<<<<<<<<<<<<<<<<<", PASSPORT[1]];
    expect(repairMrz(lines)).toMatchObject({ status: "unchanged" });
    expect(repairMrz(["P<UTOERIKSSON<<ANNA<K<<<<<<<<<<<<<<<<<<<<<<<", PASSPORT[1]])).toMatchObject({
      status: "unchanged",
    });
  });

  it("keeps numerals in Russian names", () => {
    const russian = (name: string) => ["PNRUS".concat(name.padEnd(39, "<")), PASSPORT[1]];
    expect(repairMrz(russian("ZDRIL7K<<SERGEQ<ANATOL9EVI3"))).toMatchObject({ status: "unchanged" });
  });

  it("reads signs that OCR gives for fillers", () => {
    const repair = repairMrz(["P<UTOERIKSSON«ANNA<MARIA<<<<<<<<<<<<<<<<<<<", PASSPORT[1]]);
    expect(repair.mrz?.lines).toEqual(PASSPORT);
    expect(repair.changes).toMatchObject([{ from: "«", to: "<<", reason: "filler", verified: false }]);
  });

  it("mends lines that lost or gained fillers", () => {
    const short = repairMrz([PASSPORT[0].slice(0, -2), PASSPORT[1]]);
    expect(short.mrz?.lines).toEqual(PASSPORT);
    expect(short.changes).toHaveLength(2);
    const long = repairMrz([`${PASSPORT[0]}<`, PASSPORT[1].replace("<<<<<", "<<<<<<")]);
    expect(long.mrz?.lines).toEqual(PASSPORT);
    expect(repairMrz([PASSPORT[0].slice(0, -9), PASSPORT[1]]).status).toBe("not-repairable");
  });

  it("does not mend what no confusion explains", () => {
    // 7 for 1 is no pair of the table, and a wrong digit among digits has no second reading.
    const repair = repairMrz(damaged(2, 19, "9"));
    expect(repair).toMatchObject({ status: "not-repairable", mrz: undefined, candidates: [] });
    expect(repairMrz("no zone at all").status).toBe("not-repairable");
    expect(repairMrz("").issues).toMatchObject([{ code: "mrz.input.empty" }]);
  });

  it("mends a long document number in the optional data", () => {
    const lines = [
      "I<UTOD23145890<7349<<<<<<<<<<<",
      "3407127M9507122UTO<<<<<<<<<<<2",
      "STEVENSON<<PETER<JOHN<<<<<<<<<",
    ];
    const read = lines.map((line) => line.replace("D231458", "D2314S8"));
    const repair = repairMrz(read);
    expect(repair.status).toBe("repaired");
    expect(repair.mrz?.lines).toEqual(lines);
  });

  it("mends every damage of dates and digits", () => {
    const swaps = new Map(
      Object.entries({ "0": "ODQ", "1": "IL", "2": "Z", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B" }),
    );
    const places = [14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28, 44];
    const date = fc.date({ min: new Date("1930-01-01"), max: new Date("2029-12-31"), noInvalidDate: true });
    const yymmdd = date.map((d) => d.toISOString().slice(2, 10).replaceAll("-", ""));
    fc.assert(
      fc.property(yymmdd, yymmdd, fc.subarray(places), fc.nat(5), (birth, expiry, columns, pick) => {
        const lines = composeMrz({
          format: "TD3",
          documentCode: "P",
          issuer: "UTO",
          nationality: "UTO",
          documentNumber: "WXRPMNH",
          primary: "ERIKSSON",
          secondary: "ANNA",
          birth,
          sex: "F",
          expiry,
        });
        const [first = "", line = ""] = lines;
        const characters = [...line];
        const changed = columns.filter((column) => {
          const letters = swaps.get(characters[column - 1] ?? "");
          if (letters === undefined) return false;
          characters[column - 1] = letters.charAt(pick % letters.length);
          return true;
        });
        const repair = repairMrz([first, characters.join("")]);
        expect(repair.mrz?.lines).toEqual(lines);
        expect(repair.status).toBe(changed.length === 0 ? "unchanged" : "repaired");
        expect(repair.changes.map((change) => change.column)).toEqual(changed);
        expect(repair.changes.every((change) => change.verified)).toBe(true);
      }),
      { seed: 87, numRuns: 300 },
    );
  });

  it("is bounded for a zone of which nothing is left", () => {
    for (const sign of ["?", "O", "B", "<", "K", "8"]) {
      const start = performance.now();
      const repair = repairMrz([sign.repeat(30), sign.repeat(30), sign.repeat(30)]);
      expect(repair.mrz === undefined || sign === "<" || sign === "K").toBe(true);
      expect(performance.now() - start).toBeLessThan(5000);
    }
    expect(repairMrz(["?".repeat(44), "?".repeat(44)]).bounded).toBe(true);
  });

  it("never throws, and whatever it offers satisfies every digit", () => {
    const noise = fc.constantFrom(..."<KCLO0I1B8S5Z2G6?«(Ax9\n ");
    const base = fc.constantFrom(
      PASSPORT.join("\n"),
      "IDVNM0991234561001099123456<<2\n9901155M3901153VNM<<<<<<<<<<<8\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<",
      "IDFRATEST<NAME<<<<<<<<<<<<<<<<0CHE02\n1710GVA123451ROBERTA<<<<<<<9112311F2",
      "D1FRA13AA000026181231MARTIN<<9",
      "V<UTOOTHER<FORTYFOUR<<ANNA<NICHOLA<<\nCCC0143561GBR6001010F2708012OPT<DATA",
    );
    fc.assert(
      fc.property(base, fc.array(fc.tuple(fc.nat(91), noise), { maxLength: 12 }), (text, edits) => {
        const characters = [...text];
        for (const [at, to] of edits) characters[at % characters.length] = to;
        const repair = repairMrz(characters.join(""));
        const offered = repair.candidates.map((candidate) => candidate.mrz.lines);
        if (repair.mrz !== undefined) offered.push(repair.mrz.lines);
        for (const lines of offered) {
          const again = parseMrz(lines);
          expect(again.ok && again.mrz.checkDigitsOk).toBe(true);
        }
        expect(repair.mrz !== undefined).toBe(repair.status === "unchanged" || repair.status === "repaired");
        expect(repair.status === "repaired").toBe(repair.changes.length > 0);
        if (repair.status === "ambiguous") expect(repair.candidates.length).toBeGreaterThan(1);
      }),
      { seed: 88, numRuns: 300 },
    );
  });
});
