import type { SignerMemory } from "../authentication/passive/signer-memory.js";
import type { ChipCrypto } from "../crypto/chip-crypto.js";
import type { Crypto } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import {
  type CardInspection,
  type CardInspectionOptions,
  type CardPreview,
  type CardProgress,
  readAndInspectCard,
} from "../inspection/live/inspect-card.js";
import type { Inspection } from "../inspection/result.js";
import type { AbortSignalLike } from "../iso7816/card.js";
import type { ReadingHabits } from "../iso7816/command-port.js";
import { readSecurityInfos } from "../lds/security-infos.js";
import type { TrustView } from "../pki/trust-types.js";
import { secretsOf } from "./document-keys.js";
import { compareExpectation, type ExpectationFailure } from "./expectation.js";
import { type Mismatch, mismatchError, ReplayCard, replayRandom } from "./replay-card.js";
import { type TrustFileReader, trustOfSession } from "./session-trust.js";
import type { Session } from "./session-types.js";

export interface ReplayOptions {
  readonly crypto: Crypto;
  readonly chipCrypto: ChipCrypto;
  /** Reads the trust data that a session names by file. */
  readonly readFile?: TrustFileReader;
  /** Trust data in place of the session's own. */
  readonly trust?: TrustView;
  readonly memory?: SignerMemory;
  /** Reading habits to begin with, in place of the session's own; what is learnt is added to them. */
  readonly habits?: ReadingHabits;
  /** Monotonic milliseconds, for `timing`. */
  readonly clock?: () => number;
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: CardProgress) => void;
  readonly onPreview?: (preview: CardPreview) => void;
  /** Also return ethnicity, religion and the portrait's bytes. */
  readonly personal?: boolean;
  /** As the result shall name the session. */
  readonly path?: string;
}

export interface Replay {
  /** Every exchange was as recorded, to the last one, and the inspection found what the session expects. */
  readonly ok: boolean;
  /** undefined when the replay left the recording. */
  readonly inspection: Inspection | undefined;
  /** What was read; undefined as `inspection`. */
  readonly reading: CardInspection["reading"] | undefined;
  /** Where the terminal and the recording part. */
  readonly mismatch: Mismatch | undefined;
  readonly failures: readonly ExpectationFailure[];
  /** Exchanges played. */
  readonly exchanges: number;
}

/**
 * Runs the whole protocol of a recorded session again: the recorded random values in, every command held against the
 * recorded one, everything computed and verified anew, and the result compared with what the session expects.
 * @throws ChipidError `session.cut` when a recording without footer ends before the inspection does; for trust data that
 * cannot be read; `usage`; the signal's reason
 */
export async function replaySession(session: Session, options: ReplayOptions): Promise<Replay> {
  const trust = options.trust ?? (await trustOfSession(session, options.crypto, options.readFile));
  const card = new ReplayCard(session);
  let result: CardInspection | undefined;
  try {
    result = await readAndInspectCard(card, inspectionOptions(session, card, trust, options));
  } catch (error) {
    // The card has kept where it happened.
    if (!isChipidError(error) || card.mismatch === undefined) throw error;
  }
  const mismatch = card.finish();
  if (mismatch?.kind === "cut") throw mismatchError(mismatch);
  const inspection = mismatch === undefined ? result?.inspection : undefined;
  const failures =
    inspection === undefined || session.expect === undefined ? [] : compareExpectation(session.expect, inspection);
  return {
    ok: inspection !== undefined && failures.length === 0,
    inspection,
    reading: inspection === undefined ? undefined : result?.reading,
    mismatch,
    failures,
    exchanges: card.played,
  };
}

function inspectionOptions(
  session: Session,
  card: ReplayCard,
  trust: TrustView,
  options: ReplayOptions,
): CardInspectionOptions {
  const { header } = session;
  const { crypto, chipCrypto, memory, clock, signal, onProgress, onPreview, personal, path } = options;
  return {
    trust,
    crypto,
    chipCrypto,
    random: replayRandom(session, card),
    secrets: secretsOf(header.keys),
    policy: header.policy,
    at: header.at,
    ...(header.today === undefined ? {} : { today: header.today }),
    scans: header.scans,
    ...(header.dataGroups === undefined ? {} : { dataGroups: header.dataGroups }),
    ...(header.assumed === undefined ? {} : { assumed: readSecurityInfos(header.assumed).infos }),
    ...(header.challenge === undefined ? {} : { challenge: header.challenge }),
    // A copy: a session can be replayed more than once.
    habits: options.habits ?? { ...header.habits },
    ...(card.reconnects ? { reconnect: async () => card.reconnect() } : {}),
    onSecured: (keys, counter) => card.learnKeys(keys, counter),
    source: "replay",
    ...(memory === undefined ? {} : { memory }),
    ...(clock === undefined ? {} : { clock }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onPreview === undefined ? {} : { onPreview }),
    ...(personal === undefined ? {} : { personal }),
    ...(path === undefined ? {} : { path }),
  };
}
