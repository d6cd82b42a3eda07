import { describe, expect, it } from "vitest";
import { PaceChip } from "../../test/pace-chip.js";
import { toHex } from "../bytes/bytes.js";
import { verifyMappingData } from "../crypto/chip-authentication-mapping.js";
import { STANDARDISED_DOMAIN_IDS, standardisedDomain } from "../crypto/domain-parameters.js";
import type { PacePassword } from "../crypto/kdf.js";
import { deterministicRandom } from "../crypto/random.js";
import { CardChannel } from "./channel.js";
import { performPace } from "./pace.js";
import { PACE_PROTOCOLS, type PaceProtocol } from "./pace-oids.js";

const CAN: PacePassword = { kind: "can", value: "123456" };
const PASSWORDS: readonly PacePassword[] = [
  CAN,
  { kind: "mrz", mrzInformation: "T22000129364081251010318" },
  { kind: "pin", value: "123456" },
  { kind: "puk", value: "1234567890" },
];
const READ = { cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 2 };

function domainOf(id: number) {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new Error(`no domain ${id}`);
  return domain;
}

/** Every protocol with every domain that it can have; DH, which is slow, with one cipher for each larger group. */
const combinations = PACE_PROTOCOLS.flatMap((protocol) =>
  STANDARDISED_DOMAIN_IDS.filter((id) => {
    const domain = domainOf(id);
    if (domain.family !== protocol.agreement) return false;
    if (domain.family === "dh") return id === 0 || protocol.cipher === "aes-128";
    return protocol.mapping !== "im" || (domain.curve.parameters.p & 3n) === 3n;
  }).map((id): readonly [string, PaceProtocol, number] => [`${protocol.oid} with ${id}`, protocol, id]),
);

describe("PACE with a chip of its own", () => {
  it("covers all protocols and all domain parameters", () => {
    expect(PACE_PROTOCOLS).toHaveLength(19);
    expect(new Set(combinations.map(([, , id]) => id)).size).toBe(14);
    expect(new Set(combinations.map(([, protocol]) => protocol.oid)).size).toBe(19);
    expect(combinations).toHaveLength(4 * 11 + 4 * 10 + 3 * 11 + 2 * (4 + 2));
  });

  it.each(combinations)("%s", async (name, protocol, id) => {
    const domain = domainOf(id);
    const password = PASSWORDS[id % 4] ?? CAN;
    const chip = new PaceChip(protocol, domain, password, deterministicRandom(`chip ${name}`), 12_345n);
    const channel = new CardChannel(chip);
    const random = deterministicRandom(`terminal ${name}`);
    const result = await performPace(channel, { protocol, domain, parameterId: id, password, random });
    expect(result).toMatchObject({ mapping: protocol.mapping, password: password.kind, counter: 0n });
    expect(channel.counts.apdus).toBe(5);
    expect(toHex((await channel.send(READ)).data)).toBe("cafe");
    expect(toHex((await channel.send(READ)).data)).toBe("cafe");
    const proof = result.mappingProof;
    expect(proof !== undefined).toBe(protocol.mapping === "cam");
    if (proof !== undefined) {
      const key = chip.agreement.publicKey(12_345n);
      expect(verifyMappingData(chip.agreement, proof.data, key, proof.mappingKey)).toBe(true);
      const other = chip.agreement.publicKey(12_346n);
      expect(verifyMappingData(chip.agreement, proof.data, other, proof.mappingKey)).toBe(false);
    }
  });

  it.each(["gm", "im", "cam"])("%s: another password is refused by the chip's status", async (mapping) => {
    const protocol = PACE_PROTOCOLS.find(
      (p) => p.mapping === mapping && p.cipher === "aes-128" && p.agreement === "ecdh",
    );
    if (protocol === undefined) throw new Error("no protocol");
    const chip = new PaceChip(protocol, domainOf(13), CAN, deterministicRandom("c"));
    const channel = new CardChannel(chip);
    const password = { kind: "can", value: "123457" } as const;
    const options = { protocol, domain: domainOf(13), parameterId: 13, password, random: deterministicRandom("t") };
    await expect(performPace(channel, options)).rejects.toMatchObject({ code: "access.key-wrong", sw: 0x6300 });
    expect(channel.secured).toBe(false);
  });

  it("runs 400 times with other keys, leading zeros among the secrets (T58b)", async () => {
    const [protocol] = PACE_PROTOCOLS.filter((p) => p.oid === "0.4.0.127.0.7.2.2.4.2.2");
    if (protocol === undefined) throw new Error("no protocol");
    let zeros = 0;
    for (let i = 0; i < 400; i++) {
      const noteZero = (secret: Uint8Array): Uint8Array => {
        if (secret[0] === 0) zeros++;
        return secret;
      };
      const random = deterministicRandom(`chip ${i}`);
      const chip = new PaceChip(protocol, domainOf(12), CAN, random, 1n, noteZero);
      const options = { protocol, domain: domainOf(12), password: CAN, random: deterministicRandom(`terminal ${i}`) };
      await performPace(new CardChannel(chip), options);
    }
    expect(zeros).toBeGreaterThan(0);
  });

  it("refuses domain parameters of another kind than the protocol, before anything is sent", async () => {
    const [protocol] = PACE_PROTOCOLS;
    if (protocol === undefined) throw new Error("no protocol");
    const chip = new PaceChip(protocol, domainOf(0), CAN, deterministicRandom("c"));
    const options = { protocol, domain: domainOf(13), password: CAN, random: deterministicRandom("t") };
    await expect(performPace(new CardChannel(chip), options)).rejects.toMatchObject({ code: "access.parameters" });
    expect(chip.seen).toEqual([]);
  });

  it("draws nothing but what it says, each for its purpose", async () => {
    for (const [mapping, purposes] of [
      ["gm", ["pace.ephemeral.map", "pace.ephemeral.key"]],
      ["im", ["pace.nonce.terminal", "pace.ephemeral.key"]],
    ] as const) {
      const protocol = PACE_PROTOCOLS.find((p) => p.mapping === mapping && p.agreement === "ecdh");
      if (protocol === undefined) throw new Error("no protocol");
      const drawn: string[] = [];
      const source = deterministicRandom("t");
      const random = (length: number, purpose: string): Uint8Array => {
        drawn.push(purpose);
        return source(length, purpose);
      };
      const chip = new PaceChip(protocol, domainOf(13), CAN, deterministicRandom("c"));
      await performPace(new CardChannel(chip), { protocol, domain: domainOf(13), password: CAN, random });
      expect([...new Set(drawn)]).toEqual(purposes);
    }
  });
});

