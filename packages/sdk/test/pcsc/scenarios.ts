import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { isChipidError } from "../../src/errors/chipid-error.js";
import { type BindingName, createReaders, type Readers, type ReadersOptions } from "../../src/pcsc/index.js";
import { measureOverhead } from "../../src/pcsc/overhead.js";
import { startDaemon } from "./daemon.mjs";
import { SLOTS, VirtualCard } from "./virtual-card.js";

// Runs one scenario with a real PC/SC daemon and cards in virtual readers; with-pcscd.mjs makes the world it runs in. A
// program of its own (scenario-main.ts), since `pcsclite` ends the process when it is loaded in a worker thread.

const READER = SLOTS[0].reader;
const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 0x02, 0x3f, 0x00);
const CHALLENGE = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08);
const OK = Uint8Array.of(0x90, 0x00);
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export interface World {
  readonly binding: BindingName;
  /** Program of the virtual card. */
  readonly cardProgram: string;
  /** What the native libraries are looked up from. */
  readonly from: string;
  readonly argument: string | undefined;
  open(options?: ReadersOptions): Readers;
  card(slot?: number): VirtualCard;
  /** Another program that uses the same reader. */
  other(): Promise<OtherProgram>;
  /** Starts the daemon; the running one is `daemon`. */
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

interface OtherProgram {
  tell(command: string): Promise<string>;
  end(): void;
}

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return isChipidError(error) ? error.code : String(error);
  }
  return "no error";
}

async function until(what: () => boolean | Promise<boolean>, within = 10_000): Promise<void> {
  for (let waited = 0; !(await what()); waited += 10) {
    assert(waited < within, `it did not come within ${within} ms`);
    await sleep(10);
  }
}

const readBinary = (length: number): Uint8Array => Uint8Array.of(0, 0xb0, 0, 0, 0, length >> 8, length & 0xff);

