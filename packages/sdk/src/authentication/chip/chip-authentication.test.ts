import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  agreementKey,
  agreementKeyInfo,
  agreements,
  chipKey,
  FIRST_FILE,
  openChip,
  READ_FIRST_FILE,
} from "../../../test/authentication-chips.js";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { curveDomain, type DomainParameters, standardisedDomain } from "../../crypto/domain-parameters.js";
import { deterministicRandom } from "../../crypto/random.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";
import type { CommandPort } from "../../iso7816/command-port.js";
import type { SessionCipher } from "../../lds/security-info-types.js";
import {
  chipAuthenticationOid,
  readSecurityInfos,
  type SecurityInfoFields,
  writeSecurityInfos,
} from "../../lds/security-infos.js";
import {
  type ChipAuthenticationProtocol,
  type ChipPersonalisation,
  SHORT_LIMITS,
} from "../../simulator/chip/personalisation.js";
import { authenticateChip, type SecurableChannel } from "./chip-authentication.js";
import { chipAuthenticationOffer } from "./offer.js";
import type { ChipAuthenticationResult } from "./result.js";

const CIPHERS: readonly SessionCipher[] = ["3des", "aes-128", "aes-192", "aes-256"];
const DOMAINS: Readonly<Record<string, DomainParameters>> = {
  brainpoolP256r1: curveDomain("brainpoolP256r1"),
  "P-521": curveDomain("P-521"),
  "P-224": curveDomain("P-224"),
  "dh-1024": domain(0),
  "dh-2048": domain(2),
};

function domain(id: number): DomainParameters {
  const found = standardisedDomain(id);
  if (found === undefined) throw new RangeError("no such domain");
  return found;
}

interface Key {
  readonly domain: DomainParameters;
  readonly cipher?: SessionCipher;
  readonly keyId?: bigint;
  /** The chip computes with another private key. */
  readonly cloned?: boolean;
}

function parts(keys: readonly Key[]): { infos: SecurityInfoFields[]; chip: Partial<ChipPersonalisation> } {
  const infos: SecurityInfoFields[] = [];
  const protocols: ChipAuthenticationProtocol[] = [];
  const chipKeys = keys.map(({ domain, cipher, keyId, cloned }, i) => {
    const pair = agreementKey(domain, `key ${i}`);
    const id = keyId === undefined ? {} : { keyId };
    infos.push({
      kind: "chip-authentication-public-key",
      agreement: domain.family,
      spki: agreementKeyInfo(pair),
      ...id,
    });
    if (cipher !== undefined) {
      const oid = chipAuthenticationOid(domain.family, cipher);
      infos.push({ kind: "chip-authentication", oid, version: 1, ...id });
      protocols.push({ oid, agreement: domain.family, cipher, keyId });
    }
    return chipKey(cloned === true ? agreementKey(domain, "another") : pair, keyId);
  });
  return { infos, chip: { chipAuthentication: protocols, chipKeys } };
}

async function run(
  keys: readonly Key[],
  more: Partial<ChipPersonalisation> = {},
  wrap: (channel: SecurableChannel) => SecurableChannel = (channel) => channel,
): Promise<{
  result: ChipAuthenticationResult<Uint8Array>;
  wire: readonly { command: Uint8Array; response: Uint8Array }[];
  channel: SecurableChannel;
}> {
  const { infos, chip } = parts(keys);
  const { channel, wire, random } = await openChip({ ...chip, ...more });
  const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
  const result = await authenticateChip(wrap(channel), offer, { random, agreements }, readFirst);
  return { result, wire, channel };
}

async function readFirst(port: CommandPort): Promise<Uint8Array> {
  return (await port.send(READ_FIRST_FILE)).data;
}

