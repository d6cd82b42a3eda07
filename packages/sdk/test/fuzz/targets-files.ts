import { OID } from "../../src/asn1/oids.js";
import { readAtrInfo, writeAtrInfo } from "../../src/lds/atr-info.js";
import { readCardAccess, writeCardAccess } from "../../src/lds/card-access.js";
import { readCardSecurity } from "../../src/lds/card-security.js";
import { readCom, writeCom } from "../../src/lds/com.js";
import { readDg1, writeDg1 } from "../../src/lds/dg1.js";
import { readDg2, writeDg2 } from "../../src/lds/dg2.js";
import { readDg3, writeDg3 } from "../../src/lds/dg3.js";
import { readDg4, writeDg4 } from "../../src/lds/dg4.js";
import { readDg5, writeDg5 } from "../../src/lds/dg5.js";
import { readDg7, writeDg7 } from "../../src/lds/dg7.js";
import { readDg11, writeDg11 } from "../../src/lds/dg11.js";
import { readDg12, writeDg12 } from "../../src/lds/dg12.js";
import { readDg13 } from "../../src/lds/dg13.js";
import { readDg14, writeDg14 } from "../../src/lds/dg14.js";
import { readDg15, writeDg15 } from "../../src/lds/dg15.js";
import { readDg16, writeDg16 } from "../../src/lds/dg16.js";
import { readDir, writeDir } from "../../src/lds/dir.js";
import { identifyImage } from "../../src/lds/image/identify.js";
import { readIso19794Record, writeIso19794Record } from "../../src/lds/iso19794-5.js";
import { readIso39794Block, writeIso39794Block } from "../../src/lds/iso39794-5.js";
import { readLdsSecurityObject } from "../../src/lds/lds-security-object.js";
import {
  chipAuthenticationOid,
  paceOid,
  type SecurityInfoFields,
  writeSecurityInfos,
} from "../../src/lds/security-infos.js";
import { readSod } from "../../src/lds/sod.js";
import { createSecurityObject } from "../../src/simulator/issuer/security-object.js";
import { readDg13 as readVietnamDg13 } from "../../src/vietnam/dg13.js";
import { ber, type Entry, file, type Makings, NONE, utf8, why } from "./entry.js";
import { type Header, magic, tlvHeader } from "./headers.js";
import { madeCodestream, madeJp2, madeJpeg } from "./made-images.js";
import { MRZ_TD1, MRZ_TD2, MRZ_TD3, vietnamDg13 } from "./made-texts.js";
import { bytesMutator } from "./mutate.js";

const SECURITY_INFOS: readonly SecurityInfoFields[] = [
  { kind: "pace", oid: paceOid("ecdh", "gm", "aes-128"), parameterId: 13 },
  { kind: "chip-authentication", oid: chipAuthenticationOid("ecdh", "aes-128") },
  { kind: "terminal-authentication", efCvca: { fid: 0x011c, sfi: 0x1c } },
  { kind: "active-authentication", signatureAlgorithm: "0.4.0.127.0.7.1.1.4.1.3" },
  { kind: "card-info", url: "https://card.example/" },
];

const FINGER = {
  header: { biometricType: Uint8Array.of(8), formatOwner: Uint8Array.of(1, 1), formatType: Uint8Array.of(0, 7) },
  data: new Uint8Array(50).fill(0x46),
};

const FILE = /^(lds|tlv)\./;
const FILE_WITH_DER = /^(lds|tlv|asn1)\./;

