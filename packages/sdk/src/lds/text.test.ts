import { describe, expect, it } from "vitest";
import { fromHex, utf8 } from "../bytes/bytes.js";
import { decodeText, splitName, splitParts } from "./text.js";

describe("decodeText", () => {
  it("reads UTF-8, and ISO 8859-1 where it is none", () => {
    expect(decodeText(utf8("NGUYỄN VĂN A"))).toEqual({ text: "NGUYỄN VĂN A", encoding: "utf-8" });
    expect(decodeText(fromHex("4dfc6c6c6572"))).toEqual({ text: "Müller", encoding: "iso-8859-1" });
  });

  it("removes nothing (T77)", () => {
    const text = "A\u202eB\u200b<script>";
    expect(decodeText(utf8(text)).text).toBe(text);
  });
});

describe("splitName", () => {
  it.each([
    ["SMITH<<JOHN<J", "SMITH", "JOHN J"],
    ["VAN<DER<STEEN<<MARIANNE", "VAN DER STEEN", "MARIANNE"],
    ["COSIC", "COSIC", ""],
    ["COSIC<<", "COSIC", ""],
    ["SMITH<<SMITH<<JOHN", "SMITH", "SMITH JOHN"],
    ["JOHN<SMITH", "JOHN SMITH", ""],
    ["<<ARKFREITH", "", "ARKFREITH"],
    ["", "", ""],
  ])("%j", (text, primary, secondary) => expect(splitName(text)).toEqual({ text, primary, secondary }));
});

describe("splitParts", () => {
  it("drops empty parts", () => {
    expect(splitParts("123 MAPLE RD<ANYTOWN<MN")).toEqual(["123 MAPLE RD", "ANYTOWN", "MN"]);
    expect(splitParts("<ANYTOWN<<MN<")).toEqual(["ANYTOWN", "MN"]);
    expect(splitParts("")).toEqual([]);
  });
});
