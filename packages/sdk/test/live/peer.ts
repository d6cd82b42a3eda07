import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { equalBytes } from "../../src/bytes/bytes.js";
import { openChip } from "../../src/channel/access.js";
import { CardChannel } from "../../src/channel/channel.js";
import type { ChipCrypto } from "../../src/crypto/chip-crypto.js";
import type { KeyAgreement } from "../../src/crypto/key-agreement-types.js";
import type { RandomSource } from "../../src/crypto/random.js";
import { isChipidError } from "../../src/errors/chipid-error.js";
import { FileReader } from "../../src/iso7816/file-reader.js";
import { type ElementaryFileName, elementaryFile } from "../../src/lds/files.js";
import { personalise } from "../../src/simulator/personalise.js";
import { PROFILES } from "../../src/simulator/profiles.js";
import { documentOf } from "./kit.js";
import { portraitGroup } from "./portrait-group.js";
import { ProcessCard } from "./process-card.js";

// A chip that this project did not write: OpenPACE behind the line protocol (../shared/peers/eacchip.c).

const repository = fileURLToPath(new URL("../../../../", import.meta.url));

export interface PeerTools {
  readonly source: string;
  readonly program: string;
}

/** What of the peer cannot be built here, in words; undefined: nothing is missing. */
export function peerMissing(root = repository): string | undefined {
  if (!existsSync(peerPaths(root).source)) return "../shared/peers/eacchip.c is not there";
  if (existsSync(peerPaths(root).program)) return undefined;
  if (!existsSync("/usr/include/eac/pace.h"))
    return "install libeac-dev and a C compiler (apt-get install libeac-dev gcc)";
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "install a C compiler (apt-get install gcc)";
  }
}

function peerPaths(root: string): PeerTools {
  return {
    source: resolve(root, "../shared/peers/eacchip.c"),
    program: join(root, "node_modules/.cache/peer/eacchip"),
  };
}

/** Builds the peer, once for each version of its source. @returns path of the program */
export function buildPeer(root = repository): string {
  const { source, program } = peerPaths(root);
  if (!existsSync(program) || statSync(program).mtimeMs < statSync(source).mtimeMs) {
    mkdirSync(join(program, ".."), { recursive: true });
    execFileSync("cc", ["-O2", "-w", "-o", program, source, "-leac", "-lcrypto"]);
  }
  return program;
}

export const PEER_CAN = "123456";

/** One way of running PACE with the peer. */
export interface PeerCombination {
  /** As the peer's command line has it. */
  readonly protocol: string;
  readonly id: number;
  readonly password: "can" | "mrz";
}

const CIPHERS = ["3DES_CBC_CBC", "AES_CBC_CMAC_128", "AES_CBC_CMAC_192", "AES_CBC_CMAC_256"] as const;
const PASSWORDS = ["can", "mrz"] as const;

/**
 * ECDH with each cipher and both passwords over brainpoolP256r1; AES-128 over each standardised curve; DH over each
 * standardised group.
 */
export const PEER_COMBINATIONS: readonly PeerCombination[] = [
  ...CIPHERS.flatMap((cipher) => PASSWORDS.map((password) => ({ protocol: `ECDH_GM_${cipher}`, id: 13, password }))),
  ...[8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18].map((id, i) => ({
    protocol: "ECDH_GM_AES_CBC_CMAC_128",
    id,
    password: PASSWORDS[i % 2] ?? "can",
  })),
  ...[0, 1, 2].flatMap((id) => PASSWORDS.map((password) => ({ protocol: "DH_GM_AES_CBC_CMAC_128", id, password }))),
];

export interface PeerCounts {
  readonly sessions: number;
  /** Files read whole and compared. */
  readonly files: number;
  readonly bytes: number;
  readonly apdus: number;
  /** Shared secrets of the terminal that begin with a zero byte. */
  readonly leadingZeroSecrets: number;
  /**
   * Sessions over DH that failed with a shared secret that begins with a zero byte: whose fault that is shows
   * {@link peerTakesCutSecrets}.
   */
  readonly endedByZero: number;
  readonly failures: readonly string[];
}

export interface PeerRunOptions {
  readonly combination: PeerCombination;
  readonly sessions: number;
  readonly chipCrypto: ChipCrypto;
  readonly random: RandomSource;
  readonly program: string;
  /** For the document's files. */
  readonly folder: string;
}

let files: ReadonlyMap<ElementaryFileName, Uint8Array> | undefined;

/** EF.COM, EF.SOD, DG1 of a TD3 and a DG2 of 15 KB. */
export function peerFiles(): ReadonlyMap<ElementaryFileName, Uint8Array> {
  if (files === undefined) {
    const document = documentOf("passport-bac");
    const dg2 = portraitGroup(15_000);
    files = new Map([
      ["EF.COM", personalise(PROFILES["passport-bac"], { dg2 }).com],
      ["EF.SOD", document.files.get("EF.SOD") ?? new Uint8Array()],
      ["DG1", document.files.get("DG1") ?? new Uint8Array()],
      ["DG2", dg2],
    ]);
  }
  return files;
}

function writePeerFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of peerFiles()) {
    writeFileSync(join(folder, `${name.startsWith("DG") ? `EF_${name}` : name.replace(".", "_")}.bin`), bytes);
  }
}

