import { ChipidError } from "../errors/chipid-error.js";
import { type CalendarDate, isCalendarDate } from "../mrz/date.js";
import { type MrzKeyFields, mrzInformation } from "../mrz/mrz-information.js";
import { parseMrz } from "../mrz/parse.js";
import { isPersonalNumber } from "./personal-number.js";
import { parseQr } from "./qr.js";
import { readVietnamTd1 } from "./td1.js";
import { expiryCandidates } from "./validity.js";

/** What the operator or a scanner has of the card. Any one of `number`, `qr` and `mrz` is enough for PACE with the CAN. */
export interface AccessKeySource {
  /** Twelve-digit number. */
  readonly number?: string;
  readonly birth?: CalendarDate;
  /** null: the card says "Không thời hạn". */
  readonly expiry?: CalendarDate | null;
  /** Text or bytes of the QR code. */
  readonly qr?: string | Uint8Array;
  /** Lines of the zone, as parseMrz takes them. */
  readonly mrz?: string | readonly string[];
  /** Orders computed expiry dates: those ahead come first. */
  readonly today?: CalendarDate;
}

export type AccessKeyOrigin =
  /** The last six digits of the number. */
  | "number"
  | "qr"
  /** The zone: its number for a CAN, the printed fields for an MRZ key. */
  | "mrz"
  /** Number, birth and expiry as given. */
  | "given"
  /** Expiry from birth and issue date by the exchange ages. */
  | "computed-expiry"
  /** No expiry, written as fillers. */
  | "no-expiry-fillers"
  /** No expiry, written as 991231. */
  | "no-expiry-991231";

export type AccessKeyCandidate =
  | {
      /** PACE with the card access number. */
      readonly kind: "can";
      readonly can: string;
      readonly origin: AccessKeyOrigin;
    }
  | {
      /** PACE with the MRZ, or BAC. */
      readonly kind: "mrz";
      readonly fields: MrzKeyFields;
      /** MRZ_information, input of the key derivation. */
      readonly mrzInformation: string;
      readonly origin: AccessKeyOrigin;
    };

/**
 * Access keys to try on Vietnam's identity card, likeliest first, each once. The CAN is the last six digits of the
 * number; MRZ keys take its last nine, the birth date and an expiry date, which is printed, given or computed. How a
 * card without expiry writes that in its key is not published, so both forms seen elsewhere are candidates.
 * @throws ChipidError `vietnam.number`, `vietnam.qr` or `mrz.unreadable` when a source is given and cannot be read.
 */
export function accessKeyCandidates(source: AccessKeySource): AccessKeyCandidate[] {
  return new Candidates(source).list();
}

class Candidates {
  private readonly source: AccessKeySource;
  private readonly cans = new Map<string, AccessKeyCandidate>();
  private readonly keys = new Map<string, AccessKeyCandidate>();

  constructor(source: AccessKeySource) {
    this.source = source;
  }

  list(): AccessKeyCandidate[] {
    const { source } = this;
    if (source.mrz !== undefined) this.fromMrz(source.mrz);
    if (source.qr !== undefined) this.fromQr(source.qr);
    if (source.number !== undefined) {
      if (!isPersonalNumber(source.number)) {
        throw new ChipidError("vietnam.number", "A personal number is twelve digits.");
      }
      this.fromNumber(source.number, source.birth, undefined, "number");
    }
    return [...this.cans.values(), ...this.keys.values()];
  }

  private can(number: string, origin: AccessKeyOrigin): void {
    const can = number.slice(-6);
    if (!this.cans.has(can)) this.cans.set(can, { kind: "can", can, origin });
  }

  private key(fields: MrzKeyFields, information: string, origin: AccessKeyOrigin): void {
    if (!this.keys.has(information)) {
      this.keys.set(information, { kind: "mrz", fields, mrzInformation: information, origin });
    }
  }

  private fromMrz(text: string | readonly string[]): void {
    const result = parseMrz(text);
    if (!result.ok) throw new ChipidError("mrz.unreadable", "The text is not a machine readable zone.");
    const { mrz } = result;
    const personalNumber = readVietnamTd1(mrz)?.personalNumber;
    if (personalNumber !== undefined) this.can(personalNumber, "mrz");
    const fields = {
      documentNumber: mrz.documentNumber,
      birth: mrz.birth?.raw ?? "<<<<<<",
      expiry: mrz.expiry?.raw ?? "<<<<<<",
    };
    this.key(fields, mrzInformation(mrz), "mrz");
  }

  private fromQr(input: string | Uint8Array): void {
    const result = parseQr(input);
    if (!result.ok || result.qr.personalNumber === undefined) {
      throw new ChipidError("vietnam.qr", "The QR text has no twelve-digit number.");
    }
    const { qr } = result;
    if (qr.birth !== undefined && qr.expires !== undefined) {
      this.triple(result.qr.personalNumber, qr.birth, mrzDate(qr.expires), "qr");
    }
    if (qr.birth !== undefined && qr.noExpiry) this.withoutExpiry(result.qr.personalNumber, qr.birth);
    this.fromNumber(result.qr.personalNumber, qr.birth ?? this.source.birth, qr.issued, "qr");
  }

  private fromNumber(
    number: string,
    birth: CalendarDate | undefined,
    issued: CalendarDate | undefined,
    origin: AccessKeyOrigin,
  ): void {
    this.can(number, origin);
    if (birth === undefined) return;
    if (!isCalendarDate(birth)) throw new ChipidError("vietnam.number", "The birth date is not a date.");
    const { expiry, today } = this.source;
    if (expiry === null) {
      this.withoutExpiry(number, birth);
    } else if (expiry !== undefined) {
      if (!isCalendarDate(expiry)) throw new ChipidError("vietnam.number", "The expiry date is not a date.");
      this.triple(number, birth, mrzDate(expiry), "given");
    } else {
      for (const { date } of expiryCandidates(birth, { issued, today })) {
        if (date === undefined) this.withoutExpiry(number, birth);
        else this.triple(number, birth, mrzDate(date), "computed-expiry");
      }
    }
  }

  private withoutExpiry(number: string, birth: CalendarDate): void {
    this.triple(number, birth, "<<<<<<", "no-expiry-fillers");
    this.triple(number, birth, "991231", "no-expiry-991231");
  }

  private triple(number: string, birth: CalendarDate, expiry: string, origin: AccessKeyOrigin): void {
    const fields = { documentNumber: number.slice(3), birth: mrzDate(birth), expiry };
    this.key(fields, mrzInformation(fields), origin);
  }
}

/** YYMMDD. */
function mrzDate(date: CalendarDate): string {
  return [date.year % 100, date.month, date.day].map((n) => String(n).padStart(2, "0")).join("");
}
