import type { Ciphers } from "./cipher-types.js";
import { type Digest, digest } from "./digest.js";
import type { DomainParameters } from "./domain-parameters.js";
import { createPureKeyAgreements } from "./key-agreement.js";
import type { KeyAgreement } from "./key-agreement-types.js";
import { createNativeCiphers, type NodeCipherLike } from "./native-ciphers.js";
import { createNativeKeyAgreements, type NodeEcdhLike } from "./native-key-agreement.js";
import { createPureCiphers } from "./pure-ciphers.js";

/** All cryptography that the protocols with a chip need beside signatures. Keep one: it learns (tables, probes). */
export interface ChipCrypto {
  readonly ciphers: Ciphers;
  /** @throws ChipidError `crypto.key` for explicit DH parameters that are out of bounds */
  agreement(domain: DomainParameters): KeyAgreement;
  readonly digest: Digest;
}

/** Needs nothing from its host. */
export function createPureChipCrypto(): ChipCrypto {
  return { ciphers: createPureCiphers(), agreement: createPureKeyAgreements(), digest };
}

/**
 * Over the host's `node:crypto` where that was tried and pays: long data under AES, P-256. The pure code is the quicker one
 * for the rest: short data, Triple DES, the Brainpool curves, DH.
 */
export function createNativeChipCrypto(host: NodeCipherLike & NodeEcdhLike): ChipCrypto {
  return { ciphers: createNativeCiphers(host), agreement: createNativeKeyAgreements(host), digest };
}
