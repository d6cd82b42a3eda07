import { describe, expect, it } from "vitest";
import { ok, openChip, readSfi, SELECT_APPLICATION } from "../../../test/chip-terminal.js";
import { oidContent } from "../../asn1/encode.js";
import { concat, fromBigInt, fromHex, toBigInt, toHex } from "../../bytes/bytes.js";
import type { CardChannel } from "../../channel/channel.js";
import { CardChannel as Channel } from "../../channel/channel.js";
import { performPace } from "../../channel/pace.js";
import { verifyMappingData } from "../../crypto/chip-authentication-mapping.js";
import { createCrypto } from "../../crypto/engine.js";
import { openRecoveryBlock } from "../../crypto/iso9796-2.js";
import { deriveSessionKeys } from "../../crypto/kdf.js";
import { createPureKeyAgreements } from "../../crypto/key-agreement.js";
import { modPow } from "../../crypto/modular.js";
import { createPureBackend } from "../../crypto/pure.js";
import { deterministicRandom } from "../../crypto/random.js";
import { isStatusError } from "../../iso7816/status.js";
import { readCardSecurity } from "../../lds/card-security.js";
import { readDg15 } from "../../lds/dg15.js";
import { infosOf } from "../../lds/security-infos.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { chipProfile } from "../chip-profiles.js";
import { agreementKey, standardisedKeyInfo } from "../issuer/agreement-keys.js";
import { type SimulatedDocument, simulateDocument } from "../simulated-document.js";
import { createChip } from "./chip.js";
import { type ChipLimits, type ChipPersonalisation, type ChipQuirks, SHORT_LIMITS } from "./personalisation.js";

const agreements = createPureKeyAgreements();
const crypto = createCrypto({ pure: createPureBackend() });

function documentOf(name: string, options: { quirks?: ChipQuirks; limits?: ChipLimits } = {}): SimulatedDocument {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return simulateDocument(profile, options);
}

const open = (document: SimulatedDocument, chip: ChipPersonalisation = document.chip): Promise<CardChannel> =>
  openChip(createChip(chip, { random: deterministicRandom("chip") }), chip, chip.pace.length > 0 ? { pace: 0 } : {});

/** The terminal's half of Chip Authentication, written out: nothing of the SDK's own is between it and the chip. */
async function authenticateChip(channel: CardChannel, document: SimulatedDocument): Promise<void> {
  const key = document.data.chipKey;
  if (key === undefined) throw new Error("no key");
  const agreement = agreements(key.domain);
  const own = agreement.generatePrivateKey(deterministicRandom("terminal"), "ca");
  const publicKey = agreement.encode(agreement.publicKey(own));
  const [protocol] = document.chip.chipAuthentication;
  if (protocol === undefined) {
    await ok(channel.send({ cla: 0, ins: 0x22, p1: 0x41, p2: 0xa6, data: encodeTlv(0x91, publicKey) }));
  } else {
    const oid = encodeTlv(0x80, oidContent(protocol.oid));
    await ok(channel.send({ cla: 0, ins: 0x22, p1: 0x41, p2: 0xa4, data: oid }));
    const data = encodeTlv(0x7c, encodeTlv(0x80, publicKey));
    await ok(channel.send({ cla: 0, ins: 0x86, p1: 0, p2: 0, data, ne: 256 }));
  }
  const cipher = protocol?.cipher ?? "3des";
  const secret = agreement.sharedSecret(own, agreement.publicKey(key.secret));
  channel.secure({ cipher, ...deriveSessionKeys(cipher, secret) }, 0n);
}

