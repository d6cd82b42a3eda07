import {
  type CardInspection,
  type CardInspectionOptions,
  type CardProgress,
  readAndInspectCard,
} from "../inspection/live/inspect-card.js";
import { completePolicy } from "../inspection/policy.js";
import type { Card } from "../iso7816/card.js";
import { writeSecurityInfos } from "../lds/security-infos.js";
import { TrustStore } from "../pki/trust-store.js";
import { secretsOf } from "./document-keys.js";
import { expectationOf } from "./expectation.js";
import { recordingCard, recordingRandom, recordingReconnect } from "./record.js";
import { sessionTrust } from "./session-trust.js";
import type { DocumentKey, SessionHeader, SessionTrust } from "./session-types.js";
import { type LineSink, SessionWriter } from "./write-session.js";

export interface RecordedInspectionOptions extends Omit<CardInspectionOptions, "secrets"> {
  /** What opens the chip; goes into the recording. One of each kind at most. */
  readonly keys: readonly DocumentKey[];
  /** Takes each line as it comes, without its line end. */
  readonly sink: LineSink;
  /** Name and version of the recorder. */
  readonly tool: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly reader?: string;
  readonly title?: string;
  /**
   * Trust data to embed. Default: what of the trust store can matter to the document's issuer, written down as soon as
   * EF.SOD was read; none for trust data of another make.
   */
  readonly trustData?: readonly SessionTrust[];
}

/**
 * Inspects a card and writes down all that happens, so that `replaySession` runs it again byte for byte. The recording
 * holds the document's key and, encrypted under it, every file that was read: it is as personal as the document.
 * @throws ChipidError as inspectCard; `usage` for two keys of one kind; what `sink` throws
 */
export async function recordInspection(card: Card, options: RecordedInspectionOptions): Promise<CardInspection> {
  const { keys, sink, tool, created, reader, title, trustData, ...inspection } = options;
  const secrets = secretsOf(keys);
  const writer = new SessionWriter(sink, headerOf(card, options));
  if (trustData !== undefined && trustData.length > 0) writer.trust(trustData);
  const { clock, reconnect, onProgress, onSecurityObject, trust } = inspection;
  const timed = clock === undefined ? {} : { clock };
  const recorded = recordingCard(card, writer, timed);
  let phase = "";
  let trustWritten = trustData !== undefined;
  const result = await readAndInspectCard(recorded, {
    ...inspection,
    secrets,
    random: recordingRandom(inspection.random, writer),
    ...(reconnect === undefined ? {} : { reconnect: recordingReconnect(reconnect, writer, timed) }),
    onProgress(progress) {
      const now = phaseText(progress);
      if (now !== phase) recorded.note(now);
      phase = now;
      onProgress?.(progress);
    },
    onSecurityObject(sod) {
      // At once: which proofs are asked for depends on it, and a card that is swapped later takes its files along.
      const embedded = !trustWritten && trust instanceof TrustStore ? sessionTrust(trust, sod) : [];
      trustWritten = true;
      if (embedded.length > 0) writer.trust(embedded);
      onSecurityObject?.(sod);
    },
  });
  writer.end(expectationOf(result.inspection));
  return result;
}

function headerOf(card: Card, options: RecordedInspectionOptions): SessionHeader {
  const { created, tool, reader, title, habits, keys, today, dataGroups, assumed, challenge, scans, at } = options;
  return {
    created,
    tool,
    ...(reader === undefined ? {} : { reader }),
    ...(card.atr === undefined ? {} : { atr: card.atr }),
    limits: card.limits,
    // A copy: what is learnt on the way was not known beforehand.
    ...(habits === undefined ? {} : { habits: { ...habits } }),
    keys,
    policy: completePolicy(options.policy),
    at,
    ...(today === undefined ? {} : { today }),
    ...(dataGroups === undefined ? {} : { dataGroups }),
    ...(assumed === undefined ? {} : { assumed: writeSecurityInfos(assumed.map(({ raw }) => ({ kind: "raw", raw }))) }),
    ...(challenge === undefined ? {} : { challenge }),
    scans: scans ?? [],
    ...(title === undefined ? {} : { title }),
  };
}

function phaseText(progress: CardProgress): string {
  return progress.phase === "read" ? `read ${progress.file}` : progress.phase;
}