describe("Chip Authentication (ICAO 9303-11 §6.2)", () => {
  for (const [name, domain] of Object.entries(DOMAINS)) {
    it.each(CIPHERS)(`passes over ${name} with %s`, async (cipher) => {
      const { result, wire } = await run([{ domain, cipher }]);
      if (result.outcome !== "passed") throw new Error(`${result.outcome} ${result.why}`);
      expect(result.value).toEqual(FIRST_FILE);
      const { evidence } = result;
      expect(evidence).toMatchObject({
        oid: chipAuthenticationOid(domain.family, cipher),
        agreement: domain.family,
        cipher,
        domain: name,
        keyId: undefined,
        by: cipher === "3des" ? "mse-set-kat" : "general-authenticate",
        deviations: [],
      });
      const agreement = agreements(domain);
      expect(evidence.chipKey).toEqual(agreement.encode(agreementKey(domain, "key 0").publicKey));
      // The first exchange is the reading's own: nothing is spent on confirming the keys.
      expect(wire).toHaveLength(cipher === "3des" ? 2 : 3);
    });
  }

  it("names the key where there are several, and takes the strongest", async () => {
    const domain = curveDomain("P-256");
    const { result } = await run([
      { domain, cipher: "3des", keyId: 1n },
      { domain, cipher: "aes-256", keyId: 200n },
      { domain: curveDomain("P-384"), cipher: "aes-128", keyId: 0n },
    ]);
    expect(result).toMatchObject({ outcome: "passed", evidence: { cipher: "aes-256", keyId: 200n } });
  });

  it("uses a key without ChipAuthenticationInfo with 3DES by MSE:Set KAT and says so (T69e)", async () => {
    const { result, wire } = await run([{ domain: curveDomain("brainpoolP256r1") }]);
    expect(result).toMatchObject({
      outcome: "passed",
      evidence: { cipher: "3des", by: "mse-set-kat", deviations: ["info-missing"] },
    });
    expect(wire[0]?.command.subarray(1, 4)).toEqual(Uint8Array.of(0x22, 0x41, 0xa6));
  });

  it("goes on with the next key when one is refused", async () => {
    const domain = curveDomain("P-256");
    const { infos } = parts([
      { domain, cipher: "aes-256", keyId: 1n },
      { domain, cipher: "aes-128", keyId: 2n },
    ]);
    const { chip } = parts([
      { domain, cipher: "aes-256", keyId: 7n },
      { domain, cipher: "aes-128", keyId: 2n },
    ]);
    const { channel, random } = await openChip(chip);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    const result = await authenticateChip(channel, offer, { random, agreements }, readFirst);
    expect(result).toMatchObject({
      outcome: "passed",
      evidence: { cipher: "aes-128", keyId: 2n },
      refusals: [{ step: "mse-set-at", sw: 0x6a88, channelEnded: false }],
    });
  });

  it("tries MSE:Set AT with 3DES when MSE:Set KAT is refused", async () => {
    const { result } = await run([{ domain: curveDomain("P-256"), cipher: "3des" }], {}, refusing(0xa6, 0x6a81));
    expect(result).toMatchObject({
      outcome: "passed",
      evidence: { cipher: "3des", by: "general-authenticate" },
      refusals: [{ step: "mse-set-kat", sw: 0x6a81 }],
    });
  });

  it.each(["3des", "aes-128"] as const)(
    "names a key without number when the chip wants a reference, with %s (T69e)",
    async (cipher) => {
      const { result, wire } = await run([{ domain: curveDomain("P-256"), cipher }], {
        quirks: { needsKeyReference: 0x6a88 },
      });
      expect(result).toMatchObject({
        outcome: "passed",
        evidence: { cipher, keyId: 0n, deviations: ["key-named-zero"] },
        refusals: [{ sw: 0x6a88 }],
      });
      expect(wire).toHaveLength(cipher === "3des" ? 3 : 4);
    },
  );

  it("does not name a key twice, nor after another refusal", async () => {
    const domain = curveDomain("P-256");
    const more = { quirks: { chipAuthenticationRefused: 0x6a88 } };
    expect((await run([{ domain, cipher: "aes-128", keyId: 3n }], more)).wire).toHaveLength(1);
    expect((await run([{ domain, cipher: "aes-128" }], more)).wire).toHaveLength(2);
    const other = { quirks: { chipAuthenticationRefused: 0x6982 } };
    expect((await run([{ domain, cipher: "aes-128" }], other)).wire).toHaveLength(1);
  });

  it("sends a long key in parts to a chip that has refused extended length", async () => {
    const { infos, chip } = parts([{ domain: domain(2), cipher: "aes-128" }]);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    const { channel, random, open } = await openChip({ ...chip, limits: SHORT_LIMITS });
    const first = await authenticateChip(channel, offer, { random, agreements }, readFirst);
    // The refusal comes bare, so that the session is over; the next one knows better.
    expect(first).toMatchObject({ why: "refused", refusals: [{ step: "general-authenticate", sw: 0x6700 }] });
    expect(channel.habits.extended).toBe(false);
    await open();
    expect((await authenticateChip(channel, offer, { random, agreements }, readFirst)).outcome).toBe("passed");
  });

  it("sends it in parts at once where the refusal has left the channel as it was", async () => {
    const { result } = await run([{ domain: domain(2), cipher: "aes-128" }], {}, refusing(0x00, 0x6700, 0x86, 1));
    expect(result).toMatchObject({ outcome: "passed", refusals: [] });
  });

  it("takes 6700 as a refusal where length cannot be the reason, or is known not to be", async () => {
    const short = await run([{ domain: curveDomain("P-256"), cipher: "aes-128" }], {}, refusing(0x00, 0x6700, 0x86, 1));
    expect(short.result).toMatchObject({ why: "refused", refusals: [{ sw: 0x6700 }] });
    expect(short.channel.habits.extended).toBeUndefined();
    const known = await run([{ domain: domain(2), cipher: "aes-128" }], {}, (channel) => {
      channel.habits.extended = true;
      return refusing(0x00, 0x6700, 0x86, 1)(channel);
    });
    expect(known.result).toMatchObject({ why: "refused", refusals: [{ sw: 0x6700 }] });
    expect(known.channel.habits.extended).toBe(true);
  });

  describe("a clone (T59)", () => {
    it.each(CIPHERS)("that takes the key and cannot compute the session keys has failed, with %s", async (cipher) => {
      const { result, channel } = await run([{ domain: curveDomain("brainpoolP256r1"), cipher, cloned: true }]);
      expect(result).toMatchObject({ outcome: "failed", why: "failed-channel", fault: "status", sw: 0x6988 });
      expect(channel.ended).toBe(true);
    });

    it("that answers with a MAC of its own has failed", async () => {
      const { result } = await answering((response) => {
        const at = response.length - 3;
        return response.map((byte, i) => (i === at ? byte ^ 1 : byte));
      });
      expect(result).toMatchObject({ outcome: "failed", why: "failed-channel", fault: "mac", sw: undefined });
    });

    it.each([
      ["6987", "status", 0x6987],
      ["6988", "status", 0x6988],
      ["9000", "plain", undefined],
      ["6001AA9000", "plain", undefined],
    ])("whose first answer is a bare %s has failed", async (hex, fault, sw) => {
      const { result } = await answering(() => fromHex(hex));
      expect(result).toMatchObject({ outcome: "failed", why: "failed-channel", fault, sw });
    });

    it.each(["6982", "6F00", "6700"])("is not shown by a bare %s, which says nothing of keys", async (hex) => {
      const { result } = await answering(() => fromHex(hex));
      expect(result).toMatchObject({ outcome: "not-done", why: "interrupted", sw: Number.parseInt(hex, 16) });
    });
  });

  it("passes on a right MAC whatever the status under it is", async () => {
    const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128" }]);
    const { channel, random } = await openChip(chip);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    const result = await authenticateChip(channel, offer, { random, agreements }, async (port) => {
      const { sw } = await port.send({ cla: 0, ins: 0xb0, p1: 0x95, p2: 0, ne: 256 });
      return sw;
    });
    expect(result).toMatchObject({ outcome: "passed", value: 0x6a82 });
  });

  it.each([0x6300, 0x6982, 0x6a80, 0x6a88, 0x6d00])("is not done when the chip refuses with %s", async (sw) => {
    const { result, channel } = await run([{ domain: curveDomain("P-256"), cipher: "aes-128", keyId: 1n }], {
      quirks: { chipAuthenticationRefused: sw },
    });
    expect(result).toMatchObject({ outcome: "not-done", why: "refused", refusals: [{ step: "mse-set-at", sw }] });
    // The channel that was there stays as it was.
    expect(channel.ended).toBe(false);
    expect((await channel.send(READ_FIRST_FILE)).data).toEqual(FIRST_FILE);
  });

  it("is not done when GENERAL AUTHENTICATE is refused", async () => {
    const { result } = await run(
      [{ domain: curveDomain("P-256"), cipher: "aes-128" }],
      {},
      refusing(0x00, 0x6f00, 0x86),
    );
    expect(result).toMatchObject({
      outcome: "not-done",
      why: "refused",
      refusals: [{ step: "general-authenticate", sw: 0x6f00 }],
    });
  });

  it("says when a refusal has ended the channel, and tries nothing more", async () => {
    const { result, wire } = await run(
      [
        { domain: curveDomain("P-256"), cipher: "aes-128", keyId: 1n },
        { domain: curveDomain("P-256"), cipher: "3des", keyId: 2n },
      ],
      { quirks: { chipAuthenticationRefused: 0x6982, endsSessionOnError: true } },
    );
    expect(result).toEqual({
      outcome: "not-done",
      why: "refused",
      refusals: [{ oid: "0.4.0.127.0.7.2.2.3.2.2", step: "mse-set-at", sw: 0x6982, channelEnded: true }],
    });
    expect(wire).toHaveLength(1);
  });

  it("does not go on to MSE:Set AT when the refusal of MSE:Set KAT has ended the channel", async () => {
    const { result } = await run([{ domain: curveDomain("P-256"), cipher: "3des" }], {
      quirks: { chipAuthenticationRefused: 0x6a88, endsSessionOnError: true },
    });
    expect(result).toMatchObject({ why: "refused", refusals: [{ step: "mse-set-kat", channelEnded: true }] });
    expect(result.refusals).toHaveLength(1);
  });

  it("gives up when it is told to", async () => {
    const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128" }]);
    const { channel, wire, random } = await openChip(chip);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    const signal = { aborted: true, reason: new Error("given up") };
    const result = authenticateChip(channel, offer, { random, agreements, signal }, readFirst);
    await expect(result).rejects.toBe(signal.reason);
    expect(wire).toHaveLength(0);
  });

  it.each([0, 1, 2])("lets a removal at exchange %i through", async (exchange) => {
    const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128" }]);
    const { card, channel, random } = await openChip(chip);
    let count = 0;
    const transmit = card.transmit.bind(card);
    (card as { transmit: Card["transmit"] }).transmit = async (command) => {
      if (count++ === exchange) throw new ChipidError("card.removed", "The card was taken away.");
      return transmit(command);
    };
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    await expect(authenticateChip(channel, offer, { random, agreements }, readFirst)).rejects.toSatisfy((error) =>
      isChipidError(error, "card.removed"),
    );
  });

  it("throws what goes wrong behind the first exchange as it is", async () => {
    const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128" }]);
    const { card, channel, random } = await openChip(chip);
    let count = 0;
    const transmit = card.transmit.bind(card);
    (card as { transmit: Card["transmit"] }).transmit = async (command) => {
      const response = await transmit(command);
      return count++ === 3 ? Uint8Array.of(0x69, 0x88) : response;
    };
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    const twice = authenticateChip(channel, offer, { random, agreements }, async (port) => {
      await port.send(READ_FIRST_FILE);
      await port.send(READ_FIRST_FILE);
    });
    await expect(twice).rejects.toSatisfy((error) => isChipidError(error, "channel.lost"));
  });

  it("reads a byte when nothing else is read, so that a clone is found then too", async () => {
    for (const cloned of [false, true]) {
      const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128", cloned }]);
      const { channel, wire, random } = await openChip(chip);
      const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
      const result = await authenticateChip(channel, offer, { random, agreements }, async () => 1);
      if (cloned) expect(result).toMatchObject({ outcome: "failed", fault: "status" });
      else expect(result).toMatchObject({ outcome: "passed", value: 1 });
      expect(wire).toHaveLength(3);
    }
  });

  it("tells a chip without keys from one whose keys cannot be used", async () => {
    const { channel, random } = await openChip({});
    const tools = { random, agreements };
    const none = { options: [], unusable: [], offered: false };
    expect(await authenticateChip(channel, none, tools, readFirst)).toMatchObject({ why: "absent" });
    expect(await authenticateChip(channel, { ...none, offered: true }, tools, readFirst)).toMatchObject({ why: "key" });
  });

  it("draws its key once, for ca.ephemeral, and never the same twice", async () => {
    const purposes: string[] = [];
    const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128" }]);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    const keys = new Set<string>();
    for (const seed of ["a", "b"]) {
      const { channel } = await openChip(chip, seed);
      const source = deterministicRandom(seed);
      const random = (length: number, purpose: string): Uint8Array => {
        purposes.push(`${purpose} ${length}`);
        return source(length, purpose);
      };
      const result = await authenticateChip(channel, offer, { random, agreements }, readFirst);
      if (result.outcome === "passed") keys.add(toHex(result.evidence.terminalKey));
    }
    expect(purposes).toEqual(["ca.ephemeral 32", "ca.ephemeral 32"]);
    expect(keys.size).toBe(2);
  });

  it("passes when the shared secret begins with zero bytes (T58b)", async () => {
    const domain = curveDomain("brainpoolP160r1");
    const agreement = agreements(domain);
    const { publicKey } = agreementKey(domain, "key 0");
    const { infos, chip } = parts([{ domain, cipher: "aes-128" }]);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    let found = 0;
    for (let i = 0; found < 2; i++) {
      const secret = agreement.generatePrivateKey(deterministicRandom(`zero ${i}`), "ca.ephemeral");
      if (agreement.sharedSecret(secret, publicKey)[0] !== 0) continue;
      found++;
      const { channel } = await openChip(chip);
      const tools = { random: deterministicRandom(`zero ${i}`), agreements };
      expect((await authenticateChip(channel, offer, tools, readFirst)).outcome).toBe("passed");
    }
  });

  it("passes with every random key", async () => {
    const domain = curveDomain("brainpoolP256r1");
    const { infos, chip } = parts([{ domain, cipher: "aes-128" }]);
    const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 12 }), async (seed) => {
        const { channel, random } = await openChip(chip, seed);
        const result = await authenticateChip(channel, offer, { random, agreements }, readFirst);
        expect(result.outcome).toBe("passed");
      }),
      { seed: 58, numRuns: 30 },
    );
  });
});

