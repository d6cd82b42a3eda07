import { composeMrz, mrzInformation, parseMrz } from "@chipid/sdk";
import { composeVietnamTd1 } from "@chipid/sdk/vietnam";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyDamage, typedThrough } from "../../../test/scan/input-method.js";
import { INPUT_ISSUES } from "../../shared/index.js";
import { parseScan } from "./parse-scan.js";
import type { DocumentKeys } from "./types.js";

const TODAY = { year: 2026, month: 6, day: 1 };
const NUMBER = "001099123456";
/** The fourth digit says so. */
const WOMAN = "001199123456";
const QR = `${NUMBER}|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Phường 5, Hà Nội|20022021`;
const TD1 = composeVietnamTd1({
  personalNumber: NUMBER,
  primary: "Nguyễn",
  secondary: "Văn Mẫu",
  birth: "990115",
  sex: "M",
  expiry: "390115",
});
const TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
const TD2 = composeMrz({
  format: "TD2",
  documentCode: "I",
  issuer: "UTO",
  nationality: "UTO",
  documentNumber: "D23145890",
  primary: "Wooddfjs",
  secondary: "Xa Vu",
  birth: "740812",
  sex: "F",
  expiry: "320415",
});

const TD1_KEY = "099123456199011553901153";
const TD3_KEY = "L898902C3674081221204159";

function keys(text: string): DocumentKeys {
  const outcome = parseScan(text, TODAY);
  if (!outcome.ok) throw new Error(outcome.issue);
  return outcome.keys;
}
const issue = (text: string) => {
  const outcome = parseScan(text, TODAY);
  return outcome.ok ? "ok" : outcome.issue;
};

