import type { Verdict } from "../inspection/effect.js";
import type { Policy } from "../inspection/policy.js";
import type { HolderResult } from "../inspection/result.js";
import type { CardLimits } from "../iso7816/card.js";
import type { ReadingHabits } from "../iso7816/command-port.js";
import type { DataGroupNumber } from "../lds/files.js";
import type { MrzKeyFields } from "../mrz/mrz-information.js";
import type { Provenance } from "../pki/trust-types.js";

// A recorded session, `chipid-session/1` (contract.md §5): JSON Lines, one file a session. The first line is the header;
// then one line for each thing that happened, in order; the footer is the last. What is known only later (random values,
// trust anchors) may follow as lines of their own, since a recorder writes as it goes; a finished recording has it all in
// its header.

export const SESSION_FORMAT = "chipid-session/1";

/** The document's key as the operator gave it. */
export type DocumentKey =
  | { readonly kind: "can"; readonly can: string }
  | { readonly kind: "mrz"; readonly mrz: MrzKeyFields }
  | { readonly kind: "pin"; readonly pin: string }
  | { readonly kind: "puk"; readonly puk: string };

/** One value that the terminal drew at random. */
export interface RandomDraw {
  readonly purpose: string;
  readonly bytes: Uint8Array;
}

/** One file of trust data: embedded, or the name of a file in the session's folder. */
export type SessionTrust =
  | {
      readonly name: string;
      readonly bytes: Uint8Array;
      /** What the certificate was worth where it was recorded; absent: `given`. */
      readonly status?: Provenance["status"];
      /** What it came in; absent: a certificate given alone, or a CRL. */
      readonly kind?: Provenance["kind"];
      /** Date of the list it came in, milliseconds since 1970. */
      readonly date?: number;
    }
  | { readonly file: string };

export interface SessionHeader {
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Name and version of what recorded it. */
  readonly tool: string;
  readonly reader?: string;
  readonly atr?: Uint8Array;
  readonly limits: CardLimits;
  /** What was known of this chip in this reader beforehand; it decides which commands are sent. */
  readonly habits?: ReadingHabits;
  /** In the order tried; none for a chip without access control. */
  readonly keys: readonly DocumentKey[];
  readonly policy: Policy;
  /** The moment the verdict is judged at, milliseconds since 1970. */
  readonly at: number;
  /** Calendar day of judgement, `YYYY-MM-DD`, where it is not the UTC day of `at`. */
  readonly today?: string;
  /** Data groups read besides those that the procedure needs. */
  readonly dataGroups?: readonly DataGroupNumber[];
  /** DER of SecurityInfos that PACE was tried with where the chip shows no EF.CardAccess. */
  readonly assumed?: Uint8Array;
  /** The caller's own challenge for Active Authentication. */
  readonly challenge?: Uint8Array;
  /** QR or MRZ texts scanned from the card. */
  readonly scans: readonly string[];
  readonly title?: string;
}

/** What can come in place of a response; `transport` is any other failure of reader or driver. */
export type TransportFault = "removed" | "reset" | "timeout" | "transport";

export const TRANSPORT_FAULTS: readonly TransportFault[] = ["removed", "reset", "timeout", "transport"];

interface Happened {
  /** Milliseconds it took. */
  readonly ms?: number;
  readonly note?: string;
}

/**
 * One command and what came back, as on the wire; or a power-up; or what came of asking for the card once more after the
 * contact was lost.
 */
export type SessionExchange = Happened &
  (
    | { readonly kind: "apdu"; readonly command: Uint8Array; readonly response: Uint8Array }
    | { readonly kind: "apdu"; readonly command: Uint8Array; readonly fault: TransportFault }
    | {
        readonly kind: "reset";
        readonly fault?: TransportFault;
        /** The answer to reset, where another card was there than before (T69). */
        readonly atr?: Uint8Array;
      }
    | {
        readonly kind: "reconnect";
        /** A card was there again. */
        readonly card: boolean;
        readonly atr?: Uint8Array;
      }
  );

/** What an inspection of the session must find; an absent field is not compared. */
export interface Expectation {
  readonly verdict?: Verdict;
  /** Every reason code, each once, in any order. */
  readonly reasons?: readonly string[];
  /** Fields of the result's `holder`; null: there is none. */
  readonly holder?: Partial<HolderResult> | null;
  /** APDUs on the wire. */
  readonly apdus?: number;
}

export interface Session {
  readonly header: SessionHeader;
  readonly random: readonly RandomDraw[];
  readonly trust: readonly SessionTrust[];
  readonly exchanges: readonly SessionExchange[];
  readonly expect?: Expectation;
  /** False when there is no footer: the recorder was killed, or the file was cut between two lines. */
  readonly complete: boolean;
}
