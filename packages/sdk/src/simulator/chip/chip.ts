import { concat } from "../../bytes/bytes.js";
import {
  largestProtectedData,
  nextCounter,
  protectResponse,
  unprotectCommand,
} from "../../channel/secure-messaging.js";
import type { Ciphers } from "../../crypto/cipher-types.js";
import type { DomainParameters } from "../../crypto/domain-parameters.js";
import { createPureKeyAgreements } from "../../crypto/key-agreement.js";
import type { KeyAgreement } from "../../crypto/key-agreement-types.js";
import { createPureCiphers } from "../../crypto/pure-ciphers.js";
import type { RandomSource } from "../../crypto/random.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { type Command, decodeCommand, encodeResponse, type Response } from "../../iso7816/apdu.js";
import type { Card } from "../../iso7816/card.js";
import { SW } from "../../iso7816/status.js";
import { internalAuthenticate } from "./active-authentication.js";
import { externalAuthenticate, getChallenge } from "./bac.js";
import { generalAuthenticateChip, setChipAuthentication, setKeyAgreementTemplate } from "./chip-authentication.js";
import { type ChipCommand, type ChipContext, type CommandHandler, status } from "./context.js";
import { isWholeAuthenticationData } from "./data-objects.js";
import { generalAuthenticatePace, setPace } from "./pace.js";
import type { ChipPersonalisation } from "./personalisation.js";
import { readBinary, readBinaryOdd } from "./read-binary.js";
import { Refused, refuse } from "./refused.js";
import { RetryCounters } from "./retry-counters.js";
import { select } from "./select.js";
import { ChipSession } from "./session.js";
import { setTerminal, setVerificationKey, verifyCertificate } from "./terminal-authentication.js";

export interface ChipOptions {
  /**
   * What the chip draws: `chip.bac.rnd.ic`, `chip.bac.k.ic`, `chip.pace.nonce`, `chip.pace.ephemeral.map`,
   * `chip.pace.ephemeral.key`, `chip.aa.m1`, `chip.ta.challenge`.
   */
  readonly random: RandomSource;
  readonly ciphers?: Ciphers;
  readonly agreements?: (domain: DomainParameters) => KeyAgreement;
}

const CHAINED = 0x10;
const SECURE = 0x0c;
const INS_GET_RESPONSE = 0xc0;
const INS_GENERAL_AUTHENTICATE = 0x86;
const GET_RESPONSE_CHUNK = 256;
/** Data of one chain of commands; a DH key of 4096 bits is the longest that is ever sent so. */
const MAX_CHAIN = 8192;

const HANDLERS: ReadonlyMap<number, CommandHandler> = new Map<number, CommandHandler>([
  [0x22, manageSecurityEnvironment],
  [0x2a, verifyCertificate],
  [0x82, externalAuthenticate],
  [0x84, getChallenge],
  [INS_GENERAL_AUTHENTICATE, generalAuthenticate],
  [0x88, internalAuthenticate],
  [0xa4, select],
  [0xb0, readBinary],
  [0xb1, readBinaryOdd],
]);

/** A virtual chip, and what no real one lets do to it. */
export interface VirtualCard extends Card {
  /** From now on no file ends (T74). */
  makeEndless(): void;
}

/**
 * A virtual eMRTD chip (ICAO 9303-10 and -11) as a card: every command gets a status word, whatever it is; what the chip
 * keeps between commands it loses at `reset`, save its retry counters.
 */
export function createChip(personalisation: ChipPersonalisation, options: ChipOptions): VirtualCard {
  return new VirtualChip(personalisation, options);
}

class VirtualChip implements VirtualCard {
  readonly atr: Uint8Array;
  /** A reader that carries everything; what the chip itself takes it says by its answers and EF.ATR/INFO. */
  readonly limits = {};
  private session: ChipSession;
  private endless = false;
  private readonly retries: RetryCounters;
  private readonly ciphers: Ciphers;
  private readonly agreements: (domain: DomainParameters) => KeyAgreement;

