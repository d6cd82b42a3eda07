import { concat, toHex } from "../src/bytes/bytes.js";
import { makeMappingData, verifyMappingData } from "../src/crypto/chip-authentication-mapping.js";
import type { CipherName } from "../src/crypto/cipher-types.js";
import { type DomainParameters, standardisedDomain } from "../src/crypto/domain-parameters.js";
import { paceNonceLength, terminalNonceLength } from "../src/crypto/integrated-mapping.js";
import type { KeyAgreement } from "../src/crypto/key-agreement-types.js";
import { createPureCiphers } from "../src/crypto/pure-ciphers.js";
import { deterministicRandom } from "../src/crypto/random.js";

export interface KeyAgreementRunOptions {
  /** Number of the standardised domain parameters. */
  readonly id: number;
  readonly runs: number;
  /** One side, and the other. */
  readonly of: (domain: DomainParameters) => KeyAgreement;
  readonly peer: (domain: DomainParameters) => KeyAgreement;
  readonly seed: string;
}

export interface KeyAgreementRunCounts {
  readonly id: number;
  readonly runs: number;
  /** Shared secrets and public keys seen with a zero byte in front: what an implementation that cuts it fails at. */
  readonly leadingZeros: number;
  /** Run number and what was not equal. Empty is the only right answer. */
  readonly failures: readonly string[];
}

/**
 * Whole key agreements of PACE and Chip Authentication between two implementations with random keys: generic mapping,
 * integrated mapping where the domain has one, chip authentication mapping over curves, public keys encoded and decoded on
 * the way. `npm test` samples it; a soak runs thousands for each domain.
 */
export function keyAgreementRuns({ id, runs, of, peer, seed }: KeyAgreementRunOptions): KeyAgreementRunCounts {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new Error(`no domain parameters ${id}`);
  const [terminal, chip] = [of(domain), peer(domain)];
  const random = deterministicRandom(`${seed} ${id}`);
  const ciphers = createPureCiphers();
  const failures: string[] = [];
  let leadingZeros = 0;

  const sent = (from: KeyAgreement, to: KeyAgreement, key: Parameters<KeyAgreement["encode"]>[0]) =>
    to.decode(from.encode(key));
  const width = chip.sharedSecret(1n, chip.publicKey(1n)).length;

  for (let run = 0; run < runs; run++) {
    const check = (what: string, left: Uint8Array, right: Uint8Array) => {
      if (left[0] === 0) leadingZeros++;
      if (toHex(left) !== toHex(right) || left.length !== width) failures.push(`run ${run}: ${what}`);
    };
    const d = (who: string) => terminal.generatePrivateKey(random, who);
    const agree = (what: string, forTerminal?: ReturnType<KeyAgreement["decode"]>, forChip = forTerminal) => {
      const [a, b] = [d("terminal"), d("chip")];
      const fromTerminal = sent(terminal, chip, terminal.publicKey(a, forTerminal));
      const fromChip = sent(chip, terminal, chip.publicKey(b, forChip));
      check(what, terminal.sharedSecret(a, fromChip), chip.sharedSecret(b, fromTerminal));
    };
    const same = (what: string, left: Uint8Array, right: Uint8Array) => {
      if (toHex(left) !== toHex(right)) failures.push(`run ${run}: ${what}`);
    };

    agree("chip authentication");

    const [mapTerminal, mapChip] = [d("map.terminal"), d("map.chip")];
    const nonce = random(run % 2 === 0 ? 16 : 32, "nonce");
    const chipMap = sent(chip, terminal, chip.publicKey(mapChip));
    const generator = terminal.mapGeneric(nonce, mapTerminal, chipMap);
    const chipGenerator = chip.mapGeneric(nonce, mapChip, sent(terminal, chip, terminal.publicKey(mapTerminal)));
    same("generic mapping", terminal.encode(generator), chip.encode(chipGenerator));
    agree("generic mapping's secret", generator, chipGenerator);

    if (id !== 10) {
      const cipher = (["3des", "aes-128", "aes-192", "aes-256"] as const)[run % 4] as CipherName;
      const [s, t] = [random(paceNonceLength(cipher), "s"), random(terminalNonceLength(cipher), "t")];
      const integrated = terminal.mapIntegrated(ciphers, cipher, s, t);
      const chipIntegrated = chip.mapIntegrated(ciphers, cipher, s, t);
      same("integrated mapping", terminal.encode(integrated), chip.encode(chipIntegrated));
      agree("integrated mapping's secret", integrated, chipIntegrated);
    }

    if (domain.family === "ecdh") {
      const staticPrivate = d("static");
      const staticKey = sent(chip, terminal, chip.publicKey(staticPrivate));
      const data = makeMappingData(chip, staticPrivate, mapChip);
      if (!verifyMappingData(terminal, data, staticKey, chipMap)) failures.push(`run ${run}: mapping data`);
      if (verifyMappingData(terminal, concat(data.subarray(1), data.subarray(0, 1)), staticKey, chipMap)) {
        failures.push(`run ${run}: wrong mapping data pass`);
      }
    }
  }
  return { id, runs, leadingZeros, failures };
}
