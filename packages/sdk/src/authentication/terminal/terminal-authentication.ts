import { concat, latin1 } from "../../bytes/bytes.js";
import { type Digest, digest as pureDigest } from "../../crypto/digest.js";
import type { SignatureAlgorithm } from "../../crypto/types.js";
import { ChipidError } from "../../errors/chipid-error.js";
import type { Command, Response } from "../../iso7816/apdu.js";
import type { TransmitOptions } from "../../iso7816/card.js";
import type { CommandPort } from "../../iso7816/command-port.js";
import { isStatusError, SW } from "../../iso7816/status.js";
import type { KeyAgreementFamily } from "../../lds/security-info-types.js";
import { externalAuthenticate, getChallenge, mseSetDst, mseSetTerminalAt, verifyCertificate } from "./commands.js";
import type { CvCertificate, CvReference } from "./cv-certificate.js";
import { findCvChain } from "./cv-chain.js";

// Terminal Authentication version 1 (ICAO 9303-11 §7.1, TR-03110-1 §3.5), for inspection systems that have been given
// certificates and a key by the state that issued the document. It opens DG3 and DG4, and proves nothing about the chip.

/**
 * Signs with the terminal's private key, wherever that is kept: in a security module, a SAM, or memory. ECDSA signatures
 * are r‖s.
 */
export type TerminalSigner = (algorithm: SignatureAlgorithm, message: Uint8Array) => Promise<Uint8Array>;

/** What the terminal has to offer. */
export interface TerminalCredentials {
  /** The terminal's own certificate. */
  readonly certificate: CvCertificate;
  /** Certificates of DVs, and link certificates of CVCAs, in any order. */
  readonly certificates: readonly CvCertificate[];
  readonly sign: TerminalSigner;
}

/** What of the session so far is bound into the signature. */
export interface TerminalContext {
  /** Trust points of the chip, the current one first: of EF.CVCA, or DO'87' and DO'88' of PACE. */
  readonly references: readonly CvReference[];
  /** ID_IC: see `chipIdentityOfBac` and `chipIdentityOfPace`. */
  readonly chipIdentity: Uint8Array;
  /** The terminal's ephemeral key of Chip Authentication, as it was sent, and its kind. */
  readonly ephemeralKey: Uint8Array;
  readonly agreement: KeyAgreementFamily;
}

export type TerminalAuthenticationStep =
  | "mse-set-dst"
  | "verify-certificate"
  | "mse-set-at"
  | "get-challenge"
  | "external-authenticate";

export type TerminalAuthenticationResult =
  | {
      /** The chip has taken the terminal for what its certificates say; which rights that gives, the chip decides. */
      readonly outcome: "passed";
      readonly chain: readonly CvCertificate[];
      readonly evidence: TerminalAuthenticationEvidence;
    }
  | {
      readonly outcome: "failed";
      /** The chip refused the terminal's signature: another key than the certificate's, most likely. */
      readonly why: "signature";
      readonly sw: number;
      readonly channelEnded: boolean;
      readonly evidence: TerminalAuthenticationEvidence;
    }
  | {
      readonly outcome: "not-done";
      /**
       * `no-chain`: no certificates lead from the chip's trust points to the terminal's; `refused`: an error status;
       * `challenge`: not 8 bytes; `algorithm`: the terminal's key is of an unknown kind.
       */
      readonly why: "no-chain" | "refused" | "challenge" | "algorithm";
      readonly step?: TerminalAuthenticationStep;
      /** Index of the certificate that was refused. */
      readonly index?: number;
      readonly sw?: number;
      readonly channelEnded?: boolean;
    };

export interface TerminalAuthenticationEvidence {
  readonly holder: string;
  readonly challenge: Uint8Array;
  readonly signature: Uint8Array;
}

export interface TerminalAuthenticationTools extends TransmitOptions {
  readonly digest?: Digest;
}

/** ID_IC after BAC: the document number as in the MRZ, with its check digit (ICAO 9303-11 §7.1.3). */
export function chipIdentityOfBac(documentNumberWithCheckDigit: string): Uint8Array {
  if (!/^[A-Z0-9<]{9,23}\d$/.test(documentNumberWithCheckDigit)) {
    throw new ChipidError("authentication.input", "The document number must be as in the MRZ, with its check digit.");
  }
  return latin1(documentNumberWithCheckDigit);
}

