import { describe, expect, it } from "vitest";
import { dataFolder, dataJson, describeData } from "../../test/data.js";
import { fromHex } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { tagName } from "../tlv/tlv.js";
import { readCardAccess } from "./card-access.js";
import { readCardSecurity } from "./card-security.js";
import { readCom } from "./com.js";
import { readDg1 } from "./dg1.js";
import { readDg11 } from "./dg11.js";
import { readDg12 } from "./dg12.js";
import { readDg13 } from "./dg13.js";
import { readDg15 } from "./dg15.js";
import { readDg16 } from "./dg16.js";
import { infosOf, readSecurityInfos, type SecurityInfos } from "./security-infos.js";

type Expected = Readonly<Record<string, unknown>>;
interface SmallFile {
  readonly file: string;
  readonly hex: string;
  readonly expected: Expected;
}

const READERS: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  "EF.COM": readCom,
  "EF.DG1": readDg1,
  "EF.DG11": readDg11,
  "EF.DG12": readDg12,
  "EF.DG13": readDg13,
  "EF.DG15": readDg15,
  "EF.DG16": readDg16,
  "EF.CardAccess": readCardAccess,
  "EF.CardSecurity": readCardSecurity,
  SecurityInfos: readSecurityInfos,
};

/** The error code of every case that the catalogue says is refused, and of the one that is kept instead. */
const REFUSALS: Readonly<Record<string, string>> = {
  "tag 60 missing": "lds.tag",
  "5F36 not 6 bytes": "lds.structure",
  "incomplete tag at the end of the tag list": "lds.structure",
  "not enough bytes": "tlv.truncated",
  "5F1F missing": "lds.structure",
  "partial tag in the tag list": "lds.structure",
  "tag 6B missing": "lds.tag",
  "partial tag": "lds.structure",
  "unknown tag 5F00 (source rejects)": "lds.tag",
  "less data than announced": "tlv.truncated",
  "no length": "tlv.truncated",
  "0 templates": "lds.structure",
  "16 templates": "lds.limit",
  empty: "lds.structure",
  "inner length runs over": "asn1.truncated",
  "no SET": "lds.tag",
};

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ChipidError) return error.code;
    throw error;
  }
}

describeData("small files", () => {
  const files = dataFolder === undefined ? [] : dataJson<{ files: SmallFile[] }>("lds/small-files.json").files;

  it("are all the catalogue's", () => expect(files).toHaveLength(43));

  describe.each([...new Set(files.map((file) => file.file))])("%s", (name) => {
    const read = READERS[name];
    const own = files.filter((file) => file.file === name);
    it.each(own.map((file) => [JSON.stringify(file.expected).slice(0, 80), file] as const))(
      "%s",
      (_, { hex, expected }) => {
        if (read === undefined) throw new Error(`no reader for ${name}`);
        const bytes = fromHex(hex);
        if (typeof expected.error === "string") {
          if (expected.error.startsWith("name with three << parts")) {
            // Kept: the catalogue allows it, and the name is signed as it stands.
            expect(readDg11(bytes).otherNames.map((other) => other.text)).toEqual(["SMITH<<SMITH<<JOHN"]);
            return;
          }
          expect(codeOf(() => read(bytes))).toBe(REFUSALS[expected.error]);
          expect(REFUSALS[expected.error]).toBeDefined();
          return;
        }
        check(name, bytes, expected);
      },
    );
  });
});

