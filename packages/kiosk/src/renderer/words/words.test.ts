import { describe, expect, it } from "vitest";
import { en } from "./en.js";
import { vi } from "./vi.js";
import { fill, type Word } from "./words.js";

const words = Object.keys(vi) as Word[];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe("the dictionaries", () => {
  it("hold the same words, none empty, with the same places for values", () => {
    expect(Object.keys(en).sort()).toEqual([...words].sort());
    for (const word of words) {
      expect(vi[word].trim(), word).not.toBe("");
      expect(places(en[word]), word).toEqual(places(vi[word]));
    }
  });

  it("accuse nobody and promise no electronic authentication", () => {
    for (const word of words) {
      expect(vi[word]).not.toMatch(/giả mạo|làm giả/i);
      expect(en[word]).not.toMatch(/\bforge(d|ry|s)\b|fake|counterfeit/i);
      if (word !== "slip.foot") expect(vi[word]).not.toMatch(/xác thực điện tử/i);
    }
  });

  it("are written in composed letters", () => {
    for (const word of words) expect(vi[word]).toBe(vi[word].normalize("NFC"));
  });
});

describe("fill", () => {
  it("puts values in, once, and leaves what it does not know", () => {
    expect(fill("{a} and {b}", { a: "{b}", b: 2 })).toBe("{b} and 2");
    expect(fill("{c}", {})).toBe("{c}");
  });
});
