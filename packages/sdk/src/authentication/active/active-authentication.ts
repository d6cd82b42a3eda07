import type { RandomSource } from "../../crypto/random.js";
import type { Crypto } from "../../crypto/types.js";
import { ChipidError } from "../../errors/chipid-error.js";
import type { Response } from "../../iso7816/apdu.js";
import type { TransmitOptions } from "../../iso7816/card.js";
import type { CommandPort } from "../../iso7816/command-port.js";
import { isStatusError, SW } from "../../iso7816/status.js";
import { internalAuthenticate } from "./commands.js";
import { type ActiveAuthenticationOffer, longestSignature } from "./offer.js";
import type { ActiveAuthenticationResult, ActiveAuthenticationVerification } from "./result.js";
import { CHALLENGE_LENGTH, verifyOffer } from "./verify.js";

export interface ActiveAuthenticationTools extends TransmitOptions {
  readonly crypto: Crypto;
  /** Drawn from for `aa.challenge`, 8 bytes, unless `challenge` is given. */
  readonly random: RandomSource;
  /** The caller's own 8 bytes, for an answer that is to be proof to somebody else. Never twice the same. */
  readonly challenge?: Uint8Array;
}

/**
 * Active Authentication (ICAO 9303-11 §6.1): the chip signs 8 bytes of the terminal's choice with the key of DG15. An
 * answer that is no whole signature is asked for again with a larger Le, over the same challenge (T61).
 *
 * What the chip answers is a result, never an exception.
 * @throws ChipidError `authentication.input` for a challenge of another length; of the card and of the channel as
 * CommandPort.send, but for a bare error status, which is a refusal
 */
export async function authenticateActively(
  port: CommandPort,
  offer: ActiveAuthenticationOffer,
  tools: ActiveAuthenticationTools,
): Promise<ActiveAuthenticationResult> {
  if (!offer.usable) return { outcome: "not-done", why: "key", key: offer.why };
  const challenge = (tools.challenge ?? tools.random(CHALLENGE_LENGTH, "aa.challenge")).slice();
  if (challenge.length !== CHALLENGE_LENGTH) {
    throw new ChipidError("authentication.input", "A challenge of Active Authentication must have 8 bytes.");
  }
  const transmit = tools.signal === undefined ? {} : { signal: tools.signal };
  let incomplete: ActiveAuthenticationVerification | undefined;
  let refused: ActiveAuthenticationResult | undefined;
  for (const ne of lengthsToAsk(port, longestSignature(offer))) {
    let response: Response;
    try {
      response = await port.send(internalAuthenticate(challenge, ne), transmit);
    } catch (error) {
      // Channel and session are gone with it, but nothing false was said.
      if (!isStatusError(error, "channel.lost")) throw error;
      return incomplete ?? { outcome: "not-done", why: "refused", sw: error.sw, channelEnded: true };
    }
    if (response.data.length === 0 || !bringsData(response.sw)) {
      refused ??= { outcome: "not-done", why: "refused", sw: response.sw, channelEnded: false };
      // A wrong length is about Le; everything else is about the command.
      if (response.sw !== SW.wrongLength && response.sw !== SW.ok) break;
      continue;
    }
    const verification = verifyOffer(offer, challenge, response.data, tools.crypto);
    if (verification.outcome !== "not-done" || verification.why !== "length") return verification;
    incomplete ??= verification;
  }
  return incomplete ?? refused ?? { outcome: "not-done", why: "refused", sw: SW.wrongLength, channelEnded: false };
}

/** Ne to try, one after the other: what a short Le brings where that can be enough, or where nothing else is known. */
function lengthsToAsk(port: CommandPort, length: number): readonly number[] {
  const short = 256;
  const extended = 65_536;
  if (port.extendedLength === false) return [short];
  if (length <= port.largestNe(false)) return [short, extended];
  return port.extendedLength === true ? [extended, short] : [short, extended];
}

/** 9000, and the warnings that come with data (ISO 7816-4 Table 6): what the data are worth, the signature says. */
function bringsData(sw: number): boolean {
  return sw === SW.ok || sw === SW.partOfData || sw === SW.endOfFile;
}
