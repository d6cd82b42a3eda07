import { authenticateActively } from "../../authentication/active/active-authentication.js";
import { activeAuthenticationOffer } from "../../authentication/active/offer.js";
import { verifyChipAuthenticationMapping } from "../../authentication/cam/chip-authentication-mapping.js";
import { authenticateChip } from "../../authentication/chip/chip-authentication.js";
import { chipAuthenticationOffer } from "../../authentication/chip/offer.js";
import { equalBytes } from "../../bytes/bytes.js";
import { AccessError, type AccessResult, openChip } from "../../channel/access.js";
import { CardChannel, type ChannelCounts } from "../../channel/channel.js";
import type { PaceResult } from "../../channel/pace.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";
import type { CommandPort } from "../../iso7816/command-port.js";
import { FileReader } from "../../iso7816/file-reader.js";
import { PartialFile } from "../../iso7816/partial-file.js";
import { type CardSecurity, readCardSecurity } from "../../lds/card-security.js";
import { type Dg14, readDg14 } from "../../lds/dg14.js";
import { readDg15 } from "../../lds/dg15.js";
import { type DataGroupNumber, dataGroupName, type ElementaryFileName, elementaryFile } from "../../lds/files.js";
import { infosOf } from "../../lds/security-infos.js";
import type { Sod } from "../../lds/sod.js";
import { isChannelFault, isForeignAnswer, isInterruption } from "./faults.js";
import type { CardInspectionOptions, CardProgress, CardReading } from "./types.js";

/** Times that a card may go away, or a channel break, in one reading. */
const MAX_INTERRUPTIONS = 8;
/** Sessions that may break in one reading: chips end them over what they do not like; a second time ends the reading. */
const MAX_CHANNEL_FAULTS = 1;
/** The whole of EF.SOD and DG2 of any document; more is no file of one (T74). */
const MAX_FILE = 1 << 20;

/** What the reader asks of the judgement while it reads. */
export interface ReadingJudge {
  /** EF.SOD as read: checked at once, so that the plan is made from what was signed. undefined: unreadable, stop. */
  readonly security: (sod: Uint8Array) => Sod | undefined;
  /** Whether a further proof of the chip is wanted, given what has passed so far (policy `proofs`). */
  readonly wantsProof: (reading: CardReading) => boolean;
  /** The texts are read, the portrait is not. */
  readonly texts: (reading: CardReading) => void;
}

/** Another card came back than the one that went away (T69). */
export class OtherCardError extends ChipidError {}

/**
 * Reads what an inspection needs from a chip, in the order that lets a person take the card away early: EF.CardAccess, PACE
 * (under PACE-CAM EF.CardSecurity), the application, EF.SOD, DG14 and Chip Authentication, the texts, DG15 and Active
 * Authentication, the portrait last. The plan is EF.SOD's. An interrupted reading goes on at its offset once the same card
 * is back.
 */
export class CardReader {
  readonly reading: CardReading = {
    files: new Map(),
    unread: new Map(),
    proofs: { cam: undefined, chip: undefined, active: undefined },
    access: undefined,
    cardSecurityUnread: false,
  };
  private earlier: ChannelCounts = { apdus: 0, bytesIn: 0, bytesOut: 0, cardMs: 0 };
  /** Plain answers inside the protected channel, Chip Authentications that broke the channel, absent applications. */
  readonly seen = { plain: 0, chipFailures: 0, missing: 0 };
  private readonly partials = new Map<ElementaryFileName, PartialFile>();
  private channel: CardChannel;
  private sod: Sod | undefined;
  private paceTriedHidden = false;

  constructor(
    private card: Card,
    private readonly options: CardInspectionOptions,
    private readonly judge: ReadingJudge,
  ) {
    this.channel = this.newChannel();
  }

