import { encodeTlv, type Tlv } from "../tlv/tlv.js";
import { readCount, readMembers, requireOne, structureError } from "./elementary-file.js";

const REFERENCE = "ICAO 9303-10 §4.7.2.1";
const MAX_TEMPLATES = 32;

/** Biometric Header Template A1 (ICAO 9303-10 Table 41, ISO/IEC 7816-11): values as they stand, absent ones undefined. */
export interface BiometricHeader {
  /** 80 */
  readonly version: Uint8Array | undefined;
  /** 81: 02 face, 08 finger, 10 iris. */
  readonly biometricType: Uint8Array | undefined;
  /** 82 */
  readonly biometricSubtype: Uint8Array | undefined;
  /** 83 */
  readonly creationDateTime: Uint8Array | undefined;
  /** 85 */
  readonly validityPeriod: Uint8Array | undefined;
  /** 86 */
  readonly creator: Uint8Array | undefined;
  /** 87: 0101 is ISO/IEC JTC 1/SC 37. */
  readonly formatOwner: Uint8Array | undefined;
  /** 88: 0008 is ISO/IEC 19794-5, 002A is ISO/IEC 39794-5. */
  readonly formatType: Uint8Array | undefined;
}

export interface BiometricTemplate {
  readonly header: BiometricHeader;
  /** The biometric data block: 5F2E, or 7F2E when it is constructed. */
  readonly dataTag: 0x5f2e | 0x7f2e;
  readonly data: Uint8Array;
}

/**
 * The Biometric Information Templates (7F60) of a group template (7F61), in the nested form that Doc 9303-10 §4.7.2.1
 * takes from ISO/IEC 7816-11.
 * @throws ChipidError `lds.structure`, `lds.limit` for more than 32 templates announced, `tlv.*`
 */
export function readBiometricTemplates(value: Uint8Array, name: string): BiometricTemplate[] {
  const outer = readMembers(value);
  const group = readMembers(requireOne(outer, 0x7f61, name, REFERENCE).value);
  const countObject = requireOne(group, 0x02, name, REFERENCE);
  const count = readCount(countObject.value, MAX_TEMPLATES, "biometric templates", REFERENCE);
  const templates = group.filter((member) => member.tag === 0x7f60);
  // An issuer without fingerprints writes no template and random bytes in 53, so that no two files are alike.
  const known = templates.length + 1 + group.filter((member) => member.tag === 0x53).length;
  if (known !== group.length) throw structureError(`${name} has an unknown object beside its templates.`, REFERENCE);
  if (templates.length !== count) {
    throw structureError(`${name} announces ${count} templates and has ${templates.length}.`, REFERENCE);
  }
  return templates.map((template) => readTemplate(template, name));
}

function readTemplate(template: Tlv, name: string): BiometricTemplate {
  const members = readMembers(template.value);
  const header = readMembers(requireOne(members, 0xa1, name, REFERENCE).value);
  const data = members.filter((member) => member.tag === 0x5f2e || member.tag === 0x7f2e);
  const [block] = data;
  if (block === undefined || data.length > 1) {
    throw structureError(`A template of ${name} has not one biometric data block.`, REFERENCE);
  }
  const value = (tag: number): Uint8Array | undefined => header.find((member) => member.tag === tag)?.value;
  return {
    header: {
      version: value(0x80),
      biometricType: value(0x81),
      biometricSubtype: value(0x82),
      creationDateTime: value(0x83),
      validityPeriod: value(0x85),
      creator: value(0x86),
      formatOwner: value(0x87),
      formatType: value(0x88),
    },
    dataTag: block.tag === 0x5f2e ? 0x5f2e : 0x7f2e,
    data: block.value,
  };
}

export interface BiometricTemplateFields {
  readonly header: Partial<BiometricHeader>;
  readonly dataTag?: 0x5f2e | 0x7f2e;
  readonly data: Uint8Array;
}

/** A group template 7F61. */
export function writeBiometricTemplates(templates: readonly BiometricTemplateFields[]): Uint8Array {
  return encodeTlv(
    0x7f61,
    encodeTlv(0x02, Uint8Array.of(templates.length)),
    ...templates.map(({ header, dataTag, data }) =>
      encodeTlv(0x7f60, writeHeader(header), encodeTlv(dataTag ?? 0x5f2e, data)),
    ),
  );
}

function writeHeader(header: Partial<BiometricHeader>): Uint8Array {
  const objects: readonly (readonly [number, Uint8Array | undefined])[] = [
    [0x80, header.version],
    [0x81, header.biometricType],
    [0x82, header.biometricSubtype],
    [0x83, header.creationDateTime],
    [0x85, header.validityPeriod],
    [0x86, header.creator],
    [0x87, header.formatOwner],
    [0x88, header.formatType],
  ];
  return encodeTlv(0xa1, ...objects.flatMap(([tag, value]) => (value === undefined ? [] : [encodeTlv(tag, value)])));
}
