import { concat, toHex } from "../../bytes/bytes.js";
import type { Crypto, PublicKey, SignatureOutcome } from "../../crypto/types.js";
import { parseCertificate } from "../../pki/certificate.js";
import type { Certificate } from "../../pki/certificate-types.js";

/**
 * What a station may keep of the signers it has met: their certificates as parsed, keys and the host's key handles with
 * them, and which signatures over certificates held. A document of the same signer then costs one signature instead of
 * two. Nothing of a document is kept. What is remembered is bound to the bytes by SHA-256 and to the issuer's key by
 * identity, so another certificate, or another trust store, is verified anew. Bounded: the oldest goes first.
 */
export class SignerMemory {
  private readonly certificates = new Map<string, Certificate>();
  private readonly held = new WeakMap<PublicKey, Map<string, SignatureOutcome>>();

  constructor(private readonly limit = 256) {}

  /** The certificate of these bytes, parsed at most once while it is remembered. @throws ChipidError `cert.structure` */
  certificate(raw: Uint8Array, crypto: Crypto): Certificate {
    const key = toHex(crypto.digest("sha-256", raw));
    const known = this.certificates.get(key);
    if (known !== undefined) return known;
    // A copy, so that the memory holds neither the document that the bytes lie in nor what a caller may change.
    const certificate = parseCertificate(raw.slice());
    remember(this.certificates, key, certificate, this.limit);
    return certificate;
  }

  /** `crypto` for signatures over certificates: those that held under a key are not computed again. */
  forCertificates(crypto: Crypto): Crypto {
    return {
      digest: (hash, ...data) => crypto.digest(hash, ...data),
      verify: (key, algorithm, signature, message) => {
        const label = JSON.stringify(algorithm);
        // The length says where one ends and the other begins.
        const name = `${label} ${signature.length} ${toHex(crypto.digest("sha-256", concat(signature, message)))}`;
        let outcomes = this.held.get(key);
        const known = outcomes?.get(name);
        if (known !== undefined) return known;
        const outcome = crypto.verify(key, algorithm, signature, message);
        if (!outcome.valid) return outcome;
        if (outcomes === undefined) {
          outcomes = new Map();
          this.held.set(key, outcomes);
        }
        remember(outcomes, name, outcome, this.limit);
        return outcome;
      },
    };
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T, limit: number): void {
  const [oldest] = map.keys();
  if (map.size >= limit && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
