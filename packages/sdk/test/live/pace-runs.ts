import { authenticateChip } from "../../src/authentication/chip/chip-authentication.js";
import { chipAuthenticationOffer } from "../../src/authentication/chip/offer.js";
import { equalBytes } from "../../src/bytes/bytes.js";
import { openChip } from "../../src/channel/access.js";
import { CardChannel } from "../../src/channel/channel.js";
import { PACE_PROTOCOLS, type PaceProtocol } from "../../src/channel/pace-oids.js";
import { verifyMappingData } from "../../src/crypto/chip-authentication-mapping.js";
import type { ChipCrypto } from "../../src/crypto/chip-crypto.js";
import { type DomainParameters, standardisedDomain } from "../../src/crypto/domain-parameters.js";
import type { GroupElement, KeyAgreement } from "../../src/crypto/key-agreement-types.js";
import { deterministicRandom } from "../../src/crypto/random.js";
import { FileReader } from "../../src/iso7816/file-reader.js";
import { writeCardAccess } from "../../src/lds/card-access.js";
import { readDg14, writeDg14 } from "../../src/lds/dg14.js";
import { type ElementaryFileName, elementaryFile } from "../../src/lds/files.js";
import type { SessionCipher } from "../../src/lds/security-info-types.js";
import { chipAuthenticationOid } from "../../src/lds/security-infos.js";
import { createChip } from "../../src/simulator/chip/chip.js";
import { type ChipPersonalisation, EXTENDED_LIMITS, SHORT_LIMITS } from "../../src/simulator/chip/personalisation.js";
import { agreementKeyInfo } from "../../src/simulator/issuer/agreement-keys.js";
import { chipFiles } from "../../src/simulator/simulated-document.js";
import { documentOf } from "./kit.js";

/** Numbers of the standardised domain parameters, by kind of group. */
export const CURVE_FAMILIES = {
  nist: [8, 10, 12, 15, 18],
  brainpool: [9, 11, 13, 14, 16, 17],
  dh: [0, 1, 2],
} as const;

export type CurveFamily = keyof typeof CURVE_FAMILIES;

export interface PaceRunOptions {
  readonly family: CurveFamily;
  readonly runs: number;
  readonly seed: string;
  readonly chipCrypto: ChipCrypto;
  readonly onProgress?: (done: number) => void;
}

export interface PaceRunCounts {
  readonly sessions: number;
  /** Sessions by mapping, `gm`, `im`, `cam`. */
  readonly mappings: Readonly<Record<string, number>>;
  /** Shared secrets of PACE and Chip Authentication, both sides counted once, that begin with a zero byte. */
  readonly leadingZeroSecrets: number;
  /** Public keys sent of which a coordinate, or the number modulo p in full width, begins with a zero byte. */
  readonly leadingZeroKeys: number;
  /** Number of the run, what it ran, and what went wrong. Empty is the only right answer. */
  readonly failures: readonly string[];
}

const CIPHERS: readonly SessionCipher[] = ["3des", "aes-128", "aes-192", "aes-256"];
/** P-224 has no integrated mapping: p ≡ 1 mod 4. */
const WITHOUT_INTEGRATED = 10;

/** PACE protocols that can be run in a domain. */
export function protocolsOf(id: number): readonly PaceProtocol[] {
  const family = standardisedDomain(id)?.family;
  return PACE_PROTOCOLS.filter(
    ({ agreement, mapping }) => agreement === family && !(mapping === "im" && id === WITHOUT_INTEGRATED),
  );
}

/**
 * Whole sessions with a chip whose every key is new: EF.CardAccess, PACE, SELECT, DG14, Chip Authentication, and DG1 under
 * its keys, byte for byte. Domain parameters, protocol, cipher and password take turns, so that all meet.
 */
