import type { DomainParameters } from "../crypto/domain-parameters.js";
import type { PacePassword } from "../crypto/kdf.js";
import type { KeyAgreement } from "../crypto/key-agreement-types.js";
import type { RandomSource } from "../crypto/random.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { TransmitOptions } from "../iso7816/card.js";
import { AID, isSelected, select, selectApplicationCommand } from "../iso7816/select.js";
import { StatusError, SW, statusText } from "../iso7816/status.js";
import type { PaceMapping, SecurityInfo } from "../lds/security-info-types.js";
import { infosOf } from "../lds/security-infos.js";
import { learnLengths } from "./atr-info-reader.js";
import { type BacResult, performBac } from "./bac.js";
import { type CardAccessReading, isTransportFault, readCardAccessFile } from "./card-access-reader.js";
import type { CardChannel } from "./channel.js";
import { type PaceResult, performPace } from "./pace.js";
import { type PaceOffer, paceOffers } from "./pace-choice.js";

/** What the reader of a document knows of it. Passwords are tried in this order: CAN, MRZ, PIN, PUK. */
export interface AccessSecrets {
  readonly can?: string | undefined;
  /** MRZ information (`mrzInformation`): for PACE and for BAC. */
  readonly mrzInformation?: string | undefined;
  readonly pin?: string | undefined;
  readonly puk?: string | undefined;
}

export interface AccessOptions extends TransmitOptions {
  readonly secrets: AccessSecrets;
  readonly random: RandomSource;
  /** What a PACE that was announced and failed means (contract: policy `paceFailed`); `stop` by default. */
  readonly paceFailed?: "stop" | "allow-bac";
  /**
   * SecurityInfos to act on when the chip shows no EF.CardAccess: a card type's known constant, or the signed DG14 of an
   * earlier round (T64b). Results made by them are marked `assumed`.
   */
  readonly assumed?: readonly SecurityInfo[];
  readonly keyAgreements?: (domain: DomainParameters) => KeyAgreement;
  /** What is to be done in the master file under PACE, before the application is selected: EF.CardSecurity (CAM). */
  readonly beforeApplication?: (pace: PaceResult) => Promise<void>;
  /** Ask for EF.ATR/INFO, one exchange, where the lengths that the chip takes are not known yet; true by default. */
  readonly readAtrInfo?: boolean;
}

/** One thing that was tried to open the chip. Never holds a secret. */
export interface AccessAttempt {
  readonly step: "card-access" | "select" | "pace" | "bac";
  /** `done`, `found`, `absent`, or an error's code. */
  readonly outcome: string;
  readonly path?: string;
  readonly password?: PacePassword["kind"];
  readonly oid?: string;
  readonly sw?: number;
  /** Tries left, when the card said so. */
  readonly triesLeft?: number;
}

/** How the chip was opened. */
export interface AccessResult {
  /** `none`: the chip asks for no access control. */
  readonly protocol: "pace" | "bac" | "none";
  readonly mapping: PaceMapping | undefined;
  readonly password: PacePassword["kind"] | undefined;
  readonly oid: string | undefined;
  readonly parameterId: number | undefined;
  /** Name of the curve; undefined for DH and without PACE. */
  readonly curve: string | undefined;
  /** PACE was announced and failed, and BAC opened the chip: a finding, whatever else is true. */
  readonly fellBack: boolean;
  /** The chip announces PACE with protocols or parameters none of which is known here. */
  readonly paceUnknown: boolean;
  /** PACE ran on assumed SecurityInfos. */
  readonly assumed: boolean;
  readonly cardAccess: CardAccessReading["found"];
  readonly attempts: readonly AccessAttempt[];
  readonly pace: PaceResult | undefined;
  readonly bac: BacResult | undefined;
}