/** Each gives what is worth telling. */
export const SCENARIOS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  async exchange({ open, card, start }) {
    await start();
    const chip = card();
    await chip.tell("insert");
    const readers = open();
    const found = await readers.waitForCard();
    assert.equal(found.name, READER);
    assert.deepEqual(
      (await readers.list()).map(({ name, card: presence, slot }) => [name, presence, slot]),
      SLOTS.map(({ reader }, i) => [reader, i === 0 ? "present" : "absent", "unknown"]),
    );
    const connected = await readers.connect();
    assert.equal(connected.protocol, "T=1");
    assert.deepEqual(connected.atr, Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01));
    assert.deepEqual(await connected.transmit(SELECT), OK);
    assert.equal((await connected.transmit(CHALLENGE)).length, 10);
    for (const length of [1, 256, 4096, 65533]) {
      const response = await connected.transmit(readBinary(length));
      assert.equal(response.length, length + 2);
      assert.equal(response[length - 1], (length - 1) & 0xff);
    }
    const long = Uint8Array.of(0, 0xda, 0, 0, 0, 0x07, 0xd0, ...new Uint8Array(2000).fill(0x33));
    assert.deepEqual(await connected.transmit(long), Uint8Array.of(...long, 0x90, 0x00));
    const three = await Promise.all([1, 2, 3].map((n) => connected.transmit(Uint8Array.of(0, 0xca, n, 0, 0))));
    assert.deepEqual(
      three.map((response) => response[2]),
      [1, 2, 3],
    );
    chip.said.length = 0;
    await connected.reset();
    assert.deepEqual(await connected.transmit(SELECT), OK);
    await until(() => chip.said.some((line) => line === "reset" || line === "power off"));
    await connected.close();
    assert.equal(await code(connected.transmit(SELECT)), "card.transport");
    return chip.said;
  },

  /** argument: rounds in each of the two readers, which run side by side */
  async "insert-remove"({ open, card, start, argument }) {
    await start();
    const rounds = Number(argument ?? "5");
    const readers = open();
    await readers.list();
    const events: string[] = [];
    readers.watch((event) => events.push("reader" in event ? `${event.type} ${event.reader}` : event.type));
    const began = Date.now();
    await Promise.all(
      SLOTS.map(async ({ reader }, slot) => {
        const chip = card(slot);
        const count = (type: string): number => events.filter((event) => event === `${type} ${reader}`).length;
        for (let round = 1; round <= rounds; round++) {
          await chip.tell("insert");
          await readers.waitForCard({ reader });
          const connected = await readers.connect(reader);
          assert.deepEqual(await connected.transmit(SELECT), OK);
          assert.equal((await connected.transmit(readBinary(4096))).length, 4098);
          // Every other time the program closes first, else the card is simply taken away.
          if (round % 2 === 0) await connected.close();
          await chip.tell("remove");
          if (round % 2 === 1) {
            await until(async () => (await code(connected.transmit(SELECT))) === "card.removed");
          }
          await until(() => count("card-removed") === round);
          assert.equal(count("card-inserted"), round);
        }
      }),
    );
    assert.equal(events.length, 3 + rounds * 4);
    return { rounds: rounds * SLOTS.length, msPerRound: Math.round((Date.now() - began) / rounds) };
  },

  async "starts-without-service"({ open, card, start }) {
    const readers = open();
    assert.equal(await code(readers.list()), "reader.service");
    const waiting = readers.waitForCard();
    const before = process.cpuUsage();
    await sleep(1000);
    const { user, system } = process.cpuUsage(before);
    assert(user + system < 200_000, `used ${user + system} µs in a second of waiting`);
    await start();
    const chip = card();
    await chip.tell("insert");
    assert.equal((await waiting).name, READER);
    assert.deepEqual(await (await readers.connect()).transmit(SELECT), OK);
    return { cpuMs: (user + system) / 1000 };
  },

  async "restart-while-waiting"({ open, card, start, stop }) {
    await start();
    const readers = open();
    await readers.list();
    const events: string[] = [];
    readers.watch(({ type }) => events.push(type));
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const waiting = readers.waitForCard();
      events.length = 0;
      await stop(signal);
      await until(() => events.includes("service-lost"));
      assert.equal(await code(readers.connect()), "reader.service");
      await start();
      await until(() => events.filter((type) => type === "reader-added").length === 2);
      const chip = card();
      await chip.tell("insert");
      assert.equal((await waiting).name, READER);
      const connected = await readers.connect();
      assert.deepEqual(await connected.transmit(SELECT), OK);
      await connected.close();
      chip.end();
      await until(async () => (await readers.list()).every(({ card: presence }) => presence === "absent"));
    }
    return undefined;
  },

  async "restart-while-reading"({ open, card, start, stop }) {
    await start();
    const readers = open();
    const chip = card();
    const outcomes: string[] = [];
    for (let round = 0; round < 3; round++) {
      await chip.tell("insert");
      await chip.tell(round === 2 ? "answer" : "slow 400");
      await readers.waitForCard();
      const connected = await readers.connect();
      if (round === 2) {
        // Between two exchanges.
        assert.deepEqual(await connected.transmit(SELECT), OK);
        await stop("SIGKILL");
        outcomes.push(await code(connected.transmit(SELECT)));
      } else {
        const reading = code(connected.transmit(SELECT));
        await sleep(100);
        await stop(round === 0 ? "SIGKILL" : "SIGTERM");
        outcomes.push(await reading);
      }
      assert.match(outcomes.at(-1) ?? "", /^(reader\.service|card\.removed)$/);
      await start();
    }
    await chip.tell("insert");
    await readers.waitForCard();
    assert.deepEqual(await (await readers.connect()).transmit(SELECT), OK);
    return outcomes;
  },

  async "leaves-while-answering"({ open, card, start }) {
    await start();
    const readers = open();
    const chip = card();
    for (const fault of ["die", "answer 1"]) {
      await chip.tell("answer");
      await chip.tell("insert");
      await readers.waitForCard();
      const connected = await readers.connect();
      assert.deepEqual(await connected.transmit(SELECT), OK);
      await chip.tell(fault);
      assert.equal(await code(connected.transmit(SELECT)), "card.removed");
      assert.equal(await code(connected.transmit(SELECT)), "card.removed");
      await chip.tell("remove");
    }
    return undefined;
  },

  async "two-programs"({ open, card, start, other }) {
    await start();
    const chip = card();
    await chip.tell("insert");
    const readers = open();
    await readers.waitForCard();
    const program = await other();
    const mine = await readers.connect();
    assert.equal(await program.tell("connect shared"), "connected");
    // Both at once, each its own answers.
    const theirs = program.tell("exchange 200");
    for (let i = 0; i < 200; i++) {
      const response = await mine.transmit(Uint8Array.of(0, 0xca, i & 0xff, 1, 0));
      assert.equal(response[2], i & 0xff);
    }
    assert.equal(await theirs, "exchanged");
    // Their reset ends my session, and I find out.
    assert.equal(await program.tell("reset"), "reset");
    assert.equal(await code(mine.transmit(SELECT)), "card.reset");
    await mine.reset();
    assert.deepEqual(await mine.transmit(SELECT), OK);
    assert.equal(await program.tell("close"), "closed");
    await mine.close();
    // They want it alone.
    assert.equal(await program.tell("connect exclusive"), "connected");
    const began = Date.now();
    assert.equal(await code(readers.connect()), "card.sharing");
    const waited = Date.now() - began;
    assert(waited >= 1000 && waited < 5000, `gave up after ${waited} ms`);
    const patient = readers.connect();
    await sleep(300);
    assert.equal(await program.tell("close"), "closed");
    assert.deepEqual(await (await patient).transmit(SELECT), OK);
    program.end();
    return { waited };
  },

  async "hanging-card"({ open, card, start }) {
    await start();
    const chip = card();
    await chip.tell("insert");
    const readers = open({ timeout: 300 });
    await readers.waitForCard();
    const connected = await readers.connect();
    await chip.tell("hang");
    let beats = 0;
    const heart = setInterval(() => beats++, 10);
    assert.equal(await code(connected.transmit(SELECT)), "card.timeout");
    assert.equal(await code(connected.transmit(SELECT)), "card.timeout");
    const began = Date.now();
    await readers.close();
    const took = Date.now() - began;
    clearInterval(heart);
    assert(took < 3000, `closing took ${took} ms`);
    assert(beats > 60, `the thread was blocked: ${beats} beats`);
    // Only now does the card let go, and what was under way can end.
    chip.end();
    return { took, beats };
  },

  /** argument: rounds of 200 exchanges */
  async overhead({ binding, from, card, start, argument }) {
    await start();
    const chip = card();
    await chip.tell("insert");
    await sleep(600);
    const figures = await measureOverhead({
      binding,
      from,
      reader: READER,
      exchanges: 200,
      rounds: Number(argument ?? "25"),
    });
    assert.equal(figures.binding, binding);
    assert(figures.bareMicroseconds > 0 && figures.cardMicroseconds > 0);
    return figures;
  },
};