  /** @returns the fault that ended the reading, or undefined when all was read. @throws the signal's reason */
  async run(): Promise<ChipidError | undefined> {
    let interruptions = 0;
    let channelFaults = 0;
    for (;;) {
      try {
        await this.pass();
        return undefined;
      } catch (error) {
        this.throwIfAborted();
        if (!isChipidError(error)) throw error;
        if (error instanceof OtherCardError) return error;
        if (
          error instanceof AccessError &&
          error.cardAccess !== undefined &&
          !this.reading.files.has("EF.CardAccess")
        ) {
          this.reading.files.set("EF.CardAccess", error.cardAccess.bytes);
        }
        if (error.code === "channel.plain") this.seen.plain++;
        if (error instanceof AccessError && error.code === "access.no-application" && this.seen.missing++ === 0) {
          // A second power-up before a chip is called one without the application (T92).
          const fault = await this.powerUp();
          if (fault !== undefined) return fault;
          continue;
        }
        if (isChannelFault(error)) {
          // A plain answer is asked for once more, to see whether it comes again (T65); its finding stays.
          if (isForeignAnswer(error) || ++channelFaults > MAX_CHANNEL_FAULTS) return error;
          const fault = await this.powerUp();
          if (fault !== undefined) return fault;
          continue;
        }
        if (!isInterruption(error) || ++interruptions > MAX_INTERRUPTIONS) return error;
        const fault = await this.reconnect(error);
        if (fault !== undefined) return fault;
      }
    }
  }

  /** Overwrites parts of files that were not read to their end. What was read whole is the caller's. */
  forgetParts(): void {
    for (const partial of this.partials.values()) partial.forget();
    this.partials.clear();
  }

  /** Overwrites everything that was read. */
  forget(): void {
    this.forgetParts();
    for (const bytes of this.reading.files.values()) bytes.fill(0);
    this.reading.files.clear();
  }

  private newChannel(): CardChannel {
    const { clock, chipCrypto, habits, signal, onSecured } = this.options;
    return new CardChannel(this.card, {
      ciphers: chipCrypto.ciphers,
      ...(clock === undefined ? {} : { clock }),
      habits: habits ?? this.channel?.habits ?? {},
      ...(signal === undefined ? {} : { signal }),
      ...(onSecured === undefined ? {} : { onSecured }),
    });
  }

  /** A new conversation with the card; what the one before it sent stays counted. */
  private renew(): void {
    this.earlier = this.counts;
    this.channel = this.newChannel();
  }

  /** What went over the wire so far, over all connections. */
  get counts(): ChannelCounts {
    const { earlier, channel } = this;
    const now = channel.counts;
    return {
      apdus: earlier.apdus + now.apdus,
      bytesIn: earlier.bytesIn + now.bytesIn,
      bytesOut: earlier.bytesOut + now.bytesOut,
      cardMs: earlier.cardMs + now.cardMs,
    };
  }

  private async powerUp(): Promise<ChipidError | undefined> {
    try {
      await this.card.reset();
      this.renew();
      return undefined;
    } catch (error) {
      if (isChipidError(error)) return error;
      throw error;
    }
  }

  private async reconnect(fault: ChipidError): Promise<ChipidError | undefined> {
    this.report({ phase: "interrupted" });
    // A chip that was reset by somebody else is still there; one that went away must come back.
    if (fault.code === "card.reset" && this.options.reconnect === undefined) {
      this.renew();
      return undefined;
    }
    const card = await this.options.reconnect?.(fault);
    this.throwIfAborted();
    if (card === undefined) return fault;
    this.card = card;
    this.renew();
    return undefined;
  }

  private throwIfAborted(): void {
    if (this.options.signal?.aborted === true) throw this.options.signal.reason;
  }

  private report(progress: CardProgress): void {
    this.options.onProgress?.(progress);
  }

  /** One connection's worth of reading: opens the chip, makes sure that it is the same, reads what is missing. */
  private async pass(): Promise<void> {
    this.throwIfAborted();
    this.report({ phase: "access" });
    this.reading.access = await this.open();
    const sod = await this.securityObject();
    if (sod === undefined || !sod.lds.ok) return;
    this.sod = sod;
    const listed = new Set(sod.lds.object.dataGroupHashes.map((entry) => entry.number));
    for (const number of [3, 4] as const) if (listed.has(number)) this.reading.unread.set(number, "protected");
    const wanted = new Set<DataGroupNumber>([1, 2, 11, 12, 13, 14, 15, ...(this.options.dataGroups ?? [])]);
    const plan = (number: DataGroupNumber): boolean => listed.has(number) && wanted.has(number);

    if (plan(14)) await this.dataGroup(14);
    await this.paceOfDg14();
    await this.authenticateChip(plan(1) ? 1 : plan(13) ? 13 : undefined);
    await this.optionalFile("EF.COM");
    for (const number of [1, 13, 11, 12] as const) if (plan(number)) await this.dataGroup(number);
    this.judge.texts(this.reading);
    if (plan(15)) await this.dataGroup(15);
    await this.authenticateActively();
    for (const number of wanted) {
      if (plan(number) && number !== 2 && number !== 3 && number !== 4) await this.dataGroup(number);
    }
    if (plan(2)) await this.dataGroup(2);
  }