/** Opens and reads the peer over and over; every file byte for byte. */
export async function peerRuns(options: PeerRunOptions): Promise<PeerCounts> {
  const { combination, sessions, chipCrypto, random, program, folder } = options;
  const expected = peerFiles();
  writePeerFiles(folder);
  const counts = { sessions, files: 0, bytes: 0, apdus: 0, leadingZeroSecrets: 0, endedByZero: 0 };
  const failures: string[] = [];
  const card = await ProcessCard.start(program, [folder, combination.protocol, String(combination.id)]);
  try {
    for (let session = 0; session < sessions; session++) {
      const watch: Watch = { secrets: [], zeros: 0 };
      try {
        await card.reset();
        const channel = new CardChannel(card, { ciphers: chipCrypto.ciphers });
        await openPeer(channel, combination, {
          random,
          keyAgreements: (d) => watched(chipCrypto.agreement(d), watch, false),
        });
        for (const [name, bytes] of expected) {
          const { fid, sfi } = elementaryFile(name);
          if (!equalBytes(await new FileReader(channel).read({ fid, sfi }), bytes)) {
            failures.push(`session ${session}: ${name} differs`);
          }
          counts.files++;
          counts.bytes += bytes.length;
        }
        counts.apdus += channel.counts.apdus;
      } catch (error) {
        if (isChipidError(error) && endedByZero(watch, combination)) counts.endedByZero++;
        else
          failures.push(
            `session ${session}: ${isChipidError(error) ? `${error.code} ${error.message}` : String(error)}`,
          );
      }
      counts.leadingZeroSecrets += watch.zeros;
    }
  } finally {
    await card.close();
  }
  return { ...counts, failures };
}

async function openPeer(
  channel: CardChannel,
  { password, protocol }: PeerCombination,
  tools: { readonly random: RandomSource; readonly keyAgreements: ChipCrypto["agreement"] },
): Promise<void> {
  const mrzInformation = documentOf("passport-bac").chip.passwords.mrz;
  const secrets = password === "can" ? { can: PEER_CAN } : { mrzInformation };
  const access = await openChip(channel, { secrets, ...tools, readAtrInfo: false });
  if (access.protocol !== "pace" || access.password !== password) throw new Error(`${protocol} was not what opened it`);
}

interface Watch {
  /** Shared secrets in the order they were computed, in full width. */
  readonly secrets: Uint8Array[];
  zeros: number;
}

/**
 * Whether the session's keys came from a shared secret of a DH group that begins with a zero byte. RFC 2631 §2.1.2 and
 * TR-03110-3 want it in full width; a peer that hashes what OpenSSL's DH_compute_key gives has lost the zero. That the peer
 * does so is proven by {@link peerTakesCutSecrets}.
 */
function endedByZero({ secrets }: Watch, { protocol }: PeerCombination): boolean {
  return protocol.startsWith("DH") && secrets.at(-1)?.[0] === 0;
}

function watched(inner: KeyAgreement, watch: Watch, cut: boolean): KeyAgreement {
  return {
    domain: inner.domain,
    generatePrivateKey: (random, purpose) => inner.generatePrivateKey(random, purpose),
    publicKey: (privateKey, generator) => inner.publicKey(privateKey, generator),
    encode: (element) => inner.encode(element),
    decode: (octets) => inner.decode(octets),
    multiply: (scalar, element) => inner.multiply(scalar, element),
    sharedSecret: (privateKey, peer) => {
      const secret = inner.sharedSecret(privateKey, peer);
      watch.secrets.push(secret);
      if (secret[0] === 0) watch.zeros++;
      return cut
        ? secret.subarray(
            Math.max(
              0,
              secret.findIndex((byte) => byte !== 0),
            ),
          )
        : secret;
    },
    mapGeneric: (nonce, privateKey, peer) => inner.mapGeneric(nonce, privateKey, peer),
    mapIntegrated: (ciphers, cipher, s, t) => inner.mapIntegrated(ciphers, cipher, s, t),
  };
}

/**
 * Proof of whose fault it is when a session with a zero-led secret fails: the same terminal, recomputing with the zero
 * bytes cut off, is accepted by the peer in exactly such a session.
 * @returns whether it was; undefined when no such secret came up in `sessions`
 */
export async function peerTakesCutSecrets(options: PeerRunOptions): Promise<boolean | undefined> {
  const { combination, sessions, chipCrypto, random, program, folder } = options;
  writePeerFiles(folder);
  const card = await ProcessCard.start(program, [folder, combination.protocol, String(combination.id)]);
  try {
    for (let session = 0; session < sessions; session++) {
      const watch: Watch = { secrets: [], zeros: 0 };
      await card.reset();
      const channel = new CardChannel(card, { ciphers: chipCrypto.ciphers });
      const tools = {
        random,
        keyAgreements: (d: KeyAgreement["domain"]) => watched(chipCrypto.agreement(d), watch, true),
      };
      try {
        await openPeer(channel, combination, tools);
        if (watch.zeros > 0) return true;
      } catch (error) {
        if (!isChipidError(error)) throw error;
        if (watch.zeros > 0) return false;
        throw error;
      }
    }
    return undefined;
  } finally {
    await card.close();
  }
}
