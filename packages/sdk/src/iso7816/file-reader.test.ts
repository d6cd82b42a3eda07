import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChipHabits, FileChip, fileOf, paddedFile } from "../../test/file-chip.js";
import { concat, equalBytes } from "../bytes/bytes.js";
import { CardChannel } from "../channel/channel.js";
import type { SessionKeys } from "../channel/secure-messaging.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { SessionCipher } from "../lds/security-info-types.js";
import type { CardLimits } from "./card.js";
import type { ReadingHabits } from "./command-port.js";
import { leastExchanges, leastReads, oddReadData, oddReadNe } from "./exchange-count.js";
import { FileReader } from "./file-reader.js";
import { PartialFile } from "./partial-file.js";

const DG2 = { fid: 0x0102, sfi: 0x02, tags: [0x75] };

function keysOf(cipher: SessionCipher): SessionKeys {
  const length = cipher === "aes-256" ? 32 : cipher === "aes-192" ? 24 : 16;
  return { cipher, enc: new Uint8Array(length).fill(0x42), mac: new Uint8Array(length).fill(0x17) };
}

interface Setup {
  readonly chip: FileChip;
  readonly channel: CardChannel;
  readonly reader: FileReader;
}

function setup(
  file: Uint8Array,
  options: {
    readonly chip?: ChipHabits;
    readonly habits?: ReadingHabits;
    readonly limits?: CardLimits;
    readonly cipher?: SessionCipher;
  } = {},
): Setup {
  const chip = new FileChip(new Map([[0x0102, file]]), options.chip, options.limits);
  const channel = new CardChannel(chip, { habits: options.habits ?? {} });
  if (options.cipher !== undefined) {
    chip.secure(keysOf(options.cipher));
    channel.secure(keysOf(options.cipher));
  }
  return { chip, channel, reader: new FileReader(channel) };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof ChipidError ? error.code : String(error);
  }
  return "no error";
}

describe("the number of exchanges", () => {
  const rungs: readonly (readonly [string, SessionCipher | undefined, ReadingHabits, CardLimits, number])[] = [
    ["short, plain", undefined, { extended: false }, {}, 256],
    ["short, 3DES", "3des", { extended: false }, {}, 231],
    ["short, AES", "aes-128", { extended: false }, {}, 223],
    ["a reader without extended length", "aes-256", { extended: true }, { maxResponse: 258 }, 223],
    ["128 after a refusal", "aes-192", { extended: false, mostProtected: 128 }, {}, 128],
    ["extended, plain", undefined, { extended: true }, {}, 65536],
    ["extended, a reader of 4 KiB", "aes-128", { extended: true }, { maxResponse: 4096 }, 4063],
    ["extended, a chip of 1 KiB", "3des", { extended: true, maxResponse: 1026 }, {}, 999],
  ];

  it.each(rungs)("is the least there is: %s", async (_, cipher, habits, limits, ne) => {
    const lengths = [
      2,
      3,
      127,
      129,
      ne - 1,
      ne,
      ne + 1,
      3 * ne,
      15_000,
      32_767,
      32_768,
      33_000,
      33_200,
      66_000,
      70_000,
    ];
    for (const length of lengths.filter((n) => n <= 70_000 && n !== 130 && n !== 131 && n !== 259)) {
      const file = fileOf(length);
      const { channel, reader } = setup(file, {
        ...(cipher === undefined ? {} : { cipher }),
        habits: { ...habits },
        limits,
      });
      expect(channel.largestNe(ne > 256)).toBeGreaterThanOrEqual(ne);
      expect(equalBytes(await reader.read(DG2), file)).toBe(true);
      expect([length, channel.counts.apdus]).toEqual([length, leastReads(length, ne)]);
    }
  });

  it("for any length and Ne, by short identifier or not", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 300, max: 66_000 }),
        fc.integer({ min: 64, max: 256 }),
        fc.boolean(),
        async (length, most, bySfi) => {
          const file = fileOf(length);
          const { channel, reader, chip } = setup(file, { habits: { extended: false, mostPlain: most, sfi: bySfi } });
          expect(equalBytes(await reader.read(DG2), file)).toBe(true);
          const plan = {
            files: [{ length, bySfi, ne: most }],
            access: "none",
            applications: 0,
            chipAuthentication: "none",
            activeAuthentication: false,
          } as const;
          expect(channel.counts.apdus).toBe(leastExchanges(plan));
          // Nothing is asked for beyond the end, and nothing twice.
          const read = chip.commands.filter(({ ins }) => ins === 0xb0).map(({ p1, p2, ne }) => ({ p1, p2, ne }));
          expect(new Set(read.map(({ p1, p2 }) => `${p1}.${p2}`)).size).toBe(read.length);
        },
      ),
      { seed: 78, numRuns: 40 },
    );
  });

  it("counts a session: PACE, application, files, chip and active authentication", () => {
    const file = (length: number): { length: number; bySfi: boolean; ne: number } => ({
      length,
      bySfi: true,
      ne: 65_000,
    });
    expect(
      leastExchanges({
        files: [file(54), file(1_800), file(400), file(95), file(300), file(15_000)],
        access: "pace",
        applications: 1,
        chipAuthentication: "set-at",
        activeAuthentication: true,
      }),
    ).toBe(6 + 5 + 1 + 2 + 1);
  });

  it("of odd reads leaves room for the header of DO'53', for every Ne", () => {
    for (let length = 1; length < 70_000; length += length < 600 ? 1 : 997) {
      const ne = oddReadNe(length);
      expect(oddReadData(ne)).toBeGreaterThanOrEqual(length);
      expect(oddReadNe(oddReadData(ne))).toBeLessThanOrEqual(ne);
    }
  });
});

