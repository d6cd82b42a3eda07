import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { blockLength } from "../crypto/cipher-types.js";
import { padMethod2 } from "../crypto/mac.js";
import { createPureCiphers } from "../crypto/pure-ciphers.js";
import { ChipidError } from "../errors/chipid-error.js";
import { decodeCommand, encodeCommand } from "../iso7816/apdu.js";
import type { SessionCipher } from "../lds/security-info-types.js";
import { encodeTlv } from "../tlv/tlv.js";
import {
  isProtectedBody,
  largestProtectedData,
  nextCounter,
  protectCommand,
  protectedResponseLength,
  protectResponse,
  type SessionKeys,
  unprotectCommand,
  unprotectResponse,
} from "./secure-messaging.js";

const CIPHERS: readonly SessionCipher[] = ["3des", "aes-128", "aes-192", "aes-256"];

function keysOf(cipher: SessionCipher): SessionKeys {
  const length = cipher === "aes-256" ? 32 : cipher === "aes-192" ? 24 : 16;
  const key = (seed: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (17 * i + seed) & 0xff);
  return { cipher, enc: key(3), mac: key(90) };
}

const KEYS = CIPHERS.map(keysOf);
const cipher = fc.constantFrom(...KEYS);
const counter = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const command = fc.record({
  cla: fc.constantFrom(0x00, 0x10),
  ins: fc.constantFrom(0xa4, 0xb0, 0xb1, 0x86, 0x22, 0x88),
  p1: fc.nat(255),
  p2: fc.nat(255),
  data: fc.option(fc.uint8Array({ minLength: 1, maxLength: 600 }), { nil: undefined }),
  ne: fc.option(fc.constantFrom(1, 8, 223, 255, 256, 257, 4096, 65_535, 65_536), { nil: undefined }),
});

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof ChipidError ? error.code : String(error);
  }
  return "accepted";
}

/** A protected response with the MAC it should have, whatever its objects are. */
function sealed(keys: SessionKeys, ssc: bigint, objects: Uint8Array, sw: string, mac?: Uint8Array): Uint8Array {
  const ciphers = createPureCiphers();
  const block = blockLength(keys.cipher);
  const input = concat(fromHex(ssc.toString(16).padStart(2 * block, "0")), objects);
  const right = ciphers.mac(keys.cipher, keys.mac, padMethod2(input, block));
  return concat(objects, encodeTlv(0x8e, mac ?? right), fromHex(sw));
}

describe("secure messaging", () => {
  it("takes every command to the chip and back", () => {
    fc.assert(
      fc.property(cipher, counter, command, (keys, before, { data, ne, ...header }) => {
        const given = { ...header, ...(data === undefined ? {} : { data }), ...(ne === undefined ? {} : { ne }) };
        const sent = protectCommand(keys, before, given);
        const taken = unprotectCommand(keys, before, sent.bytes);
        expect(taken).toEqual({ command: given, counter: nextCounter(keys.cipher, before) });
        // The class says that the header is authenticated; the outer Le is always there, of the form that Lc has.
        const outer = decodeCommand(sent.bytes);
        expect(outer.cla).toBe(header.cla | 0x0c);
        const extended = (outer.data?.length ?? 0) > 255 || (ne ?? 0) > 256;
        expect(outer.ne).toBe(extended ? 65_536 : 256);
      }),
      { seed: 79, numRuns: 300 },
    );
  });

  it("takes every response to the terminal and back, and knows its length before", () => {
    fc.assert(
      fc.property(
        cipher,
        counter,
        fc.uint8Array({ maxLength: 1_200 }),
        fc.constantFrom(0x9000, 0x6282, 0x6a82, 0x6982, 0x6110),
        fc.constantFrom(0xb0, 0xb1),
        (keys, before, data, sw, ins) => {
          const sent = protectResponse(keys, before, { data, sw }, ins);
          const got = unprotectResponse(keys, before, sent.bytes);
          expect(got).toEqual({ response: { data, sw }, counter: nextCounter(keys.cipher, before) });
          const indicator = ins === 0xb1 && data.length > 0 ? 1 : 0;
          const body = sent.bytes.length - 2;
          // DO'85' has no padding indicator, which can also spare a byte of its length.
          expect(protectedResponseLength(keys.cipher, data.length) - body).toBeGreaterThanOrEqual(indicator);
          expect(protectedResponseLength(keys.cipher, data.length) - body).toBeLessThanOrEqual(2 * indicator);
          expect(isProtectedBody(sent.bytes.subarray(0, -2))).toBe(true);
        },
      ),
      { seed: 80, numRuns: 300 },
    );
  });

  it.each(KEYS)("$cipher: refuses any altered bit of a response", (keys) => {
    const { bytes } = protectResponse(keys, 41n, { data: fromHex("60145F01"), sw: 0x9000 });
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const altered = bytes.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => unprotectResponse(keys, 41n, altered))).toMatch(/^channel\.(mac|structure|status|plain)$/);
    }
  });

  it.each(KEYS)("$cipher: refuses any altered bit of a command", (keys) => {
    const given = { cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: fromHex("011E") };
    const { bytes } = protectCommand(keys, 41n, given);
    for (let bit = 0; bit < 8 * (bytes.length - 1); bit++) {
      const altered = bytes.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => unprotectCommand(keys, 41n, altered))).toMatch(
        /^(channel\.(mac|structure|plain)|apdu\.command)$/,
      );
    }
  });

  it.each(KEYS)("$cipher: refuses every other counter", (keys) => {
    const { bytes } = protectResponse(keys, 41n, { data: fromHex("01"), sw: 0x9000 });
    for (const other of [0n, 39n, 40n, 42n, 43n]) {
      expect(codeOf(() => unprotectResponse(keys, other, bytes))).toBe("channel.mac");
    }
  });

  it("begins the counter again after its largest value", () => {
    for (const keys of KEYS) {
      const last = (1n << BigInt(8 * blockLength(keys.cipher))) - 1n;
      const sent = protectCommand(keys, last, { cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 4 });
      expect(sent.counter).toBe(0n);
      expect(unprotectCommand(keys, last, sent.bytes).counter).toBe(0n);
    }
  });
});

