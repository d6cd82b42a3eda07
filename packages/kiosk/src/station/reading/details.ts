import type { Inspection } from "@chipid/sdk";
import type { Details } from "../../shared/index.js";
import { distinct, reasonOf } from "./reasons.js";

/** S8: how the verdict came about. Nothing of the holder is in it. */
export function detailsOf(inspection: Inspection, reader: string | null, trustData: string): Details {
  const { access, passive, chip, timing } = inspection;
  return {
    reasons: distinct(inspection.reasons).map(reasonOf),
    certificates: certificatesOf(inspection),
    access: {
      protocol: access.protocol,
      mapping: wordOf(access.mapping),
      password: wordOf(access.password),
      curve: wordOf(access.curve),
      fellBack: access.fellBack === true,
    },
    passive: {
      sod: passive.sod,
      chain: passive.chain,
      revocation: passive.revocation,
      digestAlgorithm: passive.digestAlgorithm,
      signatureAlgorithm: passive.signatureAlgorithm,
      signedAt: passive.signedAt,
    },
    dataGroups: Object.entries(passive.dataGroups).map(([number, status]) => ({ number: Number(number), status })),
    chip: { active: chip.active, chip: chip.chip, cam: chip.cam },
    timing: {
      totalMs: Math.round(timing.totalMs),
      cardMs: Math.round(timing.cardMs),
      hostMs: Math.round(timing.hostMs),
      apdus: timing.apdus,
      bytesIn: timing.bytesIn,
    },
    reader,
    trustData,
    policy: { ...inspection.policy },
  };
}

function certificatesOf({ passive: { signer, anchor } }: Inspection): Details["certificates"] {
  const certificates: Details["certificates"] = [];
  if (signer !== null) certificates.push({ role: "signer", ...signer, source: null });
  if (anchor !== null) {
    const unknown = { issuer: null, serial: null, notBefore: null, notAfter: null };
    certificates.push({ role: "anchor", subject: anchor.subject, ...unknown, source: anchor.source });
  }
  return certificates;
}

function wordOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
