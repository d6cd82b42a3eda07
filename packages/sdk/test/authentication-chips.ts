import { derBitString, derInteger, derOid, sequence } from "../src/asn1/encode.js";
import { fromHex } from "../src/bytes/bytes.js";
import { performBac } from "../src/channel/bac.js";
import { CardChannel } from "../src/channel/channel.js";
import type { DhGroup, DomainParameters } from "../src/crypto/domain-parameters.js";
import { createCrypto } from "../src/crypto/engine.js";
import { createPureKeyAgreements } from "../src/crypto/key-agreement.js";
import type { GroupElement } from "../src/crypto/key-agreement-types.js";
import { encodePoint } from "../src/crypto/points.js";
import { createPureBackend } from "../src/crypto/pure.js";
import { deterministicRandom, type RandomSource } from "../src/crypto/random.js";
import type { Card } from "../src/iso7816/card.js";
import { AID, selectApplicationCommand } from "../src/iso7816/select.js";
import { createChip } from "../src/simulator/chip/chip.js";
import {
  type ChipAgreementKey,
  type ChipPersonalisation,
  EXTENDED_LIMITS,
} from "../src/simulator/chip/personalisation.js";

// Chips for the suites of the authentication protocols: no document, just keys and BAC to get at them.

export const crypto = createCrypto({ pure: createPureBackend() });
export const agreements = createPureKeyAgreements();

const MRZ_INFORMATION = "L898902C<369080619406236";

/** A file that can be read under secure messaging, for the first exchange after Chip Authentication. */
export const FIRST_FILE = fromHex("600F5F0104303130375F36063034303030305C00");

/** READ BINARY of that file by its short identifier. */
export const READ_FIRST_FILE = { cla: 0, ins: 0xb0, p1: 0x9e, p2: 0x00, ne: 256 } as const;

const BARE_CHIP: ChipPersonalisation = {
  atr: fromHex("3B8180018080"),
  masterFile: [],
  applications: [{ aid: AID.emrtd, files: [{ fid: 0x011e, sfi: 0x1e, bytes: FIRST_FILE, read: "access" }] }],
  passwords: { mrz: MRZ_INFORMATION },
  bac: true,
  pace: [],
  chipAuthentication: [],
  chipKeys: [],
  limits: EXTENDED_LIMITS,
  quirks: {},
};

export interface OpenChip {
  readonly card: Card;
  readonly channel: CardChannel;
  /** Every command and response on the wire, in order. */
  readonly wire: { readonly command: Uint8Array; readonly response: Uint8Array }[];
  readonly random: RandomSource;
  /** Powers it down and up and opens it again. */
  readonly open: () => Promise<void>;
}

/** A chip with what `parts` give it, selected and opened by BAC. */
export async function openChip(parts: Partial<ChipPersonalisation>, seed = "authentication"): Promise<OpenChip> {
  const random = deterministicRandom(seed);
  const chip = createChip({ ...BARE_CHIP, ...parts }, { random, agreements });
  const wire: { command: Uint8Array; response: Uint8Array }[] = [];
  const card: Card = {
    atr: chip.atr,
    limits: chip.limits,
    reset: () => chip.reset(),
    transmit: async (command, options) => {
      const response = await chip.transmit(command, options);
      wire.push({ command, response });
      return response;
    },
  };
  const channel = new CardChannel(card);
  const open = async (): Promise<void> => {
    await channel.reset();
    await channel.send(selectApplicationCommand(AID.emrtd));
    await performBac(channel, MRZ_INFORMATION, { random });
    wire.length = 0;
  };
  await open();
  return { card, channel, wire, random, open };
}

export interface AgreementKeyPair {
  readonly domain: DomainParameters;
  readonly secret: bigint;
  readonly publicKey: GroupElement;
}

/** A static key pair; the same label always gives the same one. */
export function agreementKey(domain: DomainParameters, label: string): AgreementKeyPair {
  const agreement = agreements(domain);
  const secret = agreement.generatePrivateKey(deterministicRandom(label), "key");
  return { domain, secret, publicKey: agreement.publicKey(secret) };
}

export function chipKey({ domain, secret }: AgreementKeyPair, keyId?: bigint): ChipAgreementKey {
  return { domain, secret, keyId };
}

/** SubjectPublicKeyInfo of a key: a named curve, or an X9.42 group written out (RFC 3279 §2.3). */
export function agreementKeyInfo({ domain, publicKey }: AgreementKeyPair): Uint8Array {
  if (domain.family === "ecdh" && publicKey.family === "ecdh") {
    const { oid, parameters } = domain.curve;
    return sequence(
      sequence(derOid("1.2.840.10045.2.1"), derOid(oid)),
      derBitString(encodePoint(parameters, publicKey)),
    );
  }
  if (domain.family === "dh" && publicKey.family === "dh") return dhKeyInfo(domain, publicKey.value);
  throw new RangeError("key and domain are of different families");
}

export function dhKeyInfo({ p, g, q }: Pick<DhGroup, "p" | "g" | "q">, value: bigint): Uint8Array {
  const group = [derInteger(p), derInteger(g), ...(q === undefined ? [] : [derInteger(q)])];
  const type = q === undefined ? "1.2.840.113549.1.3.1" : "1.2.840.10046.2.1";
  return sequence(sequence(derOid(type), sequence(...group)), derBitString(derInteger(value)));
}

/** SubjectPublicKeyInfo with the number of standardised domain parameters, as in EF.CardSecurity (TR-03110-3 A.2.1.2). */
export function standardisedKeyInfo(id: number, { domain, publicKey }: AgreementKeyPair): Uint8Array {
  const octets = publicKey.family === "dh" ? derInteger(publicKey.value) : agreements(domain).encode(publicKey);
  return sequence(sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(id)), derBitString(octets));
}
