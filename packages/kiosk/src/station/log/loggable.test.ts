import { describe, expect, it } from "vitest";
import { documentLabel, isLogLine, isTrustVersion, MAX_READER, readerModel } from "./loggable.js";
import { isReference, newReference } from "./reference.js";

describe("a reader's model", () => {
  it.each([
    [
      "ACS ACR1581 1S Dual Reader [ACR1581 1S Dual Reader ICC] 00 00",
      "ACS ACR1581 1S Dual Reader [ACR1581 1S Dual Reader ICC] 00 00",
    ],
    ["Gemalto PC Twin Reader (70D7E2EE) 00 00", "Gemalto PC Twin Reader 00 00"],
    [
      "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] (KJ0FQ0A2) 01 00",
      "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] 01 00",
    ],
    ["Reader 001099012345", "Reader"],
    ["Reader 0010 9901 2345", "Reader"],
    ["IDVNM<<x", "IDVNM x"],
    ["a\u0000\u202eb", "a b"],
    ["", null],
    ["<<<", null],
    ["０１２３４５６７８", null],
  ])("%j is %j", (name, model) => {
    expect(readerModel(name)).toBe(model);
    if (model !== null) expect(isLogLine(model, MAX_READER)).toBe(true);
  });

  it("of any name is one that the log takes", () => {
    for (const name of [
      "x".repeat(10_000),
      "1 2 3 4 5 6 7 8 9 0",
      "(1) ".repeat(80),
      "é\u0301".repeat(100),
      "9".repeat(50),
    ]) {
      const model = readerModel(name);
      expect(model === null || (model !== "" && isLogLine(model, MAX_READER)), name.slice(0, 20)).toBe(true);
    }
  });
});

describe("a document's label", () => {
  it.each([
    ["TD1", "VNM", "TD1 VNM"],
    ["TD3", "D<<", "TD3 D"],
    [null, "VNM", "other VNM"],
    ["TD9", "VNM", "other VNM"],
    ["TD1", "NGUYEN", null],
    ["TD1", "123", null],
    ["TD1", null, null],
  ])("%s %s is %s", (type, issuer, label) => {
    expect(documentLabel(type, issuer)).toBe(label);
  });
});

describe("a state of the trust data", () => {
  it.each(["none", "2026-11-20", "demo-1", "0123456789abcdef", "a".repeat(64), "2026-11-20.ab"])(
    "may be called %s",
    (version) => {
      expect(isTrustVersion(version)).toBe(true);
    },
  );
  it.each(["001099012345", "", "a b", "0123456789", "a".repeat(65), "2026-11-20.1234"])(
    "may not be called %s",
    (version) => {
      expect(isTrustVersion(version)).toBe(false);
    },
  );
});

it("a reference is random, and no word", () => {
  const drawn = new Set(Array.from({ length: 1000 }, newReference));
  expect(drawn.size).toBe(1000);
  for (const reference of drawn) expect(isReference(reference)).toBe(true);
  for (const other of ["NGUYEN-VAN", "MAUA-VANB", "7KQF92MX", "7kqf-92mx", "0010-9901-2345"]) {
    expect(isReference(other)).toBe(false);
  }
});