describe("a QR text", () => {
  it("opens with the CAN, then with computed zones", () => {
    const { attempts, ...rest } = keys(QR);
    expect(attempts[0]).toEqual({ can: "123456", mrzInformation: "099123456199011552401151" });
    expect(attempts.slice(1).every(({ can, mrzInformation: zone }) => can === undefined && zone !== undefined)).toBe(
      true,
    );
    expect(new Set(attempts.map(({ mrzInformation: zone }) => zone)).size).toBe(attempts.length);
    expect(attempts.map(({ mrzInformation: zone }) => zone)).toContain(TD1_KEY);
    expect(rest).toEqual({
      scans: [`${NUMBER}|012345678||15011999|Nam||20022021`],
      source: "qr",
      citizen: true,
      computedExpiry: true,
    });
  });

  it("comes to the same keys and the same digits whatever a keyboard does to its letters", () => {
    const woman = QR.replace(NUMBER, WOMAN).replace("|Nam|", "|Nữ|").replace("Nguyễn Văn Mẫu", "Đoàn Thị Xoong Wassư");
    for (const text of [QR, woman]) {
      let different = 0;
      for (const damage of everyDamage(text)) {
        expect(keys(damage.text), damage.how).toEqual(keys(text));
        if (damage.text !== text) different++;
      }
      expect(different).toBeGreaterThan(40);
    }
    expect(keys(woman).scans).toEqual([`${WOMAN}|012345678||15011999|Nữ||20022021`]);
  });

  it("does not take a man's sex with keys lost for a woman's", () => {
    for (const left of ["N", "Nm", "Na", "am", ""]) {
      expect(keys(QR.replace("|Nam|", `|${left}|`)).scans).toEqual([NUMBER]);
    }
  });

  it.each([
    ["a line end", `${QR}\r\n`],
    ["a tab", `${QR}\t`],
    ["a byte order mark", `\ufeff${QR}`],
    ["a symbology identifier", `]Q1${QR}`],
    ["start and end of text", `\u0002${QR}\u0003`],
    ["full width", QR.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ["another sign for the bar", QR.replaceAll("|", "~")],
    ["spaces around the bars", QR.replaceAll("|", " | ")],
  ])("with %s", (_name, text) => {
    expect(keys(text)).toEqual(keys(QR));
  });

  it("typed by key under Windows' Vietnamese layout", () => {
    const layout = "đăâêô\u0300\u0309\u0303\u0301\u0323";
    const digits = QR.replace(/[^\p{ASCII}]/gu, "").replace(/\d/g, (digit) => layout.charAt(Number(digit)));
    expect(digits).not.toMatch(/\d/);
    expect(keys(digits)).toEqual(keys(QR));
    expect(keys(NUMBER.replace(/\d/g, (digit) => layout.charAt(Number(digit)))).source).toBe("number");
  });

  it.each([
    ["an empty old number", QR.replace("012345678", ""), `${NUMBER}|||15011999|Nam||20022021`],
    ["no old number", QR.replace("|012345678", ""), `${NUMBER}|||15011999|Nam||20022021`],
    ["an expiry date", `${QR}|15012039`, `${NUMBER}|012345678||15011999|Nam||20022021|15012039`],
    ["no expiry", `${QR}|Không thời hạn`, `${NUMBER}|012345678||15011999|Nam||20022021|Không thời hạn`],
    ["no issue date", QR.slice(0, -9), `${NUMBER}|012345678||15011999|Nam||`],
    ["more bars", `${QR}|||`, `${NUMBER}|012345678||15011999|Nam||20022021`],
  ])("%s", (_name, text, scan) => {
    expect(keys(text).scans).toEqual([scan]);
    expect(keys(text).attempts[0]?.can).toBe("123456");
  });

  it("of an unknown layout: every number is a candidate, one alone is compared, and none as evidence", () => {
    const alone = keys(`X1|Trần Thị Mẫu|${NUMBER}|01012025|15011999|?`);
    expect(alone.scans).toEqual([NUMBER]);
    expect(alone.attempts[0]).toMatchObject({ can: "123456" });
    // The date of the number's own year of birth is taken for the birth date.
    expect(alone.attempts[0]?.mrzInformation).toMatch(/^09912345619901155/);
    const family = keys(`${NUMBER}|079300654321|001099000001|001099000002|15011999`);
    expect(family.scans).toEqual([]);
    expect(family.attempts.flatMap(({ can }) => can ?? [])).toEqual(["123456", "654321", "000001"]);
  });
});

describe("a zone", () => {
  const shapes = (lines: readonly string[]) =>
    ["\r\n", "\n", "\r", "\t", "\t\r\n", ""].map((end) => lines.join(end) + end);

  it.each([
    ["TD1", TD1, TD1_KEY.slice(0, 10), true],
    ["TD2", TD2, "D231458907", false],
    ["TD3", TD3, TD3_KEY.slice(0, 10), false],
  ] as const)("%s in any shape a scanner sends", (_name, lines, key, citizen) => {
    for (const text of [...shapes(lines), lines.join("\n").toLowerCase(), ` ${lines.join(" \n ")} `]) {
      const found = keys(text);
      expect(found).toMatchObject({ source: "mrz", citizen, computedExpiry: false });
      expect(found.attempts).toHaveLength(1);
      expect(found.attempts[0]?.mrzInformation).toBe(mrzOf(lines));
      expect(mrzOf(lines).slice(0, 10)).toBe(key);
      expect(found.attempts[0]?.can).toBe(citizen ? "123456" : undefined);
    }
  });

  it("is handed on without its name, when it came whole", () => {
    expect(keys(TD1.join("\n")).scans).toEqual([`${TD1[0]}\n${TD1[1]}\n${"<".repeat(30)}`]);
    expect(keys(TD3.join("")).scans).toEqual([`${"P<UTO".padEnd(44, "<")}\n${TD3[1]}`]);
    for (const scan of [...keys(TD1.join("\n")).scans, ...keys(TD3.join("")).scans]) {
      const result = parseMrz(scan);
      expect(result.ok && result.mrz.checkDigitsOk).toBe(true);
    }
  });

  it("with its fillers typed as another sign opens the chip and is not compared", () => {
    for (const sign of [";", ".", "?", ">"]) {
      const found = keys(TD3.join("\n").replaceAll("<", sign));
      expect(found.attempts[0]?.mrzInformation).toBe(mrzOf(TD3));
      expect(found.scans).toEqual([]);
    }
  });

  it.each(["telex", "vni", "viqr"] as const)("typed through %s", (method) => {
    let damaged = 0;
    for (const lines of [TD1, TD2, TD3]) {
      for (const text of shapes(lines)) {
        const typed = typedThrough(method, text);
        const found = keys(typed);
        expect(found.attempts[0]?.mrzInformation).toBe(mrzOf(lines));
        if (typed === text) continue;
        damaged++;
        expect(found.scans).toEqual([]);
      }
    }
    expect(damaged).toBeGreaterThanOrEqual({ telex: 12, vni: 6, viqr: 0 }[method]);
  });

  const replaced = (lines: readonly string[], line: number, column: number, to: string) =>
    lines.map((text, i) => (i === line ? text.slice(0, column) + to + text.slice(column + 1) : text)).join("\n");

  it.each([
    ["number", replaced(TD3, 1, 2, "7"), "check-digit-number"],
    ["birth date", replaced(TD3, 1, 14, "9"), "check-digit-birth"],
    ["expiry date", replaced(TD3, 1, 22, "9"), "check-digit-expiry"],
    ["the rest", replaced(TD3, 1, 43, "7"), "check-digit-composite"],
    ["birth date of TD1", replaced(TD1, 1, 0, "8"), "check-digit-birth"],
    ["national number", replaced(TD1, 0, 20, "7"), "check-digit-composite"],
  ])("with a misread %s is to be entered again", (_name, text, expected) => {
    expect(issue(text)).toBe(expected);
  });

  it("with letters for digits is put right where check digits leave one reading, and is not compared", () => {
    const misread = replaced(TD1, 1, 4, "I");
    expect(keys(misread).attempts).toEqual(keys(TD1.join("\n")).attempts);
    expect(keys(misread).scans).toEqual([]);
  });

  it.each([
    ["one line of three", TD1[0] ?? ""],
    ["two of three", `${TD1[1]}\n${TD1[2]}`],
    ["a passport's second line", TD3[1] ?? ""],
    ["a zone cut short", TD3.join("").slice(0, 70)],
    [
      "a visa",
      composeMrz({
        format: "MRV-B",
        documentCode: "V",
        issuer: "UTO",
        nationality: "UTO",
        documentNumber: "L8988901C",
        primary: "A",
        secondary: "B",
        birth: "740812",
        sex: "F",
        expiry: "320415",
      }).join("\n"),
    ],
  ])("is not whole: %s", (_name, text) => {
    expect(issue(text)).toBe("mrz-incomplete");
  });

  function mrzOf(lines: readonly string[]): string {
    const result = parseMrz(lines);
    if (!result.ok) throw new Error("no zone");
    return mrzInformation(result.mrz);
  }
});

describe("a number", () => {
  it.each([NUMBER, `${NUMBER}\r`, "001 099 123 456", "001.099.123.456", "００１０９９１２３４５６"])("%s", (text) => {
    expect(keys(text)).toEqual({
      attempts: [{ can: "123456" }],
      scans: [],
      source: "number",
      citizen: true,
      computedExpiry: false,
    });
  });

  it.each(["099123456", "12345", "0010991234567", "0".repeat(40)])("%s is of another length", (text) => {
    expect(issue(text)).toBe("number-length");
  });
});

describe("what is none of these", () => {
  it.each([
    ["", "not-understood"],
    ["\ufeff \r\n", "not-understood"],
    ["https://example.org/", "not-understood"],
    ["Nguyễn Văn Mẫu", "not-understood"],
    ["X|Y|Z", "qr-without-number"],
    ["00109912345|Nguyễn Văn Mẫu|15011999", "qr-without-number"],
    ["x".repeat(4097), "too-long"],
    ["1".repeat(16_384), "too-long"],
  ])("%#", (text, expected) => {
    expect(issue(text)).toBe(expected);
  });

  it("never throws, and repeats nothing of the text in an issue", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "|",
        "<<<<",
        "<",
        NUMBER,
        "15011999",
        "IDVNM",
        "P<UTO",
        "\r\n",
        "\t",
        "Nữ",
        "ễ",
        "đ",
        "\u0300",
        ";",
      ),
      fc.constantFrom(...TD1, ...TD3, ...TD2, QR),
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.integer({ min: 1, max: 16_384 }).map((length) => "9<".repeat(length / 2)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("").slice(0, 16_384);
        const outcome = parseScan(text, TODAY);
        if (!outcome.ok) {
          expect(INPUT_ISSUES).toContain(outcome.issue);
          expect(Object.keys(outcome).sort()).toEqual(["issue", "ok"]);
        } else {
          expect(outcome.keys.attempts.length).toBeGreaterThan(0);
          expect(outcome.keys.attempts.length).toBeLessThanOrEqual(16);
        }
      }),
      { seed: 21, numRuns: 1500 },
    );
  });

  it.each([
    ["digits", "1".repeat(4095)],
    ["bars", `${NUMBER}${"|".repeat(4000)}`],
    ["fillers", "<".repeat(4096)],
    ["dates", "15011999|".repeat(455)],
    ["numbers", `X|${Array.from({ length: 300 }, (_, i) => String(100_000_000_000 + i)).join("|")}`],
    ["letters with marks", `${"Ậ".repeat(100)}<<`],
    ["a zone of nothing but letters", `IDVNM${"O".repeat(85)}`],
    ["marks", "\u0300".repeat(4096)],
    ["signs", "!;".repeat(2048)],
    ["spaces", `1${" ".repeat(4000)}x`],
  ])("takes milliseconds for %s", (_name, text) => {
    const times = Array.from({ length: 5 }, () => {
      const before = performance.now();
      parseScan(text, TODAY);
      return performance.now() - before;
    });
    expect(Math.min(...times)).toBeLessThan(25);
  });
});