describe("under a right MAC, still refused", () => {
  const keys = keysOf("aes-128");
  const status = fromHex("99029000");
  const cryptogram = (indicator: string): Uint8Array => {
    const { bytes } = protectResponse(keys, 0n, { data: fromHex("0102"), sw: 0x9000 });
    return concat(fromHex(`8711${indicator}`), bytes.subarray(3, 19));
  };
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ["no status", cryptogram("01"), "channel.structure"],
    ["a status of one byte", fromHex("990190"), "channel.structure"],
    ["two statuses", concat(status, status), "channel.structure"],
    ["two cryptograms", concat(cryptogram("01"), cryptogram("01"), status), "channel.structure"],
    [
      "a cryptogram in DO'85' beside one in DO'87'",
      concat(cryptogram("01"), fromHex("8510"), new Uint8Array(16), status),
      "channel.structure",
    ],
    ["padding indicator 02", concat(cryptogram("02"), status), "channel.structure"],
    ["an empty cryptogram", concat(fromHex("870101"), status), "channel.structure"],
    ["a cryptogram of no whole blocks", concat(fromHex("870401020304"), status), "channel.structure"],
    ["a cryptogram without padding", concat(fromHex("871101"), new Uint8Array(16), status), "channel.structure"],
    ["plain data in DO'81'", concat(fromHex("81020102"), status), "channel.structure"],
    ["an unknown object", concat(fromHex("8A020102"), status), "channel.structure"],
    ["another outer status", fromHex("99026282"), "channel.status"],
  ];

  it.each(cases)("%s", (_, objects, code) => {
    expect(codeOf(() => unprotectResponse(keys, 0n, sealed(keys, 1n, objects, "9000")))).toBe(code);
  });

  it("is what is checked: the same with nothing wrong is taken", () => {
    const good = sealed(keys, 1n, concat(cryptogram("01"), status), "9000");
    expect(toHex(unprotectResponse(keys, 0n, good).response.data)).toBe("0102");
  });

  it("the MAC is looked at before any of this", () => {
    for (const [, objects] of cases) {
      const bytes = sealed(keys, 1n, objects, "9000", new Uint8Array(8));
      expect(codeOf(() => unprotectResponse(keys, 0n, bytes))).toBe("channel.mac");
    }
  });

  it.each([0, 4, 7, 9, 16])("a MAC of %i bytes", (length) => {
    const mac = new Uint8Array(length);
    expect(codeOf(() => unprotectResponse(keys, 0n, sealed(keys, 1n, status, "9000", mac)))).toBe("channel.structure");
  });

  it("a command with an object that is not due, or without one", () => {
    const header = fromHex("0CB00000");
    const ciphers = createPureCiphers();
    const build = (objects: string, withMac = true): Uint8Array => {
      const input = concat(
        fromHex("00000000000000000000000000000001"),
        padMethod2(header, 16),
        padMethod2(fromHex(objects), 16),
      );
      const mac = withMac ? encodeTlv(0x8e, ciphers.mac("aes-128", keys.mac, input)) : new Uint8Array(0);
      const data = concat(fromHex(objects), mac);
      return encodeCommand({ cla: 0x0c, ins: 0xb0, p1: 0, p2: 0, data, ne: 256 });
    };
    expect(unprotectCommand(keys, 0n, build("970104")).command.ne).toBe(4);
    expect(codeOf(() => unprotectCommand(keys, 0n, build("970104", false)))).toBe("channel.structure");
    expect(codeOf(() => unprotectCommand(keys, 0n, build("9703000004")))).toBe("channel.structure");
    expect(codeOf(() => unprotectCommand(keys, 0n, build("970104970104")))).toBe("channel.structure");
    expect(codeOf(() => unprotectCommand(keys, 0n, build("97010499029000")))).toBe("channel.structure");
    expect(codeOf(() => unprotectCommand(keys, 0n, fromHex("00B0000004")))).toBe("channel.plain");
  });
});

describe("sizes", () => {
  it.each([
    ["3des", 256, 231],
    ["aes-128", 256, 223],
    ["aes-256", 256, 223],
    ["3des", 65_536, 65_511],
    ["aes-128", 65_536, 65_503],
    ["aes-128", 10, 0],
  ] as const)("%s: a response field of %i bytes carries %i", (name, room, most) => {
    expect(largestProtectedData(name, room)).toBe(most);
  });

  it("no byte more would fit", () => {
    for (const name of CIPHERS) {
      for (let room = 30; room < 2_000; room++) {
        const most = largestProtectedData(name, room);
        if (most > 0) expect(protectedResponseLength(name, most)).toBeLessThanOrEqual(room);
        expect(protectedResponseLength(name, most + 1)).toBeGreaterThan(room);
      }
    }
  });
});
