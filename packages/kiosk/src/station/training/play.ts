import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Card, type CardInspection, type CardInspectionOptions, readAndInspectCard } from "@chipid/sdk";
import { nodeRandom } from "@chipid/sdk/node";
import { ReplayCard, readSession, replayRandom, type Session, secretsOf, trustOfSession } from "@chipid/sdk/recording";
import type { LessonPlan, Take } from "./lessons.js";
import { pacedCard } from "./pace.js";
import { virtualCitizenCard } from "./virtual.js";

export type LessonOptions = Pick<
  CardInspectionOptions,
  "crypto" | "chipCrypto" | "clock" | "onProgress" | "onPreview"
> & {
  /** Where the recorded sessions are. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Before each exchange. */
  readonly pause: () => Promise<void>;
  /** The card is off the reader: resolves when it shall be back. */
  readonly putBack: () => Promise<void>;
};

export function takeOf({ takes }: LessonPlan, number: number): Take {
  return takes[Math.min(number, takes.length - 1)] ?? takes[0];
}

/**
 * Reads a lesson's card: the whole protocol, everything verified, under the trust data of the lesson and no other.
 * @throws ChipidError `session.*`, `files.*` for a lesson that is not there or damaged; the signal's reason
 */
export async function playTake(take: Take, options: LessonOptions): Promise<CardInspection> {
  return "session" in take
    ? playSession(await sessionOf(take.session, options.folder), options)
    : playChip(take, options);
}

async function sessionOf(name: string, folder: string): Promise<Session> {
  return readSession(await readFile(join(folder, `${name}.session.jsonl`)));
}

async function playSession(session: Session, options: LessonOptions): Promise<CardInspection> {
  const { header } = session;
  const replay = new ReplayCard(session);
  const card = pacedCard(replay, options.pause);
  return readAndInspectCard(card, {
    ...commonOptions(options),
    trust: await trustOfSession(session, options.crypto),
    random: replayRandom(session, replay),
    secrets: secretsOf(header.keys),
    policy: { ...header.policy, specimen: "allow" },
    at: header.at,
    ...(header.today === undefined ? {} : { today: header.today }),
    scans: header.scans,
    ...(header.dataGroups === undefined ? {} : { dataGroups: header.dataGroups }),
    habits: { ...header.habits },
    reconnect: async (): Promise<Card | undefined> => {
      if (!replay.reconnects) return undefined;
      await options.putBack();
      return replay.reconnect() === undefined ? undefined : card;
    },
  });
}

async function playChip(
  take: Extract<Take, { readonly chip: string }>,
  options: LessonOptions,
): Promise<CardInspection> {
  const { card, can, trust } = virtualCitizenCard(take.chip, options.now);
  return readAndInspectCard(pacedCard(card, options.pause), {
    ...commonOptions(options),
    trust,
    random: nodeRandom,
    secrets: { can },
    policy: { specimen: "allow" },
    at: options.now,
  });
}

function commonOptions({ crypto, chipCrypto, clock, onProgress, onPreview, signal }: LessonOptions) {
  return {
    crypto,
    chipCrypto,
    signal,
    source: "replay",
    personal: true,
    ...(clock === undefined ? {} : { clock }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onPreview === undefined ? {} : { onPreview }),
  } as const;
}
