import { toBigInt } from "../bytes/bytes.js";
import { curveByName, sameParameters } from "./curves.js";
import { readEcdsaSignature } from "./ecdsa-signature.js";
import { pssFits } from "./emsa.js";
import { isOnCurve } from "./points.js";
import { isUsableRsaKey, modulusBytes } from "./rsa.js";
import type {
  Crypto,
  CryptoBackend,
  HashName,
  PublicKey,
  SignatureAlgorithm,
  SignatureFault,
  SignatureOutcome,
} from "./types.js";

export interface CryptoBackends {
  /** What the host offers; asked first. */
  readonly native?: CryptoBackend;
  readonly pure: CryptoBackend;
}

/**
 * The engine over one or two back ends. It checks key, algorithm and encoding itself, once and strictly, so that both
 * back ends answer the same question and the host never meets a key or a signature that is malformed; then the native one answers where it says it can, else the pure one. A signature,
 * key or algorithm that is wrong is an outcome, never an exception.
 */
export function createCrypto({ native, pure }: CryptoBackends): Crypto {
  const checkedKeys = new WeakMap<PublicKey, boolean>();

  function usable(key: PublicKey): boolean {
    let answer = checkedKeys.get(key);
    if (answer === undefined) {
      answer = isUsableKey(key);
      checkedKeys.set(key, answer);
    }
    return answer;
  }

  return {
    digest(hash: HashName, ...data: readonly Uint8Array[]): Uint8Array {
      return native?.supportsHash(hash) ? native.digest(hash, ...data) : pure.digest(hash, ...data);
    },
    verify(key, algorithm, signature, message): SignatureOutcome {
      const refusal = refuse(key, algorithm, signature, usable);
      if (refusal !== undefined) return { valid: false, fault: refusal, backend: "pure" };
      if (native?.supportsVerify(key, algorithm)) {
        try {
          return outcome(native, native.verify(key, algorithm, signature, message));
        } catch {
          // A host that cannot after all what it said it could: the outcome names the back end that did answer.
        }
      }
      return outcome(pure, pure.verify(key, algorithm, signature, message));
    },
  };
}

function outcome(backend: CryptoBackend, valid: boolean): SignatureOutcome {
  return valid ? { valid: true, backend: backend.name } : { valid: false, fault: "mismatch", backend: backend.name };
}

/** What is wrong before anything is computed, or undefined. */
function refuse(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  usable: (key: PublicKey) => boolean,
): SignatureFault | undefined {
  if ((key.kind === "ec") !== (algorithm.kind === "ecdsa")) return "key-type";
  if (!usable(key)) return "key";
  if (key.kind === "ec") {
    if (algorithm.kind !== "ecdsa") return "key-type";
    const pair = readEcdsaSignature(signature, key.parameters.n, algorithm.encoding);
    return pair === undefined ? "encoding" : undefined;
  }
  if (key.pssOnly === true && algorithm.kind !== "rsa-pss") return "key-type";
  if (key.pss !== undefined) {
    // RFC 4055 §1.2: such a key is for PSS alone; §3.3: same hashes, and a salt no shorter than the key demands.
    if (algorithm.kind !== "rsa-pss") return "key-type";
    const { hash, mgfHash, saltLength } = key.pss;
    if (algorithm.hash !== hash || algorithm.mgfHash !== mgfHash || algorithm.saltLength < saltLength) {
      return "pss-restriction";
    }
  }
  if (algorithm.kind === "rsa-pss" && !pssFits(algorithm, key.bits)) return "encoding";
  if (signature.length !== modulusBytes(key) || toBigInt(signature) >= key.modulus) return "encoding";
  return undefined;
}

/**
 * A key that may be computed with: a known curve with all its parameters and a point on it (explicit parameters of an
 * unknown curve are nobody's to trust), or an RSA key within RSA_LIMITS.
 */
function isUsableKey(key: PublicKey): boolean {
  if (key.kind === "rsa") return isUsableRsaKey(key);
  if (key.curve === undefined) return false;
  const known = curveByName(key.curve).parameters;
  return sameParameters(key.parameters, known) && isOnCurve(known, key);
}
