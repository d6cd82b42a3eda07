import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { decodeCommand, encodeCommand, encodeResponse } from "../iso7816/apdu.js";
import type { SessionCipher } from "../lds/security-info-types.js";
import {
  nextCounter,
  protectCommand,
  protectResponse,
  type SessionKeys,
  unprotectCommand,
  unprotectResponse,
} from "./secure-messaging.js";

interface Keys {
  readonly alg?: string;
  readonly ksEnc: string;
  readonly ksMac: string;
}

interface AesCase extends Keys {
  readonly name: string;
  readonly sscBefore?: string;
  readonly sscUsed?: string;
  readonly plainCommand?: string;
  readonly protectedCommand?: string;
  readonly protectedResponse?: string;
  readonly plainResponse?: string;
  readonly do87Value?: string;
  readonly plainData?: string;
}

interface Vectors {
  readonly tdes: Keys & {
    readonly ssc: string;
    readonly cases: readonly {
      readonly name: string;
      readonly sscBefore: string;
      readonly plainCommand: string;
      readonly protectedCommand: string;
      readonly protectedResponse: string;
      readonly plainResponse: string;
    }[];
  };
  readonly tdes2: Keys & {
    readonly ssc: string;
    readonly wraps: readonly { readonly plainCommand: string; readonly protectedCommand: string }[];
  };
  readonly aes: readonly AesCase[];
  readonly negativeResponses: Keys & {
    readonly ssc: string;
    readonly cases: readonly (Partial<Keys> & {
      readonly name: string;
      readonly ssc?: string;
      readonly response: string;
    })[];
  };
  readonly sscIncrement: readonly { readonly before: string; readonly after: string; readonly alg: string }[];
}

function keysOf({ ksEnc, ksMac, alg }: Keys): SessionKeys {
  const enc = fromHex(ksEnc);
  const cipher: SessionCipher = alg !== "AES" ? "3des" : enc.length === 32 ? "aes-256" : "aes-128";
  return { cipher, enc, mac: fromHex(ksMac) };
}

const hex = (text: string): string => text.toLowerCase();

