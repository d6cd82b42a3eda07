import { describe, expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { ScriptedCard, scriptedRandom } from "../../test/scripted-card.js";
import { fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { basicAccessKeys } from "../crypto/kdf.js";
import { createPureCiphers } from "../crypto/pure-ciphers.js";
import { bacCommandData, finishBac, performBac } from "./bac.js";
import { CardChannel } from "./channel.js";

interface Vector {
  readonly mrzInformation: string;
  readonly kEnc: string;
  readonly kMac: string;
  readonly rndIc: string;
  readonly rndIfd: string;
  readonly kIfd: string;
  readonly cmdData: string;
  readonly respData: string;
  readonly r: string;
  readonly ksEnc: string;
  readonly ksMac: string;
  readonly ssc: string;
  readonly apdus: readonly { readonly command: string; readonly response: string }[];
  readonly negative: readonly string[];
}

describeData("BAC, ICAO 9303-11 D.2 and D.3", () => {
  const vector = dataJson<Vector>("icao9303-11/bac.json");
  const ciphers = createPureCiphers();
  const keys = basicAccessKeys(vector.mrzInformation);
  const random = () => scriptedRandom({ "bac.rnd.ifd": vector.rndIfd, "bac.k.ifd": vector.kIfd });
  const own = { rndIfd: fromHex(vector.rndIfd), rndIc: fromHex(vector.rndIc), kIfd: fromHex(vector.kIfd) };

  it("derives the document's keys", () => {
    expect([toHex(keys.enc), toHex(keys.mac)]).toEqual([vector.kEnc.toLowerCase(), vector.kMac.toLowerCase()]);
  });

  it("sends the example's APDUs and gets its session keys and counter", async () => {
    const card = new ScriptedCard(vector.apdus.map(({ command, response }) => [command, response]));
    const channel = new CardChannel(card);
    const result = await performBac(channel, vector.mrzInformation, { random: random() });
    expect(card.finished).toBe(true);
    expect(toHex(result.keys.enc)).toBe(vector.ksEnc.toLowerCase());
    expect(toHex(result.keys.mac)).toBe(vector.ksMac.toLowerCase());
    expect(result.counter).toBe(toBigInt(fromHex(vector.ssc)));
    expect(channel.secured).toBe(true);
    expect(channel.counts).toMatchObject({ apdus: 2, bytesOut: 5 + 46, bytesIn: 10 + 42 });
  });

  it("makes the command data of the example", () => {
    expect(toHex(bacCommandData(ciphers, keys, own))).toBe(vector.cmdData.toLowerCase());
  });

  describe("refuses", () => {
    it("covers every negative of the file", () => expect(vector.negative).toHaveLength(3));

    const answer = fromHex(vector.respData);
    it("every altered bit of the MAC and of the cryptogram", () => {
      for (let bit = 0; bit < 8 * answer.length; bit++) {
        const altered = answer.slice();
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => finishBac(ciphers, keys, own, altered)).toThrow(
          expect.objectContaining({ code: "access.protocol" }),
        );
      }
    });

    it.each([
      ["RND.IC", 0],
      ["RND.IFD", 8],
    ])("another %s under a right MAC", (_, at) => {
      const r = fromHex(vector.r);
      r[at] = (r[at] ?? 0) ^ 1;
      const forged = bacCommandData(ciphers, keys, {
        rndIfd: r.slice(0, 8),
        rndIc: r.slice(8, 16),
        kIfd: r.slice(16),
      });
      expect(() => finishBac(ciphers, keys, own, forged)).toThrow(expect.objectContaining({ code: "access.protocol" }));
    });

    it.each([0, 39, 41])("an answer of %i bytes", (length) => {
      const other = new Uint8Array(length);
      other.set(answer.subarray(0, length));
      expect(() => finishBac(ciphers, keys, own, other)).toThrow(expect.objectContaining({ code: "access.protocol" }));
    });
  });
});
