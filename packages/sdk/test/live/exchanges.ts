import { concat } from "../../src/bytes/bytes.js";
import type { SessionKeys } from "../../src/channel/secure-messaging.js";
import { unprotectCommand, unprotectResponse } from "../../src/channel/secure-messaging.js";
import type { CardInspection } from "../../src/inspection/live/inspect-card.js";
import { type Command, decodeCommand, decodeResponse, type Response } from "../../src/iso7816/apdu.js";
import type { Card } from "../../src/iso7816/card.js";
import type { ReadingHabits } from "../../src/iso7816/command-port.js";
import { leastExchanges, leastReads, type PlannedSession } from "../../src/iso7816/exchange-count.js";
import { elementaryFile } from "../../src/lds/files.js";
import {
  type ChipLimits,
  type ChipQuirks,
  EXTENDED_LIMITS,
  SHORT_LIMITS,
} from "../../src/simulator/chip/personalisation.js";
import { chipProfile } from "../../src/simulator/chip-profiles.js";
import { type SimulatedDocument, simulateDocument } from "../../src/simulator/simulated-document.js";
import { chipCrypto, chipOf, inspectAs } from "./kit.js";
import { portraitGroup } from "./portrait-group.js";

/** How much a chip gives in one read, and what that makes Ne be. */
export interface ReadSize {
  readonly name: string;
  readonly limits: ChipLimits;
  readonly quirks: ChipQuirks;
  /** Most file bytes of one answer, in plain and under secure messaging with AES. */
  readonly ne: { readonly plain: number; readonly secured: number };
}

export const READ_SIZES: readonly ReadSize[] = [
  { name: "extended length", limits: EXTENDED_LIMITS, quirks: {}, ne: { plain: 65_536, secured: 65_000 } },
  { name: "Le 256", limits: EXTENDED_LIMITS, quirks: { readCap: 256 }, ne: { plain: 256, secured: 256 } },
  { name: "Le 231", limits: EXTENDED_LIMITS, quirks: { readCap: 231 }, ne: { plain: 231, secured: 231 } },
  { name: "short APDUs (AES: 223)", limits: SHORT_LIMITS, quirks: {}, ne: { plain: 256, secured: 223 } },
];

export interface ReadFile {
  readonly name: string;
  readonly length: number;
  /** SELECT and READ BINARY, every one counted. */
  readonly exchanges: number;
  readonly least: number;
}

export interface ExchangeCounts {
  readonly size: string;
  /** What is known of the chip beforehand: nothing, or what the session before has learnt. */
  readonly known: boolean;
  readonly apdus: number;
  /** {@link leastExchanges} for the same files, every one by short identifier. */
  readonly least: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly files: readonly ReadFile[];
  /** Bytes of files that came more than once. */
  readonly twice: number;
  /** GET RESPONSE commands, for answers longer than a short APDU: of an RSA key of 2048 bits, protected. */
  readonly fetched: number;
  readonly inspection: CardInspection["inspection"];
}

/** Vietnam's card of 2021 with a portrait group of 15 KB: PACE, Chip Authentication, Active Authentication. */
export function largeDocument({ limits, quirks }: Pick<ReadSize, "limits" | "quirks">): SimulatedDocument {
  const profile = chipProfile("vn-2021");
  if (profile === undefined) throw new Error("no profile vn-2021");
  return simulateDocument(profile, { limits, quirks, dg2: portraitGroup(15_000) });
}

/** Inspects the document, with every proof, twice: once when nothing is known of the chip, and once more. */
export async function countExchanges(size: ReadSize): Promise<ExchangeCounts[]> {
  const document = largeDocument(size);
  const habits: ReadingHabits = {};
  const counts: ExchangeCounts[] = [];
  for (const known of [false, true]) {
    const spy = new Spy(chipOf(document.chip, `exchanges ${size.name} ${known}`));
    const result = await inspectAs(document, spy, {
      habits,
      policy: { proofs: "all" },
      onSecured: (keys, counter) => spy.learn(keys, counter),
    });
    const { apdus, bytesIn, bytesOut } = result.inspection.timing;
    const plan = planOf(document, size, known);
    counts.push({
      size: size.name,
      known,
      apdus,
      least: leastExchanges(plan.session),
      bytesIn,
      bytesOut,
      files: plan.files.map(({ fid, name, length, ne }) => {
        const exchanges = spy.exchangesOf(fid);
        return { name, length, exchanges, least: leastReads(length, ne) };
      }),
      twice: spy.twice,
      fetched: spy.fetched,
      inspection: result.inspection,
    });
  }
  return counts;
}

