import { oidContent } from "../../asn1/encode.js";
import { compressKey } from "../../authentication/terminal/terminal-authentication.js";
import { constantTimeEqual, equalBytes, toBigInt } from "../../bytes/bytes.js";
import { draw } from "../../channel/draw.js";
import { paceToken } from "../../channel/pace.js";
import type { SessionKeys } from "../../channel/secure-messaging.js";
import { makeMappingData } from "../../crypto/chip-authentication-mapping.js";
import { blockLength, type Ciphers } from "../../crypto/cipher-types.js";
import { paceNonceLength } from "../../crypto/integrated-mapping.js";
import { deriveSessionKeys, type PacePassword, passwordKey } from "../../crypto/kdf.js";
import { padMethod2 } from "../../crypto/mac.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { type ChipCommand, type ChipContext, status } from "./context.js";
import { dataObjects, dynamicAuthenticationData } from "./data-objects.js";
import type { ChipPaceProtocol, ChipPasswords } from "./personalisation.js";
import { refuse } from "./refused.js";
import type { PaceRun, PaceStep } from "./session.js";

const PASSWORD_KINDS: Readonly<Record<number, keyof ChipPasswords>> = { 1: "mrz", 2: "can", 3: "pin", 4: "puk" };

/** MSE:Set AT for PACE (ICAO 9303-11 §4.4.4.1). */
export function setPace(context: ChipContext, command: ChipCommand): Response {
  const { chip, session, retries, agreements } = context;
  session.pace = undefined;
  const objects = dataObjects(command.data);
  const oid = objects.get(0x80);
  const reference = objects.get(0x83);
  if (oid === undefined || reference?.length !== 1) refuse(SW.wrongData);
  const protocols = chip.pace.filter((protocol) => equalBytes(oidContent(protocol.oid), oid));
  if (protocols.length === 0) refuse(SW.wrongData);
  const protocol = chosen(protocols, objects.get(0x84), chip.quirks.needsDomainReference);
  const password = passwordOf(chip.passwords, reference[0] ?? 0);
  if (password === undefined) refuse(SW.referenceNotFound);
  session.pace = {
    protocol,
    agreement: agreements(protocol.domain),
    password: password.kind,
    passwordKey: passwordKey(protocol.cipher, password),
    step: { name: "nonce" },
  };
  if (chip.quirks.warnTriesLeft !== undefined) return status(0x63c0 | (chip.quirks.warnTriesLeft & 0x0f));
  return status(retries.warning(password.kind) ?? SW.ok);
}

/** DO'84' is needed where the OID alone does not tell (ICAO 9303-11 §4.4.4.1), and on some chips always (T69e). */
function chosen(
  protocols: readonly ChipPaceProtocol[],
  reference: Uint8Array | undefined,
  insists: number | undefined,
): ChipPaceProtocol {
  if (reference === undefined) {
    if (insists !== undefined) refuse(insists);
    const [only, ...others] = protocols;
    if (only === undefined || others.length > 0) refuse(SW.referenceNotFound);
    return only;
  }
  const id = toBigInt(reference);
  const found = protocols.find(({ parameterId }) => parameterId !== undefined && BigInt(parameterId) === id);
  if (found === undefined) refuse(SW.referenceNotFound);
  return found;
}

function passwordOf(passwords: ChipPasswords, reference: number): PacePassword | undefined {
  const kind = PASSWORD_KINDS[reference];
  const value = kind === undefined ? undefined : passwords[kind];
  if (kind === undefined || value === undefined) return undefined;
  return kind === "mrz" ? { kind, mrzInformation: value } : { kind, value };
}

/** One GENERAL AUTHENTICATE of PACE (ICAO 9303-11 §4.4.4.2); all but the last are chained. */
export function generalAuthenticatePace(context: ChipContext, run: PaceRun, command: ChipCommand): Response {
  const { session, chip } = context;
  // Whatever goes wrong, the run has to begin again.
  session.pace = undefined;
  if (chip.quirks.paceFails !== undefined) refuse(chip.quirks.paceFails);
  const last = run.step.name === "authenticate";
  if (last === ((command.cla & 0x10) !== 0)) refuse(last ? SW.lastCommandOfChainExpected : SW.wrongData);
  const objects = dynamicAuthenticationData(command.data);
  let response: Uint8Array;
  try {
    switch (run.step.name) {
      case "nonce":
        response = nonceStep(context, run, objects);
        break;
      case "map":
        response = mapStep(context, run, run.step, objects);
        break;
      case "agree":
        response = agreeStep(context, run, run.step, objects);
        break;
      case "authenticate":
        return { data: authenticateStep(context, run, run.step, objects), sw: SW.ok };
    }
  } catch (error) {
    // A point off its curve and the like: the terminal's data are wrong, not the chip.
    if (isChipidError(error) && error.code !== "crypto.random") refuse(SW.verificationFailed);
    throw error;
  }
  session.pace = run;
  return { data: response, sw: SW.ok };
}

