import type { CardChannel } from "../../channel/channel.js";
import { type Digest, digest as pureDigest } from "../../crypto/digest.js";
import type { DomainParameters } from "../../crypto/domain-parameters.js";
import { deriveSessionKeys } from "../../crypto/kdf.js";
import { bitLength } from "../../crypto/modular.js";
import type { RandomSource } from "../../crypto/random.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Command, Response } from "../../iso7816/apdu.js";
import type { TransmitOptions } from "../../iso7816/card.js";
import type { CommandPort } from "../../iso7816/command-port.js";
import { isStatusError, SW } from "../../iso7816/status.js";
import type { KeyAgreements } from "./chip-public-key.js";
import { generalAuthenticate, mseSetAt, mseSetKat, readOneByte } from "./commands.js";
import type { ChipAuthenticationOffer, ChipAuthenticationOption } from "./offer.js";
import type {
  ChipAuthenticationEvidence,
  ChipAuthenticationRefusal,
  ChipAuthenticationResult,
  ChipAuthenticationStep,
  FirstExchangeFault,
} from "./result.js";

/** The part of a channel that Chip Authentication needs: it sends, and takes new keys. */
export type SecurableChannel = CommandPort & Pick<CardChannel, "secure" | "ended">;

export interface ChipAuthenticationTools extends TransmitOptions {
  /** Drawn from for `ca.ephemeral`. */
  readonly random: RandomSource;
  readonly agreements: KeyAgreements;
  readonly digest?: Digest;
}

/** Refused options tried before giving up; each is two exchanges with a person waiting. */
const MAX_OPTIONS = 4;

/**
 * Chip Authentication version 1 (ICAO 9303-11 §6.2). The terminal sends an ephemeral key; both sides derive new session
 * keys from it and the chip's static key; the channel goes over to them with its counter at zero. With 3DES the key goes by
 * MSE:Set KAT and, where that is refused, by MSE:Set AT and GENERAL AUTHENTICATE; with AES always by these two. Options
 * that are refused are followed by the next one.
 *
 * That the chip has the private key shows in its first answer under the new keys, so the first command that the reading
 * needs anyway belongs to the protocol: `firstExchange` gets a port and makes it. Of what goes wrong in it only the first
 * exchange is judged; later faults are thrown as they are. When it sends nothing through that port, one byte is read.
 *
 * What the chip answers is a result, never an exception.
 * @throws ChipidError of the card and of the channel as CommandPort.send, of `firstExchange`; `crypto.random`
 */
export async function authenticateChip<T>(
  channel: SecurableChannel,
  offer: ChipAuthenticationOffer,
  tools: ChipAuthenticationTools,
  firstExchange: (port: CommandPort) => Promise<T>,
): Promise<ChipAuthenticationResult<T>> {
  const refusals: ChipAuthenticationRefusal[] = [];
  if (offer.options.length === 0) return { outcome: "not-done", why: offer.offered ? "key" : "absent", refusals };
  for (const option of offer.options.slice(0, MAX_OPTIONS)) {
    const evidence = await agreeOnKeys(channel, option, tools, refusals);
    if (evidence !== undefined) return judgeFirstExchange(channel, evidence, refusals, firstExchange);
    if (channel.ended) break;
  }
  return { outcome: "not-done", why: "refused", refusals };
}

/** Sends the ephemeral key and goes over to the new keys; undefined when the chip refuses. */
async function agreeOnKeys(
  channel: SecurableChannel,
  option: ChipAuthenticationOption,
  tools: ChipAuthenticationTools,
  refusals: ChipAuthenticationRefusal[],
): Promise<ChipAuthenticationEvidence | undefined> {
  const { oid, agreement: family, cipher, domain, publicKey, keyId, deviations } = option;
  const agreement = tools.agreements(domain);
  const privateKey = agreement.generatePrivateKey(tools.random, "ca.ephemeral");
  const terminalKey = agreement.encode(agreement.publicKey(privateKey));
  const sent = await sendKey(channel, option, terminalKey, tools, refusals);
  if (sent === undefined) return undefined;
  // Counted from zero by both sides from here on (§6.2.2).
  const secret = agreement.sharedSecret(privateKey, publicKey);
  channel.secure({ cipher, ...deriveSessionKeys(cipher, secret, tools.digest ?? pureDigest) }, 0n);
  return {
    oid,
    agreement: family,
    cipher,
    domain: domainName(domain),
    keyId: sent.keyId,
    terminalKey,
    chipKey: agreement.encode(publicKey),
    by: sent.by,
    deviations: sent.keyId === keyId ? deviations : [...deviations, "key-named-zero"],
  };
}

