import { describe, expect, it } from "vitest";
import { crypto, openChip } from "../../../test/authentication-chips.js";
import { deterministicRandom } from "../../crypto/random.js";
import { createSigner, rsaPublicFromPrivate } from "../../crypto/signing.js";
import type { CurveName, HashName, PublicKey } from "../../crypto/types.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";
import type { CommandPort } from "../../iso7816/command-port.js";
import type { SecurityInfo } from "../../lds/security-info-types.js";
import { readSecurityInfos, writeSecurityInfos } from "../../lds/security-infos.js";
import {
  type ActiveAuthenticationKey,
  type ChipPersonalisation,
  EXTENDED_LIMITS,
  SHORT_LIMITS,
} from "../../simulator/chip/personalisation.js";
import { ecKey, rsaKey } from "../../simulator/issuer/keys.js";
import { authenticateActively } from "./active-authentication.js";
import { type ActiveAuthenticationOffer, activeAuthenticationOffer } from "./offer.js";
import type { ActiveAuthenticationResult } from "./result.js";

const signer = createSigner();
const PLAIN_OIDS: Partial<Record<HashName, string>> = {
  "sha-224": "0.4.0.127.0.7.1.1.4.1.2",
  "sha-256": "0.4.0.127.0.7.1.1.4.1.3",
  "sha-384": "0.4.0.127.0.7.1.1.4.1.4",
  "sha-512": "0.4.0.127.0.7.1.1.4.1.5",
};

function declares(signatureAlgorithm: string | undefined): readonly SecurityInfo[] {
  if (signatureAlgorithm === undefined) return [];
  return readSecurityInfos(writeSecurityInfos([{ kind: "active-authentication", signatureAlgorithm }])).infos;
}

function offerOf(key: ActiveAuthenticationKey["key"], infos: readonly SecurityInfo[] = []): ActiveAuthenticationOffer {
  const publicKey: PublicKey = key.kind === "rsa" ? rsaPublicFromPrivate(key) : signer.ecPublicFromPrivate(key);
  return activeAuthenticationOffer({ publicKey: { ok: true, key: publicKey } }, infos);
}

const rsa = { key: rsaKey("rsa2048-aa"), hash: "sha-256", trailer: "explicit" } as const;

async function run(
  key: ActiveAuthenticationKey,
  more: Partial<ChipPersonalisation> = {},
  infos: readonly SecurityInfo[] = [],
): Promise<{ result: ActiveAuthenticationResult; commands: number; channel: CommandPort }> {
  const { channel, wire, random } = await openChip({ activeAuthentication: key, ...more });
  const result = await authenticateActively(channel, offerOf(key.key, infos), { crypto, random });
  return { result, commands: wire.length, channel };
}

