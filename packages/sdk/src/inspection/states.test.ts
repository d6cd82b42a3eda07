import { describe, expect, it } from "vitest";
import { compareCountries, compareStates } from "./states.js";

describe("compareStates (T31)", () => {
  it.each([
    ["VNM", "VN", "same"],
    ["VNM", "vn", "same"],
    ["VNM", "VNM", "same"],
    ["D", "DE", "same"],
    ["D<<", "de", "same"],
    ["GBD", "GB", "same"],
    ["GBN", "GB", "same"],
    ["GBO", "GB", "same"],
    ["GBP", "GB", "same"],
    ["GBS", "GB", "same"],
    ["RKS", "KS", "same"],
    ["RKS", "XK", "same"],
    ["UNO", "UN", "same"],
    ["UNA", "UN", "same"],
    ["EUE", "EU", "same"],
    ["XOM", "XO", "same"],
    ["HKG", "CN", "same"],
    ["MAC", "CN", "same"],
    ["HKG", "HK", "same"],
    ["VNM", "LA", "different"],
    ["D", "AT", "different"],
    ["CHN", "HK", "different"],
    ["GBR", "UN", "different"],
    ["QQQ", "VN", "unknown"],
    ["VNM", "QQ", "unknown"],
    ["VNM", "", "unknown"],
    ["", "VN", "unknown"],
  ] as const)("%s and %s: %s", (state, country, relation) => {
    expect(compareStates(state, country)).toBe(relation);
  });
});

describe("compareCountries (T32)", () => {
  it.each([
    ["VN", "vn", "same"],
    ["VN", "VNM", "same"],
    ["CN", "HK", "same"],
    ["HK", "CN", "same"],
    ["GB", "GI", "same"],
    ["KS", "XK", "same"],
    ["VN", "LA", "different"],
    ["VN", "QQ", "unknown"],
    ["QQ", "QQ", "same"],
  ] as const)("%s and %s: %s", (a, b, relation) => {
    expect(compareCountries(a, b)).toBe(relation);
  });
});
