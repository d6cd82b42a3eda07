import { fromBigInt, toBigInt } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { KnownCurve } from "./curves.js";
import { modPowFixed } from "./dh-arithmetic.js";
import { type DhGroup, type DomainParameters, type EcDomain, standardisedDomain } from "./domain-parameters.js";
import { EcGroup, type ScalarMultiplication } from "./ec-group.js";
import { encodeToCurve, pseudoRandom } from "./integrated-mapping.js";
import type { DhElement, EcElement, GroupElement, KeyAgreement } from "./key-agreement-types.js";
import { bitLength } from "./modular.js";
import { type AffinePoint, decodePoint, encodePoint } from "./points.js";
import type { RandomSource } from "./random.js";
import type { CurveName } from "./types.js";

/**
 * Key agreement in any group, computed without help from the host. Keep the returned function: what it learns of a curve
 * (a table of its generator's multiples) makes later sessions quicker.
 */
export function createPureKeyAgreements(): (domain: DomainParameters) => KeyAgreement {
  return keyAgreements((curve) => new EcGroup(curve.parameters));
}

/** Key agreement over groups that `makeGroup` makes, once for each curve. */
export function keyAgreements(
  makeGroup: (curve: KnownCurve) => ScalarMultiplication,
): (domain: DomainParameters) => KeyAgreement {
  const groups = new Map<CurveName, ScalarMultiplication>();
  return (domain) => {
    if (domain.family === "dh") return new DhAgreement(domain);
    let group = groups.get(domain.curve.name);
    if (group === undefined) {
      group = makeGroup(domain.curve);
      groups.set(domain.curve.name, group);
    }
    return new EcAgreement(domain, group);
  };
}

class EcAgreement implements KeyAgreement {
  constructor(
    readonly domain: EcDomain,
    private readonly group: ScalarMultiplication,
  ) {}

  generatePrivateKey(random: RandomSource, purpose: string): bigint {
    return drawScalar(random, purpose, this.group.curve.n);
  }

  publicKey(privateKey: bigint, generator?: GroupElement): EcElement {
    this.checkPrivate(privateKey);
    if (generator !== undefined) return this.multiply(privateKey, generator);
    return element(this.group.multiplyGenerator(privateKey));
  }

  encode(key: GroupElement): Uint8Array {
    return encodePoint(this.group.curve, own(key, "ecdh"));
  }

  decode(octets: Uint8Array): EcElement {
    return element(decodePoint(this.group.curve, octets));
  }

  multiply(scalar: bigint, point: GroupElement): EcElement {
    return element(this.group.multiply(scalar, own(point, "ecdh")));
  }

  sharedSecret(privateKey: bigint, peer: GroupElement): Uint8Array {
    this.checkPrivate(privateKey);
    const x = this.group.multiplyX(privateKey, own(peer, "ecdh"));
    if (x === undefined) throw neutralError();
    return fromBigInt(x, this.domain.curve.fieldBytes);
  }

  mapGeneric(nonce: Uint8Array, privateKey: bigint, peer: GroupElement): EcElement {
    this.checkPrivate(privateKey);
    return element(this.group.multiplySum(toBigInt(nonce), privateKey, own(peer, "ecdh")));
  }

  mapIntegrated(...[ciphers, cipher, s, t]: Parameters<KeyAgreement["mapIntegrated"]>): EcElement {
    const { curve } = this.group;
    return element(encodeToCurve(curve, toBigInt(pseudoRandom(ciphers, cipher, s, t, curve.p)) % curve.p));
  }

  private checkPrivate(privateKey: bigint): void {
    if (privateKey < 1n || privateKey >= this.group.curve.n) throw privateKeyError();
  }
}

class DhAgreement implements KeyAgreement {
  private readonly width: number;
  /** Bits of the longest private key. */
  private readonly bits: number;

  constructor(readonly domain: DhGroup) {
    checkDhGroup(domain);
    this.width = Math.ceil(bitLength(domain.p) / 8);
    this.bits = bitLength(domain.q ?? domain.p);
  }

  generatePrivateKey(random: RandomSource, purpose: string): bigint {
    // Without q the order of g is not known, and p − 1 is a multiple of it (PKCS #3 §7.1).
    return drawScalar(random, purpose, this.domain.q ?? this.domain.p - 1n);
  }

  publicKey(privateKey: bigint, generator?: GroupElement): DhElement {
    this.checkPrivate(privateKey);
    return this.multiply(privateKey, generator ?? { family: "dh", value: this.domain.g });
  }

  encode(key: GroupElement): Uint8Array {
    return fromBigInt(own(key, "dh").value);
  }

