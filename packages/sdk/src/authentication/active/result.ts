import type { EcdsaEncoding } from "../../crypto/ecdsa-signature.js";
import type { RecoveryFault, RecoveryHash } from "../../crypto/iso9796-2.js";
import type { HashName } from "../../crypto/types.js";
import type { ActiveAuthenticationOffer, ActiveKeyWeakness } from "./offer.js";

/** What was signed and how, once a signature holds. */
export type ActiveAuthenticationScheme =
  | { readonly kind: "iso9796-2"; readonly hash: RecoveryHash; readonly trailer: "implicit" | "explicit" }
  | { readonly kind: "ecdsa"; readonly hash: HashName; readonly encoding: EcdsaEncoding };

/**
 * How a signature that holds departs from the standard or from what DG14 says; each is a note.
 * - `hash-not-declared`: ECDSA without a usable ActiveAuthenticationInfo, its hash found by trying (T62b);
 * - `hash-differs`: another hash function than the declared one;
 * - `encoding-differs`: r‖s where DER is declared, or the other way round; without a declaration r‖s is due;
 * - `implicit-hash`: trailer BC with another hash function than SHA-1 (ICAO 9303-11 §6.1.2.2);
 * - `hash-outside-standard`: RIPEMD-160;
 * - `length`: an RSA signature without its leading zero bytes, or with more of them than the modulus has room for;
 * - `complement`: n − s was sent in place of s (ISO/IEC 9796-2 B.6).
 */
export type ActiveAuthenticationDeviation =
  | "hash-not-declared"
  | "hash-differs"
  | "encoding-differs"
  | "implicit-hash"
  | "hash-outside-standard"
  | "length"
  | "complement";

/** What anyone can verify again, with DG15 and DG14 (contract: a proof for whoever chose the challenge). */
export interface ActiveAuthenticationEvidence {
  /** The terminal's 8 bytes. */
  readonly challenge: Uint8Array;
  /** The chip's answer as it came. */
  readonly response: Uint8Array;
}

/** What the answer of the chip shows. */
export type ActiveAuthenticationVerification =
  | {
      /** The chip has the private key of DG15, as far as that key is worth something: see `weaknesses`. */
      readonly outcome: "passed";
      readonly scheme: ActiveAuthenticationScheme;
      readonly deviations: readonly ActiveAuthenticationDeviation[];
      readonly weaknesses: readonly ActiveKeyWeakness[];
      readonly evidence: ActiveAuthenticationEvidence;
    }
  | {
      /** A whole answer that is not this key's signature over this challenge (T62). */
      readonly outcome: "failed";
      readonly why: "signature";
      /** For RSA: what of the recovered block is wrong. */
      readonly fault: RecoveryFault | "mismatch" | "encoding";
      readonly weaknesses: readonly ActiveKeyWeakness[];
      readonly evidence: ActiveAuthenticationEvidence;
    }
  | {
      readonly outcome: "not-done";
      /**
       * `length`: the answer is shorter or longer than a signature of this key (T61); `hash-unknown`: no hash function is
       * declared, or an unknown one is named, and none of those tried fits (T62b); `key`: DG15 holds no usable key;
       * `modulus`: a signature under an RSA modulus that is not whole bytes, in a form not known here.
       */
      readonly why: "length" | "hash-unknown" | "key" | "modulus";
      readonly key?: Extract<ActiveAuthenticationOffer, { usable: false }>["why"];
      readonly evidence: ActiveAuthenticationEvidence;
    };

/** What came of Active Authentication with a chip. */
export type ActiveAuthenticationResult =
  | ActiveAuthenticationVerification
  | {
      readonly outcome: "not-done";
      /** The chip answered INTERNAL AUTHENTICATE with an error, or with nothing. */
      readonly why: "refused";
      readonly sw: number;
      /** The refusal came without secure messaging, which is over with it. */
      readonly channelEnded: boolean;
      readonly evidence?: undefined;
    }
  | {
      readonly outcome: "not-done";
      /** Nothing was sent, DG15 holding no usable key. */
      readonly why: "key";
      readonly key: Extract<ActiveAuthenticationOffer, { usable: false }>["why"];
      readonly evidence?: undefined;
    };
