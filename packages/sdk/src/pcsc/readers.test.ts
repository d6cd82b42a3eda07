import { afterEach, describe, expect, it } from "vitest";
import { type FakeCard, FakeService } from "../../test/pcsc/fake-service.js";
import { isChipidError } from "../errors/chipid-error.js";
import { pcscliteBinding } from "./pcsclite-binding.js";
import { createReaders, type Readers, type ReadersOptions, type WatchEvent } from "./readers.js";
import { RETURN, ReaderError } from "./return-codes.js";
import { smartcardBinding } from "./smartcard-binding.js";

const READER = "ACS ACR1581 1S Dual Reader PICC 0";
const ATR = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);
const OK = Uint8Array.of(0x90, 0x00);
const COMMAND = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08);
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function card(answer: FakeCard["answer"] = () => OK, more: Partial<FakeCard> = {}): FakeCard {
  return { atr: ATR, answer, ...more };
}

/** A promise that a test settles. */
function gate<T>(): { readonly promise: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return isChipidError(error) ? error.code : String(error);
  }
  return "no error";
}

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what(); waited += 5) {
    if (waited > 5000) throw new Error("it never came");
    await sleep(5);
  }
}

describe.each(["pcsclite", "smartcard"] as const)("readers over %s", (library) => {
  const opened: Readers[] = [];
  function setUp(options: ReadersOptions = {}): { service: FakeService; readers: () => Readers } {
    const service = new FakeService();
    service.plug(READER);
    const binding = () =>
      library === "pcsclite" ? pcscliteBinding(service.pcsclite) : smartcardBinding(service.smartcard);
    return {
      service,
      readers: () => {
        const readers = createReaders({ binding: binding(), ...options });
        opened.push(readers);
        return readers;
      },
    };
  }
  /** A service with one reader and a card in it, connected. */
  async function connected(inserted: FakeCard = card(), options: ReadersOptions = {}) {
    const { service, readers: open } = setUp(options);
    service.insert(READER, inserted);
    const readers = open();
    return { service, readers, card: await readers.connect() };
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((readers) => readers.close()));
  });

  it("lists readers with what is known of them, and hides the slots of security modules", async () => {
    const { service, readers } = setUp();
    service.plug("ACS ACR1281 1S Dual Reader 00 02");
    service.insert("ACS ACR1281 1S Dual Reader 00 02", card(undefined, { mute: true }));
    service.plug("ACS ACR122U PICC Interface 00 00");
    service.insert(READER, card());
    expect(await readers().list()).toEqual([
      {
        name: READER,
        card: "present",
        atr: ATR,
        use: "free",
        model: "ACS ACR1581U",
        rating: "recommended",
        hint: expect.any(String),
        slot: "contactless",
      },
      expect.objectContaining({ model: "ACS ACR122U", rating: "not-recommended", card: "absent", atr: undefined }),
    ]);
    const all = createReaders({
      binding: library === "pcsclite" ? pcscliteBinding(service.pcsclite) : smartcardBinding(service.smartcard),
      securityModules: true,
    });
    opened.push(all);
    expect((await all.list()).map(({ slot, card: presence }) => [slot, presence])).toContainEqual(["sam", "mute"]);
  });

  it("gives an empty list, at once, where no reader is", async () => {
    const { service, readers } = setUp();
    service.unplug(READER);
    const began = Date.now();
    const open = readers();
    expect(await open.list()).toEqual([]);
    expect(Date.now() - began).toBeLessThan(500);
    expect(await code(open.connect())).toBe("reader.none");
  });

  it("tells what comes and goes, masks all bits but presence, and starts with what is there", async () => {
    const { service, readers } = setUp();
    const open = readers();
    await open.list();
    const events: WatchEvent[] = [];
    const stop = open.watch((event) => events.push(event));
    const told = (): string[] => events.map((event) => event.type);
    expect(told()).toEqual(["service-found", "reader-added"]);
    service.insert(READER, card());
    await until(() => told().includes("card-inserted"));
    expect(events.at(-1)).toEqual({ type: "card-inserted", reader: READER, atr: ATR, mute: false });
    // Held by another program: bits change, the presence does not.
    service.holdByOther(READER, true);
    service.plug("Second");
    await until(() => events.length === 4);
    service.remove(READER);
    await until(() => told().includes("card-removed"));
    service.unplug("Second");
    await until(() => told().includes("reader-removed"));
    expect(told()).toEqual([
      "service-found",
      "reader-added",
      "card-inserted",
      "reader-added",
      "card-removed",
      "reader-removed",
    ]);
    stop();
    service.insert(READER, card());
    await sleep(50);
    expect(events).toHaveLength(6);
  });

  it("notices a card that was out and in again between two reports", async () => {
    const { service, readers } = setUp();
    service.insert(READER, card());
    const open = readers();
    await open.list();
    const events: WatchEvent[] = [];
    open.watch((event) => events.push(event));
    events.length = 0;
    service.swap(READER, card());
    await until(() => events.length === 2);
    expect(events.map(({ type }) => type)).toEqual(["card-removed", "card-inserted"]);
  });

  it("goes on when a listener throws, and lets the fault be seen", async () => {
    const { service, readers } = setUp();
    const open = readers();
    await open.list();
    const seen: unknown[] = [];
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => seen.push(error));
    try {
      const events: string[] = [];
      open.watch(() => {
        throw new Error("a listener's own");
      })();
      open.watch((event) => events.push(event.type));
      service.insert(READER, card());
      await until(() => events.includes("card-inserted") && seen.length === 2);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of before) process.on("uncaughtException", listener);
    }
    expect(seen.map(String)).toEqual(["Error: a listener's own", "Error: a listener's own"]);
  });

  it("exchanges bytes as they are, with the largest receive buffer", async () => {
    const long = new Uint8Array(65538).fill(0x5a);
    const {
      service,
      readers,
      card: chip,
    } = await connected(card((command) => (command[1] === 0xb0 ? long : Uint8Array.of(...command, 0x90, 0x00))));
    expect(chip.atr).toEqual(ATR);
    expect(chip.protocol).toBe("T=1");
    expect(chip.limits).toEqual({});
    const response = await chip.transmit(COMMAND);
    expect(response).toEqual(Uint8Array.of(...COMMAND, 0x90, 0x00));
    expect(response.constructor).toBe(Uint8Array);
    expect(await chip.transmit(Uint8Array.of(0, 0xb0, 0, 0, 0, 0, 0))).toHaveLength(65538);
    expect([...service.buffers]).toEqual([65538]);
    let use: string | undefined;
    while (use !== "shared") {
      await sleep(20);
      use = (await readers.list())[0]?.use;
    }
  });

  it("tells a response that is too long for any buffer apart from a lost card", async () => {
    const { card: chip } = await connected(card(() => new Uint8Array(65539)));
    expect(await code(chip.transmit(COMMAND))).toBe("card.buffer");
  });

  it("sends one command at a time, in order", async () => {
    const log: number[] = [];
    const { card: chip } = await connected(
      card(async (command) => {
        log.push(command[3] ?? 0);
        await sleep(10 - (command[3] ?? 0));
        return Uint8Array.of(command[3] ?? 0, 0x90, 0x00);
      }),
    );
    const responses = await Promise.all([0, 1, 2, 3].map((p2) => chip.transmit(Uint8Array.of(0, 0xca, 0, p2, 0))));
    expect(log).toEqual([0, 1, 2, 3]);
    expect(responses.map(([first]) => first)).toEqual([0, 1, 2, 3]);
  });

  it("takes a card that left in the middle of an answer as removed, never as an empty response", async () => {
    const gone = gate<Uint8Array>();
    const { service, card: chip } = await connected(card(() => gone.promise));
    const response = chip.transmit(COMMAND);
    await sleep(20);
    service.remove(READER);
    expect(await code(response)).toBe("card.removed");
    expect(await code(chip.transmit(COMMAND))).toBe("card.removed");
  });

  it.each([0, 1])("takes a response of %i bytes as the card's leaving", async (length) => {
    const { card: chip } = await connected(card(() => new Uint8Array(length)));
    expect(await code(chip.transmit(COMMAND))).toBe("card.removed");
  });

  it("waits for a report after an exchange that failed without a word of removal", async () => {
    const {
      service,
      readers,
      card: lame,
    } = await connected(
      card(() => {
        throw Object.assign(new Error("fault"), { code: RETURN.notTransacted });
      }),
    );
    expect(await code(lame.transmit(COMMAND))).toBe("card.transport");
    await lame.close();
    let found = false;
    const waiting = readers.waitForCard().then(() => {
      found = true;
    });
    await sleep(100);
    expect(found).toBe(false);
    service.remove(READER);
    service.insert(READER, card());
    await waiting;
    expect(await (await readers.connect()).transmit(COMMAND)).toEqual(OK);
  });

  it("reconnects after a card was taken away and put back, without being told to close", async () => {
    const { service, readers, card: first } = await connected();
    service.remove(READER);
    expect(await code(first.transmit(COMMAND))).toBe("card.removed");
    service.insert(
      READER,
      card(() => Uint8Array.of(1, 0x90, 0x00)),
    );
    await readers.waitForCard();
    const second = await readers.connect();
    expect(await second.transmit(COMMAND)).toEqual(Uint8Array.of(1, 0x90, 0x00));
    expect(await code(first.transmit(COMMAND))).toBe("card.transport");
  });

  it("ends the session when another program resets the card, until it is powered up again", async () => {
    const inserted = card();
    const { service, card: chip } = await connected(inserted);
    service.resetByOther(READER);
    expect(await code(chip.transmit(COMMAND))).toBe("card.reset");
    expect(await code(chip.transmit(COMMAND))).toBe("card.reset");
    await chip.reset();
    expect(inserted.powerUps).toBe(1);
    expect(await chip.transmit(COMMAND)).toEqual(OK);
  });

  it("powers the card down and up, and gives it back as it is unless told otherwise", async () => {
    const inserted = card();
    const { service, readers, card: chip } = await connected(inserted);
    await chip.reset();
    expect(inserted.powerUps).toBe(1);
    service.dispositions.length = 0;
    await chip.close();
    await chip.close();
    expect(service.dispositions).toEqual([0]);
    const again = await readers.connect();
    await again.close("unpower");
    expect(service.dispositions).toEqual([0, 2]);
    expect(await code(again.transmit(COMMAND))).toBe("card.transport");
  });

  it("gives up waiting after the time, and never ends anything under an exchange", async () => {
    const answer = gate<Uint8Array>();
    const {
      service,
      readers,
      card: chip,
    } = await connected(
      card(() => answer.promise),
      { timeout: 50 },
    );
    expect(await code(chip.transmit(COMMAND))).toBe("card.timeout");
    expect(await code(chip.transmit(COMMAND))).toBe("card.timeout");
    expect(chip.over).toBe(true);
    const closed = chip.close();
    const all = readers.close();
    await sleep(100);
    expect(service.dispositions).toEqual([]);
    expect(service.blocked).toBe(0);
    answer.open(OK);
    await Promise.all([closed, all]);
    expect(service.dispositions).toEqual([0]);
    expect(service.blocked).toBe(0);
  });

  it("closes within its grace though a card hangs for ever", async () => {
    const {
      service,
      readers,
      card: chip,
    } = await connected(
      card(() => new Promise(() => undefined)),
      { timeout: 50 },
    );
    expect(await code(chip.transmit(COMMAND))).toBe("card.timeout");
    const began = Date.now();
    await readers.close();
    expect(Date.now() - began).toBeLessThan(3000);
    expect(service.blocked).toBe(0);
  });

  it("does not send what waited behind an exchange that was given up", async () => {
    const answer = gate<Uint8Array>();
    const sent: number[] = [];
    const { card: chip } = await connected(
      card((command) => {
        sent.push(command[3] ?? 0);
        return answer.promise;
      }),
    );
    const stop = new AbortController();
    const first = chip.transmit(Uint8Array.of(0, 0xca, 0, 1, 0), { signal: stop.signal });
    const second = chip.transmit(Uint8Array.of(0, 0xca, 0, 2, 0));
    await sleep(20);
    stop.abort(new Error("enough"));
    expect(await code(first)).toBe("Error: enough");
    answer.open(OK);
    expect(await code(second)).toBe("card.timeout");
    expect(sent).toEqual([1]);
  });

  it("takes the reason of AbortSignal.timeout as the card's silence, and sends nothing when given before", async () => {
    const sent: Uint8Array[] = [];
    const answer = gate<Uint8Array>();
    const { card: chip } = await connected(
      card((command) => {
        sent.push(command);
        return answer.promise;
      }),
    );
    expect(await code(chip.transmit(COMMAND, { signal: AbortSignal.abort(new Error("before")) }))).toBe(
      "Error: before",
    );
    expect(sent).toHaveLength(0);
    expect(await code(chip.transmit(COMMAND, { signal: AbortSignal.timeout(30) }))).toBe("card.timeout");
    answer.open(OK);
  });

  it("waits for a program that holds the card for a moment, and says what to do when it does not let go", async () => {
    const { service, readers: open } = setUp();
    service.insert(READER, card());
    service.refuse(READER, RETURN.sharingViolation, RETURN.sharingViolation);
    const readers = open();
    const chip = await readers.connect();
    expect(await chip.transmit(COMMAND)).toEqual(OK);
    await chip.close();
    service.holdByOther(READER, true);
    const began = Date.now();
    const refused = await readers.connect().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "card.sharing", returnCode: RETURN.sharingViolation });
    expect(Date.now() - began).toBeGreaterThan(900);
    expect(refused).toHaveProperty("message", expect.stringMatching(/close programs/));
  });

  it("waits for a card that is still being put down", async () => {
    const { service, readers } = setUp();
    service.insert(READER, card());
    service.refuse(READER, RETURN.unresponsiveCard, RETURN.resetCard);
    expect(await (await readers().connect()).transmit(COMMAND)).toEqual(OK);
    service.refuse(READER, ...new Array<number>(9).fill(RETURN.unresponsiveCard));
    expect(await code(readers().connect())).toBe("card.unresponsive");
  });

  it("connects a reader once at a time in this program", async () => {
    const { readers, card: chip } = await connected();
    expect(await code(readers.connect())).toBe("card.sharing");
    await chip.close();
    await (await readers.connect()).transmit(COMMAND);
  });

  it("chooses the reader that can be meant, and names them all when there are several", async () => {
    const { service, readers: open } = setUp();
    service.plug("HID OMNIKEY 5022 CL 01 00");
    const readers = open();
    expect(await code(readers.connect())).toBe("card.none");
    service.insert(READER, card());
    await readers.waitForCard();
    expect((await readers.connect()).reader).toBe(READER);
    service.insert("HID OMNIKEY 5022 CL 01 00", card());
    await readers.waitForCard({ reader: "omnikey" });
    const error = await readers.connect().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "reader.ambiguous" });
    expect(error).toHaveProperty("message", expect.stringMatching(/ACR1581.*OMNIKEY/));
    expect(await code(readers.connect("nothing like it"))).toBe("reader.unknown");
    expect(await code(readers.connect("0"))).toBe("reader.ambiguous");
    expect((await readers.connect("omnikey 5022")).reader).toBe("HID OMNIKEY 5022 CL 01 00");
  });

  it("says that no card is there", async () => {
    const { readers } = setUp();
    expect(await code(readers().connect())).toBe("card.none");
  });

  it("is told that the service is not running, and finds it when it starts", async () => {
    const { service, readers: open } = setUp();
    service.stop();
    const readers = open();
    const events: string[] = [];
    readers.watch(({ type }) => events.push(type));
    expect(await code(readers.list())).toBe("reader.service");
    expect(await code(readers.connect())).toBe("reader.service");
    await until(() => events.length > 1);
    service.insert(READER, card());
    service.start();
    expect((await readers.waitForCard()).name).toBe(READER);
    expect(events.filter((type) => type !== "service-lost")).toEqual([
      "service-found",
      "reader-added",
      "card-inserted",
    ]);
    expect(await (await readers.connect()).transmit(COMMAND)).toEqual(OK);
  });

  it("takes one refusal for a service that is going away, and repeated ones for the system's policy", async () => {
    const denied = RETURN.securityViolation;
    const { service, readers: open } = setUp();
    service.denials.push(denied, denied, denied);
    const readers = open();
    const codes: string[] = [];
    readers.watch((event) => codes.push(event.type === "service-lost" ? event.error.code : event.type));
    await until(() => codes.includes("reader-added"));
    expect(codes).toEqual(["reader.service", "reader.denied", "reader.denied", "service-found", "reader-added"]);
    // Let in before: the service is what went away.
    service.insert(READER, card());
    await readers.waitForCard();
    if (library === "pcsclite") service.refuse(READER, denied);
    else service.denials.push(denied);
    expect(await code(readers.connect())).toBe("reader.service");
    expect((await readers.connect()).reader).toBe(READER);
  });

  it("tells of a service that fails in its own words as of one that is gone, and of no card", async () => {
    const { service, readers: open } = setUp();
    service.denials.push(RETURN.internalError, RETURN.notTransacted);
    const readers = open();
    const codes: string[] = [];
    readers.watch((event) => codes.push(event.type === "service-lost" ? event.error.code : event.type));
    await until(() => codes.includes("reader-added"));
    expect(codes).toEqual(["reader.service", "reader.service", "service-found", "reader-added"]);
  });

  it("looks for a service that is away with growing pauses, not in a spin", async () => {
    const { service, readers } = setUp();
    service.stop();
    const times: number[] = [];
    readers().watch((event) => {
      if (event.type === "service-lost") times.push(Date.now());
    });
    await sleep(1000);
    expect(times.length).toBeGreaterThanOrEqual(3);
    expect(times.length).toBeLessThanOrEqual(5);
  });

  it("lives through a restart of the service while waiting", async () => {
    const { service, readers: open } = setUp();
    const readers = open();
    await readers.list();
    const events: string[] = [];
    readers.watch(({ type }) => events.push(type));
    const found = readers.waitForCard();
    service.stop();
    await until(() => events.includes("service-lost"));
    expect(events).toEqual(["service-found", "reader-added", "reader-removed", "service-lost"]);
    service.start();
    await until(() => events.at(-1) === "reader-added");
    service.insert(READER, card());
    expect((await found).name).toBe(READER);
    expect(service.open).toBe(1);
    expect(service.blocked).toBe(0);
  });

  it("lives through a restart of the service while reading", async () => {
    const never = gate<Uint8Array>();
    const { service, readers, card: chip } = await connected(card(() => never.promise));
    const response = chip.transmit(COMMAND);
    await sleep(20);
    service.stop();
    expect(await code(response)).toBe("reader.service");
    expect(await code(chip.transmit(COMMAND))).toBe("reader.service");
    service.start();
    service.swap(READER, card());
    await readers.waitForCard();
    expect(await (await readers.connect()).transmit(COMMAND)).toEqual(OK);
    expect(service.blocked).toBe(0);
  });

  it("says that the service is gone, not the card, when that was found before the next exchange", async () => {
    const { service, readers, card: chip } = await connected();
    const events: string[] = [];
    readers.watch(({ type }) => events.push(type));
    service.stop();
    await until(() => events.includes("service-lost"));
    await sleep(30);
    expect(await code(chip.transmit(COMMAND))).toBe("reader.service");
    expect(await code(chip.reset())).toBe("reader.service");
    service.start();
    await readers.waitForCard();
    expect(await (await readers.connect()).transmit(COMMAND)).toEqual(OK);
  });

  it("comes back when Windows' service ends with the last reader and starts with the next", async () => {
    const { service, readers: open } = setUp();
    service.stopsWithLastReader = true;
    const readers = open();
    await readers.list();
    const events: string[] = [];
    readers.watch(({ type }) => events.push(type));
    for (let round = 0; round < 3; round++) {
      events.length = 0;
      service.unplug(READER);
      await until(() => events.includes("service-lost"));
      expect(events).toContain("reader-removed");
      expect(await code(readers.connect())).toBe("reader.service");
      service.start();
      service.plug(READER);
      await until(() => events.includes("reader-added"));
      expect((await readers.list()).map(({ name }) => name)).toEqual([READER]);
    }
  });

  it("survives a reader that is unplugged during an exchange, without blocking", async () => {
    const answer = gate<Uint8Array>();
    const { service, readers, card: chip } = await connected(card(() => answer.promise));
    const response = chip.transmit(COMMAND);
    await sleep(20);
    service.unplug(READER);
    expect(await code(response)).toBe("card.removed");
    service.plug(READER);
    service.insert(READER, card());
    await readers.waitForCard();
    expect(await (await readers.connect()).transmit(COMMAND)).toEqual(OK);
    expect(service.blocked).toBe(0);
  });

  it("ends everything with its signal: waits, connections, the service", async () => {
    const stop = new AbortController();
    const { service, readers: open } = setUp({ signal: stop.signal });
    const readers = open();
    await readers.list();
    const waiting = code(readers.waitForCard());
    const one = new AbortController();
    const other = code(readers.waitForCard({ signal: one.signal }));
    one.abort(new Error("this one"));
    expect(await other).toBe("Error: this one");
    stop.abort();
    expect(await waiting).toBe("reader.closed");
    expect(await code(readers.list())).toBe("reader.closed");
    await until(() => service.open === 0);
  });

  it("leaves nothing open after many connections", async () => {
    const { service, readers: open } = setUp();
    service.insert(READER, card());
    const readers = open();
    for (let i = 0; i < 50; i++) {
      const chip = await readers.connect();
      await chip.transmit(COMMAND);
      await chip.close();
    }
    await readers.close();
    expect(service.open).toBe(0);
    expect(service.dispositions).toHaveLength(50);
  });

  it("sends commands over T=0 without Le where they have data, and gives its limits", async () => {
    const sent: Uint8Array[] = [];
    const { card: chip } = await connected(
      card(
        (command) => {
          sent.push(Uint8Array.from(command));
          return OK;
        },
        { protocol: 1 },
      ),
    );
    expect(chip.protocol).toBe("T=0");
    expect(chip.limits).toEqual({ maxCommand: 260, maxResponse: 258 });
    const select = Uint8Array.of(0, 0xa4, 4, 0x0c, 2, 1, 2);
    await chip.transmit(Uint8Array.of(...select, 0));
    await chip.transmit(select);
    await chip.transmit(COMMAND);
    expect(sent).toEqual([select, select, COMMAND]);
  });

  it("keeps the library's error as the cause, with its code", async () => {
    const { service, card: chip } = await connected();
    service.resetByOther(READER);
    const error = await chip.transmit(COMMAND).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ReaderError);
    expect(error).toMatchObject({ code: "card.reset", returnCode: RETURN.resetCard, cause: expect.any(Error) });
  });
});
