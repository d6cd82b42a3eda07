import type { KeyAgreementFamily, SessionCipher } from "../../lds/security-info-types.js";
import type { ChipAuthenticationDeviation } from "./offer.js";

/** The command that was refused. */
export type ChipAuthenticationStep = "mse-set-kat" | "mse-set-at" | "general-authenticate";

/** An error status to one of the protocol's commands. */
export interface ChipAuthenticationRefusal {
  /** id-CA-… of the option that was tried. */
  readonly oid: string;
  readonly step: ChipAuthenticationStep;
  readonly sw: number;
  /** The refusal came without secure messaging, which is over with it. */
  readonly channelEnded: boolean;
}

/**
 * What went over the wire, for whoever looks into it. No proof to anybody who was not there: whoever knows the chip's
 * public key can make all of it up (contract §1 rule 5).
 */
export interface ChipAuthenticationEvidence {
  readonly oid: string;
  readonly agreement: KeyAgreementFamily;
  readonly cipher: SessionCipher;
  /** Name of the curve, or number of bits of the DH group: `brainpoolP256r1`, `dh-2048`. */
  readonly domain: string;
  readonly keyId: bigint | undefined;
  /** The terminal's ephemeral public key as it was sent. Terminal Authentication signs a hash of it. */
  readonly terminalKey: Uint8Array;
  /** The chip's static public key, in the same form. */
  readonly chipKey: Uint8Array;
  /** The commands in which the key went to the chip. */
  readonly by: "mse-set-kat" | "general-authenticate";
  readonly deviations: readonly ChipAuthenticationDeviation[];
}

/**
 * How the first protected exchange went wrong. `mac`: another MAC than the chip with the private key would make;
 * `status`: 6987 or 6988, the chip refuses the terminal's; `plain`: an answer without protection.
 */
export type FirstExchangeFault = "mac" | "status" | "plain";

/** What came of Chip Authentication. `T` is what the first exchange under the new keys was made for. */
export type ChipAuthenticationResult<T> =
  | {
      /** The chip has the private key: it answered with a right MAC under the new keys. */
      readonly outcome: "passed";
      readonly evidence: ChipAuthenticationEvidence;
      readonly refusals: readonly ChipAuthenticationRefusal[];
      readonly value: T;
    }
  | {
      /** The chip took the key (9000) and then could not use the keys that follow from it (T59). */
      readonly outcome: "failed";
      readonly why: "failed-channel";
      readonly fault: FirstExchangeFault;
      readonly sw: number | undefined;
      readonly evidence: ChipAuthenticationEvidence;
      readonly refusals: readonly ChipAuthenticationRefusal[];
    }
  | {
      readonly outcome: "not-done";
      /** Every option that was tried was answered with an error status; the last one is the last in `refusals`. */
      readonly why: "refused";
      readonly refusals: readonly ChipAuthenticationRefusal[];
    }
  | {
      readonly outcome: "not-done";
      /** The first protected exchange was answered with a bare error status that says nothing of keys. */
      readonly why: "interrupted";
      readonly sw: number;
      readonly evidence: ChipAuthenticationEvidence;
      readonly refusals: readonly ChipAuthenticationRefusal[];
    }
  | {
      readonly outcome: "not-done";
      /** `key`: keys are announced and none can be used; `absent`: none is announced. */
      readonly why: "key" | "absent";
      readonly refusals: readonly ChipAuthenticationRefusal[];
    };
