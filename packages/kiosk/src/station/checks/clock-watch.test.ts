import { expect, it } from "vitest";
import { ClockWatch } from "./clock-watch.js";

const clocks = { now: 0, monotonic: 0 };
const watch = () => {
  Object.assign(clocks, { now: 1_700_000_000_000, monotonic: 5000 });
  return new ClockWatch(
    () => clocks.now,
    () => clocks.monotonic,
  );
};
const pass = (ms: number, set = 0) => {
  clocks.monotonic += ms;
  clocks.now += ms + set;
};

it("sees a clock that is set back until it is right again or accepted", () => {
  const at = watch();
  pass(10_000);
  expect(at.back()).toBe(0);
  pass(10_000, -600_000);
  expect(at.back()).toBe(600_000);
  pass(3_600_000);
  expect(at.back()).toBe(600_000);
  pass(0, 600_000);
  expect(at.back()).toBe(0);
  pass(0, -600_000);
  expect(at.back()).toBe(600_000);
  at.accept();
  expect(at.back()).toBe(0);
});

it("takes a machine that slept, and a clock that the network mends by seconds again and again", () => {
  const at = watch();
  pass(1000, 8 * 3_600_000);
  expect(at.back()).toBe(0);
  for (let i = 0; i < 200; i++) {
    pass(5000, -2000);
    expect(at.back()).toBe(0);
  }
  // What the clock was before it was set forward is behind where it was last.
  pass(0, -8 * 3_600_000);
  expect(at.back()).toBe(8 * 3_600_000);
});
