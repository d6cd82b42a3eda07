import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, utf8 } from "../../bytes/bytes.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { createEvidence, type Evidence, readEvidence } from "./evidence.js";

const evidence: Evidence = {
  created: Date.UTC(2026, 5, 1, 8, 30),
  tool: "chipid 0.1.0",
  files: new Map([
    ["EF.SOD", fromHex("7700")],
    ["EF.CardAccess", fromHex("3100")],
    ["DG1", fromHex("6100ff")],
  ]),
  active: { challenge: fromHex("0102030405060708"), response: fromHex("00ff10") },
  transcripts: [
    { protocol: "ca", outcome: "passed", details: { oid: "0.4.0.127.0.7.2.2.3.2.2", terminalKey: "04ab" } },
  ],
};

const text = new TextDecoder().decode(createEvidence(evidence));

const code = (input: string | Uint8Array): string => {
  try {
    readEvidence(input);
    return "accepted";
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return error.code;
  }
};

describe("chipid-evidence/1", () => {
  it("is read as it was made", () => {
    expect(readEvidence(createEvidence(evidence))).toEqual(evidence);
    const { active: _, ...without } = evidence;
    expect(readEvidence(createEvidence(without))).toEqual(without);
  });

  it("is JSON with files in Base64 and the challenge in hex", () => {
    expect(JSON.parse(text)).toMatchObject({
      format: "chipid-evidence/1",
      created: "2026-06-01T08:30:00.000Z",
      files: { "EF.SOD": "dwA=", "EF.CardAccess": "MQA=", DG1: "YQD/" },
      active: { challenge: "0102030405060708", response: "AP8Q" },
    });
  });

  it("passes over what it does not know, unless that is called critical", () => {
    expect(code(text.replace('"tool"', '"weather": "fine", "tool"'))).toBe("accepted");
    expect(code(text.replace('"tool"', '"critical": ["active"], "tool"'))).toBe("accepted");
    expect(code(text.replace('"tool"', '"critical": ["weather"], "weather": "fine", "tool"'))).toBe(
      "evidence.critical",
    );
  });

  it.each([
    ["not JSON", "hello", "evidence.format"],
    ["a list", "[]", "evidence.format"],
    ["not UTF-8", Uint8Array.of(0xff), "evidence.format"],
    ["a session", '{"format":"chipid-session/1"}', "evidence.format"],
    ["another version", text.replace("evidence/1", "evidence/2"), "evidence.version"],
    ["no files", text.replace('"files"', '"piles"'), "evidence.format"],
    ["a file of an unknown name", text.replace('"DG1"', '"DG17"'), "evidence.format"],
    ["a file that is no Base64", text.replace('"dwA="', '"dwA"'), "evidence.format"],
    ["a challenge of 7 bytes", text.replace("0102030405060708", "01020304050607"), "evidence.format"],
    ["a challenge of 9 bytes", text.replace("0102030405060708", "010203040506070809"), "evidence.format"],
    ["an endless response", text.replace('"AP8Q"', `"${"A".repeat(8000)}"`), "evidence.format"],
    ["an unknown protocol", text.replace('"ca"', '"magic"'), "evidence.format"],
    ["a time that is none", text.replace("2026-06-01T", "2026-66-01T"), "evidence.format"],
    ["too large", " ".repeat(64 * 1024 * 1024 + 1), "evidence.limit"],
  ])("refuses %s", (_name, input, expected) => {
    expect(code(input)).toBe(expected);
  });

  it("gives nothing but typed errors for altered text", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, gone) => {
        code(utf8(text.slice(0, at) + put + text.slice(at + gone)));
      }),
      { seed: 6, numRuns: 2000 },
    );
  });
});