describe("Chip Authentication", () => {
  it.each(["vn-2021", "passport-pace", "residence-card", "passport-ca-3des", "passport-ca-dh"])(
    "%s: a new session under the agreed keys, its counter at 0",
    async (name) => {
      const document = documentOf(name);
      const channel = await open(document);
      await authenticateChip(channel, document);
      expect(toHex(await ok(channel.send(readSfi(0x1e, 256))))).toBe(toHex(document.data.com));
    },
  );

  it("takes keys of 2048 bits in chained commands of a short chip", async () => {
    const document = documentOf("passport-ca-dh", { limits: SHORT_LIMITS });
    const channel = await open(document);
    await authenticateChip(channel, document);
    expect(toHex(await ok(channel.send(readSfi(0x1e, 200))))).toBe(toHex(document.data.com));
  });

  it("is not done before access, without its key, or over another curve", async () => {
    const document = documentOf("passport-pace");
    const chip = createChip(document.chip, { random: deterministicRandom("chip") });
    const plain = new Channel(chip);
    await ok(plain.send(SELECT_APPLICATION));
    const set = {
      cla: 0,
      ins: 0x22,
      p1: 0x41,
      p2: 0xa4,
      data: encodeTlv(0x80, oidContent("0.4.0.127.0.7.2.2.3.2.2")),
    };
    expect((await plain.send(set)).sw).toBe(0x6982);
    const none = documentOf("passport-bac");
    expect((await (await open(none)).send(set)).sw).toBe(0x6a88);

    const channel = await open(document);
    const kat = { cla: 0, ins: 0x22, p1: 0x41, p2: 0xa6, data: encodeTlv(0x91, new Uint8Array(65).fill(4)) };
    expect((await channel.send(kat)).sw).toBe(0x6a80);
    await ok(channel.send(set));
    const bad = encodeTlv(0x7c, encodeTlv(0x80, new Uint8Array(65).fill(4)));
    expect((await channel.send({ cla: 0, ins: 0x86, p1: 0, p2: 0, data: bad, ne: 256 })).sw).toBe(0x6a80);
    // The old session goes on.
    expect(toHex(await ok(channel.send(readSfi(0x1e, 256))))).toBe(toHex(document.data.com));
  });

  it("chooses among several keys by DO'84', and does not guess", async () => {
    const document = documentOf("passport-pace");
    const { domain } = document.data.chipKey ?? {};
    if (domain === undefined) throw new Error("no key");
    const one = agreementKey("one", domain);
    const two = agreementKey("two", domain);
    const [protocol] = document.chip.chipAuthentication;
    if (protocol === undefined) throw new Error("no protocol");
    const chip: ChipPersonalisation = {
      ...document.chip,
      chipKeys: [
        { keyId: 1n, ...one },
        { keyId: 2n, ...two },
      ],
      chipAuthentication: [
        { ...protocol, keyId: 1n },
        { ...protocol, keyId: 2n },
      ],
    };
    const channel = await open(document, chip);
    const oid = encodeTlv(0x80, oidContent(protocol.oid));
    const set = (data: Uint8Array) => channel.send({ cla: 0, ins: 0x22, p1: 0x41, p2: 0xa4, data });
    expect((await set(oid)).sw).toBe(0x6a88);
    expect((await set(concat(oid, fromHex("840103")))).sw).toBe(0x6a88);
    await ok(set(concat(oid, fromHex("840102"))));
    const agreement = agreements(domain);
    const own = agreement.generatePrivateKey(deterministicRandom("terminal"), "ca");
    const data = encodeTlv(0x7c, encodeTlv(0x80, agreement.encode(agreement.publicKey(own))));
    await ok(channel.send({ cla: 0, ins: 0x86, p1: 0, p2: 0, data, ne: 256 }));
    const secret = agreement.sharedSecret(own, agreement.publicKey(two.secret));
    channel.secure({ cipher: protocol.cipher, ...deriveSessionKeys(protocol.cipher, secret) }, 0n);
    expect(toHex(await ok(channel.send(readSfi(0x1e, 256))))).toBe(toHex(document.data.com));
  });
});