  private async open(assumed = this.options.assumed): Promise<AccessResult> {
    const { secrets, random, policy, signal, chipCrypto } = this.options;
    const access = await openChip(this.channel, {
      secrets,
      random,
      ...(policy?.paceFailed === undefined ? {} : { paceFailed: policy.paceFailed }),
      ...(assumed === undefined ? {} : { assumed }),
      ...(signal === undefined ? {} : { signal }),
      keyAgreements: chipCrypto.agreement,
      beforeApplication: (pace) => this.mapping(pace),
    });
    if (access.cardAccess !== undefined) this.reading.files.set("EF.CardAccess", access.cardAccess.bytes);
    return access;
  }

  /** PACE-CAM: the static key is in EF.CardSecurity, in the master file, readable under PACE. */
  private async mapping(pace: PaceResult): Promise<void> {
    if (pace.mapping !== "cam" || this.reading.proofs.cam !== undefined) return;
    let cardSecurity: CardSecurity | undefined;
    try {
      const bytes = await this.file("EF.CardSecurity", this.channel);
      cardSecurity = readCardSecurity(bytes);
      this.reading.files.set("EF.CardSecurity", bytes);
    } catch (error) {
      if (!isChipidError(error) || isInterruption(error) || isChannelFault(error)) throw error;
      this.reading.cardSecurityUnread = true;
    }
    const { crypto, chipCrypto } = this.options;
    this.reading.proofs.cam = verifyChipAuthenticationMapping(pace, cardSecurity, {
      agreements: chipCrypto.agreement,
      crypto,
    });
  }

  /** EF.SOD; on a later connection it shows whether the same card is back (T69). */
  private async securityObject(): Promise<Sod | undefined> {
    const known = this.reading.files.get("EF.SOD");
    if (known === undefined) {
      const bytes = await this.file("EF.SOD", this.channel);
      this.reading.files.set("EF.SOD", bytes);
      return this.judge.security(bytes);
    }
    const bytes = await this.file("EF.SOD", this.channel);
    if (equalBytes(bytes, known)) return this.sod ?? this.judge.security(known);
    this.forget();
    throw new OtherCardError("card.none", "Another card came back.");
  }

