import { describe, expect, it } from "vitest";
import { blankView, CHANNELS, type View } from "../shared/index.js";
import { createBridge } from "./bridge.js";

const view = (revision: number): View => ({
  ...blankView(undefined, revision, []),
  screen: { name: "refer", reference: "7KQF-92MX", at: "2026-11-28T08:00:00" },
});

function open(first: unknown) {
  const told: ((event: unknown, raw: unknown) => void)[] = [];
  const api = createBridge({
    invoke: async () => first,
    on: (channel, listener) => {
      if (channel === CHANNELS.viewChanged) told.push(listener as never);
    },
  });
  const shown: View[] = [];
  api.onView((one) => shown.push(one));
  return { shown, tell: (raw: unknown) => told.forEach((listener) => void listener(undefined, raw)) };
}

describe("the bridge", () => {
  it("takes away what stood there when a view is not of its shape, and goes on with the next one", async () => {
    const { shown, tell } = open(view(3));
    await new Promise((done) => setImmediate(done));
    tell({ ...view(4), surprise: true });
    expect(shown.map(({ screen }) => screen.name)).toEqual(["refer", "self-check"]);
    expect(JSON.stringify(shown.at(-1))).not.toContain("7KQF");
    tell(view(5));
    tell(view(4));
    expect(shown.map(({ revision }) => revision)).toEqual([3, 3, 5]);
  });

  it("shows nothing of a question that was refused", async () => {
    const { shown } = open(null);
    await new Promise((done) => setImmediate(done));
    expect(shown).toEqual([]);
  });
});
