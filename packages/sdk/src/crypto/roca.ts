// Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack (ACM CCS 2017), CVE-2017-15361. The faulty
// library makes primes k·M + (65537^a mod M) with M a product of the first primes. So modulo each prime r that divides M
// both factors, and with them the modulus, are powers of 65537.

/** Odd primes that divide M for every key size of 512 bits and more: M is the product of the first 39 primes there. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/** For each prime the residues 65537 generates, when they are not all of them. */
const SUBGROUPS: readonly { readonly prime: bigint; readonly residues: ReadonlySet<bigint> }[] = PRIMES.flatMap(
  (prime) => {
    const residues = new Set<bigint>();
    for (let power = 1; !residues.has(BigInt(power)); power = (power * 65_537) % prime) residues.add(BigInt(power));
    return residues.size === prime - 1 ? [] : [{ prime: BigInt(prime), residues }];
  },
);

/**
 * True when the modulus bears the fingerprint of the RSALib key generation (ROCA): its private key can be computed. A
 * random modulus passes with a probability below 2^-27; every key of the faulty library is found.
 */
export function isRoca(modulus: bigint): boolean {
  return SUBGROUPS.every(({ prime, residues }) => residues.has(modulus % prime));
}