/** A channel on which one instruction with one P2 is refused before it reaches the chip. */
function refusing(
  p2: number,
  sw: number,
  ins = 0x22,
  times = Number.POSITIVE_INFINITY,
): (channel: SecurableChannel) => SecurableChannel {
  let left = times;
  return (channel) => ({
    habits: channel.habits,
    get secured() {
      return channel.secured;
    },
    get ended() {
      return channel.ended;
    },
    get extendedLength() {
      return channel.extendedLength;
    },
    largestNe: (extended) => channel.largestNe(extended),
    secure: (keys, counter) => channel.secure(keys, counter),
    send: async (command, options) =>
      command.ins === ins && command.p2 === p2 && left-- > 0
        ? { data: new Uint8Array(0), sw }
        : channel.send(command, options),
  });
}

/** A run whose first answer under the new keys is what `change` makes of it. */
async function answering(
  change: (response: Uint8Array) => Uint8Array,
): Promise<{ result: ChipAuthenticationResult<Uint8Array> }> {
  const { infos, chip } = parts([{ domain: curveDomain("P-256"), cipher: "aes-128" }]);
  const { card, channel, random } = await openChip(chip);
  const transmit = card.transmit.bind(card);
  (card as { transmit: Card["transmit"] }).transmit = async (command) => {
    const response = await transmit(command);
    return (command[1] ?? 0) === 0xb0 ? change(response) : response;
  };
  const offer = chipAuthenticationOffer(readSecurityInfos(writeSecurityInfos(infos)).infos, agreements);
  return { result: await authenticateChip(channel, offer, { random, agreements }, readFirst) };
}
