import { fromBigInt, toBigInt } from "../../bytes/bytes.js";
import { draw } from "../../channel/draw.js";
import { makeRecoveryBlock, recoveryCapacity } from "../../crypto/iso9796-2.js";
import { bitLength, mod, modInverse, modPow } from "../../crypto/modular.js";
import { createSigner, type RsaPrivateKey } from "../../crypto/signing.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import type { ChipCommand, ChipContext } from "./context.js";
import { hasAccessControl } from "./files.js";
import type { ActiveAuthenticationKey } from "./personalisation.js";
import { refuse } from "./refused.js";

const signer = createSigner();

/** INTERNAL AUTHENTICATE: signs the terminal's challenge (ICAO 9303-11 §6.1.3). */
export function internalAuthenticate(context: ChipContext, command: ChipCommand): Response {
  const { chip, session, random } = context;
  const { activeAuthentication: key, quirks } = chip;
  if (quirks.activeAuthenticationRefused !== undefined) refuse(quirks.activeAuthenticationRefused);
  if (key === undefined) refuse(SW.insNotSupported);
  if (session.application === undefined) refuse(SW.conditionsOfUse);
  if (hasAccessControl(context) && (!command.secured || session.access === "none")) refuse(SW.securityStatus);
  if (command.p1 !== 0 || command.p2 !== 0) refuse(SW.wrongP1P2);
  if (command.data?.length !== 8) refuse(SW.wrongLength);

  const challenge = quirks.signsOtherChallenge === true ? command.data.map((byte) => byte ^ 0xff) : command.data;
  const signature = sign(key, challenge, random);
  const cut = quirks.activeAnswerCut;
  const short = cut !== undefined && (command.ne ?? 0) <= 256;
  return { data: short ? signature.subarray(0, cut) : signature, sw: SW.ok };
}

function sign(key: ActiveAuthenticationKey, challenge: Uint8Array, random: ChipContext["random"]): Uint8Array {
  if ("encoding" in key) {
    return signer.sign(key.key, { kind: "ecdsa", hash: key.hash, encoding: key.encoding }, challenge);
  }
  const { modulus } = key.key;
  const modulusBits = bitLength(modulus);
  if (key.hash === "md5") refuse(SW.functionNotSupported);
  const options = { hash: key.hash, trailer: key.trailer, modulusBits };
  const m1 = draw(random, recoveryCapacity(options), "chip.aa.m1");
  const block = makeRecoveryBlock(m1, challenge, options);
  return fromBigInt(privateOperation(key.key, toBigInt(block)), Math.ceil(modulusBits / 8));
}

/** RSASP1 (RFC 8017 §5.2.1), by the primes where they are known. Not constant time: test keys alone. */
function privateOperation({ d, modulus, primes }: RsaPrivateKey, message: bigint): bigint {
  if (primes === undefined) return modPow(message, d, modulus);
  const [p, q] = primes;
  const inverse = modInverse(q, p) ?? 0n;
  const m1 = modPow(message, d % (p - 1n), p);
  const m2 = modPow(message, d % (q - 1n), q);
  return m2 + q * mod((m1 - m2) * inverse, p);
}
