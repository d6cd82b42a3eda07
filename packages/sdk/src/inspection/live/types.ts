import type { ActiveAuthenticationResult } from "../../authentication/active/result.js";
import type { MappingResult } from "../../authentication/cam/chip-authentication-mapping.js";
import type { ChipAuthenticationOffer } from "../../authentication/chip/offer.js";
import type { ChipAuthenticationResult } from "../../authentication/chip/result.js";
import type { AccessResult, AccessSecrets } from "../../channel/access.js";
import type { SessionKeys } from "../../channel/secure-messaging.js";
import type { ChipCrypto } from "../../crypto/chip-crypto.js";
import type { RandomSource } from "../../crypto/random.js";
import type { ChipidError } from "../../errors/chipid-error.js";
import type { AbortSignalLike, Card } from "../../iso7816/card.js";
import type { ReadingHabits } from "../../iso7816/command-port.js";
import type { DataGroupNumber, ElementaryFileName } from "../../lds/files.js";
import type { SecurityInfo } from "../../lds/security-info-types.js";
import type { JudgementOptions } from "../procedure.js";
import type { DocumentResult, HolderResult, Inspection, PassiveResult } from "../result.js";

export interface CardInspectionOptions extends JudgementOptions {
  /** What opens the chip: CAN, MRZ information, PIN, PUK. Never kept, never in the result. */
  readonly secrets: AccessSecrets;
  readonly random: RandomSource;
  readonly chipCrypto: ChipCrypto;
  /**
   * Data groups to read besides those the procedure needs (1, 2, 11 to 15), when they are listed. DG3 and DG4 are never
   * tried: they need Terminal Authentication.
   */
  readonly dataGroups?: readonly DataGroupNumber[];
  /** What is known of this kind of chip in this reader; filled further. */
  readonly habits?: ReadingHabits;
  /** SecurityInfos to try PACE with when the chip shows no EF.CardAccess: a card type's known constant. */
  readonly assumed?: readonly SecurityInfo[];
  /** The caller's own challenge for Active Authentication, 8 bytes, when its answer shall be proof to somebody else. */
  readonly challenge?: Uint8Array;
  /**
   * Called when the contact was lost: gives a card to go on with (the same one, put back), or undefined to end the
   * reading. Without it an interruption ends the reading with `retry`.
   */
  readonly reconnect?: (fault: ChipidError) => Promise<Card | undefined>;
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: CardProgress) => void;
  /**
   * Told what the texts say, once in a reading, before DG2 is read. Never a verdict, and without any influence on it: see
   * {@link CardPreview}.
   */
  readonly onPreview?: (preview: CardPreview) => void;
  /** Told of every set of session keys, for replays that decrypt what differs. Never keep them. */
  readonly onSecured?: (keys: SessionKeys, counter: bigint) => void;
  /** Told of EF.SOD as read, before it is judged: for recordings, which embed what it was judged by. */
  readonly onSecurityObject?: (bytes: Uint8Array) => void;
  /** The result's source; default `live`. */
  readonly source?: "live" | "replay";
  readonly path?: string;
}

/**
 * Where a reading of a card stands, in the order access (opening the chip), EF.SOD, DG14, Chip Authentication, the texts
 * (DG1, DG13, DG11, DG12), DG15, Active Authentication, DG2, verify. What the document does not have is left out, and after
 * `interrupted` it begins again at access with what is missing. Under PACE-CAM EF.CardSecurity is read within access. The
 * first file under the keys of Chip Authentication (DG1) is read within it. Bytes are of the file named.
 */
export type CardProgress =
  | { readonly phase: "access" | "verify" | "interrupted" }
  | {
      readonly phase: "chip";
      /** Chip Authentication or Active Authentication. */
      readonly proof: "chip" | "active";
    }
  | {
      readonly phase: "read";
      readonly file: ElementaryFileName;
      readonly done: number;
      /** undefined until the file's length is known. */
      readonly total: number | undefined;
    };

/**
 * What the texts of a document say before all of it is read and judged, so that a counter can show them while the portrait
 * still loads. Only contents of data groups whose hash is the signed one, of an EF.SOD whose signature holds.
 *
 * This is no verdict and nothing to act on: the signer may be untrusted (`chain`) or revoked, the chip a copy, the document
 * expired. Show it as unverified, and drop it when the reading ends: the result alone says what holds, and has no contents
 * when another card came back on the way. Without ethnicity and religion unless `personal` asks for them.
 */
export interface CardPreview {
  readonly document: DocumentResult | null;
  readonly holder: HolderResult | null;
  readonly vietnam: Inspection["vietnam"];
  /** What EF.SOD's signer is worth so far. */
  readonly chain: PassiveResult["chain"];
}

/** What the chip itself was asked to prove, and what came of it. undefined: not asked. */
export interface ChipProofs {
  cam: MappingResult | undefined;
  chip: { readonly offer: ChipAuthenticationOffer; readonly result: ChipAuthenticationResult<unknown> } | undefined;
  active: ActiveAuthenticationResult | undefined;
}

/** Everything one reading brought, whole or interrupted. */
export interface CardReading {
  readonly files: Map<ElementaryFileName, Uint8Array>;
  readonly unread: Map<DataGroupNumber, "protected" | "absent" | "not-read">;
  readonly proofs: ChipProofs;
  access: AccessResult | undefined;
  /** EF.CardSecurity was due (PACE-CAM) and could not be read. */
  cardSecurityUnread: boolean;
}
