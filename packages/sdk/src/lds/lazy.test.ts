import { expect, it } from "vitest";
import { lazy } from "./lazy.js";

it("computes once, when asked, even when the value is undefined", () => {
  let calls = 0;
  const value = lazy(() => {
    calls++;
    return undefined;
  });
  expect(calls).toBe(0);
  expect([value(), value()]).toEqual([undefined, undefined]);
  expect(calls).toBe(1);
});
