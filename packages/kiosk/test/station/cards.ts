import type { Card } from "@chipid/sdk";
import { importIntoStore, nodeChipCrypto, nodeCrypto, nodeRandom } from "@chipid/sdk/node";
import {
  type CloneKind,
  chipProfile,
  cloneChip,
  createChip,
  type SimulatedDocument,
  type SimulationOptions,
  simulateDocument,
  withFiles,
} from "@chipid/sdk/simulator";
import type { DocumentKeys } from "../../src/station/scan/types.js";

/** A synthetic citizen card of a profile. */
export function documentOf(profile = "vn-2021", options: SimulationOptions = {}): SimulatedDocument {
  const found = chipProfile(profile);
  if (found === undefined) throw new Error(`no profile ${profile}`);
  return simulateDocument(found, options);
}

export function cardOf(document: SimulatedDocument, clone?: CloneKind): Card {
  const { ciphers, agreement } = nodeChipCrypto();
  const chip = clone === undefined ? document.chip : cloneChip(document.chip, clone);
  return createChip(chip, { random: nodeRandom, ciphers, agreements: agreement });
}

/** A letter of DG13 changed after it was signed. */
export function tamperedCard(document: SimulatedDocument): Card {
  const { ciphers, agreement } = nodeChipCrypto();
  const bytes = document.files.get("DG13")?.slice();
  if (bytes === undefined) throw new Error("the card has no DG13");
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  const chip = withFiles(document.chip, { DG13: bytes });
  return createChip(chip, { random: nodeRandom, ciphers, agreements: agreement });
}

export function canKeys(can: string, more: Partial<DocumentKeys> = {}): DocumentKeys {
  return { attempts: [{ can }], scans: [], source: "qr", citizen: true, computedExpiry: false, ...more };
}

/** The test issuer's CSCA as the station's trust data. */
export async function trustIssuer(folder: string, document: SimulatedDocument): Promise<void> {
  const files = [{ name: "csca.cer", bytes: document.issuer.csca.certificate }];
  await importIntoStore(folder, files, { crypto: nodeCrypto(), now: Date.now(), force: true });
}
