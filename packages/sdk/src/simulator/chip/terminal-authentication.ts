import type { CvCertificate, CvReference } from "../../authentication/terminal/cv-certificate.js";
import { readCvCertificate } from "../../authentication/terminal/cv-certificate.js";
import { sameReference, verifyCvChain } from "../../authentication/terminal/cv-chain.js";
import { terminalMessage } from "../../authentication/terminal/terminal-authentication.js";
import { equalBytes, latin1 } from "../../bytes/bytes.js";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { type ChipCommand, type ChipContext, status } from "./context.js";
import { dataObjects } from "./data-objects.js";
import type { ChipFile, ChipPersonalisation } from "./personalisation.js";
import { refuse } from "./refused.js";
import type { TerminalRun } from "./session.js";

// Terminal Authentication version 1, the chip's side (ICAO 9303-11 §7.1, TR-03110-1 §3.5).

const INSPECTION_SYSTEM = "0.4.0.127.0.7.3.1.2.1";
/** Bits of an inspection system's authorisation (TR-03110-1 §2.2). */
const READ_DG3 = 0x01;
const READ_DG4 = 0x02;
const DG3 = 0x0103;
const EF_CVCA = 0x011c;
const EF_CVCA_LENGTH = 36;
/** Check digits and dates behind the document number in MRZ_information. */
const DATES = 14;

const crypto = createCrypto({ pure: createPureBackend() });

/** MSE:Set DST: which key the next certificate is verified with. */
export function setVerificationKey(context: ChipContext, command: ChipCommand): Response {
  const run = started(context, command);
  const reference = referenceOf(command);
  const known = run.chain.at(-1)?.holder;
  const points = run.chain.length === 0 ? (context.chip.trustPoints ?? []).map(({ holder }) => holder) : [known];
  if (!points.some((point) => point !== undefined && sameReference(point, reference))) {
    // Another trust point begins another chain.
    const anchor = context.chip.trustPoints?.find(({ holder }) => sameReference(holder, reference));
    if (anchor === undefined) refuse(SW.referenceNotFound);
    context.session.terminal = { chain: [], authority: reference, holder: undefined };
    return status(SW.ok);
  }
  run.authority = reference;
  return status(SW.ok);
}

/** PSO: Verify Certificate. */
export function verifyCertificate(context: ChipContext, command: ChipCommand): Response {
  const run = started(context, command);
  if (command.p1 !== 0x00 || command.p2 !== 0xbe) refuse(SW.wrongP1P2);
  const { authority } = run;
  run.authority = undefined;
  if (authority === undefined) refuse(SW.conditionsOfUse);
  const certificate = certificateOf(command.data ?? new Uint8Array(0));
  if (!sameReference(certificate.authority, authority)) refuse(SW.verificationFailed);
  const chain = [...run.chain, certificate];
  const anchor = anchorOf(context, chain);
  if (anchor === undefined || !verifyCvChain(anchor, chain, crypto).ok) refuse(SW.verificationFailed);
  run.chain = chain;
  return status(SW.ok);
}

/** MSE:Set AT: which terminal is going to authenticate itself. */
export function setTerminal(context: ChipContext, command: ChipCommand): Response {
  const run = started(context, command);
  const last = run.chain.at(-1);
  const holder = referenceOf(command);
  if (last === undefined || !sameReference(last.holder, holder)) refuse(SW.referenceNotFound);
  if (last.authorization.role !== "terminal") refuse(SW.conditionsOfUse);
  run.holder = holder;
  return status(SW.ok);
}

/** EXTERNAL AUTHENTICATE: the terminal's signature over the chip's identity, its challenge and the key of CA. */
export function authenticateTerminal(context: ChipContext, command: ChipCommand): Response {
  const { session } = context;
  const run = started(context, command);
  const { challenge, identity, chipAuthenticationKey: key } = session;
  session.challenge = undefined;
  run.holder = undefined;
  if (challenge === undefined || identity === undefined || key === undefined) refuse(SW.conditionsOfUse);
  const anchor = anchorOf(context, run.chain);
  const chain = anchor === undefined ? undefined : verifyCvChain(anchor, run.chain, crypto);
  const terminal = run.chain.at(-1);
  if (chain?.ok !== true || terminal === undefined || terminal.publicKey.kind === "other") {
    refuse(SW.conditionsOfUse);
  }
  const message = terminalMessage(
    { chipIdentity: identity, ephemeralKey: key.publicKey, agreement: key.agreement },
    challenge,
  );
  const { algorithm } = terminal.publicKey;
  if (!crypto.verify(chain.key, algorithm, command.data ?? new Uint8Array(0), message).valid) {
    refuse(SW.verificationFailed);
  }
  session.terminalRights = terminal.authorization.oid === INSPECTION_SYSTEM ? (chain.rights.at(-1) ?? 0) : 0;
  return status(SW.ok);
}

/** The terminal that has authenticated itself may read DG3 or DG4. */
export function mayReadBiometrics(rights: number, file: ChipFile): boolean {
  return (rights & (file.fid === DG3 ? READ_DG3 : READ_DG4)) !== 0;
}

/** ID_IC after BAC: document number and its check digit (ICAO 9303-11 §7.1.3). */
export function identityOfDocument(mrzInformation: string): Uint8Array {
  return latin1(mrzInformation.slice(0, -DATES));
}

/** The chip with trust points of Terminal Authentication, and the EF.CVCA that names the first two. */
export function withTrustPoints(chip: ChipPersonalisation, trustPoints: readonly CvCertificate[]): ChipPersonalisation {
  const bytes = new Uint8Array(EF_CVCA_LENGTH);
  let at = 0;
  for (const { holder } of trustPoints.slice(0, 2)) {
    const reference = encodeTlv(0x42, holder.raw);
    bytes.set(reference, at);
    at += reference.length;
  }
  const efCvca: ChipFile = { fid: EF_CVCA, sfi: 0x1c, bytes, read: "access" };
  const applications = chip.applications.map((app) => ({
    ...app,
    files: [...app.files.filter(({ fid }) => fid !== EF_CVCA), efCvca],
  }));
  return { ...chip, applications, trustPoints };
}

/** Terminal Authentication is possible after Chip Authentication, under its keys (TR-03110-1 §2.1). */
function started({ chip, session }: ChipContext, command: ChipCommand): TerminalRun {
  if (chip.trustPoints === undefined || chip.trustPoints.length === 0) refuse(SW.referenceNotFound);
  if (!command.secured || session.chipAuthenticationKey === undefined) refuse(SW.securityStatus);
  session.terminal ??= { chain: [], authority: undefined, holder: undefined };
  return session.terminal;
}

function referenceOf(command: ChipCommand): CvReference {
  const raw = dataObjects(command.data).get(0x83);
  if (raw === undefined) refuse(SW.wrongData);
  return { raw, text: "" };
}

function anchorOf({ chip }: ChipContext, [first]: readonly CvCertificate[]): CvCertificate | undefined {
  return chip.trustPoints?.find(({ holder }) => first !== undefined && equalBytes(holder.raw, first.authority.raw));
}

function certificateOf(data: Uint8Array): CvCertificate {
  try {
    return readCvCertificate(encodeTlv(0x7f21, data));
  } catch (error) {
    if (isChipidError(error)) refuse(SW.wrongData);
    throw error;
  }
}
