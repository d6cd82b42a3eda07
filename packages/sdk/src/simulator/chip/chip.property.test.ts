import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openChip } from "../../../test/chip-terminal.js";
import { concat } from "../../bytes/bytes.js";
import { protectCommand, unprotectResponse } from "../../channel/secure-messaging.js";
import { deterministicRandom } from "../../crypto/random.js";
import type { Command } from "../../iso7816/apdu.js";
import type { Card } from "../../iso7816/card.js";
import { elementaryFile } from "../../lds/files.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { chipProfile } from "../chip-profiles.js";
import { simulateDocument } from "../simulated-document.js";
import { createChip } from "./chip.js";
import { SHORT_LIMITS } from "./personalisation.js";

const SEED = 0x9303;

function documentOf(name: string, short = false) {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return simulateDocument(profile, short ? { limits: SHORT_LIMITS } : {});
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const instruction = fc.constantFrom(0x22, 0x82, 0x84, 0x86, 0x88, 0xa4, 0xb0, 0xb1, 0xc0, 0x20);
const classByte = fc.constantFrom(0x00, 0x0c, 0x10, 0x1c, 0x80, 0x04);
const parameters = fc.constantFrom(
  [0xc1, 0xa4],
  [0x41, 0xa4],
  [0x41, 0xa6],
  [0, 0],
  [4, 12],
  [2, 12],
  [0x81, 0],
  [0x9c, 0],
);

/** Headers that mean something, with data that may not. */
const likelyCommand = fc
  .tuple(classByte, instruction, parameters, bytes(40), fc.boolean())
  .map(([cla, ins, [p1 = 0, p2 = 0], data, le]) =>
    concat(
      Uint8Array.of(cla, ins, p1, p2),
      data.length === 0 ? data : concat(Uint8Array.of(data.length), data),
      Uint8Array.of(...(le ? [0] : [])),
    ),
  );

const authenticationData = fc
  .tuple(fc.constantFrom(0x80, 0x81, 0x83, 0x85), bytes(70))
  .map(([tag, value]) => encodeTlv(0x7c, ...(value.length === 0 ? [] : [encodeTlv(tag, value)])))
  .map((data) => concat(Uint8Array.of(0x10, 0x86, 0, 0, data.length), data, Uint8Array.of(0)));

const setPace = fc
  .tuple(fc.constantFrom("2.2", "6.2", "4.1"), fc.integer({ min: 0, max: 5 }))
  .map(([variant, reference]) => {
    const [a = 0, b = 0] = variant.split(".").map(Number);
    const data = concat(
      encodeTlv(0x80, Uint8Array.of(4, 0, 0x7f, 0, 7, 2, 2, 4, a, b)),
      encodeTlv(0x83, Uint8Array.of(reference)),
    );
    return concat(Uint8Array.of(0, 0x22, 0xc1, 0xa4, data.length), data);
  });

const anyCommand = fc.oneof(bytes(300), likelyCommand, authenticationData, setPace);

async function answers(card: Card, commands: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const list: Uint8Array[] = [];
  for (const command of commands) list.push(await card.transmit(command));
  return list;
}

/** A status word of ISO 7816-4: 9000, or 61XX to 6FXX. */
function hasStatus(answer: Uint8Array): boolean {
  const high = answer[answer.length - 2] ?? 0;
  const low = answer[answer.length - 1] ?? 0;
  return (high === 0x90 && low === 0) || (high >= 0x61 && high <= 0x6f);
}

/** `needle` in `haystack`, in runs that chance does not make. */
function contains(haystack: Uint8Array, needle: Uint8Array): boolean {
  outer: for (let i = 0; i + needle.length <= haystack.length; i++) {
    for (let j = 0; j < needle.length; j++) if (haystack[i + j] !== needle[j]) continue outer;
    return true;
  }
  return false;
}

describe.each(["vn-2021", "passport-pace-cam", "passport-aa", "pace-im-dh-aes-256"])("%s", (name) => {
  const document = documentOf(name);

  it("answers whatever comes with a status word, and tells nothing of its files", async () => {
    const secrets = [...document.files]
      .filter(([file]) => elementaryFile(file).parent === "emrtd")
      .map(([, content]) => content.slice(4, 20));
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand, { minLength: 1, maxLength: 12 }), async (commands) => {
        const chip = createChip(document.chip, { random: deterministicRandom("property") });
        for (const answer of await answers(chip, commands)) {
          expect(hasStatus(answer)).toBe(true);
          for (const secret of secrets) expect(contains(answer, secret)).toBe(false);
        }
      }),
      { seed: SEED, numRuns: 80 },
    );
  });

  it("answers protected nonsense with a status word, and never ends in an error of its own", async () => {
    const command: fc.Arbitrary<Command> = fc.record({
      cla: fc.constantFrom(0, 0x10),
      ins: instruction,
      p1: fc.integer({ min: 0, max: 255 }),
      p2: fc.integer({ min: 0, max: 255 }),
      data: bytes(60),
      ne: fc.integer({ min: 1, max: 65_536 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 6 }), bytes(80), async (commands, broken) => {
        const chip = createChip(document.chip, { random: deterministicRandom("property") });
        const channel = await openChip(chip, document.chip, document.chip.pace.length > 0 ? { pace: 0 } : {});
        for (const one of commands) {
          // A command of the chain of Chip Authentication or PACE may end the session: the channel says so then.
          const answer = await channel.send(one).catch((error: unknown) => error);
          if (answer instanceof Error) expect((answer as { code?: string }).code).toMatch(/^(channel|apdu)\./);
          else expect(answer).toHaveProperty("sw");
        }
        expect(hasStatus(await chip.transmit(concat(Uint8Array.of(0x0c, 0xb0, 0, 0), broken)))).toBe(true);
      }),
      { seed: SEED, numRuns: 12 },
    );
  });
});