  constructor(
    private readonly chip: ChipPersonalisation,
    private readonly options: ChipOptions,
  ) {
    this.atr = chip.atr;
    this.session = new ChipSession(chip);
    this.retries = new RetryCounters(chip.tries ?? {});
    this.ciphers = options.ciphers ?? createPureCiphers();
    this.agreements = options.agreements ?? createPureKeyAgreements();
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.answer(command);
  }

  async reset(): Promise<void> {
    this.session = new ChipSession(this.chip);
  }

  makeEndless(): void {
    this.endless = true;
  }

  private answer(bytes: Uint8Array): Uint8Array {
    try {
      return this.process(bytes);
    } catch (error) {
      if (error instanceof Refused) return encodeResponse(status(error.sw));
      // What the chip's own data make impossible, a key that does not fit its algorithm among it. A random source that
      // fails is the caller's.
      if (isChipidError(error) && error.code !== "crypto.random") return encodeResponse(status(SW.unknown));
      throw error;
    }
  }

  private process(bytes: Uint8Array): Uint8Array {
    const { session } = this;
    const outer = this.decode(bytes);
    if (outer.ins === INS_GET_RESPONSE && (outer.cla & SECURE) === 0) return this.getResponse(outer);
    session.pending = undefined;
    checkClass(outer.cla);
    if ((outer.cla & SECURE) !== SECURE) {
      // A plain command ends secure messaging and all it gave (ICAO 9303-11 §9.8.2).
      if (session.secure !== undefined) session.end();
      const room = this.room(outer);
      const response = this.execute({ ...outer, secured: false, room });
      return this.send(encodeResponse(response), outer);
    }
    return this.send(this.secured(bytes, outer), outer);
  }

  /** @throws Refused 6700 for lengths that do not fit, or that this chip does not take. */
  private decode(bytes: Uint8Array): Command {
    const { limits } = this.chip;
    let command: Command;
    try {
      command = decodeCommand(bytes);
    } catch (error) {
      if (isChipidError(error)) refuse(SW.wrongLength);
      throw error;
    }
    const extended = bytes.length > 5 && bytes[4] === 0;
    if (extended && !limits.extended) refuse(SW.wrongLength);
    if ((command.data?.length ?? 0) > limits.maxCommandData) refuse(SW.wrongLength);
    return command;
  }

  /** Bytes of data that one answer to this command can carry. */
  private room(outer: Command): number {
    return Math.min(outer.ne ?? 0, this.chip.limits.maxResponseData);
  }