export async function paceRuns(options: PaceRunOptions): Promise<PaceRunCounts> {
  const { family, runs, seed, chipCrypto, onProgress } = options;
  const ids = CURVE_FAMILIES[family];
  const mappings: Record<string, number> = {};
  const failures: string[] = [];
  const zeros = { secrets: 0, keys: 0 };
  const counting = countingAgreements(chipCrypto, zeros);
  for (let run = 0; run < runs; run++) {
    const id = ids[run % ids.length] ?? 0;
    const protocols = protocolsOf(id);
    const protocol = protocols[Math.floor(run / ids.length) % protocols.length];
    const cipher = CIPHERS[Math.floor(run / 7) % CIPHERS.length];
    if (protocol === undefined || cipher === undefined) throw new RangeError("no protocol to run");
    const what = `run ${run}: domain ${id}, PACE ${protocol.mapping} ${protocol.cipher}, CA ${cipher}`;
    try {
      await session({ id, protocol, cipher, seed: `${seed} ${family} ${run}`, chipCrypto, counting, run });
      mappings[protocol.mapping] = (mappings[protocol.mapping] ?? 0) + 1;
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
    onProgress?.(run + 1);
  }
  return {
    sessions: runs,
    mappings,
    leadingZeroSecrets: zeros.secrets,
    leadingZeroKeys: zeros.keys,
    failures,
  };
}

interface OneSession {
  readonly id: number;
  readonly protocol: PaceProtocol;
  readonly cipher: SessionCipher;
  readonly seed: string;
  readonly run: number;
  readonly chipCrypto: ChipCrypto;
  readonly counting: ChipCrypto["agreement"];
}

async function session({ id, protocol, cipher, seed, run, chipCrypto, counting }: OneSession): Promise<void> {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new RangeError(`no domain parameters ${id}`);
  const { chip, dg1 } = personaliseAnew({ domain, id, protocol, cipher, seed, chipCrypto, run });
  const card = createChip(chip, {
    random: deterministicRandom(`${seed} chip`),
    ciphers: chipCrypto.ciphers,
    agreements: chipCrypto.agreement,
  });
  const channel = new CardChannel(card, { ciphers: chipCrypto.ciphers });
  const random = deterministicRandom(`${seed} terminal`);
  const secrets = run % 2 === 0 ? { can: chip.passwords.can } : { mrzInformation: chip.passwords.mrz };
  const access = await openChip(channel, { secrets, random, keyAgreements: counting });
  if (access.protocol !== "pace" || access.oid !== protocol.oid) throw new Error("opened by something else");
  const { mappingProof } = access.pace ?? {};
  if ((mappingProof !== undefined) !== (protocol.mapping === "cam")) throw new Error("mapping proof");
  if (mappingProof !== undefined && chip.mappingKey !== undefined) {
    const agreement = chipCrypto.agreement(domain);
    const key = agreement.publicKey(chip.mappingKey.secret);
    if (!verifyMappingData(agreement, mappingProof.data, key, mappingProof.mappingKey)) throw new Error("CAM");
  }
  const reader = new FileReader(channel);
  const dg14 = await reader.read(target("DG14"));
  const offer = chipAuthenticationOffer(readDg14(dg14).securityInfos.infos, chipCrypto.agreement);
  const result = await authenticateChip(channel, offer, { random, agreements: counting }, (port) =>
    new FileReader(port).read(target("DG1")),
  );
  if (result.outcome !== "passed") throw new Error(`CA ${result.outcome}: ${result.why}`);
  if (result.evidence.cipher !== cipher) throw new Error("CA with another cipher");
  if (!equalBytes(result.value, dg1)) throw new Error("DG1 is not what the chip holds");
}

function target(name: ElementaryFileName) {
  const { fid, sfi } = elementaryFile(name);
  return { fid, sfi };
}

function personaliseAnew({
  domain,
  id,
  protocol,
  cipher,
  seed,
  chipCrypto,
  run,
}: Omit<OneSession, "counting"> & { readonly domain: DomainParameters }): {
  readonly chip: ChipPersonalisation;
  readonly dg1: Uint8Array;
} {
  const { files, chip: base } = documentOf("passport-bac");
  const dg1 = files.get("DG1") ?? new Uint8Array();
  const random = deterministicRandom(`${seed} issuer`);
  const agreement = chipCrypto.agreement(domain);
  const key = { domain, secret: agreement.generatePrivateKey(random, "ca.static"), keyId: undefined };
  const oid = chipAuthenticationOid(domain.family, cipher);
  const limits = run % 3 === 0 ? SHORT_LIMITS : EXTENDED_LIMITS;
  const digits = Array.from(random(6, "can"), (byte) => byte % 10).join("");
  const chip: ChipPersonalisation = {
    ...base,
    ...chipFiles(
      new Map<ElementaryFileName, Uint8Array>([
        ["EF.CardAccess", writeCardAccess([{ kind: "pace", oid: protocol.oid, parameterId: id }])],
        ["DG1", dg1],
        [
          "DG14",
          writeDg14([
            { kind: "chip-authentication-public-key", agreement: domain.family, spki: agreementKeyInfo(key) },
            { kind: "chip-authentication", oid },
          ]),
        ],
      ]),
      limits,
    ),
    passwords: { ...base.passwords, can: digits },
    bac: false,
    pace: [{ ...protocol, parameterId: id, domain }],
    chipAuthentication: [{ oid, agreement: domain.family, cipher, keyId: undefined }],
    chipKeys: [key],
    mappingKey:
      protocol.mapping === "cam"
        ? { domain, secret: agreement.generatePrivateKey(random, "cam.static"), keyId: undefined }
        : undefined,
    limits,
    quirks: {},
  };
  return { chip, dg1 };
}

/** The terminal's side, with what begins with a zero byte counted: what an implementation that cuts it fails at (T58b). */
function countingAgreements(
  { agreement }: ChipCrypto,
  zeros: { secrets: number; keys: number },
): ChipCrypto["agreement"] {
  const known = new Map<string, KeyAgreement>();
  return (domain) => {
    const inner = agreement(domain);
    const name = domain.family === "ecdh" ? domain.curve.name : domain.p.toString(36);
    const counting = known.get(name) ?? count(inner, zeros);
    known.set(name, counting);
    return counting;
  };
}

function count(inner: KeyAgreement, zeros: { secrets: number; keys: number }): KeyAgreement {
  const width = inner.sharedSecret(1n, inner.publicKey(1n)).length;
  const hasZero = (octets: Uint8Array, family: GroupElement["family"]): boolean =>
    family === "dh" ? octets.length < width : octets[1] === 0 || octets[1 + width] === 0;
  return {
    domain: inner.domain,
    generatePrivateKey: (random, purpose) => inner.generatePrivateKey(random, purpose),
    publicKey: (privateKey, generator) => inner.publicKey(privateKey, generator),
    encode: (element) => {
      const octets = inner.encode(element);
      if (hasZero(octets, element.family)) zeros.keys++;
      return octets;
    },
    decode: (octets) => {
      const element = inner.decode(octets);
      if (hasZero(octets, element.family)) zeros.keys++;
      return element;
    },
    multiply: (scalar, element) => inner.multiply(scalar, element),
    sharedSecret: (privateKey, peer) => {
      const secret = inner.sharedSecret(privateKey, peer);
      if (secret[0] === 0) zeros.secrets++;
      return secret;
    },
    mapGeneric: (nonce, privateKey, peer) => inner.mapGeneric(nonce, privateKey, peer),
    mapIntegrated: (ciphers, cipher, s, t) => inner.mapIntegrated(ciphers, cipher, s, t),
  };
}
