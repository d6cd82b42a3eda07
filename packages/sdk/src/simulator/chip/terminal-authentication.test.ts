import { describe, expect, it } from "vitest";
import { ok, openChip, readFile, readSfi } from "../../../test/chip-terminal.js";
import { type CvHolder, type CvSpec, cvCertificate, signCv, TA_OID } from "../../../test/cv-issuer.js";
import { oidContent } from "../../asn1/encode.js";
import {
  type CvCertificate,
  readCvCertificate,
  readCvcaReferences,
} from "../../authentication/terminal/cv-certificate.js";
import {
  authenticateTerminal,
  chipIdentityOfBac,
  type TerminalAuthenticationResult,
  terminalMessage,
} from "../../authentication/terminal/terminal-authentication.js";
import { toHex } from "../../bytes/bytes.js";
import type { CardChannel } from "../../channel/channel.js";
import { deriveSessionKeys } from "../../crypto/kdf.js";
import { createPureKeyAgreements } from "../../crypto/key-agreement.js";
import { deterministicRandom } from "../../crypto/random.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { chipProfile } from "../chip-profiles.js";
import { ecKey } from "../issuer/keys.js";
import { type SimulatedDocument, simulateDocument } from "../simulated-document.js";
import { createChip } from "./chip.js";
import type { ChipPersonalisation } from "./personalisation.js";
import { withTrustPoints } from "./terminal-authentication.js";

const agreements = createPureKeyAgreements();
const holder = (reference: string): CvHolder => ({
  reference,
  oid: TA_OID.ecdsaSha256,
  key: ecKey(reference, "P-256"),
});
const CVCA = holder("UTCVCA00001");
const DV = holder("UTDV00001");
const TERMINAL = holder("UTIS00001");
const read = (spec: CvSpec): CvCertificate => readCvCertificate(cvCertificate(spec));
const ANCHOR = read({ holder: CVCA, issuer: CVCA, authorization: 0xc3, explicit: true });
const DV_CERTIFICATE = read({ holder: DV, issuer: CVCA, authorization: 0x83 });
const terminalWith = (authorization: number) => read({ holder: TERMINAL, issuer: DV, authorization });

function prepared(): { document: SimulatedDocument; chip: ChipPersonalisation } {
  const profile = chipProfile("vn-2021");
  if (profile === undefined) throw new Error("no profile");
  const document = simulateDocument(profile);
  return { document, chip: withTrustPoints(document.chip, [ANCHOR]) };
}

/** BAC and Chip Authentication, as Terminal Authentication needs them; gives the terminal's key. */
async function upToChipAuthentication(
  document: SimulatedDocument,
  chip: ChipPersonalisation,
): Promise<{ channel: CardChannel; ephemeralKey: Uint8Array }> {
  const channel = await openChip(createChip(chip, { random: deterministicRandom("chip") }), chip);
  const key = document.data.chipKey;
  const [protocol] = chip.chipAuthentication;
  if (key === undefined || protocol === undefined) throw new Error("no key");
  const agreement = agreements(key.domain);
  const own = agreement.generatePrivateKey(deterministicRandom("terminal"), "ca");
  const ephemeralKey = agreement.encode(agreement.publicKey(own));
  const oid = encodeTlv(0x80, oidContent(protocol.oid));
  await ok(channel.send({ cla: 0, ins: 0x22, p1: 0x41, p2: 0xa4, data: oid }));
  const data = encodeTlv(0x7c, encodeTlv(0x80, ephemeralKey));
  await ok(channel.send({ cla: 0, ins: 0x86, p1: 0, p2: 0, data, ne: 256 }));
  const secret = agreement.sharedSecret(own, agreement.publicKey(key.secret));
  channel.secure({ cipher: protocol.cipher, ...deriveSessionKeys(protocol.cipher, secret) }, 0n);
  return { channel, ephemeralKey };
}

interface Changes {
  readonly terminal?: CvCertificate;
  readonly certificates?: readonly CvCertificate[];
  readonly identity?: string;
  readonly signer?: CvHolder;
}

async function run(changes: Changes = {}): Promise<{
  result: TerminalAuthenticationResult;
  channel: CardChannel;
  document: SimulatedDocument;
}> {
  const { document, chip } = prepared();
  const { channel, ephemeralKey } = await upToChipAuthentication(document, chip);
  const efCvca = await ok(channel.send(readSfi(0x1c, 64)));
  const result = await authenticateTerminal(
    channel,
    {
      certificate: changes.terminal ?? terminalWith(0x03),
      certificates: changes.certificates ?? [DV_CERTIFICATE],
      sign: async (_, message) => signCv(changes.signer ?? TERMINAL, message),
    },
    {
      references: readCvcaReferences(efCvca),
      chipIdentity: chipIdentityOfBac(changes.identity ?? "0991234561"),
      ephemeralKey,
      agreement: "ecdh",
    },
  );
  return { result, channel, document };
}

