/** Numbers of the data groups of the eMRTD application (ICAO 9303-10 §4.7). */
export type DataGroupNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16;

export type DataGroupName = `DG${DataGroupNumber}`;

export type ElementaryFileName =
  | "EF.COM"
  | "EF.SOD"
  | "EF.DIR"
  | "EF.ATR/INFO"
  | "EF.CardAccess"
  | "EF.CardSecurity"
  | DataGroupName;

export interface ElementaryFileEntry {
  readonly name: ElementaryFileName;
  /** Number of the data group; undefined for the others. */
  readonly number: DataGroupNumber | undefined;
  /** First tag of the file; undefined where a file is a run of data objects. */
  readonly tag: number | undefined;
  /** File identifier. It is unique within its application only: 011D is EF.SOD there and EF.CardSecurity in the MF. */
  readonly fid: number;
  /** Short file identifier, 1–30. */
  readonly sfi: number;
  /** Where it lies: the eMRTD application A0000002471001 or the master file. */
  readonly parent: "emrtd" | "mf";
}

const DATA_GROUP_TAGS: Readonly<Record<DataGroupNumber, number>> = {
  1: 0x61,
  2: 0x75,
  3: 0x63,
  4: 0x76,
  5: 0x65,
  6: 0x66,
  7: 0x67,
  8: 0x68,
  9: 0x69,
  10: 0x6a,
  11: 0x6b,
  12: 0x6c,
  13: 0x6d,
  14: 0x6e,
  15: 0x6f,
  16: 0x70,
};

export const DATA_GROUP_NUMBERS: readonly DataGroupNumber[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

function dataGroup(number: DataGroupNumber): ElementaryFileEntry {
  return {
    name: `DG${number}`,
    number,
    tag: DATA_GROUP_TAGS[number],
    fid: 0x0100 + number,
    sfi: number,
    parent: "emrtd",
  };
}

/** Every elementary file this SDK knows (ICAO 9303-10 §3.11, §4.6, §4.7; tags and identifiers of Tables 34 and 38). */
export const ELEMENTARY_FILES: readonly ElementaryFileEntry[] = [
  { name: "EF.COM", number: undefined, tag: 0x60, fid: 0x011e, sfi: 0x1e, parent: "emrtd" },
  { name: "EF.SOD", number: undefined, tag: 0x77, fid: 0x011d, sfi: 0x1d, parent: "emrtd" },
  ...DATA_GROUP_NUMBERS.map(dataGroup),
  { name: "EF.CardAccess", number: undefined, tag: 0x31, fid: 0x011c, sfi: 0x1c, parent: "mf" },
  { name: "EF.CardSecurity", number: undefined, tag: 0x30, fid: 0x011d, sfi: 0x1d, parent: "mf" },
  { name: "EF.ATR/INFO", number: undefined, tag: undefined, fid: 0x2f01, sfi: 0x01, parent: "mf" },
  { name: "EF.DIR", number: undefined, tag: 0x61, fid: 0x2f00, sfi: 0x1e, parent: "mf" },
];

const BY_NAME: ReadonlyMap<string, ElementaryFileEntry> = new Map(ELEMENTARY_FILES.map((file) => [file.name, file]));
const BY_TAG: ReadonlyMap<number, DataGroupNumber> = new Map(
  DATA_GROUP_NUMBERS.map((number) => [DATA_GROUP_TAGS[number], number]),
);

/** The registry's entry of a name. */
export function elementaryFile(name: ElementaryFileName): ElementaryFileEntry {
  const entry = BY_NAME.get(name);
  if (entry === undefined) throw new TypeError(`No elementary file is called ${name}.`);
  return entry;
}

export function dataGroupName(number: DataGroupNumber): DataGroupName {
  return `DG${number}`;
}

export function isDataGroupNumber(value: number): value is DataGroupNumber {
  return Number.isInteger(value) && value >= 1 && value <= 16;
}

export function tagOfDataGroup(number: DataGroupNumber): number {
  return DATA_GROUP_TAGS[number];
}

/** Number of the data group with this tag, as in EF.COM's tag list; undefined for any other tag. */
export function dataGroupOfTag(tag: number): DataGroupNumber | undefined {
  return BY_TAG.get(tag);
}

const FILE_NAMES: ReadonlyMap<string, ElementaryFileName> = new Map([
  ["COM", "EF.COM"],
  ["SOD", "EF.SOD"],
  ["DIR", "EF.DIR"],
  ["CARDACCESS", "EF.CardAccess"],
  ["CARDSECURITY", "EF.CardSecurity"],
  ...DATA_GROUP_NUMBERS.map((number): [string, ElementaryFileName] => [`DG${number}`, `DG${number}`]),
]);
const NAMED = /^(?:EF[._]?)?(COM|SOD|DIR|DG(?:[1-9]|1[0-6])|CARDACCESS|CARDSECURITY)(?:\.BIN)?$/;
const NUMBERED = /^DATAGROUP([1-9]|1[0-6])(?:\.BIN)?$/;
const IDENTIFIER = /^EF(01(?:0[1-9A-F]|10|1D|1E))(?:\.BIN)?$/;

/**
 * The elementary file that a file name stands for, whatever its case: `EF_SOD.bin`, `EF.SOD`, `sod`, `DG1.bin`,
 * `Datagroup1.bin`, `ef0101.bin`. undefined for every other name. No folder may be part of it.
 */
export function fileFromName(filename: string): ElementaryFileName | undefined {
  const name = filename.toUpperCase();
  const named = NAMED.exec(name)?.[1];
  if (named !== undefined) return FILE_NAMES.get(named);
  const numbered = NUMBERED.exec(name)?.[1];
  if (numbered !== undefined) return FILE_NAMES.get(`DG${numbered}`);
  const identifier = IDENTIFIER.exec(name)?.[1];
  if (identifier === undefined) return undefined;
  const fid = Number.parseInt(identifier, 16);
  return ELEMENTARY_FILES.find((file) => file.parent === "emrtd" && file.fid === fid)?.name;
}
