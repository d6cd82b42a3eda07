import { ChipidError } from "../../src/errors/chipid-error.js";
import type { Verdict } from "../../src/inspection/effect.js";
import type { CardInspection } from "../../src/inspection/live/inspect-card.js";
import type { Card, TransmitOptions } from "../../src/iso7816/card.js";
import { type FaultKind, parseFault, withFaults } from "../../src/simulator/chip/faults.js";
import { chipOf, documentOf, findingsOf, inspectAs } from "./kit.js";

/** What is done to one exchange, by the name that tables use. `resume`: removed, and put back when asked for. */
export const FAULT_RUNS = {
  remove: { fault: "remove", argument: "" },
  resume: { fault: "remove", argument: "" },
  reset: { fault: "reset", argument: "" },
  "reset silent": { fault: "reset", argument: ":silent" },
  mac: { fault: "mac", argument: "" },
  short: { fault: "short", argument: "" },
  "short 40": { fault: "short", argument: ":40" },
  "sw 6F00": { fault: "sw", argument: ":6F00" },
  "sw 6982": { fault: "sw", argument: ":6982" },
  "sw 6988": { fault: "sw", argument: ":6988" },
  "sw 9000": { fault: "sw", argument: ":9000" },
  plain: { fault: "plain", argument: ":0000000000000000" },
  replay: { fault: "replay", argument: "" },
  mute: { fault: "mute", argument: "" },
  endless: { fault: "endless", argument: "" },
} as const satisfies Record<string, { readonly fault: FaultKind; readonly argument: string }>;

export type FaultRunName = keyof typeof FAULT_RUNS;

export const FAULT_RUN_NAMES = Object.keys(FAULT_RUNS) as FaultRunName[];

export interface FaultRunCounts {
  readonly profile: string;
  /** Exchanges of the whole reading, each of which was spoiled. */
  readonly exchanges: number;
  /** Verdicts by kind of fault. */
  readonly verdicts: Readonly<Record<string, Readonly<Partial<Record<Verdict, number>>>>>;
  /** What must never be. Empty is the only right answer. */
  readonly failures: readonly string[];
}

export interface FaultRunOptions {
  readonly profile: string;
  readonly kinds?: readonly FaultRunName[];
  /** Exchanges to spoil, from 1; all by default. */
  readonly at?: (exchange: number) => boolean;
}

/** More exchanges than this many times the undisturbed reading's are a reading that does not come to an end. */
const PATIENCE = 12;
/** Milliseconds that one inspection may take, on a machine that does much else. */
const DEADLINE = 60_000;

/**
 * Inspects a document once for each kind of fault at each exchange. Never a hang, an exception, or a green verdict that
 * does not have all that the undisturbed reading had; with the same card put back, the result is the undisturbed one's.
 */
export async function faultRuns({ profile, kinds = FAULT_RUN_NAMES, at }: FaultRunOptions): Promise<FaultRunCounts> {
  const document = documentOf(profile);
  const whole = await inspectAs(document, chipOf(document.chip, "whole"));
  const exchanges = whole.inspection.timing.apdus;
  const verdicts: Record<string, Partial<Record<Verdict, number>>> = {};
  const failures: string[] = [];
  for (const kind of kinds) {
    const { fault, argument } = FAULT_RUNS[kind];
    const counts: Partial<Record<Verdict, number>> = {};
    verdicts[kind] = counts;
    for (let exchange = 1; exchange <= exchanges; exchange++) {
      if (at?.(exchange) === false) continue;
      const what = `${profile} ${kind} at ${exchange} of ${exchanges}`;
      const card = withFaults(chipOf(document.chip, what), [parseFault(`${fault}@${exchange}${argument}`)]);
      const bounded = new BoundedCard(card, exchanges * PATIENCE);
      try {
        const reconnect = async (): Promise<Card> => {
          await bounded.reset();
          return bounded;
        };
        const result = await inTime(inspectAs(document, bounded, kind === "resume" ? { reconnect } : {}));
        const { verdict } = result.inspection;
        counts[verdict] = (counts[verdict] ?? 0) + 1;
        if (bounded.exhausted) failures.push(`${what}: more than ${PATIENCE} times the exchanges`);
        for (const wrong of wrongIn(kind, result, whole)) failures.push(`${what}: ${wrong}`);
      } catch (error) {
        failures.push(`${what}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
      }
    }
  }
  return { profile, exchanges, verdicts, failures };
}

function wrongIn(kind: FaultRunName, result: CardInspection, whole: CardInspection): string[] {
  const { verdict } = result.inspection;
  const wrong: string[] = [];
  const green = verdict === "genuine" || verdict === "genuine-copyable";
  const rank: readonly Verdict[] = ["genuine-copyable", "genuine"];
  if (green) {
    if (rank.indexOf(verdict) > rank.indexOf(whole.inspection.verdict))
      wrong.push("better than the undisturbed reading");
    if (!sameFiles(result, whole)) wrong.push("green without every file as it is on the chip");
    const { passive } = result.inspection;
    if (JSON.stringify(passive.dataGroups) !== JSON.stringify(whole.inspection.passive.dataGroups)) {
      wrong.push("green with other data groups checked");
    }
    if (passive.sod !== "valid" || passive.chain !== "trusted") wrong.push("green without a trusted signature");
    if (verdict === "genuine" && !Object.values(result.inspection.chip).includes("passed")) {
      wrong.push("genuine without a proof of the chip");
    }
  }
  if (kind === "resume" && verdict !== whole.inspection.verdict) {
    wrong.push(`not resumed: ${verdict}, ${findingsOf(result).join("; ")}`);
  }
  if (kind === "remove" && verdict !== "retry") wrong.push(`removed, and ${verdict}`);
  return wrong;
}

function sameFiles(result: CardInspection, whole: CardInspection): boolean {
  const text = ({ reading }: CardInspection): string =>
    [...reading.files]
      .filter(([name]) => name !== "EF.COM")
      .map(([name, bytes]) => `${name} ${bytes.join()}`)
      .sort()
      .join("\n");
  return text(result) === text(whole);
}

/** A card that gives up after so many exchanges, so that a reading without an end is seen as one. */
class BoundedCard implements Card {
  exhausted = false;

  constructor(
    private readonly card: Card,
    private left: number,
  ) {}

  get atr(): Uint8Array | undefined {
    return this.card.atr;
  }

  get limits(): Card["limits"] {
    return this.card.limits;
  }

  transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array> {
    if (this.left-- <= 0) {
      this.exhausted = true;
      return Promise.reject(new ChipidError("card.timeout", "The card has had enough."));
    }
    return this.card.transmit(command, options);
  }

  reset(): Promise<void> {
    return this.card.reset();
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${DEADLINE / 1000} s`)), DEADLINE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