/** ID_IC after PACE: the chip's ephemeral public key of the key agreement, compressed (ICAO 9303-11 §7.1.3). */
export function chipIdentityOfPace(
  chipKey: Uint8Array,
  agreement: KeyAgreementFamily,
  digest: Digest = pureDigest,
): Uint8Array {
  return compressKey(chipKey, agreement, digest);
}

/**
 * Comp(PK) (TR-03110-3 A.2.2.3): the x coordinate of an uncompressed point; the SHA-1 of a DH value.
 * @throws ChipidError `authentication.input` for a point that is not uncompressed
 */
export function compressKey(
  publicKey: Uint8Array,
  agreement: KeyAgreementFamily,
  digest: Digest = pureDigest,
): Uint8Array {
  if (agreement === "dh") return digest("sha-1", publicKey);
  if (publicKey[0] !== 4 || publicKey.length % 2 !== 1) {
    throw new ChipidError("authentication.input", "A public key to compress must be an uncompressed point.");
  }
  return publicKey.slice(1, (publicKey.length + 1) / 2);
}

/** What the terminal signs: ID_IC ‖ r_IC ‖ Comp(PK_DH,IFD) (ICAO 9303-11 §7.1.2). */
export function terminalMessage(
  { chipIdentity, ephemeralKey, agreement }: Omit<TerminalContext, "references">,
  challenge: Uint8Array,
  digest: Digest = pureDigest,
): Uint8Array {
  return concat(chipIdentity, challenge, compressKey(ephemeralKey, agreement, digest));
}

/**
 * Terminal Authentication version 1: shows the chip a chain of certificates, then signs its challenge together with the
 * identity of the chip and the ephemeral key of Chip Authentication, which must have been done.
 *
 * What the chip answers is a result, never an exception.
 * @throws ChipidError of the card and of the channel as CommandPort.send, but for a bare error status, which is a refusal;
 * `authentication.input`; whatever `sign` throws
 */
export async function authenticateTerminal(
  port: CommandPort,
  credentials: TerminalCredentials,
  context: TerminalContext,
  tools: TerminalAuthenticationTools = {},
): Promise<TerminalAuthenticationResult> {
  const { certificate, certificates, sign } = credentials;
  const { publicKey, holder } = certificate;
  if (publicKey.kind === "other") return { outcome: "not-done", why: "algorithm" };
  const chain = findCvChain(certificate, certificates, context.references);
  if (chain === undefined) return { outcome: "not-done", why: "no-chain" };

  const send = (command: Command): Promise<Answer> => answerOf(port, command, tools);
  for (const [index, shown] of chain.entries()) {
    const named = await send(mseSetDst(shown.authority));
    if (named.sw !== SW.ok) return refused("mse-set-dst", named, index);
    const verified = await send(verifyCertificate(shown));
    if (verified.sw !== SW.ok) return refused("verify-certificate", verified, index);
  }
  const named = await send(mseSetTerminalAt(holder));
  if (named.sw !== SW.ok) return refused("mse-set-at", named);
  const challenged = await send(getChallenge());
  if (challenged.sw !== SW.ok) return refused("get-challenge", challenged);
  const challenge = challenged.data.slice();
  if (challenge.length !== 8) return { outcome: "not-done", why: "challenge" };

  const signature = await sign(publicKey.algorithm, terminalMessage(context, challenge, tools.digest));
  const evidence = { holder: holder.text, challenge, signature };
  const answer = await send(externalAuthenticate(signature));
  if (answer.sw === SW.ok) return { outcome: "passed", chain, evidence };
  const { sw, channelEnded } = answer;
  return { outcome: "failed", why: "signature", sw, channelEnded, evidence };
}

interface Answer extends Response {
  /** The status came without secure messaging, which is over with it. */
  readonly channelEnded: boolean;
}

async function answerOf(port: CommandPort, command: Command, { signal }: TransmitOptions): Promise<Answer> {
  try {
    const response = await port.send(command, signal === undefined ? {} : { signal });
    return { ...response, channelEnded: false };
  } catch (error) {
    if (!isStatusError(error, "channel.lost")) throw error;
    return { data: new Uint8Array(0), sw: error.sw, channelEnded: true };
  }
}

function refused(
  step: TerminalAuthenticationStep,
  { sw, channelEnded }: Answer,
  index?: number,
): TerminalAuthenticationResult {
  return { outcome: "not-done", why: "refused", step, sw, channelEnded, ...(index === undefined ? {} : { index }) };
}