  private secured(bytes: Uint8Array, outer: Command): Uint8Array {
    const { session } = this;
    const secure = session.secure;
    if (secure === undefined) refuse(SW.smObjectsIncorrect);
    const { keys } = secure;
    let command: Command;
    try {
      const inner = unprotectCommand(keys, secure.counter, bytes, this.ciphers);
      command = inner.command;
      secure.counter = inner.counter;
    } catch (error) {
      if (!isChipidError(error)) throw error;
      session.end();
      refuse(error.code === "channel.structure" ? SW.smObjectsMissing : SW.smObjectsIncorrect);
    }
    const room = largestProtectedData(keys.cipher, this.room(outer));
    let response: Response;
    try {
      response = this.execute({ ...command, secured: true, room });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.chip.quirks.endsSessionOnError === true) {
        session.end();
        throw error;
      }
      response = status(error.sw);
    }
    const answer = protectResponse(keys, secure.counter, response, command.ins, this.ciphers);
    secure.counter = nextCounter(keys.cipher, secure.counter);
    return answer.bytes;
  }

  /** Runs one command out of its wrappings; keys that it agreed on hold from the next command on. */
  private execute(command: ChipCommand): Response {
    const { session } = this;
    const whole = this.chained(command);
    if (whole === undefined) return status(SW.ok);
    const handler = HANDLERS.get(whole.ins);
    if (handler === undefined) refuse(SW.insNotSupported);
    const { random } = this.options;
    const { chip, retries, ciphers, agreements, endless } = this;
    return handler({ chip, session, retries, random, ciphers, agreements, endless }, whole);
  }

  /** Collects the data of a chain (ISO 7816-4 §5.3.3); undefined while more is to come. */
  private chained(command: ChipCommand): ChipCommand | undefined {
    const { session } = this;
    const more = (command.cla & CHAINED) !== 0;
    const { chain } = session;
    session.chain = undefined;
    const { ins, p1, p2 } = command;
    const continues = chain !== undefined && chain.ins === ins && chain.p1 === p1 && chain.p2 === p2;
    if (chain !== undefined && !continues) refuse(SW.lastCommandOfChainExpected);
    if (!more && chain === undefined) return command;
    const data = concat(chain?.data ?? new Uint8Array(0), command.data ?? new Uint8Array(0));
    if (data.length > MAX_CHAIN) refuse(SW.wrongLength);
    // The steps of PACE are chained as well, but each is whole and gets its answer.
    if (!more || (ins === INS_GENERAL_AUTHENTICATE && isWholeAuthenticationData(data))) return { ...command, data };
    session.chain = { ins, p1, p2, data };
    return undefined;
  }

  /** An answer that is longer than asked for goes out in parts, by GET RESPONSE (ISO 7816-4 §11.7.1). */
  private send(bytes: Uint8Array, outer: Command): Uint8Array {
    const { session, chip } = this;
    if (session.next !== undefined) {
      session.secure = session.next;
      session.next = undefined;
    }
    const data = bytes.subarray(0, bytes.length - 2);
    const sw = ((bytes[bytes.length - 2] ?? 0) << 8) | (bytes[bytes.length - 1] ?? 0);
    const always = chip.quirks.alwaysGetResponse === true && data.length > 0;
    const room = this.room(outer);
    if (data.length <= room && !always) return bytes;
    const first = data.subarray(0, always ? 0 : room);
    const rest = data.subarray(first.length);
    session.pending = { bytes: rest, sw };
    return encodeResponse({ data: first, sw: moreData(rest.length) });
  }

  private getResponse(command: Command): Uint8Array {
    const { session } = this;
    const { pending } = session;
    session.pending = undefined;
    if (pending === undefined) refuse(SW.conditionsOfUse);
    const most = Math.min(command.ne ?? GET_RESPONSE_CHUNK, this.chip.limits.maxResponseData);
    const data = pending.bytes.subarray(0, most);
    const rest = pending.bytes.subarray(data.length);
    if (rest.length === 0) return encodeResponse({ data, sw: pending.sw });
    session.pending = { bytes: rest, sw: pending.sw };
    return encodeResponse({ data, sw: moreData(rest.length) });
  }
}

/** Basic channel, first interindustry class, secure messaging with the header authenticated or none. */
function checkClass(cla: number): void {
  if ((cla & 0xe0) !== 0) refuse(SW.claNotSupported);
  if ((cla & 0x03) !== 0) refuse(SW.logicalChannelNotSupported);
  if ((cla & SECURE) !== 0 && (cla & SECURE) !== SECURE) refuse(SW.smNotSupported);
}

function moreData(length: number): number {
  return 0x6100 | (length >= 256 ? 0 : length);
}

/** MANAGE SECURITY ENVIRONMENT (ISO 7816-4 §11.5.11). */
function manageSecurityEnvironment(context: ChipContext, command: ChipCommand): Response {
  const { quirks } = context.chip;
  if (command.ne !== undefined && quirks.mseWithLe !== undefined) refuse(quirks.mseWithLe);
  switch ((command.p1 << 8) | command.p2) {
    case 0xc1a4:
      return setPace(context, command);
    case 0x41a4:
      return setChipAuthentication(context, command);
    case 0x41a6:
      return setKeyAgreementTemplate(context, command);
    case 0x81a4:
      return setTerminal(context, command);
    case 0x81b6:
      return setVerificationKey(context, command);
    default:
      return refuse(SW.wrongP1P2);
  }
}

/** GENERAL AUTHENTICATE belongs to what MSE:Set AT set last. */
function generalAuthenticate(context: ChipContext, command: ChipCommand): Response {
  const { session } = context;
  if (command.p1 !== 0 || command.p2 !== 0) refuse(SW.wrongP1P2);
  if (session.pace !== undefined) return generalAuthenticatePace(context, session.pace, command);
  if (session.chipAuthentication !== undefined) {
    return generalAuthenticateChip(context, session.chipAuthentication, command);
  }
  return refuse(SW.conditionsOfUse);
}
