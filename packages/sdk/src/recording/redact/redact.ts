import { deterministicRandom } from "../../crypto/random.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import type { Verdict } from "../../inspection/effect.js";
import type { CardReading } from "../../inspection/live/inspect-card.js";
import type { Inspection } from "../../inspection/result.js";
import type { Card } from "../../iso7816/card.js";
import { readDg1 } from "../../lds/dg1.js";
import { readSecurityInfos } from "../../lds/security-infos.js";
import { parseMrz } from "../../mrz/parse.js";
import type { Mrz } from "../../mrz/types.js";
import { createChip } from "../../simulator/chip/chip.js";
import { readSession } from "../read-session.js";
import { type RecordedInspectionOptions, recordInspection } from "../record-inspection.js";
import { type ReplayOptions, replaySession } from "../replay.js";
import { trustOfSession } from "../session-trust.js";
import type { DocumentKey, Session } from "../session-types.js";
import { FaultCard, type PlannedFault } from "./fault-card.js";
import { type ObservedChip, syntheticChip } from "./synthetic-chip.js";
import { type DocumentShape, type SyntheticHolder, syntheticHolder } from "./synthetic-holder.js";
import { signerOf, syntheticIssuer } from "./synthetic-issuer.js";

export interface Redaction {
  /** Replayable; holds nothing of the recorded holder, document, chip, issuer or reader. */
  readonly session: Session;
  /** Verdict of the recording and of the redacted session: they differ where a fault has no synthetic counterpart. */
  readonly before: Verdict;
  readonly after: Verdict;
}

/**
 * A recording without personal data, still replayable (contract.md §5). Nothing of it is altered in place: the session is
 * replayed to learn its shape, a virtual chip of that shape is made for a holder who does not exist, under a test issuer
 * and with keys of its own, and the terminal inspects that chip with random values of its own. Every byte of the result
 * comes from there.
 *
 * Kept are the protocols, which files there are and about how long, the policy, the moment of judgement, what was refused
 * and where the contact was lost, and which proof or hash was wrong. Names of readers, titles and notes are left out.
 * @throws ChipidError `session.redact` when the session does not replay, so that its shape is not known; as replaySession
 */
export async function redactSession(session: Session, options: ReplayOptions): Promise<Redaction> {
  const habits = { ...session.header.habits };
  const replay = await replaySession(session, { ...options, habits });
  const { inspection, reading, mismatch } = replay;
  if (inspection === undefined || reading === undefined) {
    throw new ChipidError(
      "session.redact",
      `The recording does not replay, so nothing can be made in its image: ${mismatch?.message ?? "it is cut."}`,
    );
  }
  const observed: ObservedChip = { session, inspection, reading, habits };
  const first = await rerun(observed, options, plannedFaults(session, inspection));
  if (first.verdict === inspection.verdict || inspection.verdict !== "retry") {
    return { session: first.session, before: inspection.verdict, after: first.verdict };
  }
  // Whatever kept the reading from its end, losing the card there does the same.
  const undisturbed = await rerun(observed, options, new Map());
  const last = Math.min(apdusOf(session), apdusOf(undisturbed.session)) - 1;
  const second = await rerun(observed, options, new Map<number, PlannedFault>([[Math.max(0, last), "removed"]]));
  return { session: second.session, before: inspection.verdict, after: second.verdict };
}

async function rerun(
  observed: ObservedChip,
  { crypto, chipCrypto }: ReplayOptions,
  faults: ReadonlyMap<number, PlannedFault>,
): Promise<{ readonly session: Session; readonly verdict: Verdict }> {
  const { session, inspection, reading } = observed;
  const { header } = session;
  const shape = shapeOf(session, inspection, reading);
  const holder = syntheticHolder(shape);
  const issuer = syntheticIssuer(reading.files.get("EF.SOD"), inspection, holder, header.at);
  const personalisation = syntheticChip(observed, holder, issuer);
  const chip = (label: string, made = personalisation): Card =>
    createChip(made, { random: deterministicRandom(`redacted ${label}`) });
  const card = new FaultCard(chip("chip"), faults);
  const reconnects = session.exchanges.flatMap((exchange) => (exchange.kind === "reconnect" ? [exchange.card] : []));
  let asked = 0;
  const reconnect: RecordedInspectionOptions["reconnect"] = async () => {
    if (reconnects[asked++] !== true) return undefined;
    if (has(inspection, "card.contact.other")) {
      const other = syntheticHolder({ ...shape, mrz: zone(holder.mrz) });
      const another = syntheticChip(observed, other, issuer);
      card.replace(chip("other", { ...another, passwords: personalisation.passwords }));
    }
    return card;
  };
  const random = deterministicRandom("redacted terminal");
  const trustData = issuer.trust;
  const lines: string[] = [];
  const result = await recordInspection(card, {
    crypto,
    chipCrypto,
    trust: await trustOfSession({ ...session, trust: trustData }, crypto),
    trustData,
    random,
    keys: header.keys.map((key) => syntheticKey(key, holder, inspection)),
    policy: header.policy,
    at: header.at,
    ...(header.today === undefined ? {} : { today: header.today }),
    scans: header.scans.map(() => syntheticScan(holder, inspection)),
    habits: { ...header.habits },
    ...(header.dataGroups === undefined ? {} : { dataGroups: header.dataGroups }),
    ...(header.assumed === undefined
      ? {}
      : { assumed: readSecurityInfos(header.assumed).infos.filter(({ kind }) => KEPT_ASSUMPTIONS.has(kind)) }),
    ...(header.challenge === undefined ? {} : { challenge: random(8, "redacted.challenge") }),
    ...(reconnects.length === 0 ? {} : { reconnect }),
    sink: (line) => lines.push(line),
    // Whatever recorded it may have told more of itself than its name.
    tool: "chipid redact",
    // When it was recorded is nobody's business; the moment of judgement is kept.
    created: header.at,
  });
  return { session: readSession(lines.join("\n")), verdict: result.inspection.verdict };
}