/**
 * Opens an eMRTD chip and leaves its application selected (ICAO 9303-11 §4.2): EF.CardAccess, PACE with the strongest
 * offer that is known, then SELECT of the application; without an offer SELECT, then BAC.
 *
 * Trying another password is no failure of PACE. Every other failure of an announced PACE ends here, unless `paceFailed`
 * allows BAC, and is in `attempts`. An error has them too, see `AccessError`.
 * @throws AccessError with the code of what went wrong: `access.key-wrong`, `access.refused`, `access.protocol`,
 * `access.no-key` when no secret fits what the chip asks for, `access.no-application` for 6A82 to SELECT (T92)
 * @throws ChipidError of the card and the channel, at once: a transport fault is never taken for a refusal
 */
export async function openChip(channel: CardChannel, options: AccessOptions): Promise<AccessResult> {
  return new Opening(channel, options).run();
}

/** Why a chip could not be opened, and all that was tried. The code is that of the failure that ended it. */
export class AccessError extends ChipidError {
  /** The status word that ended it, when it was one. */
  readonly sw: number | undefined;
  /** Tries left, when the card said so. */
  readonly triesLeft: number | undefined;

  constructor(
    error: ChipidError,
    readonly attempts: readonly AccessAttempt[],
    readonly cardAccess: CardAccessReading["found"],
  ) {
    const reference = error.reference === undefined ? {} : { reference: error.reference };
    super(error.code, error.message, { cause: error, ...reference });
    this.sw = error instanceof StatusError ? error.sw : undefined;
    this.triesLeft = error instanceof StatusError ? error.triesLeft : undefined;
  }
}

class Opening {
  private readonly attempts: AccessAttempt[] = [];
  private found: CardAccessReading["found"];

  constructor(
    private readonly channel: CardChannel,
    private readonly options: AccessOptions,
  ) {}

  async run(): Promise<AccessResult> {
    try {
      return await this.open();
    } catch (error) {
      if (!isChipidError(error) || isTransportFault(error) || !error.code.startsWith("access.")) throw error;
      throw new AccessError(error, this.attempts, this.found);
    }
  }

  private async open(): Promise<AccessResult> {
    const reading = await readCardAccessFile(this.channel, this.options);
    this.found = reading.found;
    for (const { path, outcome, sw } of reading.attempts) {
      this.attempts.push({ step: "card-access", path, outcome, ...(sw === undefined ? {} : { sw }) });
    }
    if (reading.found !== undefined && this.options.readAtrInfo !== false) {
      await learnLengths(this.channel, this.options);
    }
    const announced = reading.found?.file.securityInfos.infos;
    const infos = announced ?? this.options.assumed ?? [];
    const assumed = announced === undefined && infos.length > 0;
    const offers = paceOffers(infos);
    const paceUnknown = offers.length === 0 && announcesPace(infos);
    const passwords = passwordsOf(this.options.secrets);

    const [offer] = offers;
    if (offer !== undefined) {
      const opened = await this.tryPace(offer, passwords, assumed);
      if (opened !== undefined) {
        await this.options.beforeApplication?.(opened);
        await this.selectApplication();
        return this.result({ pace: opened, parameterId: offer.info.parameterId, assumed, paceUnknown });
      }
    } else if (paceUnknown && !this.mayFallBack()) {
      throw new ChipidError("access.parameters", "The chip announces PACE in a way that is not known here.", {
        reference: "ICAO 9303-11 §9.2.1",
      });
    }

    await this.selectApplication();
    const bac = await this.tryBac();
    // An assumption that did not hold is no announcement that failed.
    return this.result({ bac, fellBack: (offer !== undefined && !assumed) || paceUnknown, paceUnknown });
  }

  /** undefined: it failed, and BAC may be tried. */
  private async tryPace(
    offer: PaceOffer,
    passwords: readonly PacePassword[],
    assumed: boolean,
  ): Promise<PaceResult | undefined> {
    const oid = offer.info.oid;
    let failure: ChipidError = new ChipidError("access.no-key", "The chip asks for PACE, and no password was given.");
    for (const password of passwords) {
      try {
        const result = await performPace(this.channel, {
          ...this.options,
          protocol: offer.info,
          domain: offer.domain,
          parameterId: offer.info.parameterId,
          nameParameters: offer.ambiguous,
          password,
        });
        this.attempts.push({ step: "pace", outcome: "done", password: password.kind, oid });
        return result;
      } catch (error) {
        if (!isChipidError(error) || !error.code.startsWith("access.")) throw error;
        this.attempts.push({ step: "pace", outcome: error.code, password: password.kind, oid, ...statusOf(error) });
        failure = error;
        // Only a wrong password makes another one worth trying.
        if (error.code !== "access.key-wrong") break;
      }
    }
    if (assumed || this.mayFallBack()) return undefined;
    throw failure;
  }

