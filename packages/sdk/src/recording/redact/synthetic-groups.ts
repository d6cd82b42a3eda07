import { concat } from "../../bytes/bytes.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { writeDg1 } from "../../lds/dg1.js";
import { readDg2, writeDg2 } from "../../lds/dg2.js";
import { writeDg5 } from "../../lds/dg5.js";
import { writeDg7 } from "../../lds/dg7.js";
import { type Dg11, readDg11, writeDg11 } from "../../lds/dg11.js";
import { type Dg12, readDg12, writeDg12 } from "../../lds/dg12.js";
import { type DataGroupNumber, tagOfDataGroup } from "../../lds/files.js";
import { syntheticPortraitJpeg } from "../../simulator/portrait.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { readDg13 } from "../../vietnam/dg13.js";
import { DG13_FIELDS } from "../../vietnam/dg13-types.js";
import { type Dg13Content, writeDg13 } from "../../vietnam/dg13-write.js";
import type { Day, SyntheticHolder } from "./synthetic-holder.js";
import { patterned } from "./synthetic-holder.js";

// Data groups of the synthetic holder in the shape of recorded ones: which fields there are, roughly how long; never what
// they say. DG14 and DG15 are made with the chip's keys.

const TEXT = "REDACTED";

/** The group's synthetic counterpart; `recorded` is undefined for a group that was not read. */
export function syntheticGroup(
  number: DataGroupNumber,
  recorded: Uint8Array | undefined,
  holder: SyntheticHolder,
): Uint8Array {
  try {
    switch (number) {
      case 1:
        return writeDg1(holder.mrz.join(""));
      case 2:
        return portrait(recorded);
      case 5:
        return writeDg5([smallImage()]);
      case 7:
        return writeDg7([smallImage()]);
      case 11:
        return recorded === undefined ? filler(number, undefined) : personalDetails(readDg11(recorded), holder);
      case 12:
        return recorded === undefined ? filler(number, undefined) : documentDetails(readDg12(recorded), holder);
      case 13:
        return nationalData(recorded, holder);
      default:
        return filler(number, recorded);
    }
  } catch (error) {
    // A file that cannot be read stays one that cannot be read.
    if (!isChipidError(error)) throw error;
    return filler(number, recorded);
  }
}

/** Zeros in the group's tag, as many as were there. */
function filler(number: DataGroupNumber, recorded: Uint8Array | undefined): Uint8Array {
  return encodeTlv(tagOfDataGroup(number), new Uint8Array(Math.max(1, (recorded?.length ?? 64) - 4)));
}

function smallImage(): Uint8Array {
  return syntheticPortraitJpeg({ width: 48, height: 48, seed: 7 });
}

/** A drawn face, its file as long as the recorded one where that is longer. */
function portrait(recorded: Uint8Array | undefined): Uint8Array {
  const image = syntheticPortraitJpeg({ width: 96, height: 128, seed: 7 });
  const format = recorded === undefined ? undefined : formatOf(recorded);
  const made = writeDg2({ image, ...(format === undefined ? {} : { format }) });
  const missing = (recorded?.length ?? 0) - made.length;
  return missing <= 0
    ? made
    : writeDg2({ image: withComments(image, missing), ...(format === undefined ? {} : { format }) });
}

function formatOf(dg2: Uint8Array): "iso19794-5" | "iso39794-5" | undefined {
  const [face] = readDg2(dg2).faces;
  return face?.format;
}