describe("Active Authentication", () => {
  const challenge = fromHex("0011223344556677");
  const command = { cla: 0, ins: 0x88, p1: 0, p2: 0, data: challenge, ne: 65_536 } as const;

  it.each(["vn-2021", "passport-aa"])("%s: ISO 9796-2 with SHA-1 and trailer BC", async (name) => {
    const document = documentOf(name);
    const signature = await ok((await open(document)).send(command));
    const reading = readDg15(document.files.get("DG15") ?? new Uint8Array()).publicKey;
    if (!reading.ok || reading.key.kind !== "rsa") throw new Error("no RSA key");
    const block = fromBigInt(modPow(toBigInt(signature), reading.key.exponent, reading.key.modulus), signature.length);
    expect(openRecoveryBlock(block, challenge)).toMatchObject({ ok: true, hash: "sha-1", recovery: "partial" });
    expect(openRecoveryBlock(block, fromHex("0011223344556678"))).toMatchObject({ ok: false, fault: "hash" });
  });

  it("vn-2024: ECDSA in plain format with the hash of ActiveAuthenticationInfo", async () => {
    const document = documentOf("vn-2024");
    const signature = await ok((await open(document)).send(command));
    const reading = readDg15(document.files.get("DG15") ?? new Uint8Array()).publicKey;
    if (!reading.ok) throw new Error("no key");
    const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "plain" } as const;
    expect(crypto.verify(reading.key, algorithm, signature, challenge).valid).toBe(true);
    expect(crypto.verify(reading.key, algorithm, signature, fromHex("0011223344556678")).valid).toBe(false);
  });

  it("explicit trailers name their hash", async () => {
    const document = documentOf("passport-aa");
    const active = document.chip.activeAuthentication;
    if (active === undefined || "encoding" in active) throw new Error("no RSA key");
    for (const hash of ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"] as const) {
      const chip: ChipPersonalisation = {
        ...document.chip,
        activeAuthentication: { ...active, hash, trailer: "explicit" },
      };
      const signature = await ok((await open(document, chip)).send(command));
      const block = fromBigInt(modPow(toBigInt(signature), active.key.exponent, active.key.modulus), signature.length);
      expect(openRecoveryBlock(block, challenge)).toMatchObject({ ok: true, hash, trailer: "explicit" });
    }
  });

  it("is cut, refused or of another challenge where the chip is such (T61, T62)", async () => {
    const cut = await open(documentOf("passport-aa", { quirks: { activeAnswerCut: 224 } }));
    expect(await ok(cut.send({ ...command, ne: 256 }))).toHaveLength(224);
    expect(await ok(cut.send(command))).toHaveLength(256);
    const refused = await open(documentOf("passport-aa", { quirks: { activeAuthenticationRefused: 0x6a88 } }));
    expect((await refused.send(command)).sw).toBe(0x6a88);
    expect((await (await open(documentOf("passport-bac"))).send(command)).sw).toBe(0x6d00);
    expect((await refused.send({ ...command, data: fromHex("00") })).sw).toBe(0x6a88);
    expect((await cut.send({ ...command, data: fromHex("00") })).sw).toBe(0x6700);
  });
});

describe("PACE with the chip authentication mapping", () => {
  it.each(["passport-pace-cam", "pace-cam-ecdh-aes-128", "pace-cam-ecdh-aes-192", "pace-cam-ecdh-aes-256"])(
    "%s proves the key of EF.CardSecurity",
    async (name) => {
      const document = documentOf(name);
      const protocol = document.chip.pace.find(({ mapping }) => mapping === "cam");
      if (protocol === undefined) throw new Error("no CAM");
      const channel = new Channel(createChip(document.chip, { random: deterministicRandom("chip") }));
      const result = await performPace(channel, {
        protocol,
        domain: protocol.domain,
        parameterId: protocol.parameterId,
        password: { kind: "can", value: document.can ?? "" },
        random: deterministicRandom("terminal"),
      });
      const security = readCardSecurity(document.files.get("EF.CardSecurity") ?? new Uint8Array());
      const [info] = infosOf(security.securityInfos.infos, "chip-authentication-public-key");
      const { mappingKey } = document.data;
      if (info === undefined || mappingKey === undefined || result.mappingProof === undefined)
        throw new Error("no key");
      expect(toHex(info.spki)).toBe(toHex(standardisedKeyInfo(mappingKey)));
      const agreement = agreements(protocol.domain);
      const { data, mappingKey: mapped } = result.mappingProof;
      expect(verifyMappingData(agreement, data, agreement.publicKey(mappingKey.secret), mapped)).toBe(true);
      expect(verifyMappingData(agreement, data, agreement.publicKey(mappingKey.secret + 1n), mapped)).toBe(false);
    },
  );
});

describe("a chip that ends secure messaging on any error", () => {
  it("sends the bare status, and the terminal sees its session lost", async () => {
    const document = documentOf("passport-bac", { quirks: { endsSessionOnError: true } });
    const channel = await open(document);
    const lost = await channel.send(readSfi(0x0b, 256)).catch((error: unknown) => error);
    expect(isStatusError(lost, "channel.lost") && lost.sw).toBe(0x6a82);
  });
});