describe("Terminal Authentication of the chip", () => {
  it("opens fingerprints to a terminal with the right to them", async () => {
    const { result, channel, document } = await run();
    expect(result.outcome).toBe("passed");
    expect(toHex(await readFile(channel, 3, 200))).toBe(toHex(document.files.get("DG3") ?? new Uint8Array()));
  });

  it.each([
    ["iris alone", terminalWith(0x02), [DV_CERTIFICATE]],
    ["nothing", terminalWith(0x00), [DV_CERTIFICATE]],
    ["more than its DV has", terminalWith(0x03), [read({ holder: DV, issuer: CVCA, authorization: 0x82 })]],
  ])("keeps them from a terminal whose certificates give %s", async (_, terminal, certificates) => {
    const { result, channel } = await run({ terminal, certificates });
    expect(result.outcome).toBe("passed");
    expect((await channel.send(readSfi(3, 200))).sw).toBe(0x6982);
  });

  it("refuses another signer, another document, and a chain that nobody it trusts has signed", async () => {
    for (const changes of [{ signer: DV }, { identity: "0991234570" }]) {
      const { result, channel } = await run(changes);
      expect(result).toMatchObject({ outcome: "failed", why: "signature", sw: 0x6300 });
      expect((await channel.send(readSfi(3, 200))).sw).toBe(0x6982);
    }
    const impostor = { ...CVCA, key: ecKey("impostor", "P-256") };
    const forged = read({ holder: DV, issuer: impostor, authorization: 0x83 });
    const { result } = await run({ certificates: [forged] });
    expect(result).toMatchObject({ outcome: "not-done", step: "verify-certificate", index: 0, sw: 0x6300 });
  });

  it("wants the terminal named again for a second try, and takes it then", async () => {
    const { document, chip } = prepared();
    const { channel, ephemeralKey } = await upToChipAuthentication(document, chip);
    const context = {
      references: [ANCHOR.holder],
      chipIdentity: chipIdentityOfBac("0991234561"),
      ephemeralKey,
      agreement: "ecdh",
    } as const;
    const credentials = (signer: CvHolder) => ({
      certificate: terminalWith(0x03),
      certificates: [DV_CERTIFICATE],
      sign: async (_: unknown, message: Uint8Array) => signCv(signer, message),
    });
    expect((await authenticateTerminal(channel, credentials(DV), context)).outcome).toBe("failed");
    const challenge = await ok(channel.send({ cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 8 }));
    const data = signCv(TERMINAL, terminalMessage(context, challenge));
    expect((await channel.send({ cla: 0, ins: 0x82, p1: 0, p2: 0, data })).sw).not.toBe(0x9000);
    expect((await channel.send(readSfi(3, 200))).sw).toBe(0x6982);
    // From the trust point once more, as a terminal does.
    expect((await authenticateTerminal(channel, credentials(TERMINAL), context)).outcome).toBe("passed");
    expect((await channel.send(readSfi(3, 200))).sw).toBe(0x9000);
  });

  it("is not done before Chip Authentication, nor by a chip without trust points", async () => {
    const { chip, document } = prepared();
    const set = { cla: 0, ins: 0x22, p1: 0x81, p2: 0xb6, data: encodeTlv(0x83, ANCHOR.holder.raw) };
    const early = await openChip(createChip(chip, { random: deterministicRandom("chip") }), chip);
    expect((await early.send(set)).sw).toBe(0x6982);
    const { channel } = await upToChipAuthentication(document, document.chip);
    expect((await channel.send(set)).sw).toBe(0x6a88);
  });

  it("wants its steps in their order", async () => {
    const { chip, document } = prepared();
    const { channel } = await upToChipAuthentication(document, chip);
    const data = encodeTlv(0x83, terminalWith(0x03).holder.raw);
    expect((await channel.send({ cla: 0, ins: 0x22, p1: 0x81, p2: 0xa4, data })).sw).toBe(0x6a88);
    const certificate = { cla: 0, ins: 0x2a, p1: 0, p2: 0xbe, data: DV_CERTIFICATE.raw.slice(4) };
    expect((await channel.send(certificate)).sw).toBe(0x6985);
    const unknown = encodeTlv(0x83, DV_CERTIFICATE.holder.raw);
    expect((await channel.send({ cla: 0, ins: 0x22, p1: 0x81, p2: 0xb6, data: unknown })).sw).toBe(0x6a88);
    const nonsense = { ...certificate, data: Uint8Array.of(1, 2, 3) };
    await ok(channel.send({ cla: 0, ins: 0x22, p1: 0x81, p2: 0xb6, data: encodeTlv(0x83, ANCHOR.holder.raw) }));
    expect((await channel.send(nonsense)).sw).toBe(0x6a80);
  });
});