describe("chips that behave otherwise are read through", () => {
  const file = fileOf(3_000);
  const cases: readonly (readonly [string, ChipHabits, ReadingHabits])[] = [
    ["gives fewer bytes than asked for", { gives: 100 }, {}],
    ["6282 with data at the end", { beyondEnd: "6282" }, {}],
    ["6282 without data at the end", { beyondEnd: "6282 empty" }, { readsBeyondEnd: false }],
    ["6700 to extended length", { extended: false }, { extended: false }],
    ["6700 above 128 bytes", { takes: 128 }, { mostPlain: 128 }],
    ["6B00 above 160 bytes", { takes: 160, refusal: 0x6b00 }, { mostPlain: 128 }],
    ["6F00 above 64 bytes", { takes: 64, refusal: 0x6f00 }, { mostPlain: 64 }],
    ["6C10 above 16 bytes", { takes: 16, refusal: 0x6c10 }, {}],
    ["6A86 to short identifiers", { sfi: 0x6a86 }, { sfi: false }],
    ["6A82 to short identifiers", { sfi: 0x6a82 }, { sfi: false }],
    ["6D00 to short identifiers", { sfi: 0x6d00 }, { sfi: false }],
  ];

  it.each(cases)("%s", async (_, chip, learnt) => {
    const { reader, channel } = setup(file, { chip });
    expect(equalBytes(await reader.read(DG2), file)).toBe(true);
    expect(channel.habits).toMatchObject(learnt);
    // What was learnt spares the second file the refusals.
    const before = channel.counts.apdus;
    await reader.read(DG2);
    const second = channel.counts.apdus - before;
    expect(second).toBeLessThanOrEqual(before);
    expect(equalBytes(await reader.read(DG2), file)).toBe(true);
  });

  it.each(cases)("the same under secure messaging: %s", async (_, chip) => {
    for (const cipher of ["3des", "aes-256"] as const) {
      const { reader, channel } = setup(file, { chip, cipher });
      expect(equalBytes(await reader.read(DG2), file)).toBe(true);
      expect(channel.secured).toBe(true);
    }
  });

  it.each([0x6700, 0x6b00, 0x6282])(
    "a bare %i ends the session; in the next one reading goes on with what was learnt",
    async (refusal) => {
      const chip: ChipHabits = refusal === 0x6282 ? { beyondEnd: "6282 empty" } : { takes: 160, refusal };
      const small = fileOf(180);
      const { reader, channel, chip: card } = setup(small, { chip: { ...chip, bareErrors: true }, cipher: "aes-128" });
      const partial = new PartialFile(0x0102);
      let sessions = 1;
      for (;;) {
        try {
          expect(equalBytes(await reader.read({ fid: 0x0102, tags: [0x75] }, { partial }), small)).toBe(true);
          break;
        } catch (error) {
          expect(error).toMatchObject({ code: "channel.lost", sw: refusal });
          expect(channel.secured).toBe(false);
          // Nothing goes out in plain after that.
          await expect(reader.read(DG2)).rejects.toMatchObject({ code: "channel.lost" });
          card.secure(keysOf("aes-128"));
          channel.secure(keysOf("aes-128"));
          sessions++;
        }
      }
      expect(sessions).toBe(2);
    },
  );

  it("knows a chip that refuses extended length in a reader that fails as if the card had gone", async () => {
    const { chip, channel, reader } = setup(file);
    chip.before = () => {
      chip.before = () => undefined;
      throw new ChipidError("card.transport", "no answer");
    };
    await expect(reader.read(DG2)).rejects.toMatchObject({ code: "card.transport" });
    expect(channel.habits).toEqual({ extended: false });
    expect(equalBytes(await reader.read(DG2), file)).toBe(true);
  });

  it("does not try extended length under secure messaging unless told to", async () => {
    const { reader, chip } = setup(file, { cipher: "aes-128" });
    await reader.read(DG2);
    expect(chip.commands[0]?.ne).toBe(223);
    const other = setup(file, { cipher: "aes-128" });
    await other.reader.read(DG2, { tryExtended: true });
    expect(other.chip.commands.map(({ ne }) => ne)).toEqual([65_536]);
    expect(other.channel.habits).toEqual({ extended: true, sfi: true });
  });

  it("leaves bytes behind the data object where they are", async () => {
    const padded = paddedFile(file, 4_096);
    const { reader } = setup(padded);
    expect(equalBytes(await reader.read(DG2), file)).toBe(true);
  });

  it("reads a run of objects to the end of the file", async () => {
    const run = concat(fileOf(300, 0x47), fileOf(20, 0x61), new Uint8Array(30));
    const target = { fid: 0x0102, form: "objects" } as const;
    for (const chip of [
      {},
      { gives: 200 },
      { gives: 90 },
      { beyondEnd: "6282" },
      { beyondEnd: "6282 empty" },
    ] as const) {
      const { reader } = setup(run, { chip, habits: { extended: false } });
      const bytes = await reader.read(target);
      // Zeros at the end may stay unread: they are no object.
      expect(equalBytes(bytes.subarray(0, 320), run.subarray(0, 320))).toBe(true);
      expect(bytes.subarray(320).every((byte) => byte === 0)).toBe(true);
    }
  });
});

