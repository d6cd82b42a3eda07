import {
  type Card,
  type ChipCrypto,
  type Crypto,
  createCrypto,
  createPureBackend,
  createPureChipCrypto,
  readAndInspectCard,
} from "@chipid/sdk";
import { nodeChipCrypto, nodeCrypto, nodeRandom } from "@chipid/sdk/node";
import { readSession, recordInspection, replaySession, SessionTrustMemory } from "@chipid/sdk/recording";
import { createChip, type SimulatedDocument } from "@chipid/sdk/simulator";
import { ExecCard } from "../card/exec-card.js";
import { benchChip, CHIP_CURVES, type ChipCurve, chipTrust } from "./chip-documents.js";
import { BENCH_MOMENT } from "./documents.js";
import { type Figure, figureOf } from "./measure.js";

export interface Backend {
  readonly name: "native" | "pure";
  readonly crypto: Crypto;
  readonly chipCrypto: ChipCrypto;
}

export interface ChipFigures {
  readonly curve: ChipCurve;
  readonly backend: Backend["name"];
  /** Processor time of this process for one whole inspection; the chip's own is in another process. */
  readonly host: Figure;
  /** From the first command to the verdict, the chip's work included. */
  readonly whole: Figure;
  readonly apdus: number;
}

export interface ReplayFigures {
  readonly curve: ChipCurve;
  readonly backend: Backend["name"];
  /** One session, the full protocol recomputed. */
  readonly session: Figure;
  readonly sessionsPerSecond: number;
}

const ANSWER_MS = 30_000;
/**
 * Runs that are not counted, for each millisecond of budget: V8 goes on compiling for about a hundred inspections, and a
 * station serves more than that before noon.
 */
const WARM_UP_SHARE = 1 / 12;

export function backends(): readonly Backend[] {
  return [
    { name: "native", crypto: nodeCrypto(), chipCrypto: nodeChipCrypto() },
    { name: "pure", crypto: createCrypto({ pure: createPureBackend() }), chipCrypto: createPureChipCrypto() },
  ];
}

function inspectionOptions(document: SimulatedDocument, { crypto, chipCrypto }: Backend) {
  return {
    trust: chipTrust(document),
    crypto,
    chipCrypto,
    random: nodeRandom,
    at: BENCH_MOMENT.ms,
    today: BENCH_MOMENT.day,
    policy: { proofs: "all" },
  } as const;
}

/**
 * Times whole inspections by PACE, Chip and Active Authentication.
 * @param chipCommand starts the chip of a curve in a process of its own
 */
export async function benchInspections(
  chipCommand: (curve: ChipCurve) => string,
  budget: number,
  onProgress: (text: string) => void,
): Promise<ChipFigures[]> {
  const figures: ChipFigures[] = [];
  for (const curve of CHIP_CURVES) {
    onProgress(`inspection of a card: ${curve}`);
    const document = benchChip(curve);
    const card = await ExecCard.start(chipCommand(curve), ANSWER_MS);
    try {
      for (const backend of backends()) figures.push(await timeInspections(card, curve, document, backend, budget));
    } finally {
      await card.close();
    }
  }
  return figures;
}

async function timeInspections(
  card: Card,
  curve: ChipCurve,
  document: SimulatedDocument,
  backend: Backend,
  budget: number,
): Promise<ChipFigures> {
  const options = { ...inspectionOptions(document, backend), secrets: { can: document.can } };
  let apdus = 0;
  const samples = await repeat(budget, async () => {
    await card.reset();
    const cpu = process.cpuUsage();
    const begun = performance.now();
    const { inspection } = await readAndInspectCard(card, options);
    const whole = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    assertWhole(inspection);
    apdus = inspection.timing.apdus;
    return { host: (user + system) / 1000, whole };
  });
  return {
    curve,
    backend: backend.name,
    host: figureOf(samples.map(({ host }) => host)),
    whole: figureOf(samples.map(({ whole }) => whole)),
    apdus,
  };
}

/** A figure of an inspection that left something out would be worth nothing. */
function assertWhole({ verdict, chip, access }: Awaited<ReturnType<typeof readAndInspectCard>>["inspection"]): void {
  if (verdict !== "genuine" || access.protocol !== "pace" || chip.chip !== "passed" || chip.active !== "passed") {
    throw new Error(`the bench card is ${verdict}, CA ${chip.chip}, AA ${chip.active}`);
  }
}

/**
 * Times replays of a recorded session: every command and every signature over the document computed and verified anew, the
 * trust data imported once, as `chipid replay` does for many sessions.
 */
export async function benchReplay(budget: number, onProgress: (text: string) => void): Promise<ReplayFigures[]> {
  const figures: ReplayFigures[] = [];
  for (const curve of CHIP_CURVES) {
    onProgress(`replay: ${curve}`);
    const session = readSession(await record(benchChip(curve)));
    for (const { name, crypto, chipCrypto } of backends()) {
      const memory = new SessionTrustMemory(crypto);
      const samples = await repeat(budget, async () => {
        const cpu = process.cpuUsage();
        const { ok } = await replaySession(session, { crypto, chipCrypto, trust: await memory.trustOf(session) });
        const { user, system } = process.cpuUsage(cpu);
        if (!ok) throw new Error("the recorded bench session does not replay");
        return (user + system) / 1000;
      });
      const figure = figureOf(samples);
      figures.push({ curve, backend: name, session: figure, sessionsPerSecond: 1000 / figure.median });
    }
  }
  return figures;
}

async function record(document: SimulatedDocument): Promise<string> {
  const [backend] = backends();
  if (backend === undefined) throw new Error("no back end");
  const { ciphers, agreement } = backend.chipCrypto;
  const lines: string[] = [];
  await recordInspection(createChip(document.chip, { random: nodeRandom, ciphers, agreements: agreement }), {
    ...inspectionOptions(document, backend),
    keys: [{ kind: "can", can: document.can ?? "" }],
    sink: (line) => void lines.push(line),
    tool: "chipid bench",
    created: BENCH_MOMENT.ms,
  });
  return `${lines.join("\n")}\n`;
}

/** Runs until `budget` milliseconds are used up, after a warm-up; at least five times. */
async function repeat<T>(budget: number, run: () => Promise<T>): Promise<T[]> {
  for (let i = 0; i < budget * WARM_UP_SHARE; i++) await run();
  const samples: T[] = [];
  const begun = performance.now();
  while (samples.length < 5 || performance.now() - begun < budget) samples.push(await run());
  return samples;
}
