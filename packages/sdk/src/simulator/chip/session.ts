import type { CvCertificate, CvReference } from "../../authentication/terminal/cv-certificate.js";
import type { SessionKeys } from "../../channel/secure-messaging.js";
import type { GroupElement, KeyAgreement } from "../../crypto/key-agreement-types.js";
import type { KeyAgreementFamily } from "../../lds/security-info-types.js";
import type {
  ChipAgreementKey,
  ChipApplication,
  ChipAuthenticationProtocol,
  ChipFile,
  ChipPaceProtocol,
  ChipPasswords,
  ChipPersonalisation,
} from "./personalisation.js";

/** A PACE run from MSE:Set AT on; each step has what the next one needs. */
export interface PaceRun {
  readonly protocol: ChipPaceProtocol;
  readonly agreement: KeyAgreement;
  readonly password: keyof ChipPasswords;
  readonly passwordKey: Uint8Array;
  step: PaceStep;
}

export type PaceStep =
  | { readonly name: "nonce" }
  | { readonly name: "map"; readonly nonce: Uint8Array }
  | { readonly name: "agree"; readonly generator: GroupElement; readonly mappingSecret: bigint | undefined }
  | {
      readonly name: "authenticate";
      readonly keys: SessionKeys;
      readonly terminalKey: Uint8Array;
      readonly ownKey: Uint8Array;
      readonly mappingSecret: bigint | undefined;
    };

/** Chip Authentication after MSE:Set AT. */
export interface ChipAuthenticationRun {
  readonly protocol: ChipAuthenticationProtocol;
  readonly key: ChipAgreementKey;
}

/** Terminal Authentication so far. */
export interface TerminalRun {
  /** Certificates verified, from the one that a trust point signed. */
  chain: readonly CvCertificate[];
  /** Whose key verifies the next certificate. */
  authority: CvReference | undefined;
  /** The terminal that is about to sign. */
  holder: CvReference | undefined;
}

export interface SecureSession {
  readonly keys: SessionKeys;
  counter: bigint;
}

/** All that a chip forgets when it loses power. */
export class ChipSession {
  /** undefined: the master file. */
  application: ChipApplication | undefined;
  file: ChipFile | undefined;
  /** The MF was selected by a command. */
  masterFileSelected = false;
  access: "none" | "bac" | "pace" = "none";
  secure: SecureSession | undefined;
  /** Takes the place of `secure` once the answer is out. */
  next: SecureSession | undefined;
  challenge: Uint8Array | undefined;
  pace: PaceRun | undefined;
  chipAuthentication: ChipAuthenticationRun | undefined;
  /** ID_IC of Terminal Authentication: document number after BAC, the chip's key after PACE. */
  identity: Uint8Array | undefined;
  /** The terminal's key of a Chip Authentication that was done. */
  chipAuthenticationKey: { readonly publicKey: Uint8Array; readonly agreement: KeyAgreementFamily } | undefined;
  terminal: TerminalRun | undefined;
  /** What Terminal Authentication has opened. */
  terminalRights = 0;
  /** Data of a command chain so far, and the header it belongs to. */
  chain: { readonly ins: number; readonly p1: number; readonly p2: number; data: Uint8Array } | undefined;
  /** What GET RESPONSE fetches. */
  pending: { readonly bytes: Uint8Array; readonly sw: number } | undefined;

  constructor(personalisation: ChipPersonalisation) {
    if (personalisation.quirks.applicationPreselected === true) this.application = personalisation.applications[0];
  }

  /** Secure messaging is over, and what it protected with it (ICAO 9303-11 §9.8.2). */
  end(): void {
    this.secure = undefined;
    this.next = undefined;
    this.access = "none";
    this.challenge = undefined;
    this.pace = undefined;
    this.chipAuthentication = undefined;
    this.identity = undefined;
    this.chipAuthenticationKey = undefined;
    this.terminal = undefined;
    this.terminalRights = 0;
    this.chain = undefined;
  }
}