describe("interrupted", () => {
  const file = fileOf(2_500);

  it("goes on at its offset, whichever exchange was interrupted", async () => {
    const habits = { extended: false };
    for (let at = 0; at < 13; at++) {
      const { chip, channel, reader } = setup(file, { habits: { ...habits } });
      const partial = new PartialFile(0x0102);
      chip.before = (index) => {
        if (index === at) {
          chip.before = () => undefined;
          throw new ChipidError("card.removed", "gone");
        }
      };
      const first = await codeOf(reader.read(DG2, { partial }));
      expect(first).toBe(at < 10 ? "card.removed" : "no error");
      if (first === "no error") continue;
      expect(partial.length).toBe(Math.min(256 * at, 2_500));
      await channel.reset();
      const progress: number[] = [];
      const bytes = await reader.read(DG2, { partial, onProgress: (done) => progress.push(done) });
      expect(equalBytes(bytes, file)).toBe(true);
      // The interrupted command went out in vain, and the second time the file is selected first.
      expect(channel.counts.apdus).toBe(leastReads(2_500, 256) + 1 + (at === 0 ? 0 : 1));
      expect(progress.at(-1)).toBe(2_500);
    }
  });

  it("is given up for another file", async () => {
    const { reader } = setup(file);
    await expect(reader.read(DG2, { partial: new PartialFile(0x0101) })).rejects.toThrow(TypeError);
  });

  it("reports bytes and total as it reads", async () => {
    const seen: unknown[] = [];
    const { reader } = setup(fileOf(600), { habits: { extended: false } });
    await reader.read(DG2, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [256, 600],
      [512, 600],
      [600, 600],
    ]);
  });
});