  /**
   * Reads a file whole. What an interruption leaves is kept, so that the next connection goes on at the offset.
   * @throws ChipidError as FileReader.read
   */
  private async file(name: ElementaryFileName, port: CommandPort): Promise<Uint8Array> {
    const { fid, sfi, tag } = elementaryFile(name);
    const partial = this.partials.get(name) ?? new PartialFile(fid);
    this.partials.set(name, partial);
    const { signal } = this.options;
    // At extended length a whole file is one exchange: what is being read must be told before it.
    this.report({ phase: "read", file: name, done: partial.length, total: partial.total });
    const bytes = await new FileReader(port).read(
      { fid, sfi, ...(tag === undefined ? {} : { tags: [tag] }) },
      {
        partial,
        maxBytes: MAX_FILE,
        onProgress: (done, total) => this.report({ phase: "read", file: name, done, total }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    this.partials.delete(name);
    return bytes;
  }

  private async dataGroup(number: DataGroupNumber, port: CommandPort = this.channel): Promise<void> {
    const name = dataGroupName(number);
    if (this.reading.files.has(name) || this.reading.unread.has(number)) return;
    try {
      this.reading.files.set(name, await this.file(name, port));
    } catch (error) {
      if (isChipidError(error, "read.absent") || isChipidError(error, "read.empty")) {
        this.reading.unread.set(number, "absent");
      } else if (isChipidError(error, "read.denied")) this.reading.unread.set(number, "protected");
      else throw error;
    }
  }

  /** EF.COM is not signed and not needed; its absence is a note (T11). */
  private async optionalFile(name: ElementaryFileName, port: CommandPort = this.channel): Promise<void> {
    if (this.reading.files.has(name)) return;
    try {
      this.reading.files.set(name, await this.file(name, port));
    } catch (error) {
      if (!isChipidError(error) || !error.code.startsWith("read.")) throw error;
    }
  }

  private dg14(): Dg14 | undefined {
    const bytes = this.reading.files.get("DG14");
    if (bytes === undefined) return undefined;
    try {
      return readDg14(bytes);
    } catch (error) {
      if (isChipidError(error)) return undefined;
      throw error;
    }
  }

  /** T64b: opened by BAC without EF.CardAccess, and the signed DG14 lists PACE: again from power-up, by PACE. */
  private async paceOfDg14(): Promise<void> {
    const { access } = this.reading;
    if (access?.protocol !== "bac" || access.cardAccess !== undefined || this.paceTriedHidden) return;
    const infos = this.dg14()?.securityInfos.infos ?? [];
    if (infosOf(infos, "pace").length === 0) return;
    this.paceTriedHidden = true;
    await this.card.reset();
    this.renew();
    this.reading.access = await this.open(infos);
  }

  /** Chip Authentication, with the first file that is needed anyway as its first exchange under the new keys. */
  private async authenticateChip(first: DataGroupNumber | undefined): Promise<void> {
    const { proofs } = this.reading;
    if (proofs.chip?.result.outcome === "passed" || !this.judge.wantsProof(this.reading)) return;
    const dg14 = this.dg14();
    if (dg14 === undefined) return;
    const { chipCrypto, random, signal } = this.options;
    const offer = chipAuthenticationOffer(dg14.securityInfos.infos, chipCrypto.agreement);
    if (!offer.offered || this.seen.chipFailures >= 2) return;
    this.report({ phase: "chip", proof: "chip" });
    const result = await authenticateChip(
      this.channel,
      offer,
      {
        random,
        agreements: chipCrypto.agreement,
        digest: chipCrypto.digest,
        ...(signal === undefined ? {} : { signal }),
      },
      (port) => this.firstExchange(port, first),
    );
    proofs.chip = { offer, result };
    const again = result.outcome === "failed" || (result.outcome === "not-done" && this.channel.ended);
    if (!again) return;
    if (result.outcome === "failed") this.seen.chipFailures++;
    // The channel is gone with the new keys. Power up and once more (T59); then read on without the proof.
    await this.card.reset();
    this.renew();
    this.reading.access = await this.open();
    if (this.seen.chipFailures === 1) await this.authenticateChip(first);
  }

  private async firstExchange(port: CommandPort, first: DataGroupNumber | undefined): Promise<void> {
    const name = first === undefined ? "EF.COM" : dataGroupName(first);
    if (this.reading.files.has(name)) {
      // All is read: one byte of EF.SOD, which is there for certain, is exchange enough.
      await port.send({ cla: 0, ins: 0xb0, p1: 0x80 | elementaryFile("EF.SOD").sfi, p2: 0, ne: 1 });
    } else if (first === undefined) await this.optionalFile(name, port);
    else await this.dataGroup(first, port);
  }

  private async authenticateActively(): Promise<void> {
    const { proofs, files } = this.reading;
    if (proofs.active !== undefined || !this.judge.wantsProof(this.reading)) return;
    const bytes = files.get("DG15");
    if (bytes === undefined) return;
    this.report({ phase: "chip", proof: "active" });
    try {
      const offer = activeAuthenticationOffer(readDg15(bytes), this.dg14()?.securityInfos.infos);
      const { crypto, random, challenge, signal } = this.options;
      proofs.active = await authenticateActively(this.channel, offer, {
        crypto,
        random,
        ...(challenge === undefined ? {} : { challenge }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      // DG15 that cannot be read is judged by the steps; faults of card and channel are the reading's.
      if (!isChipidError(error) || isInterruption(error) || isChannelFault(error)) throw error;
    }
    if (this.channel.ended) throw new ChipidError("channel.lost", "The chip ended the protected channel.");
  }
}
