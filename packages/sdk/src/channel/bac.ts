import { concat, constantTimeEqual, toBigInt } from "../bytes/bytes.js";
import type { Ciphers } from "../crypto/cipher-types.js";
import { basicAccessKeys, type DerivedKeys, deriveSessionKeys } from "../crypto/kdf.js";
import { macOfMessage } from "../crypto/mac.js";
import type { RandomSource } from "../crypto/random.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { TransmitOptions } from "../iso7816/card.js";
import { StatusError, SW, statusText, triesLeft } from "../iso7816/status.js";
import type { CardChannel } from "./channel.js";
import { draw } from "./draw.js";
import type { SessionKeys } from "./secure-messaging.js";

// Basic Access Control (ICAO 9303-11 §4.3).

const REFERENCE = "ICAO 9303-11 §4.3.3";
const CIPHER = "3des";
const CHALLENGE = 8;
const KEYING_MATERIAL = 16;
const CRYPTOGRAM = 2 * CHALLENGE + KEYING_MATERIAL;
const MAC = 8;

export interface BacOptions extends TransmitOptions {
  /** Draws `bac.rnd.ifd` (8 bytes) and `bac.k.ifd` (16 bytes). */
  readonly random: RandomSource;
}

export interface BacResult {
  readonly protocol: "bac";
  readonly keys: SessionKeys;
  /** Send sequence counter before the first protected command. */
  readonly counter: bigint;
}

/**
 * Opens a channel with the document's basic access keys; afterwards every command of the channel is protected. The eMRTD
 * application must be selected.
 * @param access MRZ information (`mrzInformation`), or keys derived from it
 * @throws StatusError `access.key-wrong` for 6300, 63CX, 6982 and 6988 to EXTERNAL AUTHENTICATE (T69c), with the tries
 * left when the chip says so; `access.refused` for every other status
 * @throws ChipidError `access.protocol` for an answer that is not the chip's half of the dialogue; `crypto.key`,
 * `crypto.random`; errors of the card
 */
export async function performBac(
  channel: CardChannel,
  access: string | DerivedKeys,
  options: BacOptions,
): Promise<BacResult> {
  const keys = typeof access === "string" ? basicAccessKeys(access) : access;
  let { response, own } = await authenticate(channel, keys, options, CRYPTOGRAM + MAC);
  if (response.sw === SW.wrongLength) {
    // Some chips take one form of Le only; the challenge has been used up.
    ({ response, own } = await authenticate(channel, keys, options, 256));
  }
  const { sw, data } = response;
  if (sw !== SW.ok) throw refusal(sw);
  const result = finishBac(channel.ciphers, keys, own, data);
  channel.secure(result.keys, result.counter);
  return result;
}

/** What the terminal drew and was given. */
export interface BacSecrets {
  readonly rndIfd: Uint8Array;
  readonly rndIc: Uint8Array;
  readonly kIfd: Uint8Array;
}

/** Command data of EXTERNAL AUTHENTICATE: E_IFD ‖ M_IFD (§4.3.3 step 2). */
export function bacCommandData(ciphers: Ciphers, keys: DerivedKeys, { rndIfd, rndIc, kIfd }: BacSecrets): Uint8Array {
  const cryptogram = ciphers.encryptCbc(CIPHER, keys.enc, new Uint8Array(8), concat(rndIfd, rndIc, kIfd));
  return concat(cryptogram, macOfMessage(ciphers, CIPHER, keys.mac, cryptogram));
}

/**
 * The terminal's last step: the MAC first, then that both challenges came back, then the session keys and the counter
 * (§4.3.3 steps 5 to 7, §9.8.6.3).
 * @throws ChipidError `access.protocol`
 */
export function finishBac(ciphers: Ciphers, keys: DerivedKeys, own: BacSecrets, answer: Uint8Array): BacResult {
  if (answer.length !== CRYPTOGRAM + MAC) throw protocolError("The chip's answer to BAC has the wrong length.");
  const cryptogram = answer.subarray(0, CRYPTOGRAM);
  const mac = macOfMessage(ciphers, CIPHER, keys.mac, cryptogram);
  if (!constantTimeEqual(mac, answer.subarray(CRYPTOGRAM))) {
    throw protocolError("The MAC of the chip's answer to BAC is wrong.");
  }
  const plain = ciphers.decryptCbc(CIPHER, keys.enc, new Uint8Array(8), cryptogram);
  const echoed = concat(own.rndIc, own.rndIfd);
  if (!constantTimeEqual(plain.subarray(0, 2 * CHALLENGE), echoed)) {
    throw protocolError("The chip's answer to BAC does not answer this challenge.");
  }
  const kIc = plain.subarray(2 * CHALLENGE);
  const seed = own.kIfd.map((byte, i) => byte ^ (kIc[i] ?? 0));
  const counter = toBigInt(concat(own.rndIc.subarray(4), own.rndIfd.subarray(4)));
  return { protocol: "bac", keys: { cipher: CIPHER, ...deriveSessionKeys(CIPHER, seed) }, counter };
}

async function authenticate(channel: CardChannel, keys: DerivedKeys, options: BacOptions, ne: number) {
  const challenge = await channel.send({ cla: 0, ins: 0x84, p1: 0, p2: 0, ne: CHALLENGE }, options);
  if (challenge.sw !== SW.ok) {
    throw new StatusError("access.refused", `The chip gives no challenge: ${statusText(challenge.sw)}.`, challenge.sw, {
      reference: REFERENCE,
    });
  }
  if (challenge.data.length !== CHALLENGE) throw protocolError("The chip's challenge has not eight bytes.");
  const own: BacSecrets = {
    rndIfd: draw(options.random, CHALLENGE, "bac.rnd.ifd"),
    rndIc: challenge.data.slice(),
    kIfd: draw(options.random, KEYING_MATERIAL, "bac.k.ifd"),
  };
  const data = bacCommandData(channel.ciphers, keys, own);
  const response = await channel.send({ cla: 0, ins: 0x82, p1: 0, p2: 0, data, ne }, options);
  return { response, own };
}

function refusal(sw: number): StatusError {
  const wrong =
    sw === SW.verificationFailed ||
    triesLeft(sw) !== undefined ||
    sw === SW.securityStatus ||
    sw === SW.smObjectsIncorrect;
  return wrong
    ? new StatusError("access.key-wrong", `The chip refuses the key made of the MRZ: ${statusText(sw)}.`, sw, {
        reference: REFERENCE,
      })
    : new StatusError("access.refused", `The chip refuses BAC: ${statusText(sw)}.`, sw, { reference: REFERENCE });
}

function protocolError(message: string): ChipidError {
  return new ChipidError("access.protocol", message, { reference: REFERENCE });
}