/** Entries that say which protocols there are, and nothing of one card. */
const KEPT_ASSUMPTIONS: ReadonlySet<string> = new Set(["pace", "chip-authentication", "terminal-authentication"]);

function shapeOf(session: Session, inspection: Inspection, reading: CardReading): DocumentShape {
  const { header } = session;
  const can = header.keys.find((key) => key.kind === "can");
  const expires = inspection.document?.expires;
  const day = new Date(header.at).toISOString().slice(0, 10);
  return {
    mrz: mrzOf(reading),
    validity: expires === null ? "none" : expires !== undefined && expires < day ? "expired" : "valid",
    at: header.at,
    can: can?.can,
    country: signerOf(reading.files.get("EF.SOD"))?.issuer.country,
  };
}

function mrzOf(reading: CardReading): Mrz | undefined {
  const dg1 = reading.files.get("DG1");
  try {
    const result = dg1 === undefined ? undefined : readDg1(dg1).mrz;
    return result?.ok === true ? result.mrz : undefined;
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

function zone(lines: readonly string[]): Mrz | undefined {
  const result = parseMrz([...lines]);
  return result.ok ? result.mrz : undefined;
}

const KEY_ORDER: readonly unknown[] = ["can", "mrz", "pin", "puk"];

/** The synthetic document's key; a wrong one where the recorded one was refused. */
function syntheticKey(key: DocumentKey, holder: SyntheticHolder, inspection: Inspection): DocumentKey {
  const used = inspection.access.protocol === "bac" ? "mrz" : inspection.access.password;
  const place = KEY_ORDER.indexOf(used);
  // Keys are tried in a fixed order: what stands before the one that opened the chip did not fit.
  const wrong = has(inspection, "access.key.wrong") || KEY_ORDER.indexOf(key.kind) < place;
  switch (key.kind) {
    case "can":
      return { kind: "can", can: wrong ? "999999" : holder.can };
    case "mrz":
      return { kind: "mrz", mrz: wrong ? { ...holder.key, birth: "000101" } : holder.key };
    case "pin":
      return { kind: "pin", pin: wrong ? "999999" : "246810" };
    case "puk":
      return { kind: "puk", puk: wrong ? "9999999999" : "1357924680" };
  }
}

/** What a scanner would have of the synthetic card, right or wrong as the recorded scan was. */
function syntheticScan(holder: SyntheticHolder, inspection: Inspection): string {
  if (has(inspection, "document.scan.match")) return holder.mrz.join("\n");
  if (!has(inspection, "document.scan.mismatch") && !has(inspection, "document.scan.mismatch-repeated"))
    return "REDACTED";
  const mrz = zone(holder.mrz);
  return mrz === undefined
    ? "REDACTED"
    : syntheticHolder({ mrz, validity: "valid", at: Date.UTC(2031, 0), can: undefined, country: undefined }).mrz.join(
        "\n",
      );
}

/** Where the recorded contact was lost, and where an answer of the protected channel was wrong. */
function plannedFaults({ exchanges }: Session, inspection: Inspection): Map<number, PlannedFault> {
  const faults = new Map<number, PlannedFault>();
  const plain = has(inspection, "channel.answer.plain") || has(inspection, "channel.answer.plain-repeated");
  const broken = plain || has(inspection, "channel.answer.wrong");
  // A wrong answer is followed by a power-up, or, the only one or a second one, by nothing at all.
  const poweredUp = exchanges.some((exchange, i) => exchange.kind === "apdu" && exchanges[i + 1]?.kind === "reset");
  const atEnd = !poweredUp || has(inspection, "channel.answer.plain-repeated");
  let apdus = 0;
  for (const [index, exchange] of exchanges.entries()) {
    if (exchange.kind !== "apdu") continue;
    const next = exchanges[index + 1];
    const wrong = broken && (next === undefined ? atEnd : next.kind === "reset");
    if ("fault" in exchange) faults.set(apdus, exchange.fault);
    else if (wrong) faults.set(apdus, plain ? "plain" : "mac");
    apdus++;
  }
  return faults;
}

function apdusOf({ exchanges }: Session): number {
  return exchanges.filter(({ kind }) => kind === "apdu").length;
}

function has(inspection: Inspection, code: string): boolean {
  return inspection.reasons.some((reason) => reason.code === code);
}