/** The JPEG with comment segments (ITU-T T.81 B.2.4.5) of about `length` bytes in all. */
function withComments(jpeg: Uint8Array, length: number): Uint8Array {
  const longest = 65_535;
  const segments: Uint8Array[] = [];
  for (let left = length; left >= 4; ) {
    const size = Math.min(left - 2, longest);
    const segment = new Uint8Array(size + 2);
    segment.set([0xff, 0xfe, size >> 8, size & 0xff]);
    segments.push(segment);
    left -= segment.length;
  }
  return concat(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
}

function personalDetails(recorded: Dg11, holder: SyntheticHolder): Uint8Array {
  const has = (value: unknown): boolean => value !== undefined;
  const texts = (value: readonly string[] | undefined): string[] => (value ?? []).map(() => TEXT);
  return writeDg11({
    ...(has(recorded.nameOfHolder) ? { nameOfHolder: `${holder.surname}<<${holder.givenNames}` } : {}),
    ...(recorded.otherNames.length > 0 ? { otherNames: recorded.otherNames.map(() => `${TEXT}<<${TEXT}`) } : {}),
    ...(recorded.personalNumber === undefined
      ? {}
      : { personalNumber: holder.personalNumber ?? patterned(recorded.personalNumber) }),
    ...(has(recorded.fullDateOfBirth) ? { fullDateOfBirth: compact(holder.birth) } : {}),
    ...(has(recorded.placeOfBirth) ? { placeOfBirth: texts(recorded.placeOfBirth) } : {}),
    ...(has(recorded.permanentAddress) ? { permanentAddress: texts(recorded.permanentAddress) } : {}),
    ...(has(recorded.telephone) ? { telephone: "0000000000" } : {}),
    ...(has(recorded.profession) ? { profession: TEXT } : {}),
    ...(has(recorded.title) ? { title: TEXT } : {}),
    ...(has(recorded.personalSummary) ? { personalSummary: TEXT } : {}),
    ...(has(recorded.proofOfCitizenship) ? { proofOfCitizenship: smallImage() } : {}),
    ...(has(recorded.otherDocumentNumbers) ? { otherDocumentNumbers: texts(recorded.otherDocumentNumbers) } : {}),
    ...(has(recorded.custodyInformation) ? { custodyInformation: TEXT } : {}),
  });
}

function documentDetails(recorded: Dg12, holder: SyntheticHolder): Uint8Array {
  const has = (value: unknown): boolean => value !== undefined;
  return writeDg12({
    ...(has(recorded.issuingAuthority) ? { issuingAuthority: TEXT } : {}),
    ...(has(recorded.dateOfIssue) ? { dateOfIssue: compact(holder.issued) } : {}),
    ...(recorded.otherPersons.length > 0 ? { otherPersons: recorded.otherPersons.map(() => `${TEXT}<<${TEXT}`) } : {}),
    ...(has(recorded.endorsements) ? { endorsements: TEXT } : {}),
    ...(has(recorded.taxOrExitRequirements) ? { taxOrExitRequirements: TEXT } : {}),
    ...(has(recorded.frontImage) ? { frontImage: smallImage() } : {}),
    ...(has(recorded.rearImage) ? { rearImage: smallImage() } : {}),
    ...(has(recorded.personalizationTime) ? { personalizationTime: `${compact(holder.issued)}080000` } : {}),
    ...(has(recorded.personalizationSystem) ? { personalizationSystem: TEXT } : {}),
  });
}

/** DG13 of Vietnam's card with the fields that the recorded one has; of any other format a filler. */
function nationalData(recorded: Uint8Array | undefined, holder: SyntheticHolder): Uint8Array {
  const reading = recorded === undefined ? undefined : readDg13(recorded);
  if (reading?.ok !== true) return filler(13, recorded);
  const { fields, parents, unknown16 } = reading.dg13;
  const values: Required<Omit<Dg13Content, "extra">> = {
    personalNumber: holder.personalNumber ?? "000000000000",
    fullName: `${capitalised(holder.surname)} ${capitalised(holder.givenNames)}`,
    birth: slashed(holder.birth),
    sex: "Nam",
    nationality: capitalised(TEXT),
    ethnicity: capitalised(TEXT),
    religion: capitalised(TEXT),
    placeOfOrigin: capitalised(TEXT),
    placeOfResidence: capitalised(TEXT),
    identifyingFeatures: capitalised(TEXT),
    issued: slashed(holder.issued),
    expires: holder.expiry === undefined ? "Không thời hạn" : slashed(holder.expiry),
    parents: parents.map(() => capitalised(TEXT)),
    spouse: capitalised(TEXT),
    oldNumber: "000000000",
    unknown16: "0".repeat(unknown16?.length ?? 16),
  };
  const content: Record<string, unknown> = {};
  for (const [name, number] of Object.entries(DG13_FIELDS)) {
    const field = fields.find((candidate) => candidate.number === number);
    if (field === undefined) continue;
    // A field without a value says "none", which is kept.
    const empty = field.texts.every((text) => text === undefined || text === "");
    content[name] = empty ? null : values[name as keyof typeof values];
  }
  return writeDg13(content as Dg13Content);
}

function capitalised(text: string): string {
  return text.charAt(0) + text.slice(1).toLowerCase();
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function compact({ year, month, day }: Day): string {
  return `${year}${two(month)}${two(day)}`;
}

function slashed({ year, month, day }: Day): string {
  return `${two(day)}/${two(month)}/${year}`;
}