describe("limits", () => {
  it("sends no more data than Le and the chip's own limit allow", async () => {
    const document = documentOf("passport-pace", true);
    await fc.assert(
      fc.asyncProperty(anyCommand, async (command) => {
        const chip = createChip(document.chip, { random: deterministicRandom("property") });
        expect((await chip.transmit(command)).length).toBeLessThanOrEqual(258);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("keeps the counters of both sides together over any run of commands", async () => {
    const document = documentOf("passport-bac");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 400 }))),
        async (reads) => {
          const chip = createChip(document.chip, { random: deterministicRandom("property") });
          const channel = await openChip(chip, document.chip);
          for (const [sfi, ne] of reads) {
            const { sw } = await channel.send({ cla: 0, ins: 0xb0, p1: 0x80 | sfi, p2: 0, ne });
            expect([0x9000, 0x6a82]).toContain(sw);
          }
          expect(channel.secured).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 12 },
    );
  });

  it("refuses a protected command that is sent twice", async () => {
    const document = documentOf("passport-bac");
    const random = deterministicRandom("terminal");
    const chip = createChip(document.chip, { random: deterministicRandom("property") });
    const sent: Uint8Array[] = [];
    const tapped: Card = {
      atr: chip.atr,
      limits: chip.limits,
      reset: () => chip.reset(),
      transmit: (command) => {
        sent.push(command);
        return chip.transmit(command);
      },
    };
    const channel = await openChip(tapped, document.chip, { random });
    await channel.send({ cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, ne: 4 });
    expect(await chip.transmit(sent.at(-1) ?? new Uint8Array())).toEqual(Uint8Array.of(0x69, 0x88));
  });

  it("does not answer under keys that are not the session's", async () => {
    const document = documentOf("passport-bac");
    const chip = createChip(document.chip, { random: deterministicRandom("property") });
    await openChip(chip, document.chip);
    const keys = { cipher: "aes-128", enc: new Uint8Array(16), mac: new Uint8Array(16) } as const;
    const { bytes: command, counter } = protectCommand(keys, 0n, { cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, ne: 4 });
    const answer = await chip.transmit(command);
    expect(() => unprotectResponse(keys, counter, answer)).toThrow();
  });
});