describe("refused", () => {
  const answering = (sw: number, data: Uint8Array = new Uint8Array(0)) => {
    const chip = new FileChip(new Map());
    chip.transmit = async () => Uint8Array.of(...data, sw >> 8, sw & 0xff);
    return new FileReader(new CardChannel(chip, { habits: { extended: false } }));
  };

  it.each([
    [0x6a82, "read.absent"],
    [0x6982, "read.denied"],
    [0x6985, "read.status"],
    [0x6283, "read.status"],
    [0x6700, "read.status"],
    [0x9000, "read.empty"],
    [0x6282, "read.empty"],
  ])("status %i", async (sw, code) => {
    expect(await codeOf(answering(sw).read(DG2))).toBe(code);
  });

  it.each([
    ["zeros", "000000000000", "read.empty"],
    ["another tag", "4206112233445566", "read.tag"],
    ["an indefinite length", "7580", "tlv.length"],
    ["a length of five bytes", "75850102030405", "tlv.length"],
    ["a tag of four bytes", "7f818182", "tlv.tag"],
  ])("a file that begins with %s", async (_, hex, code) => {
    const file = Uint8Array.from(Buffer.from(hex, "hex"));
    const target = code === "tlv.tag" ? { fid: 0x0102 } : DG2;
    expect(await codeOf(setup(file).reader.read(target))).toBe(code);
  });

  it("a file shorter than its header says, without spoiling the habits", async () => {
    const { reader, channel } = setup(fileOf(900).subarray(0, 700), { habits: { extended: false } });
    expect(await codeOf(reader.read(DG2))).toBe("read.truncated");
    expect(channel.habits).toEqual({ extended: false, sfi: true });
  });

  it("more bytes than were asked for", async () => {
    expect(await codeOf(answering(0x9000, fileOf(300)).read(DG2))).toBe("read.excess");
  });

  it("a header that announces more than the cap, before reading on", async () => {
    const { reader, channel } = setup(paddedFile(Uint8Array.of(0x75, 0x83, 0x20, 0, 0), 600), {
      habits: { extended: false },
    });
    expect(await codeOf(reader.read(DG2))).toBe("read.too-long");
    expect(channel.counts.apdus).toBe(1);
    expect(await codeOf(setup(fileOf(600)).reader.read(DG2, { maxBytes: 599 }))).toBe("read.too-long");
    expect(await codeOf(setup(fileOf(600)).reader.read(DG2, { maxBytes: 600 }))).toBe("no error");
  });

  it("a run of objects that never ends", async () => {
    const { reader, channel } = setup(fileOf(1_100_000), { habits: { extended: true } });
    expect(await codeOf(reader.read({ fid: 0x0102, sfi: 2, form: "objects" }))).toBe("read.too-long");
    expect(channel.counts.apdus).toBeLessThan(20);
  });

  it("a file in crumbs", async () => {
    const { reader, channel } = setup(fileOf(3_000), { chip: { gives: 1 } });
    expect(await codeOf(reader.read(DG2))).toBe("read.endless");
    expect(channel.counts.apdus).toBeLessThan(70);
  });

  it("an odd READ BINARY that the chip does not know", async () => {
    const { reader } = setup(fileOf(40_000), { chip: { odd: false }, habits: { extended: false } });
    expect(await codeOf(reader.read(DG2))).toBe("read.status");
  });
});