function planOf(document: SimulatedDocument, { ne }: ReadSize, known: boolean) {
  const { masterFile, applications } = document.chip;
  const listed = ["EF.SOD", "EF.COM", "DG1", "DG2", "DG13", "DG14", "DG15"] as const;
  const find = (name: Parameters<typeof elementaryFile>[0], secured: boolean) => {
    const { fid } = elementaryFile(name);
    const file = (secured ? applications.flatMap(({ files }) => files) : masterFile).find((entry) => entry.fid === fid);
    if (file === undefined) throw new Error(`no ${name}`);
    return {
      name,
      fid: secured ? fid : fid | MASTER_FILE,
      length: file.bytes.length,
      ne: secured ? ne.secured : ne.plain,
    };
  };
  const files = [
    find("EF.CardAccess", false),
    // Once for a kind of chip.
    ...(known ? [] : [find("EF.ATR/INFO", false)]),
    ...listed.map((name) => find(name, true)),
  ];
  const session: PlannedSession = {
    files: files.map(({ length, ne: size }) => ({ length, bySfi: true, ne: size })),
    access: "pace",
    applications: 1,
    chipAuthentication: "set-at",
    activeAuthentication: true,
  };
  return { files, session };
}

interface Secured {
  readonly keys: SessionKeys;
  counter: bigint;
}

const GET_RESPONSE = 0xc0;
/** Marks identifiers of the master file: 011C is another file in the application. */
const MASTER_FILE = 0x10000;

/** Sees what is read of which file, also under secure messaging. */
class Spy implements Card {
  /** Bytes of files that came more than once. */
  twice = 0;
  /** GET RESPONSE commands. */
  fetched = 0;
  private keys: Secured | undefined;
  private pending:
    | { readonly secured: Secured; readonly command: Command; readonly counter: bigint; readonly parts: Uint8Array[] }
    | undefined;
  private current = 0;
  private application = false;
  private readonly exchanges = new Map<number, number>();
  private readonly seen = new Map<number, Set<number>>();

  constructor(private readonly card: Card) {}

  get atr(): Uint8Array | undefined {
    return this.card.atr;
  }

  get limits(): Card["limits"] {
    return this.card.limits;
  }

  learn(keys: SessionKeys, counter: bigint): void {
    this.keys = { keys, counter };
  }

  exchangesOf(fid: number): number {
    return this.exchanges.get(fid) ?? 0;
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const secured = ((bytes[0] ?? 0) & 0x0c) === 0x0c ? this.keys : undefined;
    const answer = await this.card.transmit(bytes);
    const plain = decodeCommand(bytes);
    if (plain.ins === GET_RESPONSE && this.pending !== undefined) {
      this.fetched++;
      this.collect(answer);
    } else if (secured === undefined) this.look(plain, decodeResponse(answer));
    else {
      const { command, counter } = unprotectCommand(secured.keys, secured.counter, bytes, chipCrypto.ciphers);
      this.pending = { secured, command, counter, parts: [] };
      this.collect(answer);
    }
    return answer;
  }

  reset(): Promise<void> {
    this.application = false;
    this.pending = undefined;
    return this.card.reset();
  }

  /** A protected answer may come in pieces (61XX). */
  private collect(answer: Uint8Array): void {
    if (this.pending === undefined) return;
    const { secured, command, counter, parts } = this.pending;
    const { data, sw } = decodeResponse(answer);
    parts.push(data);
    if (sw >> 8 === 0x61) return;
    this.pending = undefined;
    const whole = concat(...parts, answer.subarray(answer.length - 2));
    const got = unprotectResponse(secured.keys, counter, whole, chipCrypto.ciphers);
    secured.counter = got.counter;
    this.look(command, got.response);
  }

  private look({ ins, p1, p2, data }: Command, { data: answer }: Response): void {
    if (ins === 0xa4 && p1 === 0x04) this.application = true;
    const place = this.application ? 0 : MASTER_FILE;
    if (ins === 0xa4 && p1 === 0x02 && data !== undefined) {
      this.current = ((data[0] ?? 0) << 8) | (data[1] ?? 0) | place;
      this.count();
    }
    if (ins !== 0xb0) return;
    const bySfi = (p1 & 0x80) !== 0;
    if (bySfi) this.current = this.fidOf(p1 & 0x1f);
    this.count();
    const offset = bySfi ? p2 : (p1 << 8) | p2;
    const seen = this.seen.get(this.current) ?? new Set();
    this.seen.set(this.current, seen);
    for (let at = offset; at < offset + answer.length; at++) {
      if (seen.has(at)) this.twice++;
      seen.add(at);
    }
  }

  private fidOf(sfi: number): number {
    if (this.application) return 0x0100 | sfi;
    return (sfi === 0x01 ? 0x2f01 : 0x0100 | sfi) | MASTER_FILE;
  }

  private count(): void {
    this.exchanges.set(this.current, this.exchangesOf(this.current) + 1);
  }
}
