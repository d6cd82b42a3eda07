import { createPureChipCrypto } from "../../src/crypto/chip-crypto.js";
import { createCrypto } from "../../src/crypto/engine.js";
import { createPureBackend } from "../../src/crypto/pure.js";
import { deterministicRandom } from "../../src/crypto/random.js";
import { type CardInspection, readAndInspectCard } from "../../src/inspection/live/inspect-card.js";
import type { CardInspectionOptions } from "../../src/inspection/live/types.js";
import type { Card } from "../../src/iso7816/card.js";
import { importTrust } from "../../src/pki/trust-import.js";
import { TrustStore } from "../../src/pki/trust-store.js";
import { createChip } from "../../src/simulator/chip/chip.js";
import type { ChipPersonalisation } from "../../src/simulator/chip/personalisation.js";
import { type ChipProfile, chipProfile } from "../../src/simulator/chip-profiles.js";
import {
  type SimulatedDocument,
  type SimulationOptions,
  simulateDocument,
} from "../../src/simulator/simulated-document.js";

/** One set for all: it learns, and is slow when new. */
export const crypto = createCrypto({ pure: createPureBackend() });
export const chipCrypto = createPureChipCrypto();
/** All documents of the simulator are in date then. */
export const AT = Date.UTC(2026, 5, 1, 12);

const documents = new Map<string, SimulatedDocument>();

/** The document of a profile, made once. */
export function documentOf(name: string, options?: SimulationOptions): SimulatedDocument {
  const profile: ChipProfile | undefined = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  if (options !== undefined) return simulateDocument(profile, options);
  const known = documents.get(name) ?? simulateDocument(profile);
  documents.set(name, known);
  return known;
}

export function chipOf(chip: ChipPersonalisation, seed: string): Card {
  return createChip(chip, {
    random: deterministicRandom(`chip ${seed}`),
    ciphers: chipCrypto.ciphers,
    agreements: chipCrypto.agreement,
  });
}

const stores = new Map<SimulatedDocument["issuer"], TrustStore>();

export function trustOf({ issuer }: SimulatedDocument): TrustStore {
  const known = stores.get(issuer);
  if (known !== undefined) return known;
  const files = [{ name: "csca.cer", bytes: issuer.csca.certificate }];
  const { store } = importTrust(TrustStore.empty, files, { crypto, now: AT });
  stores.set(issuer, store);
  return store;
}

/** Inspects `card` as the document's holder's counter would. */
export function inspectAs(
  document: SimulatedDocument,
  card: Card,
  options: Partial<CardInspectionOptions> = {},
): Promise<CardInspection> {
  return readAndInspectCard(card, {
    trust: trustOf(document),
    crypto,
    chipCrypto,
    random: deterministicRandom("terminal"),
    at: AT,
    secrets: { can: document.can, mrzInformation: document.chip.passwords.mrz },
    ...options,
  });
}

/** Codes with their effects, without the positive ones. */
export function findingsOf({ inspection }: CardInspection): string[] {
  return inspection.reasons.filter((r) => r.effect !== "genuine").map((r) => `${r.code} ${r.effect}`);
}