describe("Active Authentication (ICAO 9303-11 §6.1)", () => {
  it.each(["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"] as const)(
    "passes with RSA and the trailer of %s",
    async (hash) => {
      const { result } = await run({ ...rsa, hash });
      expect(result).toMatchObject({
        outcome: "passed",
        scheme: { kind: "iso9796-2", hash, trailer: "explicit" },
        deviations: [],
        weaknesses: [],
      });
    },
  );

  it("passes with trailer BC and SHA-1, and notes another hash function under it", async () => {
    expect((await run({ ...rsa, hash: "sha-1", trailer: "implicit" })).result).toMatchObject({
      outcome: "passed",
      scheme: { hash: "sha-1", trailer: "implicit" },
      deviations: [],
    });
    expect((await run({ ...rsa, hash: "sha-256", trailer: "implicit" })).result).toMatchObject({
      outcome: "passed",
      deviations: ["implicit-hash"],
    });
  });

  it("says that a ROCA key's signature proves nothing", async () => {
    const { result } = await run({ ...rsa, key: rsaKey("rsa2048-roca") });
    expect(result).toMatchObject({ outcome: "passed", weaknesses: ["roca"] });
  });

  describe("with ECDSA", () => {
    const curves: readonly CurveName[] = ["P-224", "P-256", "brainpoolP256r1", "P-384", "P-521"];

    it.each(curves.flatMap((curve) => (["plain", "der"] as const).map((encoding) => [curve, encoding] as const)))(
      "over %s passes with %s",
      async (curve, encoding) => {
        const key = { key: ecKey("aa", curve), hash: "sha-256", encoding } as const;
        const declared = encoding === "plain" ? PLAIN_OIDS["sha-256"] : "1.2.840.10045.4.3.2";
        const { result, commands } = await run(key, {}, declares(declared));
        expect(result).toMatchObject({
          outcome: "passed",
          scheme: { kind: "ecdsa", hash: "sha-256", encoding },
          deviations: [],
        });
        expect(commands).toBe(1);
      },
    );

    it.each(["sha-224", "sha-256", "sha-384", "sha-512"] as const)(
      "finds %s where DG14 does not name it, with a note (T62b)",
      async (hash) => {
        const { result } = await run({ key: ecKey("aa", "P-256"), hash, encoding: "plain" });
        expect(result).toMatchObject({
          outcome: "passed",
          scheme: { hash, encoding: "plain" },
          deviations: ["hash-not-declared"],
        });
      },
    );

    it("is not done when nothing is declared and no hash function fits (T62b)", async () => {
      const { result, commands } = await run({ key: ecKey("aa", "P-256"), hash: "sha-1", encoding: "plain" });
      expect(result).toMatchObject({ outcome: "not-done", why: "hash-unknown" });
      // The answer was whole: a larger Le would bring nothing more.
      expect(commands).toBe(1);
    });

    it("takes SHA-1 where it is declared", async () => {
      const infos = declares("0.4.0.127.0.7.1.1.4.1.1");
      const { result } = await run({ key: ecKey("aa", "P-256"), hash: "sha-1", encoding: "plain" }, {}, infos);
      expect(result).toMatchObject({ outcome: "passed", scheme: { hash: "sha-1" }, deviations: [] });
    });

    it("notes DER under a plain declaration, and another hash function than the declared", async () => {
      const infos = declares(PLAIN_OIDS["sha-256"]);
      const { result } = await run({ key: ecKey("aa", "P-256"), hash: "sha-384", encoding: "der" }, {}, infos);
      expect(result).toMatchObject({
        outcome: "passed",
        scheme: { hash: "sha-384", encoding: "der" },
        deviations: ["hash-differs", "encoding-differs"],
      });
    });

    it("has failed over another challenge when DG14 says how it signs (T62)", async () => {
      const quirks = { signsOtherChallenge: true };
      for (const encoding of ["plain", "der"] as const) {
        const key = { key: ecKey("aa", "P-256"), hash: "sha-256", encoding } as const;
        const { result } = await run(key, { quirks }, declares(PLAIN_OIDS["sha-256"]));
        expect(result).toMatchObject({ outcome: "failed", why: "signature", fault: "mismatch" });
      }
    });

    it("has failed with another key", async () => {
      const chip = { key: ecKey("another", "P-256"), hash: "sha-256", encoding: "plain" } as const;
      const { channel, random } = await openChip({ activeAuthentication: chip });
      const offer = offerOf(ecKey("aa", "P-256"), declares(PLAIN_OIDS["sha-256"]));
      expect(await authenticateActively(channel, offer, { crypto, random })).toMatchObject({ outcome: "failed" });
    });
  });

  it("has failed when the chip signs another challenge (T62)", async () => {
    const { result } = await run(rsa, { quirks: { signsOtherChallenge: true } });
    expect(result).toMatchObject({ outcome: "failed", why: "signature", fault: "hash" });
  });

  describe("an answer shorter than the modulus (T61)", () => {
    it("is asked for again with a larger Le, over the same challenge", async () => {
      const { result, commands } = await run(rsa, { quirks: { activeAnswerCut: 200 } });
      expect(result).toMatchObject({ outcome: "passed" });
      expect(commands).toBe(2);
    });

    it("is no evidence against the chip where nothing larger can be asked for", async () => {
      const { result } = await run(rsa, { quirks: { activeAnswerCut: 200 }, limits: SHORT_LIMITS });
      expect(result).toMatchObject({ outcome: "not-done", why: "length" });
      expect(result.evidence?.response).toHaveLength(200);
    });

    it("takes one exchange where extended length is known to work", async () => {
      const { channel, wire, random } = await openChip({ activeAuthentication: rsa, quirks: { activeAnswerCut: 200 } });
      channel.learn({ extendedLength: true, maxCommandLength: undefined, maxResponseLength: undefined });
      const result = await authenticateActively(channel, offerOf(rsa.key), { crypto, random });
      expect(result.outcome).toBe("passed");
      expect(wire).toHaveLength(1);
    });
  });

  it("reads a long answer in pieces where the reader and the chip know short lengths only", async () => {
    const { result } = await run(rsa, { limits: SHORT_LIMITS, quirks: { alwaysGetResponse: true } });
    expect(result.outcome).toBe("passed");
  });

  it.each([0x6300, 0x6982, 0x6a81, 0x6a88, 0x6d00])("is refused with %s, in one exchange", async (sw) => {
    const { result, commands } = await run(rsa, { quirks: { activeAuthenticationRefused: sw } });
    expect(result).toEqual({ outcome: "not-done", why: "refused", sw, channelEnded: false });
    expect(commands).toBe(1);
  });

  it("says when the refusal has ended the channel", async () => {
    const quirks = { activeAuthenticationRefused: 0x6d00, endsSessionOnError: true };
    const { result } = await run(rsa, { quirks });
    expect(result).toEqual({ outcome: "not-done", why: "refused", sw: 0x6d00, channelEnded: true });
  });

  it("tries another length after 6700", async () => {
    const { result, commands } = await run(rsa, { quirks: { activeAuthenticationRefused: 0x6700 } });
    expect(result).toMatchObject({ outcome: "not-done", why: "refused", sw: 0x6700 });
    expect(commands).toBe(2);
  });

  it("looks at nothing that comes with an error status, and asks again when nothing comes with 9000", async () => {
    const { channel, random } = await openChip({ activeAuthentication: rsa });
    const port = (data: Uint8Array, sw: number): { port: CommandPort; sent: number[] } => {
      const sent: number[] = [];
      const send: CommandPort["send"] = async ({ ne }) => {
        sent.push(ne ?? 0);
        return { data, sw };
      };
      return { port: { habits: {}, secured: true, extendedLength: undefined, largestNe: () => 223, send }, sent };
    };
    const { result } = await run(rsa);
    const signature = result.evidence?.response ?? new Uint8Array(0);
    const refusing = port(signature, 0x6a80);
    expect(await authenticateActively(refusing.port, offerOf(rsa.key), { crypto, random })).toMatchObject({
      outcome: "not-done",
      why: "refused",
      sw: 0x6a80,
    });
    expect(refusing.sent).toEqual([256]);
    const silent = port(new Uint8Array(0), 0x9000);
    expect(await authenticateActively(silent.port, offerOf(rsa.key), { crypto, random })).toMatchObject({
      why: "refused",
      sw: 0x9000,
    });
    expect(silent.sent).toEqual([256, 65_536]);
    const short = port(new Uint8Array(0), 0x9000);
    const shortOnly = { ...short.port, extendedLength: false };
    await authenticateActively(shortOnly, offerOf(rsa.key), { crypto, random });
    expect(short.sent).toEqual([256]);
    // With extended length at hand, a short Le still comes first where it is enough.
    for (const [room, expected] of [
      [223, [65_536, 256]],
      [255, [65_536, 256]],
      [256, [256, 65_536]],
    ] as const) {
      const known = port(new Uint8Array(0), 0x9000);
      const extended = { ...known.port, extendedLength: true, largestNe: () => room };
      await authenticateActively(extended, offerOf(rsa.key), { crypto, random });
      expect(known.sent).toEqual(expected);
    }
    // A warning says nothing against the data it comes with.
    const challenge = result.evidence?.challenge ?? new Uint8Array(8);
    for (const sw of [0x6281, 0x6282]) {
      const warning = port(signature, sw).port;
      expect((await authenticateActively(warning, offerOf(rsa.key), { crypto, random, challenge })).outcome).toBe(
        "passed",
      );
    }
    expect(channel.ended).toBe(false);
  });

  it("does not send anything without a usable key", async () => {
    const { channel, wire, random } = await openChip({ activeAuthentication: rsa });
    const offer = activeAuthenticationOffer({ publicKey: { ok: false, why: "curve-unknown", oid: "1.2.3" } });
    expect(await authenticateActively(channel, offer, { crypto, random })).toEqual({
      outcome: "not-done",
      why: "key",
      key: "curve-unknown",
    });
    expect(wire).toHaveLength(0);
  });

  it("lets a wrong MAC and a removal through", async () => {
    for (const code of ["channel.mac", "card.removed"] as const) {
      const { card, channel, random } = await openChip({ activeAuthentication: rsa, limits: EXTENDED_LIMITS });
      const transmit = card.transmit.bind(card);
      (card as { transmit: Card["transmit"] }).transmit = async (command) => {
        const response = await transmit(command);
        if (code === "card.removed") await Promise.reject(Object.assign(new Error(), { code }));
        return response.map((byte, i) => (i === response.length - 3 ? byte ^ 1 : byte));
      };
      await expect(authenticateActively(channel, offerOf(rsa.key), { crypto, random })).rejects.toMatchObject({ code });
    }
  });

  it("gives up when it is told to", async () => {
    const { channel, wire, random } = await openChip({ activeAuthentication: rsa });
    const signal = { aborted: true, reason: new Error("given up") };
    const result = authenticateActively(channel, offerOf(rsa.key), { crypto, random, signal });
    await expect(result).rejects.toBe(signal.reason);
    expect(wire).toHaveLength(0);
  });

  describe("the challenge", () => {
    it("is drawn anew each time, 8 bytes for aa.challenge, and is the one that was signed", async () => {
      const { channel } = await openChip({ activeAuthentication: rsa });
      const source = deterministicRandom("challenge");
      const drawn: string[] = [];
      const random = (length: number, purpose: string): Uint8Array => {
        drawn.push(`${purpose} ${length}`);
        return source(length, purpose);
      };
      const first = await authenticateActively(channel, offerOf(rsa.key), { crypto, random });
      const second = await authenticateActively(channel, offerOf(rsa.key), { crypto, random });
      expect(drawn).toEqual(["aa.challenge 8", "aa.challenge 8"]);
      expect(first.outcome).toBe("passed");
      expect(first.evidence?.challenge).not.toEqual(second.evidence?.challenge);
    });

    it("may be the caller's own", async () => {
      const { channel, random } = await openChip({ activeAuthentication: rsa });
      const challenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
      const result = await authenticateActively(channel, offerOf(rsa.key), { crypto, random, challenge });
      expect(result).toMatchObject({ outcome: "passed", evidence: { challenge } });
      challenge.fill(0);
      expect(result.evidence?.challenge[0]).toBe(1);
    });

    it.each([0, 7, 9, 16])("of %i bytes is refused before anything is sent", async (length) => {
      const { channel, wire, random } = await openChip({ activeAuthentication: rsa });
      const challenge = new Uint8Array(length);
      await expect(authenticateActively(channel, offerOf(rsa.key), { crypto, random, challenge })).rejects.toSatisfy(
        (error) => isChipidError(error, "authentication.input"),
      );
      expect(wire).toHaveLength(0);
    });
  });
});
