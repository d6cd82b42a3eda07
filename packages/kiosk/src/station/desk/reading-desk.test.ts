import { nodeChipCrypto, nodeCrypto, nodeRandom } from "@chipid/sdk/node";
import { expect, it } from "vitest";
import { defaultSettings } from "../settings/defaults.js";
import type { TrustDesk } from "../trust/desk.js";
import { ReadingDesk } from "./reading-desk.js";

it("reads the next card when telling of the one before failed", async () => {
  const told: number[] = [];
  const faults: unknown[] = [];
  const desk = new ReadingDesk({
    readers: () => undefined,
    trust: { version: "none" } as TrustDesk,
    settings: defaultSettings,
    crypto: nodeCrypto(),
    chipCrypto: nodeChipCrypto(),
    random: nodeRandom,
    now: Date.now,
    monotonic: () => 0,
    lessonsFolder: undefined,
    lessonPause: async () => undefined,
    tell: (event) => {
      if (event.type !== "finished") return;
      told.push(event.id);
      if (event.id === 1) throw new Error("a view that cannot be made");
    },
    fault: (error) => faults.push(error),
  });
  const keys = {
    attempts: [{ can: "123456" }],
    scans: [],
    source: "can",
    citizen: false,
    computedExpiry: false,
  } as const;
  const read = (id: number) => desk.read({ type: "read", id, reader: "R", keys, scans: [] });
  read(1);
  await new Promise((done) => setTimeout(done, 20));
  read(2);
  await new Promise((done) => setTimeout(done, 20));
  expect(told).toEqual([1, 1, 2]);
  expect(faults.length).toBeGreaterThan(0);
  await desk.close();
});
