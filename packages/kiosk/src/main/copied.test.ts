import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Copied } from "./copied.js";

describe("what is copied for the dossier system", () => {
  let held = "";
  const clipboard = {
    writeText: (text: string) => {
      held = text;
    },
    readText: async () => held,
  };
  beforeEach(() => {
    held = "";
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it("leaves the clipboard after a while, and not what somebody copied since", async () => {
    const copied = new Copied(clipboard, 1000);
    expect(await copied.copy("Số: 001099123456")).toBe(true);
    await vi.advanceTimersByTimeAsync(999);
    expect(held).toBe("Số: 001099123456");
    await vi.advanceTimersByTimeAsync(1);
    expect(held).toBe("");
    await copied.copy("Số: 001099123456");
    held = "another text";
    await vi.advanceTimersByTimeAsync(1000);
    expect(held).toBe("another text");
  });

  it("leaves it at once when the program ends", async () => {
    const copied = new Copied(clipboard, 1000);
    await copied.forget();
    await copied.copy("Số: 001099123456");
    await copied.forget();
    expect(held).toBe("");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says when the clipboard did not take it", async () => {
    const copied = new Copied({ writeText: () => undefined, readText: () => "" }, 1000);
    expect(await copied.copy("x")).toBe(false);
  });
});