  private mayFallBack(): boolean {
    return this.options.paceFailed === "allow-bac" && this.options.secrets.mrzInformation !== undefined;
  }

  private async selectApplication(): Promise<void> {
    const { sw } = await select(this.channel, selectApplicationCommand(AID.emrtd), this.options);
    this.attempts.push({ step: "select", outcome: isSelected(sw) ? "done" : "access.refused", sw });
    if (isSelected(sw)) return;
    if (sw === SW.fileNotFound) {
      throw new StatusError("access.no-application", "There is no travel document application on this chip.", sw, {
        reference: "ICAO 9303-10 §3.6.2",
      });
    }
    throw new StatusError("access.refused", `The chip refuses its application: ${statusText(sw)}.`, sw);
  }

  /** undefined: the chip knows no challenge, so that there is nothing to open. */
  private async tryBac(): Promise<BacResult | undefined> {
    const { mrzInformation } = this.options.secrets;
    if (mrzInformation === undefined) {
      this.attempts.push({ step: "bac", outcome: "access.no-key" });
      throw new ChipidError("access.no-key", "The chip is opened by BAC, which needs the MRZ.", {
        reference: "ICAO 9303-11 §4.3",
      });
    }
    try {
      const result = await performBac(this.channel, mrzInformation, this.options);
      this.attempts.push({ step: "bac", outcome: "done" });
      return result;
    } catch (error) {
      if (!isChipidError(error) || !error.code.startsWith("access.")) throw error;
      this.attempts.push({ step: "bac", outcome: error.code, ...statusOf(error) });
      if (error instanceof StatusError && (error.sw === SW.insNotSupported || error.sw === SW.claNotSupported)) {
        return undefined;
      }
      throw error;
    }
  }

  private result(
    given: Partial<Pick<AccessResult, "pace" | "bac" | "parameterId" | "assumed" | "fellBack" | "paceUnknown">>,
  ): AccessResult {
    const { pace, bac } = given;
    return {
      protocol: pace?.protocol ?? bac?.protocol ?? "none",
      mapping: pace?.mapping,
      password: pace?.password ?? (bac === undefined ? undefined : "mrz"),
      oid: pace?.oid,
      parameterId: given.parameterId,
      curve: pace?.domain.family === "ecdh" ? pace.domain.curve.name : undefined,
      fellBack: given.fellBack ?? false,
      paceUnknown: given.paceUnknown ?? false,
      assumed: given.assumed ?? false,
      cardAccess: this.found,
      attempts: this.attempts,
      pace,
      bac,
    };
  }
}

function passwordsOf({ can, mrzInformation, pin, puk }: AccessSecrets): PacePassword[] {
  return [
    ...(can === undefined ? [] : [{ kind: "can", value: can } as const]),
    ...(mrzInformation === undefined ? [] : [{ kind: "mrz", mrzInformation } as const]),
    ...(pin === undefined ? [] : [{ kind: "pin", value: pin } as const]),
    ...(puk === undefined ? [] : [{ kind: "puk", value: puk } as const]),
  ];
}

function announcesPace(infos: readonly SecurityInfo[]): boolean {
  return (
    infosOf(infos, "pace").length > 0 ||
    infosOf(infos, "malformed").some((info) => info.announces === "pace") ||
    // id-PACE with an arc that nobody knows yet.
    infosOf(infos, "other").some((info) => info.oid.startsWith("0.4.0.127.0.7.2.2.4."))
  );
}

function statusOf(error: ChipidError): { readonly sw?: number; readonly triesLeft?: number } {
  if (!(error instanceof StatusError)) return {};
  return { sw: error.sw, ...(error.triesLeft === undefined ? {} : { triesLeft: error.triesLeft }) };
}