describe("a DH secret with a leading zero byte", () => {
  const [protocol] = PACE_PROTOCOLS.filter((p) => p.oid === "0.4.0.127.0.7.2.2.4.1.2");
  if (protocol === undefined) throw new Error("no protocol");
  const domain = domainOf(0);
  const dropZeros = (secret: Uint8Array): Uint8Array => secret.subarray(secret.findIndex((byte) => byte !== 0));

  /** A seed whose first session has such a secret, which the first run below makes sure of. */
  const SEED = 289;

  function session(seed: number, password: PacePassword, alter: (secret: Uint8Array) => Uint8Array) {
    const chip = new PaceChip(
      protocol as PaceProtocol,
      domain,
      password,
      deterministicRandom(`chip ${seed}`),
      1n,
      alter,
    );
    const channel = new CardChannel(chip);
    const random = deterministicRandom(`terminal ${seed}`);
    return { channel, run: performPace(channel, { protocol: protocol as PaceProtocol, domain, password, random }) };
  }

  it("works with chips that keep it, and after one more run with chips that drop it", async () => {
    let first: number | undefined;
    const keeping = session(SEED, CAN, (secret) => {
      first = secret[0];
      return secret;
    });
    await keeping.run;
    expect([first, keeping.channel.counts.apdus]).toEqual([0, 5]);
    const dropping = session(SEED, CAN, dropZeros);
    expect((await dropping.run).password).toBe("can");
    expect(dropping.channel.counts.apdus).toBe(10);
    // A PIN could be blocked by it: no second run.
    const pin = session(SEED, { kind: "pin", value: "123456" }, dropZeros);
    const outcome = await pin.run.then(
      () => "opened",
      (error: unknown) => (error as { code?: string }).code,
    );
    expect([outcome, pin.channel.counts.apdus]).toEqual(["access.key-wrong", 5]);
  });
});