/** The other program: connects and exchanges as it is told on standard input. */
async function otherProgram(readers: Readers): Promise<void> {
  let card: Awaited<ReturnType<Readers["connect"]>> | undefined;
  process.stdout.write("ready\n");
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(" ");
    let said = command;
    if (command === "connect") {
      card = await readers.connect(READER, { share: argument === "exclusive" ? "exclusive" : "shared" });
      said = "connected";
    } else if (command === "exchange") {
      said = "exchanged";
      for (let i = 0; i < Number(argument); i++) {
        const response = await card?.transmit(Uint8Array.of(0, 0xca, i & 0xff, 2, 0));
        if (response?.[2] !== (i & 0xff) || response[3] !== 2) said = "an answer was mixed up";
      }
    } else if (command === "reset") await card?.reset();
    else if (command === "close") {
      await card?.close();
      said = "closed";
    }
    process.stdout.write(`${said}\n`);
  }
}

/**
 * Runs the scenario that the arguments name and writes its report, one line of JSON.
 * @param args scenario, native library, program of the virtual card, what libraries are looked up from, the scenario's own
 */
export async function scenarioProgram(args: readonly string[]): Promise<void> {
  const [name = "", binding, cardProgram, from, argument] = args;
  assert(binding === "pcsclite" || binding === "smartcard");
  assert(cardProgram !== undefined && from !== undefined);
  const opened: Readers[] = [];
  const cards: VirtualCard[] = [];
  let daemon: Awaited<ReturnType<typeof startDaemon>> | undefined;
  const open = (options: ReadersOptions = {}): Readers => {
    const readers = createReaders({ binding, from, ...options });
    opened.push(readers);
    return readers;
  };
  if (name === "other-program") {
    await otherProgram(open());
    process.exit(0);
  }
  const scenario = SCENARIOS[name];
  assert(scenario !== undefined, `no scenario ${name}`);
  const began = Date.now();
  const result = await scenario({
    binding,
    cardProgram,
    from,
    argument,
    open,
    card: (slot) => {
      const card = new VirtualCard(cardProgram, slot);
      cards.push(card);
      return card;
    },
    other: async () => {
      const program = spawn(process.execPath, [process.argv[1] ?? "", "other-program", binding, cardProgram, from], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      const lines = createInterface({ input: program.stdout });
      await once(lines, "line");
      return {
        tell: async (command) => {
          program.stdin.write(`${command}\n`);
          const [line] = (await once(lines, "line")) as [string];
          return line;
        },
        end: () => void program.kill("SIGKILL"),
      };
    },
    start: async () => {
      daemon = await startDaemon();
    },
    stop: async (signal) => daemon?.stop(signal),
  });
  await Promise.all(opened.map((readers) => readers.close()));
  for (const card of cards) card.end();
  await daemon?.stop();
  process.stdout.write(`${JSON.stringify({ scenario: name, ms: Date.now() - began, result })}\n`);
  // Not process.exit(): nothing may keep this process alive once all is closed.
}
