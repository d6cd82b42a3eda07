import type { CipherName, Ciphers } from "./cipher-types.js";
import type { DomainParameters } from "./domain-parameters.js";
import type { AffinePoint } from "./points.js";
import type { RandomSource } from "./random.js";

/** A point of the curve that is not at infinity, checked when it was read. */
export interface EcElement extends AffinePoint {
  readonly family: "ecdh";
}

/** A number modulo p in 2 … p − 2, checked when it was read to be in the subgroup of order q where q is known. */
export interface DhElement {
  readonly family: "dh";
  readonly value: bigint;
}

/** An element of the group that is not the neutral one: a public key, or a generator. */
export type GroupElement = EcElement | DhElement;

/**
 * Diffie-Hellman in one group, over a curve or modulo a prime (ICAO 9303-11 §4.4, §6.2, §9.6). Private keys are numbers of
 * 1 … n − 1, n being the order of the generator. Elements of the other family are refused with `crypto.key`.
 */
export interface KeyAgreement {
  readonly domain: DomainParameters;
  /**
   * A private key, every value of 1 … n − 1 as likely as any other: as many bits as n has are drawn, and drawn again while
   * they are no such number. Each draw asks the source for the same purpose.
   * @throws ChipidError `crypto.random` when the source gives another length, or nothing usable in 128 draws
   */
  generatePrivateKey(random: RandomSource, purpose: string): bigint;
  /** Public key of a private key, for the group's own generator or a mapped one. @throws ChipidError `crypto.key` */
  publicKey(privateKey: bigint, generator?: GroupElement): GroupElement;
  /**
   * As the protocols send it: `04‖x‖y` with coordinates of the field's width (TR-03111 §3.2.1), or modulo p an unsigned
   * integer without leading zero bytes (TR-03110-3 D.2.1.1).
   */
  encode(element: GroupElement): Uint8Array;
  /**
   * A public key as received, validated in full: on the curve and not at infinity, or 2 … p − 2 and of order q.
   * @throws ChipidError `crypto.key`
   */
  decode(octets: Uint8Array): GroupElement;
  /** Scalar multiple, or power. @throws ChipidError `crypto.key` when it is the neutral element */
  multiply(scalar: bigint, element: GroupElement): GroupElement;
  /**
   * The shared secret, always of the same width: the x coordinate in as many bytes as p has (TR-03111 §4.3.1), or the power
   * in as many bytes as p has (RFC 2631 §2.1.2). Leading zero bytes belong to it.
   * @throws ChipidError `crypto.key`
   */
  sharedSecret(privateKey: bigint, peer: GroupElement): Uint8Array;
  /**
   * Generic mapping (ICAO 9303-11 §4.4.3.3.1): s·G + H, or g^s · h, of the chip's decrypted nonce s, where H is the secret
   * that `privateKey` shares with `peer`.
   * @throws ChipidError `crypto.key` when the result is the neutral element
   */
  mapGeneric(nonce: Uint8Array, privateKey: bigint, peer: GroupElement): GroupElement;
  /**
   * Integrated mapping (ICAO 9303-11 §4.4.3.3.2) of the chip's nonce s and the terminal's nonce t.
   * @throws ChipidError `crypto.algorithm` for a curve that has none (p ≡ 1 mod 4: P-224) or a group without q,
   * `bytes.range` for nonces of another length than the cipher demands, `crypto.key` for the few values without an image
   */
  mapIntegrated(ciphers: Ciphers, cipher: CipherName, s: Uint8Array, t: Uint8Array): GroupElement;
}
