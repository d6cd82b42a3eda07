import { expect, it, vi } from "vitest";
import { Copied } from "./copied.js";

function page() {
  const state = { text: "before", focused: true, back: () => {} };
  const clipboard = {
    async writeText(text: string) {
      if (!state.focused) throw new DOMException("not focused", "NotAllowedError");
      state.text = text;
    },
  };
  const copied = new Copied(
    () => clipboard,
    (back) => {
      state.back = back;
    },
    1000,
  );
  return { state, copied };
}

it("takes a slip off the clipboard, and nothing that was never put there", async () => {
  const { state, copied } = page();
  await copied.forget();
  expect(state.text).toBe("before");
  expect(await copied.copy("slip")).toBe(true);
  await copied.forget();
  expect(state.text).toBe("");
  state.text = "after";
  await copied.forget();
  expect(state.text).toBe("after");
});

it("waits for the focus where the browser asks for it", async () => {
  const { state, copied } = page();
  await copied.copy("slip");
  state.focused = false;
  await copied.forget();
  expect(state.text).toBe("slip");
  state.focused = true;
  state.back();
  await vi.waitFor(() => expect(state.text).toBe(""));
});

it("goes by itself after its time, and says when it was not copied", async () => {
  vi.useFakeTimers();
  const { state, copied } = page();
  await copied.copy("slip");
  await vi.advanceTimersByTimeAsync(1001);
  expect(state.text).toBe("");
  vi.useRealTimers();
  state.focused = false;
  expect(await copied.copy("slip")).toBe(false);
  const none = new Copied(
    () => undefined,
    () => undefined,
  );
  expect(await none.copy("slip")).toBe(false);
});
