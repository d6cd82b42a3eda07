import { describe, expect, it } from "vitest";
import { separateLists } from "./lists.js";

const card = "card/";
const other = "other/";

const FLAGS = {
  "--trust": undefined,
  "--policy": (value: string) => value.includes("="),
  "--scan": () => false,
};
const separate = (...argv: string[]): string[] =>
  separateLists(argv, FLAGS, ["--at", "--store"], (value) => value.endsWith("/"));

describe("separateLists", () => {
  it("leaves operands before the options alone", () => {
    expect(separate(card, "--trust", "a", "b")).toEqual(["--trust=a", "--trust=b", "--", card]);
    expect(separate(card, "--json")).toEqual(["--json", "--", card]);
  });

  it("gives the operands behind the last list back", () => {
    expect(separate("--trust", "a.ml", card)).toEqual(["--trust=a.ml", "--", card]);
    expect(separate("--trust", "a.ml", "b.cer", card, other)).toEqual([
      "--trust=a.ml",
      "--trust=b.cer",
      "--",
      card,
      other,
    ]);
  });

  it("gives the last value back when none of them looks like an operand", () => {
    expect(separate("--trust", "a.ml", "gone")).toEqual(["--trust=a.ml", "--", "gone"]);
  });

  it("leaves a list its only value", () => {
    expect(separate("--trust", card)).toEqual([`--trust=${card}`]);
  });

  it("ends a list at an option, at -- and at what does not belong to it", () => {
    expect(separate("--trust", "a", "--at", "2026-01-01", card)).toEqual([
      "--trust=a",
      "--at",
      "2026-01-01",
      "--",
      card,
    ]);
    expect(separate("--trust", "a", "b", "--", "-odd")).toEqual(["--trust=a", "--trust=b", "--", "-odd"]);
    expect(separate("--policy", "crl=required", "sha1=allow", card)).toEqual([
      "--policy=crl=required",
      "--policy=sha1=allow",
      "--",
      card,
    ]);
    expect(separate("--scan", "QR 1", card)).toEqual(["--scan=QR 1", "--", card]);
  });

  it("does not hide that a value is missing", () => {
    expect(separate(card, "--trust")).toEqual([card, "--trust"]);
    expect(separate(card, "--at")).toEqual([card, "--at"]);
    expect(separate("--trust", "--json", card)).toEqual(["--trust", "--json", "--", card]);
  });
});
