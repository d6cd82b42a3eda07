import {
  type ChipPersonalisation,
  chipProfile,
  cloneChip,
  type Holder,
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

/** A person whom the program itself does not know, as it knows those of its virtual chips: nothing of hers may stay. */
export const CITIZEN = {
  number: "079185246813",
  oldNumber: "024681357",
  name: "Phạm Thị Thử Nghiệm",
  residence: "Số 27 Đường Kiểm Tra, Phường Giả Định, Thành phố Hồ Chí Minh",
  origin: "Xã Không Thật, Huyện Tưởng Tượng, Cần Thơ",
  mother: "Đỗ Thị Minh Họa",
  religion: "Phật giáo Giả Định",
  qr: "079185246813|024681357|Phạm Thị Thử Nghiệm|12031985|Nữ|Số 27 Đường Kiểm Tra, Phường Giả Định, Thành phố Hồ Chí Minh|05052021",
  mrzLine: "IDVNM1852468131079185246813",
  mrzName: "PHAM<<THI<THU<NGHIEM",
} as const;

export const CARDS = ["citizen", "genuine", "clone", "tampered", "expired", "vn-2024", "passport"] as const;
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
  if (name === "citizen") return simulateDocument({ ...profile, holder: citizen() });
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

function citizen(): Holder {
  return {
    surname: "PHAM",
    givenNames: "THI THU NGHIEM",
    birth: "850312",
    sex: "F",
    nationality: "VNM",
    documentNumber: CITIZEN.number.slice(-9),
    expiry: "450312",
    national: {
      personalNumber: CITIZEN.number,
      fullName: CITIZEN.name,
      birth: "12/03/1985",
      sex: "Nữ",
      nationality: "Việt Nam",
      ethnicity: "Kinh",
      religion: CITIZEN.religion,
      placeOfOrigin: CITIZEN.origin,
      placeOfResidence: CITIZEN.residence,
      identifyingFeatures: "Sẹo chấm đuôi mắt trái",
      issued: "05/05/2021",
      expires: "12/03/2045",
      parents: ["Phạm Văn Ví Dụ", CITIZEN.mother],
      spouse: null,
      oldNumber: CITIZEN.oldNumber,
    },
  };
}
