import { afterEach, describe, expect, it } from "vitest";
import { FakeService } from "../../test/pcsc/fake-service.js";
import type { ReaderState, Service } from "./binding.js";
import { pcscliteBinding } from "./pcsclite-binding.js";
import { RETURN } from "./return-codes.js";

const OK = Uint8Array.of(0x90, 0x00);
const ATR = Uint8Array.of(0x3b, 0x00);
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe("pcsclite", () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(async () => close?.());

  async function setUp() {
    const fake = new FakeService();
    fake.plug("R");
    fake.insert("R", { atr: ATR, answer: () => OK });
    const reports: (readonly ReaderState[])[] = [];
    const lost: unknown[] = [];
    const service: Service = await pcscliteBinding(fake.pcsclite).open({
      readers: (states) => reports.push(states),
      lost: (error) => lost.push(error),
    });
    close = () => service.close();
    await sleep(20);
    return { fake, service, reports, lost };
  }

  it("settles no promise in the turn of the library's callback: those stall on Node 26.4 and later", async () => {
    const { fake } = await setUp();
    type Callback = (error: unknown, data?: Uint8Array) => void;
    let answer: Callback | undefined;
    // The library with a transmit whose callback this test calls.
    const module = fake.pcsclite;
    const binding = pcscliteBinding(() => {
      const hub = module();
      hub.on("reader", (reader) => {
        reader.transmit = (_data, _receive, _protocol, callback) => {
          answer = callback;
        };
      });
      return hub;
    });
    const service = await binding.open({ readers: () => undefined, lost: () => undefined });
    await sleep(20);
    const connection = await service.connect("R", 2, 3);
    for (const outcome of ["resolved", "rejected"]) {
      let settled = "not yet";
      const response = connection.transmit(OK, 10).then(
        () => {
          settled = "resolved";
        },
        () => {
          settled = "rejected";
        },
      );
      if (outcome === "resolved") answer?.(null, Buffer.from(OK));
      else answer?.(new Error("x"));
      for (let i = 0; i < 20; i++) await Promise.resolve();
      expect(settled).toBe("not yet");
      await response;
      expect(settled).toBe(outcome);
    }
    await service.close();
  });

  it("connects anew though the library still believes to be connected", async () => {
    const { fake, service } = await setUp();
    const first = await service.connect("R", 2, 3);
    expect(first.protocol).toBe(2);
    fake.remove("R");
    await expect(service.connect("R", 2, 3)).rejects.toThrow(/0x8010000c/);
    fake.insert("R", { atr: ATR, protocol: 1, answer: () => OK });
    const second = await service.connect("R", 2, 3);
    expect(second.protocol).toBe(1);
    expect(await second.transmit(OK, 10)).toEqual(OK);
  });

  it("hears its own closing and nothing after it", async () => {
    const { fake, service, reports, lost } = await setUp();
    const before = reports.length;
    await service.close();
    fake.plug("S");
    fake.stop();
    await sleep(50);
    expect(reports).toHaveLength(before);
    expect(lost).toEqual([]);
  });

  it("closes no reader whose thread is telling an event: the handle it leaves would keep the process alive", async () => {
    const { fake, service, reports } = await setUp();
    const before = reports.length;
    fake.remove("R");
    while (reports.length === before) await sleep(1);
    await service.close();
    expect(fake.leaked).toBe(0);
  });

  it("tells the loss of the service once, though the hub and every reader tell it", async () => {
    const { fake, lost } = await setUp();
    fake.plug("S");
    await sleep(20);
    fake.stop();
    await sleep(50);
    expect(lost).toHaveLength(1);
    expect(String(lost[0])).toContain(RETURN.commError.toString(16));
  });
});
