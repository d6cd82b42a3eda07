import { describe, expect, it } from "vitest";
import type { ReaderState } from "./binding.js";
import { type SmartcardModule, smartcardBinding } from "./smartcard-binding.js";

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe("smartcard", () => {
  /** A library whose service has one reader and does as told when waited for. */
  function library(wait: (readers: { name: string; state: number }[]) => Promise<{ name: string; state: number }[]>) {
    const calls = { waits: 0, lists: 0, states: [0x10010] };
    class Context {
      listReaders() {
        const state = calls.states[Math.min(calls.lists++, calls.states.length - 1)] ?? 0;
        const refuse = async () => Promise.reject(new Error("Sharing violation"));
        return [{ name: "R", state, atr: null, connect: refuse }];
      }
      waitForChange(readers: { name: string; state: number }[]) {
        calls.waits++;
        return wait(readers);
      }
      cancel() {}
      close() {}
    }
    const reports: (readonly ReaderState[])[] = [];
    const events = { readers: (states: readonly ReaderState[]) => void reports.push(states), lost: () => undefined };
    return { calls, reports, open: () => smartcardBinding({ Context } as SmartcardModule).open(events) };
  }

  it("does not spin when the service wakes it for nothing", async () => {
    const { calls, reports, open } = library(async () => []);
    const service = await open();
    await sleep(400);
    await service.close();
    expect(calls.waits).toBeLessThan(15);
    expect(calls.waits).toBeGreaterThan(2);
    expect(reports).toHaveLength(1);
  });

  it("does without the notification of readers where the system has none", async () => {
    const asked: string[][] = [];
    const { open } = library(async (readers) => {
      asked.push(readers.map(({ name }) => name));
      await sleep(10);
      return readers.map(({ name }) => ({ name, state: name === "R" ? 0x10012 : 0x0006 }));
    });
    const service = await open();
    await sleep(200);
    await service.close();
    expect(asked[0]).toEqual(["R", "\\\\?PnP?\\Notification"]);
    expect(asked[1]).toEqual(["R"]);
  });

  it("keeps what it knows when the states could not be asked for", async () => {
    const { calls, reports, open } = library(async () => {
      await sleep(5);
      return [];
    });
    calls.states = [0x10020, 0, 0, 0];
    const service = await open();
    await sleep(200);
    await service.close();
    expect(calls.lists).toBeGreaterThan(2);
    expect(reports).toEqual([[{ name: "R", state: 0x10020, atr: undefined }]]);
  });
});
