import { oidContent } from "../../asn1/encode.js";
import { equalBytes, toBigInt } from "../../bytes/bytes.js";
import { deriveSessionKeys } from "../../crypto/kdf.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import type { SessionCipher } from "../../lds/security-info-types.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { type ChipCommand, type ChipContext, status } from "./context.js";
import { dataObjects, dynamicAuthenticationData } from "./data-objects.js";
import type { ChipAgreementKey } from "./personalisation.js";
import { refuse } from "./refused.js";
import type { ChipAuthenticationRun } from "./session.js";

/** MSE:Set KAT (ICAO 9303-11 §6.2.4.2): Chip Authentication with 3DES in one command. */
export function setKeyAgreementTemplate(context: ChipContext, command: ChipCommand): Response {
  checkAllowed(context, command);
  const objects = dataObjects(command.data);
  const terminalKey = objects.get(0x91);
  if (terminalKey === undefined) refuse(SW.wrongData);
  const key = keyOf(context, objects.get(0x84));
  // A key with a protocol of its own is for that one alone.
  const protocols = context.chip.chipAuthentication.filter(({ keyId }) => keyId === key.keyId);
  if (protocols.length > 0 && !protocols.some(({ cipher }) => cipher === "3des")) refuse(SW.wrongData);
  agree(context, key, "3des", terminalKey);
  return status(SW.ok);
}

/** MSE:Set AT for Chip Authentication (ICAO 9303-11 §6.2.4.3): the protocol, and the key where there are several. */
export function setChipAuthentication(context: ChipContext, command: ChipCommand): Response {
  checkAllowed(context, command);
  const { chip, session } = context;
  session.chipAuthentication = undefined;
  const objects = dataObjects(command.data);
  const oid = objects.get(0x80);
  if (oid === undefined) refuse(SW.wrongData);
  const key = keyOf(context, objects.get(0x84));
  const protocol = chip.chipAuthentication.find(
    (candidate) => equalBytes(oidContent(candidate.oid), oid) && candidate.keyId === key.keyId,
  );
  if (protocol === undefined || protocol.agreement !== key.domain.family) refuse(SW.wrongData);
  session.chipAuthentication = { protocol, key };
  return status(SW.ok);
}

/** GENERAL AUTHENTICATE of Chip Authentication (ICAO 9303-11 §6.2.4.3). */
export function generalAuthenticateChip(
  context: ChipContext,
  run: ChipAuthenticationRun,
  command: ChipCommand,
): Response {
  context.session.chipAuthentication = undefined;
  checkAllowed(context, command);
  const terminalKey = dynamicAuthenticationData(command.data).get(0x80);
  if (terminalKey === undefined) refuse(SW.wrongData);
  agree(context, run.key, run.protocol.cipher, terminalKey);
  return { data: encodeTlv(0x7c), sw: SW.ok };
}

function checkAllowed({ chip, session }: ChipContext, command: ChipCommand): void {
  if (chip.quirks.chipAuthenticationRefused !== undefined) refuse(chip.quirks.chipAuthenticationRefused);
  if (chip.chipKeys.length === 0) refuse(SW.referenceNotFound);
  if (!command.secured || session.access === "none" || session.application === undefined) refuse(SW.securityStatus);
}

function keyOf({ chip }: ChipContext, reference: Uint8Array | undefined): ChipAgreementKey {
  if (reference === undefined) {
    if (chip.quirks.needsKeyReference !== undefined) refuse(chip.quirks.needsKeyReference);
    const [only, ...others] = chip.chipKeys;
    if (only === undefined || others.length > 0) refuse(SW.referenceNotFound);
    return only;
  }
  const id = toBigInt(reference);
  // Some terminals name a key by 0 that has no number.
  const key = chip.chipKeys.find(({ keyId }) => (keyId ?? 0n) === id);
  if (key === undefined) refuse(SW.referenceNotFound);
  return key;
}

/** New keys after this answer, with a counter that starts again at 0 (ICAO 9303-11 §6.2.3, §9.8.6.3). */
function agree(
  { agreements, session }: ChipContext,
  key: ChipAgreementKey,
  cipher: SessionCipher,
  terminalKey: Uint8Array,
): void {
  try {
    const agreement = agreements(key.domain);
    const secret = agreement.sharedSecret(key.secret, agreement.decode(terminalKey));
    session.next = { keys: { cipher, ...deriveSessionKeys(cipher, secret) }, counter: 0n };
    session.chipAuthenticationKey = { publicKey: terminalKey, agreement: key.domain.family };
    session.terminal = undefined;
    session.terminalRights = 0;
  } catch (error) {
    if (isChipidError(error)) refuse(SW.wrongData);
    throw error;
  }
}