/** The elementary files, and the images in them. */
export function fileTargets({ trust }: Makings): Entry[] {
  const jpeg = madeJpeg(480, 640);
  const jp2 = madeJp2(413, 531);
  const dg1 = writeDg1(MRZ_TD3);
  const dg13 = vietnamDg13();
  const chipKeys = trust.spkis.slice(0, 2).map((spki): SecurityInfoFields => {
    return { kind: "chip-authentication-public-key", agreement: "ecdh", spki, keyId: 1 };
  });
  const infos = [...SECURITY_INFOS, ...chipKeys];
  const image = (name: string, passesHeader: Header, keep: number, ...made: readonly Uint8Array[]): Entry => {
    const mutator = bytesMutator(keep);
    return { name, passesHeader, codes: NONE, mutator, parse: identifyImage, made, refusal: why("displayable") };
  };
  return [
    file("EF.COM", FILE, readCom, writeCom({ dataGroups: [1, 2, 13, 14] })),
    file("EF.SOD", /^(lds\.tag|tlv|cms|asn1)\b/, readSod, trust.sod([[1, dg1]]), trust.sod([[1, dg1]], { ber: true })),
    file("EF.CardAccess", /^(lds\.(tag|limit)|asn1)\b/, readCardAccess, writeCardAccess(SECURITY_INFOS)),
    file(
      "EF.CardSecurity",
      /^(lds\.(tag|structure|limit)|cms|asn1)\b/,
      readCardSecurity,
      trust.signed(OID.securityObject, writeSecurityInfos(infos)),
    ),
    file(
      "EF.ATR/INFO",
      /^(lds\.structure|tlv)\b/,
      readAtrInfo,
      writeAtrInfo({ cardCapabilities: Uint8Array.of(0, 0, 0x40), maxCommandLength: 1000, maxResponseLength: 2000 }),
    ),
    file(
      "EF.DIR",
      /^(lds\.structure|tlv)\b/,
      readDir,
      writeDir([
        { aid: Uint8Array.of(0xa0, 0, 0, 2, 0x47, 0x10, 1) },
        { aid: new Uint8Array(9).fill(0xe8), label: utf8("eID") },
      ]),
    ),
    file("DG1", FILE, readDg1, dg1, writeDg1(MRZ_TD1), writeDg1(MRZ_TD2)),
    file(
      "DG2",
      FILE_WITH_DER,
      readDg2,
      ...(["iso19794-5", "iso39794-5"] as const).flatMap((format) =>
        [jpeg, jp2].map((picture) => writeDg2({ image: picture, format })),
      ),
    ),
    file("DG3", FILE, readDg3, writeDg3([FINGER, FINGER]), writeDg3([])),
    file("DG4", FILE, readDg4, writeDg4([FINGER])),
    file("DG5", FILE, readDg5, writeDg5([jpeg])),
    file("DG7", FILE, readDg7, writeDg7([jpeg, jp2])),
    file(
      "DG11",
      FILE,
      readDg11,
      writeDg11({
        nameOfHolder: "ERIKSSON<<ANNA<MARIA",
        otherNames: ["ERIKSSON<<ANNIE", "E<<A"],
        personalNumber: "1234",
        fullDateOfBirth: "19740812",
        placeOfBirth: ["TOWN", "UTO"],
        permanentAddress: ["STREET 1", "TOWN"],
        telephone: "+1",
        profession: "TESTER",
        title: "DR",
        personalSummary: "NONE",
        proofOfCitizenship: jpeg,
        otherDocumentNumbers: ["A1", "B2"],
        custodyInformation: "NONE",
      }),
    ),
    file(
      "DG12",
      FILE,
      readDg12,
      writeDg12({
        issuingAuthority: "UTOPIA",
        dateOfIssue: "20230301",
        otherPersons: ["SMITH<<J"],
        endorsements: "NONE",
        taxOrExitRequirements: "NONE",
        frontImage: jpeg,
        rearImage: jp2,
        personalizationTime: "20230301120000",
        personalizationSystem: "1",
      }),
    ),
    file("DG13", FILE, readDg13, dg13),
    file("DG14", FILE_WITH_DER, readDg14, writeDg14(infos)),
    file("DG15", FILE_WITH_DER, readDg15, ...trust.spkis.map(writeDg15)),
    file(
      "DG16",
      FILE,
      readDg16,
      writeDg16([
        { dateRecorded: "20230301", name: "SMITH<<JOHN", telephone: "+1", address: ["STREET 1", "TOWN"] },
        { name: "DOE<<JANE" },
      ]),
    ),
    {
      name: "ISO 19794-5 record",
      made: [jpeg, jp2].map((data, type) =>
        writeIso19794Record({ image: data, imageDataType: type === 0 ? 0 : 1, width: 480, height: 640 }),
      ),
      mutator: bytesMutator(8),
      passesHeader: magic("46414300"),
      codes: /^lds\./,
      parse: readIso19794Record,
    },
    ber(
      "ISO 39794-5 block",
      tlvHeader(0x65, 0xa1),
      /^(lds|asn1)\./,
      readIso39794Block,
      [jpeg, jp2].map((data, type) =>
        writeIso39794Block({ image: data, imageDataFormat: type + 2, imageSize: { width: 480, height: 640 } }),
      ),
    ),
    ber("LDS security object", tlvHeader(0x30), /^(lds|asn1)\./, readLdsSecurityObject, [
      createSecurityObject({ hash: "sha-256", dataGroups: [[1, dg1]] }),
      createSecurityObject({
        hash: "sha-512",
        dataGroups: [
          [1, dg1],
          [13, dg13],
        ],
        versionInfo: { lds: "0108", unicode: "040000" },
      }),
    ]),
    ber("vietnam DG13", tlvHeader(0x6d), NONE, readVietnamDg13, [dg13], { refusal: why("ok"), kinds: ["DG13"] }),
    image("jpeg", magic("ffd8"), 4, jpeg),
    image("jpeg2000", magic("0000000c6a5020200d0a870a", "ff4fff51"), 12, jp2, madeCodestream(413, 531)),
  ];
}