  decode(octets: Uint8Array): DhElement {
    // One sign byte more than p has, as of an INTEGER, is let pass: the number is the same.
    const sign = octets.length === this.width + 1 && octets[0] === 0 ? 1 : 0;
    if (octets.length === 0 || octets.length - sign > this.width) {
      throw new ChipidError("crypto.key", "A DH public key has the wrong length for its group.");
    }
    const value = toBigInt(octets);
    const { p, q } = this.domain;
    if (value < 2n || value > p - 2n) {
      throw new ChipidError("crypto.key", "A DH public key is out of range.", { reference: "SP 800-56A §5.6.2.3.1" });
    }
    if (q !== undefined && modPowFixed(value, q, p, bitLength(q)) !== 1n) {
      throw new ChipidError("crypto.key", "A DH public key is not in the subgroup.", {
        reference: "SP 800-56A §5.6.2.3.1",
      });
    }
    return { family: "dh", value };
  }

  multiply(scalar: bigint, base: GroupElement): DhElement {
    const { p, q } = this.domain;
    const exponent = scalar < 0n && q !== undefined ? ((scalar % q) + q) % q : scalar;
    if (exponent < 0n) throw privateKeyError();
    return this.element(modPowFixed(own(base, "dh").value, exponent, p, this.bits));
  }

  sharedSecret(privateKey: bigint, peer: GroupElement): Uint8Array {
    this.checkPrivate(privateKey);
    return fromBigInt(this.multiply(privateKey, peer).value, this.width);
  }

  mapGeneric(nonce: Uint8Array, privateKey: bigint, peer: GroupElement): DhElement {
    this.checkPrivate(privateKey);
    const { p, g } = this.domain;
    const shared = this.multiply(privateKey, peer).value;
    return this.element((modPowFixed(g, toBigInt(nonce), p, 8 * nonce.length) * shared) % p);
  }

  mapIntegrated(...[ciphers, cipher, s, t]: Parameters<KeyAgreement["mapIntegrated"]>): DhElement {
    const { p, q } = this.domain;
    if (q === undefined) {
      throw new ChipidError("crypto.algorithm", "The integrated mapping needs the order of the DH group.");
    }
    const cofactor = (p - 1n) / q;
    const value = toBigInt(pseudoRandom(ciphers, cipher, s, t, p)) % p;
    return this.element(modPowFixed(value, cofactor, p, bitLength(cofactor)));
  }

  private element(value: bigint): DhElement {
    if (value < 2n || value > this.domain.p - 2n) throw neutralError();
    return { family: "dh", value };
  }

  /** The worked examples have private keys longer than q, which are as good as any. */
  private checkPrivate(privateKey: bigint): void {
    const { p, q } = this.domain;
    if (privateKey < 1n || privateKey > p - 2n || (q !== undefined && privateKey % q === 0n)) throw privateKeyError();
  }
}

/** Sizes of p a chip may bring; longer ones would cost seconds. */
const DH_LIMITS = { minBits: 1_024, maxBits: 4_096 } as const;

/**
 * What makes an explicit group unusable without a test of primality: sizes, g out of range or not of order q.
 * @throws ChipidError `crypto.key`
 */
function checkDhGroup(group: DhGroup): void {
  if (group.id !== undefined && standardisedDomain(group.id) === group) return;
  const { p, g, q } = group;
  const bits = bitLength(p);
  const usable =
    bits >= DH_LIMITS.minBits &&
    bits <= DH_LIMITS.maxBits &&
    (p & 1n) === 1n &&
    g > 1n &&
    g < p - 1n &&
    (q === undefined || (bitLength(q) >= 160 && (p - 1n) % q === 0n && modPowFixed(g, q, p, bitLength(q)) === 1n));
  if (!usable) throw new ChipidError("crypto.key", "DH domain parameters are out of bounds or contradict each other.");
}

function drawScalar(random: RandomSource, purpose: string, order: bigint): bigint {
  const bits = bitLength(order);
  const length = Math.ceil(bits / 8);
  const mask = (1n << BigInt(bits)) - 1n;
  // At least half of all draws fit, so the bound is reached by a broken source only.
  for (let i = 0; i < 128; i++) {
    const bytes = random(length, purpose);
    if (bytes.length !== length) break;
    const scalar = toBigInt(bytes) & mask;
    if (scalar >= 1n && scalar < order) return scalar;
  }
  throw new ChipidError("crypto.random", "The random source gave no usable private key.");
}

function own<F extends GroupElement["family"]>(key: GroupElement, family: F): Extract<GroupElement, { family: F }> {
  if (!isOf(key, family)) throw new ChipidError("crypto.key", "A public key is of another family than its group.");
  return key;
}

function isOf<F extends GroupElement["family"]>(
  key: GroupElement,
  family: F,
): key is Extract<GroupElement, { family: F }> {
  return key.family === family;
}

function element(point: AffinePoint | undefined): EcElement {
  if (point === undefined) throw neutralError();
  return { family: "ecdh", x: point.x, y: point.y };
}

function neutralError(): ChipidError {
  return new ChipidError("crypto.key", "A key agreement ends in the neutral element of its group.");
}

function privateKeyError(): ChipidError {
  return new ChipidError("crypto.key", "A private key is out of range.");
}
