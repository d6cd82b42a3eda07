// Modular arithmetic on public numbers. Not constant time: never feed it anything secret that an attacker can time.

/** Number of bits of a non-negative integer; 0 for 0. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return 4 * (hex.length - 1) + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

/** Least non-negative residue. */
export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** base^exponent mod modulus for a non-negative exponent, left to right. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 1n) return 0n;
  const x = mod(base, modulus);
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * x) % modulus;
  }
  return result;
}

/** Inverse mod modulus, or undefined when the two are not coprime. */
export function modInverse(value: bigint, modulus: bigint): bigint | undefined {
  let [a, b] = [mod(value, modulus), modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const q = a / b;
    [a, b] = [b, a - q * b];
    [x, y] = [y, x - q * y];
  }
  return a === 1n ? mod(x, modulus) : undefined;
}

/**
 * A square root of `value` modulo an odd prime, or undefined when there is none (Tonelli and Shanks; for p ≡ 3 mod 4 it
 * is one power). Every loop is bounded, so a modulus that is not prime ends in undefined too.
 */
export function modSqrt(value: bigint, p: bigint): bigint | undefined {
  const a = mod(value, p);
  if (a === 0n) return 0n;
  let odd = p - 1n;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  let root = modPow(a, (odd + 1n) >> 1n, p);
  if (twos > 1) {
    const generator = nonResidue(p);
    if (generator === undefined) return undefined;
    let step = modPow(generator, odd, p);
    let left = modPow(a, odd, p);
    let order = twos;
    while (left !== 1n) {
      let square = left;
      let i = 0;
      while (square !== 1n && i < order) {
        square = (square * square) % p;
        i++;
      }
      if (i >= order) return undefined;
      for (let j = order - i - 1; j > 0; j--) step = (step * step) % p;
      order = i;
      root = (root * step) % p;
      step = (step * step) % p;
      left = (left * step) % p;
    }
  }
  return (root * root) % p === a ? root : undefined;
}

function nonResidue(p: bigint): bigint | undefined {
  // The least non-residue of a prime of 600 bits is far below 1000 (Bach's bound under GRH is 2·ln²p).
  for (let z = 2n; z < 1000n; z++) if (modPow(z, (p - 1n) >> 1n, p) === p - 1n) return z;
  return undefined;
}
