import { expect, it } from "vitest";
import { lineOfJsonFault } from "./json-fault.js";

it.each([
  ['{\n "a": 1,\n "b": [true, null, -1.5e3, "x\\u00e9\\n"]\n}\n', undefined],
  ["[]", undefined],
  ["", 1],
  ['{\n "a": 1\n "b": 2\n}', 3],
  ['{\n "a": nul\n}', 2],
  ['{\n "a": 1,\n}', 3],
  ['{\n "a": "no end\n}', 2],
  ['{\n "a": 1', 2],
  ['{\r\n "a": 01\r\n}', 2],
  ["{}\n\nmore", 3],
  ["{'a': 1}", 1],
])("%j goes wrong in line %s, and only where the engine says that it does", (text, line) => {
  expect(lineOfJsonFault(text)).toBe(line);
  let whole = true;
  try {
    JSON.parse(text);
  } catch {
    whole = false;
  }
  expect(line === undefined).toBe(whole);
});

it("does not go as deep as a hostile text wants it to", () => {
  expect(lineOfJsonFault("[".repeat(200_000))).toBe(1);
});
