import { bitLength, mod } from "./modular.js";

const WIDTH = 4;

/**
 * base^exponent mod p for an exponent of at most `bits` bits, always with the same sequence of squarings and
 * multiplications for the same `bits` (fixed windows, the product with base⁰ included). BigInt's single operations are not
 * constant time; see EcGroup.
 */
export function modPowFixed(base: bigint, exponent: bigint, p: bigint, bits: number): bigint {
  const powers = [1n];
  const b = mod(base, p);
  for (let i = 1; i < 1 << WIDTH; i++) powers.push(((powers[i - 1] ?? 0n) * b) % p);
  const digits = exponent.toString(1 << WIDTH).padStart(Math.ceil(Math.max(bits, bitLength(exponent)) / WIDTH), "0");
  let result = 1n;
  for (const digit of digits) {
    for (let i = 0; i < WIDTH; i++) result = (result * result) % p;
    result = (result * (powers[Number.parseInt(digit, 1 << WIDTH)] ?? 0n)) % p;
  }
  return result;
}