describeData("secure messaging, ICAO 9303-11 D.4 and recorded AES sessions", () => {
  const vectors = dataJson<Vectors>("icao9303-11/secure-messaging.json");
  const tdes = keysOf(vectors.tdes);

  it.each(vectors.tdes.cases)("3DES, both sides: $name", (entry) => {
    const counter = toBigInt(fromHex(entry.sscBefore));
    const command = decodeCommand(fromHex(entry.plainCommand));
    const sent = protectCommand(tdes, counter, command);
    expect(toHex(sent.bytes)).toBe(hex(entry.protectedCommand));

    const taken = unprotectCommand(tdes, counter, sent.bytes);
    expect(toHex(encodeCommand(taken.command))).toBe(hex(entry.plainCommand));
    expect(taken.counter).toBe(sent.counter);

    const got = unprotectResponse(tdes, sent.counter, fromHex(entry.protectedResponse));
    expect(toHex(encodeResponse(got.response))).toBe(hex(entry.plainResponse));
    const answered = protectResponse(tdes, sent.counter, got.response, command.ins);
    expect(toHex(answered.bytes)).toBe(hex(entry.protectedResponse));
    expect(answered.counter).toBe(got.counter);
  });

  it("3DES, the counters of the three exchanges follow each other", () => {
    let counter = toBigInt(fromHex(vectors.tdes.ssc));
    for (const entry of vectors.tdes.cases) {
      expect(counter).toBe(toBigInt(fromHex(entry.sscBefore)));
      const sent = protectCommand(tdes, counter, decodeCommand(fromHex(entry.plainCommand)));
      counter = unprotectResponse(tdes, sent.counter, fromHex(entry.protectedResponse)).counter;
    }
  });

  it("3DES, two commands wrapped one after the other", () => {
    const keys = keysOf(vectors.tdes2);
    let counter = toBigInt(fromHex(vectors.tdes2.ssc));
    for (const { plainCommand, protectedCommand } of vectors.tdes2.wraps) {
      const sent = protectCommand(keys, counter, decodeCommand(fromHex(plainCommand)));
      expect(toHex(sent.bytes)).toBe(hex(protectedCommand));
      counter = sent.counter;
    }
  });

  it.each(vectors.aes.filter((entry) => entry.protectedCommand !== undefined))("AES command: $name", (entry) => {
    const keys = keysOf(entry);
    const before = entry.sscBefore ?? "";
    const counter = before === "" ? toBigInt(fromHex(entry.sscUsed ?? "")) - 1n : toBigInt(fromHex(before));
    const sent = protectCommand(keys, counter, decodeCommand(fromHex(entry.plainCommand ?? "")));
    expect(toHex(sent.bytes)).toBe(hex(entry.protectedCommand ?? ""));
    expect(toHex(encodeCommand(unprotectCommand(keys, counter, sent.bytes).command))).toBe(
      hex(entry.plainCommand ?? ""),
    );
  });

  it.each(vectors.aes.filter((entry) => entry.protectedResponse !== undefined))("AES response: $name", (entry) => {
    const keys = keysOf(entry);
    // Where there is a command, the response is the second message after the counter given.
    const offset = entry.protectedCommand === undefined ? 0n : 1n;
    const counter = toBigInt(fromHex(entry.sscBefore ?? "")) + offset;
    const got = unprotectResponse(keys, counter, fromHex(entry.protectedResponse ?? ""));
    expect(toHex(encodeResponse(got.response))).toBe(hex(entry.plainResponse ?? ""));
    expect(toHex(protectResponse(keys, counter, got.response).bytes)).toBe(hex(entry.protectedResponse ?? ""));
  });

  it.each(vectors.aes.filter((entry) => entry.do87Value !== undefined))("AES cryptogram: $name", (entry) => {
    const keys = keysOf(entry);
    const counter = toBigInt(fromHex(entry.sscUsed ?? "")) - 1n;
    const data = fromHex(entry.plainData ?? "");
    const answered = toHex(protectResponse(keys, counter, { data, sw: 0x9000 }).bytes);
    expect(answered.startsWith(`8721${hex(entry.do87Value ?? "")}9902`)).toBe(true);
    expect(toHex(unprotectResponse(keys, counter, fromHex(answered)).response.data)).toBe(toHex(data));
  });

  it.each(vectors.negativeResponses.cases)("refused: $name", (entry) => {
    const keys = keysOf({ ...vectors.negativeResponses, ...entry });
    const counter = toBigInt(fromHex(entry.ssc ?? vectors.negativeResponses.ssc));
    const codes: Record<string, string> = {
      "R-APDU shorter than 2 bytes": "apdu.response",
      "truncated TLV 9902 90": "channel.structure",
      "no 8E (MAC) object": "channel.structure",
      "wrong MAC": "channel.mac",
      "unprotected SW 9000 differs from protected 6200": "channel.status",
      "protected status only 1 byte": "channel.structure",
      // Its MAC is over DO'85' and DO'99' in another order than they stand, so it is refused before DO'85' is looked at.
      "DO85 that cannot be decrypted": "channel.mac",
      "plain 9000 without any secure messaging objects (downgrade)": "channel.plain",
    };
    expect(codes).toHaveProperty([entry.name]);
    expect(() => unprotectResponse(keys, counter, fromHex(entry.response))).toThrow(
      expect.objectContaining({ code: codes[entry.name] }),
    );
  });

  it.each(vectors.sscIncrement)("$alg counter after $before", ({ before, after, alg }) => {
    const cipher = alg === "AES" ? "aes-128" : "3des";
    expect(nextCounter(cipher, toBigInt(fromHex(before)))).toBe(toBigInt(fromHex(after)));
  });
});
