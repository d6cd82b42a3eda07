import {
  type ChipPersonalisation,
  chipProfile,
  cloneChip,
  type SimulatedDocument,
  simulateDocument,
  withFiles,
} from "@chipid/sdk/simulator";

// The cards of the end-to-end suite. Their holders do not exist, and their keys are published.

/** What is printed on the cards of Vietnam, as a scanner sends it. */
export const PRINTED = {
  number: "001099123456",
  oldNumber: "012345678",
  name: "Nguyễn Văn Mẫu",
  residence: "Số 1 Phố Mẫu, Hà Nội",
  qr: "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021",
} as const;

export const CARDS = ["genuine", "clone", "tampered", "expired", "vn-2024", "passport"] as const;
export type CardName = (typeof CARDS)[number];

export interface Prepared {
  readonly chip: ChipPersonalisation;
  /** DER of the anchor that its document is verified against. */
  readonly anchor: Uint8Array;
}

export function prepareCard(name: CardName): Prepared {
  const document = documentOf(name);
  const anchor = document.issuer.csca.certificate;
  if (name === "clone") return { chip: cloneChip(document.chip, "chip-key-absent"), anchor };
  if (name === "tampered") return { chip: withOtherResidence(document), anchor };
  return { chip: document.chip, anchor };
}

function documentOf(name: CardName): SimulatedDocument {
  const profile = chipProfile(name === "passport" ? "passport-pace-cam" : name === "vn-2024" ? "vn-2024" : "vn-2021");
  if (profile === undefined) throw new Error(`no profile for ${name}`);
  if (name !== "expired") return simulateDocument(profile);
  const { holder } = profile;
  const national = holder.national === undefined ? {} : { national: { ...holder.national, expires: "15/01/2026" } };
  return simulateDocument({ ...profile, holder: { ...holder, expiry: "260115", ...national } });
}

/** One letter of DG13 is another than was signed. */
function withOtherResidence({ chip, files }: SimulatedDocument): ChipPersonalisation {
  const bytes = files.get("DG13")?.slice();
  if (bytes === undefined) throw new Error("the card has no DG13");
  const residence = Buffer.from(PRINTED.residence, "utf8");
  const at = Buffer.from(bytes).indexOf(residence);
  if (at < 0) throw new Error("DG13 does not hold the residence");
  // "Số 1" becomes "Số 9".
  bytes[at + Buffer.byteLength("Số ")] = 0x39;
  return withFiles(chip, { DG13: bytes });
}