async function sendKey(
  channel: SecurableChannel,
  { oid, cipher, keyId }: ChipAuthenticationOption,
  terminalKey: Uint8Array,
  tools: ChipAuthenticationTools,
  refusals: ChipAuthenticationRefusal[],
): Promise<Pick<ChipAuthenticationEvidence, "by" | "keyId"> | undefined> {
  const accepted = async (step: ChipAuthenticationStep, command: Command): Promise<boolean> => {
    const sw = await statusOfLong(channel, command, tools);
    if (sw === SW.ok) return true;
    refusals.push({ oid, step, sw, channelEnded: channel.ended });
    return false;
  };
  /** Sends an MSE, and where the chip misses the reference of a key that has none, once more with 0 (T69e). */
  const named = async (
    step: ChipAuthenticationStep,
    command: (keyId: bigint | undefined) => Command,
  ): Promise<{ readonly keyId: bigint | undefined } | undefined> => {
    if (await accepted(step, command(keyId))) return { keyId };
    const sw = refusals.at(-1)?.sw;
    if (channel.ended || keyId !== undefined || (sw !== SW.wrongData && sw !== SW.referenceNotFound)) return undefined;
    return (await accepted(step, command(0n))) ? { keyId: 0n } : undefined;
  };
  if (cipher === "3des") {
    const key = await named("mse-set-kat", (id) => mseSetKat(terminalKey, id));
    if (key !== undefined) return { ...key, by: "mse-set-kat" };
    if (channel.ended) return undefined;
  }
  const key = await named("mse-set-at", (id) => mseSetAt(oid, id));
  if (key === undefined || !(await accepted("general-authenticate", generalAuthenticate(terminalKey))))
    return undefined;
  return { ...key, by: "general-authenticate" };
}

/** Longest command data that certainly fits a short command under secure messaging. */
const SHORT_DATA = 223;

/**
 * The status. A long key goes with extended length where nothing is known against it; a chip that answers 6700 is sent the
 * key in parts, at once or, where secure messaging has ended with the answer, the next time.
 */
async function statusOfLong(
  channel: SecurableChannel,
  command: Command,
  tools: ChipAuthenticationTools,
): Promise<number> {
  const { sw } = await statusOf(channel, command, tools);
  const long = (command.data?.length ?? 0) > SHORT_DATA;
  if (sw !== SW.wrongLength || !long || channel.extendedLength !== undefined) return sw;
  channel.habits.extended = false;
  return channel.ended ? sw : (await statusOf(channel, command, tools)).sw;
}

/** The status, bare or protected: a chip that refuses may drop secure messaging with the same breath. */
async function statusOf(
  port: CommandPort,
  command: Command,
  { signal }: TransmitOptions,
): Promise<Pick<Response, "sw">> {
  try {
    return await port.send(command, signal === undefined ? {} : { signal });
  } catch (error) {
    if (isStatusError(error, "channel.lost")) return error;
    throw error;
  }
}

async function judgeFirstExchange<T>(
  channel: SecurableChannel,
  evidence: ChipAuthenticationEvidence,
  refusals: readonly ChipAuthenticationRefusal[],
  firstExchange: (port: CommandPort) => Promise<T>,
): Promise<ChipAuthenticationResult<T>> {
  const first = new FirstExchange(channel);
  const ended = await settle(firstExchange(first));
  // Nothing was needed after all: the proof still wants an answer, whatever it says.
  if (ended.ok && !first.answered && first.fault === undefined) await settle(first.send(readOneByte()));
  if (!first.answered && first.fault !== undefined) {
    // Judged by what the exchange itself ended in, not by what the reading made of it.
    const fault = faultOf(first.fault);
    const sw = isStatusError(first.fault) ? first.fault.sw : undefined;
    if (fault !== undefined) return { outcome: "failed", why: "failed-channel", fault, sw, evidence, refusals };
    if (sw !== undefined) return { outcome: "not-done", why: "interrupted", sw, evidence, refusals };
    throw first.fault;
  }
  if (!ended.ok) throw ended.error;
  return { outcome: "passed", evidence, refusals, value: ended.value };
}

async function settle<T>(
  promise: Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    return { ok: false, error };
  }
}

/** What an error of the first exchange says about the chip's keys; undefined: nothing. */
function faultOf(error: unknown): FirstExchangeFault | undefined {
  if (isStatusError(error, "channel.lost")) {
    return error.sw === SW.smObjectsMissing || error.sw === SW.smObjectsIncorrect ? "status" : undefined;
  }
  if (isChipidError(error, "channel.mac")) return "mac";
  if (isChipidError(error, "channel.plain")) return "plain";
  return undefined;
}

/** The channel, watched until one exchange has been answered under the new keys. */
class FirstExchange implements CommandPort {
  answered = false;
  /** What the first exchange ended in, when it was no answer. */
  fault: unknown;

  constructor(private readonly channel: CommandPort) {}

  get habits(): CommandPort["habits"] {
    return this.channel.habits;
  }

  get secured(): boolean {
    return this.channel.secured;
  }

  get extendedLength(): boolean | undefined {
    return this.channel.extendedLength;
  }

  largestNe(extended: boolean): number {
    return this.channel.largestNe(extended);
  }

  async send(command: Command, options?: TransmitOptions): Promise<Response> {
    try {
      const response = await this.channel.send(command, options);
      this.answered = true;
      return response;
    } catch (error) {
      if (!this.answered) this.fault ??= error;
      throw error;
    }
  }
}

function domainName(domain: DomainParameters): string {
  return domain.family === "ecdh" ? domain.curve.name : `dh-${bitLength(domain.p)}`;
}
