import { describe, expect, it } from "vitest";
import { EXIT, type ExitCode, exitCodeOf, worstExitCode } from "./exit-codes.js";

describe("exit codes", () => {
  it("stand for the verdicts", () => {
    expect(exitCodeOf("genuine")).toBe(0);
    expect(exitCodeOf("genuine-copyable")).toBe(0);
    expect(exitCodeOf("unconfirmed")).toBe(10);
    expect(exitCodeOf("retry")).toBe(11);
    expect(exitCodeOf("not-genuine")).toBe(20);
    expect(exitCodeOf("not-valid")).toBe(21);
  });

  it("have the worst in the order 1, 2, 30, 20, 21, 11, 10, 0", () => {
    const order: readonly ExitCode[] = [1, 2, 30, 20, 21, 11, 10, 0];
    expect(new Set(order)).toEqual(new Set(Object.values(EXIT)));
    order.forEach((worse, i) => {
      for (const other of order.slice(i)) {
        expect(worstExitCode([other, worse])).toBe(worse);
        expect(worstExitCode([worse, other])).toBe(worse);
      }
    });
    expect(worstExitCode([])).toBe(0);
  });
});
