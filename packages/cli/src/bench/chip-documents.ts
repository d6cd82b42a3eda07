import { createCrypto, createPureBackend, importTrust, TrustStore } from "@chipid/sdk";
import {
  type ChipProfile,
  chipProfile,
  type SimulatedDocument,
  simulateDocument,
  syntheticDg2,
} from "@chipid/sdk/simulator";
import { BENCH_MOMENT } from "./documents.js";

/** Curves of PACE and Chip Authentication that are measured, with their numbers among the standardised parameters. */
const CURVES = { brainpoolP256r1: 13, "P-256": 12 } as const;

export type ChipCurve = keyof typeof CURVES;

export const CHIP_CURVES = Object.keys(CURVES) as ChipCurve[];

const PACE_GM_AES128 = "0.4.0.127.0.7.2.2.4.2.2";
const CA_ECDH_AES128 = "0.4.0.127.0.7.2.2.3.2.2";
const DG2_BYTES = 15_000;

const made = new Map<ChipCurve, SimulatedDocument>();

/** A card with PACE, Chip and Active Authentication and a portrait group of 15 KB; the same in every process. */
export function benchChip(curve: ChipCurve): SimulatedDocument {
  const known = made.get(curve);
  if (known !== undefined) return known;
  const base = chipProfile("vn-2021");
  if (base === undefined) throw new Error("the profile of the Vietnamese card is missing");
  const profile: ChipProfile = {
    ...base,
    name: `bench ${curve}`,
    chipAuthentication: { curve, cipher: "aes-128" },
    access: [
      { kind: "chip-authentication", oid: CA_ECDH_AES128, version: 1 },
      { kind: "pace", oid: PACE_GM_AES128, version: 2, parameterId: CURVES[curve] },
    ],
  };
  let dg2 = syntheticDg2();
  for (let width = 96; dg2.length < DG2_BYTES; ) {
    // Its bytes grow with its area, a little slower.
    width = Math.ceil(width * Math.max(1.02, 0.97 * Math.sqrt(DG2_BYTES / dg2.length)));
    dg2 = syntheticDg2({ width, height: Math.round((width * 4) / 3) });
  }
  const document = simulateDocument(profile, { dg2 });
  made.set(curve, document);
  return document;
}

export function chipTrust({ issuer }: SimulatedDocument): TrustStore {
  const files = [{ name: "csca.cer", bytes: issuer.csca.certificate }];
  return importTrust(TrustStore.empty, files, {
    crypto: createCrypto({ pure: createPureBackend() }),
    now: BENCH_MOMENT.ms,
  }).store;
}