function check(name: string, bytes: Uint8Array, expected: Expected): void {
  switch (name) {
    case "EF.COM": {
      const com = readCom(bytes);
      expect({ ...com, tags: com.tags.map(tagName) }).toMatchObject(expected);
      return;
    }
    case "EF.DG1":
      checkDg1(bytes, expected);
      return;
    case "EF.DG11":
      checkDg11(bytes, expected);
      return;
    case "EF.DG12": {
      const dg12 = readDg12(bytes);
      const shown = {
        issuingAuthority: dg12.issuingAuthority,
        dateOfIssue: dg12.dateOfIssue?.text,
        personalizationDateTime: dg12.personalizationTime?.text,
        personalizationSystemSerialNumber: dg12.personalizationSystem,
        otherPersons: dg12.otherPersons.map((person) => person.text),
      };
      expect(shown).toMatchObject(expected);
      return;
    }
    case "EF.DG15":
      expect(readDg15(bytes).publicKey).toMatchObject({
        ok: true,
        key: { kind: "ec", curve: "brainpoolP256r1", encoding: "explicit" },
      });
      return;
    case "EF.CardAccess":
      checkInfos(readCardAccess(bytes).securityInfos, expected);
      return;
    case "EF.CardSecurity":
      checkInfos(readCardSecurity(bytes).securityInfos, expected);
      return;
    case "SecurityInfos":
      checkInfos(readSecurityInfos(bytes), expected);
      return;
    default:
      throw new Error(`no check for ${name}`);
  }
}

function checkDg1(bytes: Uint8Array, expected: Expected): void {
  const { mrz: result, lines } = readDg1(bytes);
  if (!result.ok) throw new Error("the MRZ was not read");
  const { mrz } = result;
  expect(lines).toEqual(mrz.lines);
  expect(mrz.format).toBe(expected.format);
  if (expected.documentNumber !== undefined) expect(mrz.documentNumber).toBe(expected.documentNumber);
  if (expected.issuer !== undefined) expect(lines[0]?.slice(2, 5)).toBe(expected.issuer);
  if (expected.surname !== undefined) {
    expect([mrz.name.primary, mrz.name.secondary]).toEqual([expected.surname, expected.given]);
  }
  if (expected.allCheckDigits === "valid") expect(mrz.checkDigitsOk).toBe(true);
  if (expected.compositeCheckDigit !== undefined) {
    expect(mrz.checkDigits.filter((digit) => !digit.ok).map((digit) => digit.field)).toEqual(["composite"]);
  }
}

function checkDg11(bytes: Uint8Array, expected: Expected): void {
  const dg11 = readDg11(bytes);
  const date = dg11.fullDateOfBirth;
  const encoding = date?.encoding === "bcd" ? "BCD, 4 bytes" : "ASCII, 8 bytes";
  const shown = {
    nameOfHolder: dg11.nameOfHolder?.text,
    otherNames: dg11.otherNames.map((other) => other.text),
    personalNumber: dg11.personalNumber,
    fullDateOfBirth: date === undefined ? undefined : `${date.text} (${encoding})`,
    placeOfBirth: dg11.placeOfBirth,
    permanentAddress: dg11.permanentAddress,
    telephone: dg11.telephone,
    profession: dg11.profession,
    title: dg11.title,
    personalSummary: dg11.personalSummary,
    proofOfCitizenship: dg11.proofOfCitizenship?.image.length === 1 ? "1 byte 00" : undefined,
    otherValidTDNumbers: dg11.otherDocumentNumbers,
    custodyInformation: dg11.custodyInformation,
  };
  expect(shown).toMatchObject(expected);
}

function checkInfos({ infos }: SecurityInfos, expected: Expected): void {
  expect(infos.length).toBeGreaterThan(0);
  expect(infosOf(infos, "malformed")).toEqual([]);
  const keyId = (id: bigint | undefined) => (id === undefined ? undefined : Number(id));
  if (expected.paceInfos !== undefined) expect(infosOf(infos, "pace")).toMatchObject(expected.paceInfos as object);
  if (expected.chipAuthenticationInfo !== undefined) {
    expect(infosOf(infos, "chip-authentication").map((info) => ({ ...info, keyId: keyId(info.keyId) }))).toMatchObject([
      expected.chipAuthenticationInfo,
    ]);
  }
  if (expected.terminalAuthenticationInfo !== undefined) {
    expect(infosOf(infos, "terminal-authentication")).toMatchObject([expected.terminalAuthenticationInfo]);
  }
  if (expected.unknown !== undefined) expect(infos.map((info) => info.kind)).toEqual(["other"]);
}