type Objects = ReadonlyMap<number, Uint8Array>;

function nonceStep({ random, ciphers }: ChipContext, run: PaceRun, objects: Objects): Uint8Array {
  if (objects.size > 0) refuse(SW.wrongData);
  const { cipher } = run.protocol;
  const nonce = draw(random, paceNonceLength(cipher), "chip.pace.nonce");
  run.step = { name: "map", nonce };
  const iv = new Uint8Array(blockLength(cipher));
  return encodeTlv(0x7c, encodeTlv(0x80, ciphers.encryptCbc(cipher, run.passwordKey, iv, nonce)));
}

function mapStep(
  { random, ciphers }: ChipContext,
  run: PaceRun,
  step: Extract<PaceStep, { name: "map" }>,
  objects: Objects,
): Uint8Array {
  const received = only(objects, 0x81);
  const { protocol, agreement } = run;
  if (protocol.mapping === "im") {
    const generator = agreement.mapIntegrated(ciphers, protocol.cipher, step.nonce, received);
    run.step = { name: "agree", generator, mappingSecret: undefined };
    return encodeTlv(0x7c, encodeTlv(0x82));
  }
  const secret = agreement.generatePrivateKey(random, "chip.pace.ephemeral.map");
  const generator = agreement.mapGeneric(step.nonce, secret, agreement.decode(received));
  run.step = { name: "agree", generator, mappingSecret: secret };
  return encodeTlv(0x7c, encodeTlv(0x82, agreement.encode(agreement.publicKey(secret))));
}

function agreeStep(
  { random }: ChipContext,
  run: PaceRun,
  step: Extract<PaceStep, { name: "agree" }>,
  objects: Objects,
): Uint8Array {
  const terminalKey = only(objects, 0x83);
  const { agreement, protocol } = run;
  const peer = agreement.decode(terminalKey);
  const secret = agreement.generatePrivateKey(random, "chip.pace.ephemeral.key");
  const ownKey = agreement.encode(agreement.publicKey(secret, step.generator));
  if (equalBytes(ownKey, terminalKey)) refuse(SW.verificationFailed);
  const shared = agreement.sharedSecret(secret, peer);
  const keys: SessionKeys = { cipher: protocol.cipher, ...deriveSessionKeys(protocol.cipher, shared) };
  // Encoded again, so that the tokens are over one form whatever the terminal sent.
  run.step = {
    name: "authenticate",
    keys,
    ownKey,
    terminalKey: agreement.encode(peer),
    mappingSecret: step.mappingSecret,
  };
  return encodeTlv(0x7c, encodeTlv(0x84, ownKey));
}

function authenticateStep(
  { session, ciphers, chip, retries }: ChipContext,
  run: PaceRun,
  step: Extract<PaceStep, { name: "authenticate" }>,
  objects: Objects,
): Uint8Array {
  const { keys } = step;
  const { oid, agreement: family } = run.protocol;
  const token = (publicKey: Uint8Array): Uint8Array => paceToken(ciphers, keys, oid, family, publicKey);
  const expected = token(step.ownKey);
  const right = constantTimeEqual(expected, only(objects, 0x85));
  if (!right || retries.blocked(run.password)) {
    refuse(retries.wrong(run.password) ?? chip.quirks.paceFailure ?? SW.verificationFailed);
  }
  retries.right(run.password);
  const own = encodeTlv(0x86, token(step.terminalKey));
  const mappingKey = run.protocol.mapping === "cam" ? chip.mappingKey : undefined;
  const mappingData =
    mappingKey === undefined || step.mappingSecret === undefined
      ? new Uint8Array(0)
      : encodeTlv(
          0x8a,
          encryptMappingData(ciphers, keys, makeMappingData(run.agreement, mappingKey.secret, step.mappingSecret)),
        );
  session.access = "pace";
  session.identity = compressKey(step.ownKey, family);
  session.challenge = undefined;
  session.next = { keys, counter: 0n };
  return encodeTlv(0x7c, own, mappingData);
}

/** A_IC = E(KS_Enc, CA_IC) with the IV E(KS_Enc, −1) (ICAO 9303-11 §4.4.3.5.1). */
function encryptMappingData(ciphers: Ciphers, keys: SessionKeys, data: Uint8Array): Uint8Array {
  const block = blockLength(keys.cipher);
  const iv = ciphers.encryptBlock(keys.cipher, keys.enc, new Uint8Array(block).fill(0xff));
  return ciphers.encryptCbc(keys.cipher, keys.enc, iv, padMethod2(data, block));
}

function only(objects: Objects, tag: number): Uint8Array {
  const value = objects.get(tag);
  if (value === undefined || objects.size !== 1) refuse(SW.wrongData);
  return value;
}
