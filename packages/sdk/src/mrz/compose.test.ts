import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeMrz, type MrzComposition } from "./compose.js";
import { parseMrz } from "./parse.js";
import type { Mrz, MrzFormat } from "./types.js";

const ERIKSSON = {
  issuer: "UTO",
  nationality: "UTO",
  primary: "Eriksson",
  secondary: "Anna Maria",
  birth: "740812",
  sex: "F",
  expiry: "120415",
} as const;

function parsed(lines: readonly string[]): Mrz {
  const result = parseMrz(lines);
  if (!result.ok) throw new Error("not recognised");
  return result.mrz;
}

describe("composeMrz", () => {
  // ICAO Doc 9303-4, -5, -6 and -7, Appendix B.
  it.each<[MrzComposition, string[]]>([
    [
      { ...ERIKSSON, format: "TD3", documentCode: "P", documentNumber: "L898902C3", optionalData1: "ZE184226B" },
      ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
    ],
    [
      { ...ERIKSSON, format: "TD1", documentCode: "I", documentNumber: "D23145890" },
      ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"],
    ],
    [
      { ...ERIKSSON, format: "TD2", documentCode: "I", documentNumber: "D23145890" },
      ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"],
    ],
    [
      {
        ...ERIKSSON,
        format: "MRV-A",
        documentCode: "V",
        documentNumber: "L8988901C",
        nationality: "XXX",
        birth: "400907",
        expiry: "961210",
        optionalData1: "6ZE184226B",
      },
      ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"],
    ],
    [
      {
        ...ERIKSSON,
        format: "MRV-B",
        documentCode: "V",
        documentNumber: "L8988901C",
        nationality: "XXX",
        birth: "400907",
        expiry: "961210",
      },
      ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"],
    ],
    [
      // ICAO Doc 9303-11 Appendix D.2: a document number of twelve characters.
      {
        format: "TD1",
        documentCode: "I",
        issuer: "UTO",
        nationality: "UTO",
        documentNumber: "D23145890734",
        primary: "STEVENSON",
        secondary: "PETER JOHN",
        birth: "340712",
        sex: "M",
        expiry: "950712",
      },
      ["I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"],
    ],
  ])("writes the standard's example %#", (fields, lines) => expect(composeMrz(fields)).toEqual(lines));

  it("writes the national layouts", () => {
    expect(
      composeMrz({
        format: "FRENCH-ID",
        documentCode: "ID",
        issuer: "FRA",
        documentNumber: "1710GVA12345",
        primary: "Test Name",
        secondary: "Roberta",
        administrativeCode: "0CHE02",
        birth: "911231",
        sex: "F",
      }),
    ).toEqual(["IDFRATEST<NAME<<<<<<<<<<<<<<<<0CHE02", "1710GVA123451ROBERTA<<<<<<<9112311F2"]);
    expect(
      composeMrz({
        format: "FRENCH-DRIVING-LICENCE",
        documentCode: "D1",
        issuer: "FRA",
        documentNumber: "13AA00002",
        primary: "Martin",
        expiry: "181231",
      }),
    ).toEqual(["D1FRA13AA000026181231MARTIN<<9"]);
    expect(
      composeMrz({
        format: "SWISS-DRIVING-LICENCE",
        documentCode: "FA",
        issuer: "CHE",
        documentNumber: "AAA001D",
        pinCode: "305142128",
        versionNumber: "097",
        birth: "800126",
        primary: "Marchand",
        secondary: "Fabienne",
      }),
    ).toEqual(["AAA001D<<", "FACHE305142128097<<800126<<<<<", "MARCHAND<<FABIENNE<<<<<<<<<<<<"]);
  });

  it.each<[string, Partial<MrzComposition>]>([
    ["a long number where there is no room", { format: "TD3", documentNumber: "D23145890734" }],
    ["a number that does not fit the optional data", { format: "TD2", documentNumber: "D231458907340000" }],
    ["an empty number", { documentNumber: "" }],
    ["lower case", { documentNumber: "l898902c3" }],
    ["a long code", { documentCode: "PPP" }],
    ["a digit in a code", { issuer: "UT0" }],
    ["a date of another form", { birth: "19740812" }],
    ["a half-unknown part", { birth: "7408<2" }],
    ["a field that the format has not", { optionalData2: "X" }],
    ["no name", { primary: "", secondary: "" }],
    ["a name without transliteration", { primary: "山田" }],
  ])("refuses %s", (_, change) => {
    const fields: MrzComposition = { ...ERIKSSON, format: "TD3", documentCode: "P", documentNumber: "L898902C3" };
    expect(() => composeMrz({ ...fields, ...change })).toThrow(expect.objectContaining({ code: "mrz.compose" }));
  });

  const letters = (max: number) => fc.stringMatching(new RegExp(`^[A-Z]{1,${max}}$`));
  const number = (max: number) => fc.stringMatching(new RegExp(`^[A-Z0-9]{1,${max}}$`));
  const date = fc
    .record({
      y: fc.integer({ min: 0, max: 99 }),
      m: fc.integer({ min: 1, max: 12 }),
      d: fc.integer({ min: 1, max: 28 }),
      known: fc.constantFrom(6, 4, 2, 0),
    })
    .map(({ y, m, d, known }) =>
      [y, m, d]
        .map((n) => String(n).padStart(2, "0"))
        .join("")
        .slice(0, known)
        .padEnd(6, "<"),
    );
  const common = {
    documentCode: letters(2).filter((code) => !code.startsWith("V")),
    issuer: letters(3).filter((code) => code !== "FRA"),
    nationality: letters(3),
    primary: letters(12),
    secondary: letters(12),
    birth: date,
    sex: fc.constantFrom("M" as const, "F" as const, "X" as const),
    expiry: date,
  };
  const visa = { ...common, documentCode: fc.constantFrom("V", "VC") };
  const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
  const all: Readonly<Record<MrzFormat, fc.Arbitrary<MrzComposition>>> = {
    TD1: fc.record({
      ...common,
      format: fc.constant("TD1" as const),
      documentNumber: number(20),
      optionalData1: fc.constantFrom("", "X7"),
      optionalData2: fc.oneof(fc.constant(""), number(11)),
      overflow: fc.constantFrom("overflow" as const, "overflow-with-filler" as const),
    }),
    TD2: fc.record({
      ...common,
      format: fc.constant("TD2" as const),
      documentNumber: number(13),
      optionalData1: fc.constantFrom("", "X"),
    }),
    TD3: fc.record({
      ...common,
      format: fc.constant("TD3" as const),
      documentNumber: number(9),
      optionalData1: fc.oneof(fc.constant(""), number(14)),
    }),
    "MRV-A": fc.record({
      ...visa,
      format: fc.constant("MRV-A" as const),
      documentNumber: number(9),
      optionalData1: number(16),
    }),
    "MRV-B": fc.record({
      ...visa,
      format: fc.constant("MRV-B" as const),
      documentNumber: number(9),
      optionalData1: number(8),
    }),
    "FRENCH-ID": fc.record({
      format: fc.constant("FRENCH-ID" as const),
      documentCode: fc.constant("ID"),
      issuer: fc.constant("FRA"),
      primary: letters(20),
      secondary: letters(12),
      documentNumber: digits(12),
      administrativeCode: digits(6),
      birth: date,
      sex: fc.constantFrom("M" as const, "F" as const),
    }),
    "FRENCH-DRIVING-LICENCE": fc.record({
      format: fc.constant("FRENCH-DRIVING-LICENCE" as const),
      documentCode: fc.constant("D1"),
      issuer: fc.constant("FRA"),
      primary: letters(7),
      documentNumber: fc.stringMatching(/^\d\d[A-Z]{2}\d{5}$/),
      expiry: date,
    }),
    "SWISS-DRIVING-LICENCE": fc.record({
      format: fc.constant("SWISS-DRIVING-LICENCE" as const),
      documentCode: fc.constant("FA"),
      issuer: fc.constant("CHE"),
      primary: letters(12),
      secondary: letters(12),
      documentNumber: fc.stringMatching(/^[A-Z]{3}\d{3}[DFI]$/),
      pinCode: digits(9),
      versionNumber: digits(3),
      birth: date,
    }),
  };

  it.each(Object.entries(all))("%s: what is written is read again", (format, fields) => {
    fc.assert(
      fc.property(fields, (composition) => {
        const lines = composeMrz(composition);
        const mrz = parsed(lines);
        expect(mrz).toMatchObject({
          format,
          checkDigitsOk: true,
          documentCode: composition.documentCode,
          issuer: composition.issuer,
          documentNumber: composition.documentNumber,
          name: { primary: composition.primary, secondary: composition.secondary ?? "" },
          optionalData1: composition.optionalData1 ?? "",
          optionalData2: composition.optionalData2 ?? "",
        });
        expect(mrz.birth?.raw).toBe(composition.birth);
        expect(mrz.expiry?.raw).toBe(composition.expiry);
        expect(mrz.sex).toBe(composition.sex);
        expect(mrz.nationality).toBe(composition.nationality);
        // And as one string.
        if (format !== "SWISS-DRIVING-LICENCE") expect(parsed([lines.join("")]).lines).toEqual(lines);
        const again = composeMrz({
          ...composition,
          ...(mrz.documentNumberReading === "plain" ? {} : { overflow: mrz.documentNumberReading }),
        });
        expect(again).toEqual(lines);
      }),
      { seed: 9303, numRuns: 200 },
    );
  });
});
