import { createPureChipCrypto } from "../src/crypto/chip-crypto.js";
import { deterministicRandom } from "../src/crypto/random.js";
import type { Policy } from "../src/inspection/policy.js";
import type { Card } from "../src/iso7816/card.js";
import { nodeCrypto } from "../src/node/crypto.js";
import { importTrust } from "../src/pki/trust-import.js";
import { TrustStore } from "../src/pki/trust-store.js";
import { readSession } from "../src/recording/read-session.js";
import { recordInspection } from "../src/recording/record-inspection.js";
import type { DocumentKey, Session } from "../src/recording/session-types.js";
import { createChip } from "../src/simulator/chip/chip.js";
import { type CloneKind, cloneChip } from "../src/simulator/chip/clones.js";
import { parseFault, withFaults } from "../src/simulator/chip/faults.js";
import type { ChipPersonalisation } from "../src/simulator/chip/personalisation.js";
import { type ChipProfile, chipProfile } from "../src/simulator/chip-profiles.js";
import {
  type SimulatedDocument,
  type SimulationOptions,
  simulateDocument,
} from "../src/simulator/simulated-document.js";

export const tools = { crypto: nodeCrypto(), chipCrypto: createPureChipCrypto() };
export const RECORDED_AT = Date.UTC(2026, 5, 1, 12);

export function profileOf(name: string): ChipProfile {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

export interface RecordedSession {
  readonly text: string;
  readonly session: Session;
  readonly document: SimulatedDocument;
}

export interface RecordingSetting {
  readonly clone?: CloneKind;
  readonly change?: (chip: ChipPersonalisation) => ChipPersonalisation;
  readonly simulation?: SimulationOptions;
  readonly faults?: readonly string[];
  readonly keys?: readonly DocumentKey[];
  /** After the contact was lost: the same card again, or what this gives. Default: none comes. */
  readonly reconnect?: boolean | (() => Promise<Card>);
  readonly policy?: Partial<Policy>;
  readonly at?: number;
  readonly trust?: TrustStore;
  readonly scans?: readonly string[];
  /** Answer to reset of one card alone. */
  readonly atr?: Uint8Array;
}

/** The MRZ key of a simulated document. */
export function mrzKeyOf({ data: { holder } }: SimulatedDocument): DocumentKey {
  return {
    kind: "mrz",
    mrz: { documentNumber: holder.documentNumber, birth: holder.birth, expiry: holder.expiry },
  };
}

/** An inspection of a virtual chip, recorded. */
export async function recordSession(profile: ChipProfile, setting: RecordingSetting = {}): Promise<RecordedSession> {
  const document = simulateDocument(profile, setting.simulation);
  const { clone, faults = [], reconnect = false, change = (chip) => chip, at = RECORDED_AT } = setting;
  const cloned = clone === undefined ? document.chip : cloneChip(document.chip, clone);
  const made = setting.atr === undefined ? cloned : { ...cloned, atr: setting.atr };
  const chip = createChip(change(made), { random: deterministicRandom("chip") });
  const card: Card = faults.length === 0 ? chip : withFaults(chip, faults.map(parseFault));
  const { store } = importTrust(TrustStore.empty, [{ name: "csca.cer", bytes: document.issuer.csca.certificate }], {
    crypto: tools.crypto,
    now: at,
    keepFlagged: true,
  });
  const lines: string[] = [];
  await recordInspection(card, {
    ...tools,
    trust: setting.trust ?? store,
    random: deterministicRandom("terminal"),
    at,
    policy: { proofs: "all", ...setting.policy },
    keys: setting.keys ?? (document.can === undefined ? [mrzKeyOf(document)] : [{ kind: "can", can: document.can }]),
    scans: setting.scans ?? [],
    sink: (line) => lines.push(line),
    tool: "test",
    created: at,
    reader: "Reader of nobody 00 00",
    title: "Recorded of a holder",
    ...(reconnect !== false
      ? {
          async reconnect() {
            if (typeof reconnect === "function") return reconnect();
            await card.reset();
            return card;
          },
        }
      : {}),
  });
  const text = `${lines.join("\n")}\n`;
  return { text, session: readSession(text), document };
}
