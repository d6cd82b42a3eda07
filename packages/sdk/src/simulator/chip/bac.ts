import { concat, constantTimeEqual, equalBytes, toBigInt } from "../../bytes/bytes.js";
import { draw } from "../../channel/draw.js";
import { basicAccessKeys, deriveSessionKeys } from "../../crypto/kdf.js";
import { macOfMessage } from "../../crypto/mac.js";
import type { Response } from "../../iso7816/apdu.js";
import { SW } from "../../iso7816/status.js";
import type { ChipCommand, ChipContext } from "./context.js";
import { refuse } from "./refused.js";
import { authenticateTerminal, identityOfDocument } from "./terminal-authentication.js";

const ZERO_IV = new Uint8Array(8);

/** GET CHALLENGE: RND.IC, eight bytes (ICAO 9303-11 §4.3.4.1), or the challenge of Terminal Authentication. */
export function getChallenge({ session, random }: ChipContext, command: ChipCommand): Response {
  if (command.p1 !== 0 || command.p2 !== 0) refuse(SW.wrongP1P2);
  if (command.ne === undefined || command.ne < 8) refuse(SW.wrongLength);
  session.challenge = draw(random, 8, session.terminal?.holder === undefined ? "chip.bac.rnd.ic" : "chip.ta.challenge");
  return { data: session.challenge, sw: SW.ok };
}

/** EXTERNAL AUTHENTICATE belongs to Terminal Authentication once a terminal was named, else to BAC. */
export function externalAuthenticate(context: ChipContext, command: ChipCommand): Response {
  if (command.p1 !== 0 || command.p2 !== 0) refuse(SW.wrongP1P2);
  return context.session.terminal?.holder === undefined
    ? basicAccessControl(context, command)
    : authenticateTerminal(context, command);
}

/** EXTERNAL AUTHENTICATE: the mutual authentication of BAC (ICAO 9303-11 §4.3.4.2, D.3). */
function basicAccessControl(context: ChipContext, command: ChipCommand): Response {
  const { chip, session, retries, random, ciphers } = context;
  const { challenge, application } = session;
  session.challenge = undefined;
  const password = chip.passwords.mrz;
  if (!chip.bac || password === undefined) refuse(SW.insNotSupported);
  if (application === undefined || challenge === undefined || session.access === "pace") refuse(SW.conditionsOfUse);
  const { data } = command;
  if (data?.length !== 40) refuse(SW.wrongLength);

  const keys = basicAccessKeys(password);
  const cryptogram = data.subarray(0, 32);
  const expected = macOfMessage(ciphers, "3des", keys.mac, cryptogram);
  const rightMac = constantTimeEqual(expected, data.subarray(32));
  const plain = ciphers.decryptCbc("3des", keys.enc, ZERO_IV, cryptogram);
  if (!rightMac || !equalBytes(plain.subarray(8, 16), challenge) || retries.blocked("bac")) {
    refuse(retries.wrong("bac") ?? chip.quirks.bacFailure ?? SW.verificationFailed);
  }
  retries.right("bac");

  const terminalRandom = plain.subarray(0, 8);
  const ownKey = draw(random, 16, "chip.bac.k.ic");
  const answer = ciphers.encryptCbc("3des", keys.enc, ZERO_IV, concat(challenge, terminalRandom, ownKey));
  const seed = plain.subarray(16).map((byte, i) => byte ^ (ownKey[i] ?? 0));
  session.access = "bac";
  session.identity = identityOfDocument(password);
  session.next = {
    keys: { cipher: "3des", ...deriveSessionKeys("3des", seed) },
    counter: toBigInt(concat(challenge.subarray(4), terminalRandom.subarray(4))),
  };
  return { data: concat(answer, macOfMessage(ciphers, "3des", keys.mac, answer)), sw: SW.ok };
}
