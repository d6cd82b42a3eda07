import { concat, fromBigInt, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { digest } from "./digest.js";

/**
 * Where randomness comes from: `length` bytes for `purpose`. It is a parameter of everything that draws any, so that a
 * replayed session gets the bytes it had. The purpose names the one value that is drawn, for example
 * `pace.ephemeral.map`, and is never secret.
 */
export type RandomSource = (length: number, purpose: string) => Uint8Array;

/** The part of WebCrypto that is on every host: browsers, Node, Electron, workers. */
export interface WebCryptoLike {
  // `never` for the argument: hosts differ in how narrow an array they declare.
  getRandomValues(array: never): unknown;
}

/** More than this at once no host gives (Web Cryptography API §10.1.1), and no protocol of a chip asks for. */
const MAX_RANDOM_BYTES = 65_536;

/**
 * The host's cryptographic generator; pass `globalThis.crypto`.
 * @throws ChipidError `bytes.range` when asked for no whole number of bytes or for more than 65,536
 */
export function systemRandom(host: WebCryptoLike): RandomSource {
  return (length) => {
    const bytes = new Uint8Array(checkedLength(length));
    host.getRandomValues(bytes as never);
    return bytes;
  };
}

/**
 * A source for tests and reproducible recordings: the n-th draw for a purpose is a function of seed, purpose, n and length
 * alone, whatever else is drawn in between. **Predictable**: never for a session with a card that is not a test card.
 */
export function deterministicRandom(seed: string): RandomSource {
  const draws = new Map<string, number>();
  return (length, purpose) => {
    checkedLength(length);
    const draw = draws.get(purpose) ?? 0;
    draws.set(purpose, draw + 1);
    const label = digest("sha-256", utf8(JSON.stringify([seed, purpose, draw, length])));
    const blocks: Uint8Array[] = [];
    for (let i = 0; 32 * i < length; i++) blocks.push(digest("sha-256", label, fromBigInt(BigInt(i), 4)));
    return concat(...blocks).slice(0, length);
  };
}

function checkedLength(length: number): number {
  if (!Number.isSafeInteger(length) || length < 0 || length > MAX_RANDOM_BYTES) {
    throw new ChipidError("bytes.range", "Random bytes were asked for in an impossible number.");
  }
  return length;
}
