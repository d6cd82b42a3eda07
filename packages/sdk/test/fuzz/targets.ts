import { parseSignedData } from "../../src/asn1/cms.js";
import { readAsn1 } from "../../src/asn1/node.js";
import { OID } from "../../src/asn1/oids.js";
import { createCrypto } from "../../src/crypto/engine.js";
import { createPureBackend } from "../../src/crypto/pure.js";
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
import { readDg13 } from "../../src/lds/dg13.js";
import { readDg14, writeDg14 } from "../../src/lds/dg14.js";
import { readDir, writeDir } from "../../src/lds/dir.js";
import { type ElementaryFileName, elementaryFile } from "../../src/lds/files.js";
import { identifyImage } from "../../src/lds/image/identify.js";
import {
  chipAuthenticationOid,
  paceOid,
  type SecurityInfoFields,
  writeSecurityInfos,
} from "../../src/lds/security-infos.js";
import { readSod } from "../../src/lds/sod.js";
import { parseMrz } from "../../src/mrz/parse.js";
import { parseCertificate } from "../../src/pki/certificate.js";
import { parseCrl } from "../../src/pki/crl.js";
import { readPublicKey } from "../../src/pki/spki.js";
import { walkTlv } from "../../src/tlv/tlv.js";
import { readDg13 as readVietnamDg13 } from "../../src/vietnam/dg13.js";
import { writeDg13 as writeVietnamDg13 } from "../../src/vietnam/dg13-write.js";
import { anyTlvHeader, type Header, magic, textHeader, tlvHeader } from "./headers.js";
import { madeCodestream, madeJp2, madeJpeg } from "./made-images.js";
import { madeTrust } from "./made-seeds.js";
import { berMutator, bytesMutator, type Mutator, textMutator } from "./mutate.js";
import { call, type FuzzTarget } from "./run.js";
import { FoundSeeds, type SeedFolders } from "./seeds.js";

/** A target before its seeds are sorted. */
interface Entry extends Omit<FuzzTarget, "seeds"> {
  /** Made at run time; the parser must accept every one. */
  readonly made: readonly Uint8Array[];
  /** Found in fixtures and data; those the parser refuses are left out. */
  readonly found: readonly Uint8Array[];
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const MRZ_TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const MRZ_TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const MRZ_TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const MRZ_ALPHABET = "<<<<<<ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const SECURITY_INFOS: readonly SecurityInfoFields[] = [
  { kind: "pace", oid: paceOid("ecdh", "gm", "aes-128"), parameterId: 13 },
  { kind: "chip-authentication", oid: chipAuthenticationOid("ecdh", "aes-128") },
  { kind: "terminal-authentication" },
  { kind: "active-authentication", signatureAlgorithm: "0.4.0.127.0.7.1.1.4.1.3" },
];

/** Every parser of the SDK that reads what it did not make, by name. */
export function fuzzTargets(folders: SeedFolders): FuzzTarget[] {
  const found = new FoundSeeds(folders);
  const made = madeTrust();
  const crypto = createCrypto({ pure: createPureBackend() });
  const dg1 = writeDg1(MRZ_TD3);
  const sods = [made.sod([[1, dg1]]), made.sod([[1, dg1]], { ber: true })];
  const jpeg = madeJpeg(480, 640);
  const jp2 = madeJp2(413, 531);
  const finger = {
    header: { biometricType: Uint8Array.of(8), formatOwner: Uint8Array.of(1, 1), formatType: Uint8Array.of(0, 7) },
    data: new Uint8Array(50).fill(0x46),
  };
  const chipKey: SecurityInfoFields = {
    kind: "chip-authentication-public-key",
    agreement: "ecdh",
    spki: made.spkis[1] ?? new Uint8Array(),
  };
  const vietnam = writeVietnamDg13({
    personalNumber: "001099000001",
    fullName: "Nguyễn Văn Thử",
    birth: "15/01/1999",
    sex: "Nam",
    nationality: "Việt Nam",
    ethnicity: "Kinh",
    religion: "Không",
    placeOfOrigin: "Hà Nội",
    placeOfResidence: "Số 1, Hà Nội",
    identifyingFeatures: null,
    issued: "20/02/2021",
    expires: "15/01/2039",
    parents: ["Nguyễn Văn A", "Trần Thị B"],
    spouse: null,
    oldNumber: "012345678",
    unknown16: "0000",
  });

  const ber = (
    name: string,
    header: Header,
    parse: FuzzTarget["parse"],
    seeds: readonly Uint8Array[],
    refusal?: FuzzTarget["refusal"],
  ): Entry => ({
    name,
    made: seeds,
    found: found.of(name),
    mutator: berMutator,
    passesHeader: header,
    parse,
    ...(refusal === undefined ? {} : { refusal }),
  });
  const file = (name: ElementaryFileName, parse: FuzzTarget["parse"], ...seeds: readonly Uint8Array[]): Entry => {
    const { tag } = elementaryFile(name);
    return ber(name, tag === undefined ? anyTlvHeader : tlvHeader(tag), parse, seeds);
  };
  const text = (
    name: string,
    header: RegExp,
    mutator: Mutator,
    parse: (text: string) => unknown,
    seeds: readonly string[],
    refusal?: FuzzTarget["refusal"],
  ): Entry => ({
    name,
    made: seeds.map(utf8),
    found: found.of(name),
    mutator,
    passesHeader: textHeader(header),
    parse: (input) => parse(new TextDecoder().decode(input)),
    ...(refusal === undefined ? {} : { refusal }),
  });
  const image = (name: string, header: Header, keep: number, seeds: readonly Uint8Array[]): Entry => ({
    name,
    made: seeds,
    found: found.of(name),
    mutator: bytesMutator(keep),
    passesHeader: header,
    parse: identifyImage,
    refusal: (result) => why(result, "displayable"),
  });

  const entries: Entry[] = [
    ber("tlv", anyTlvHeader, (input) => walkTlv(input, () => undefined), [
      dg1,
      writeCom({ dataGroups: [1, 2] }),
      ...sods.slice(0, 1),
    ]),
    ber("asn1 (der)", tlvHeader(0x30), (input) => readAsn1(input), [made.csca, made.ds, made.crl]),
    ber("asn1 (ber)", tlvHeader(0x30), (input) => readAsn1(input, { mode: "ber" }), [made.csca, made.ds, made.crl]),
    ber("cms", tlvHeader(0x30), (input) => parseSignedData(input, { mode: "ber", trailing: true }), [
      made.masterList,
      made.deviationList,
    ]),
    ber("certificate", tlvHeader(0x30), parseCertificate, [made.csca, made.ds, made.listSigner]),
    ber("spki", tlvHeader(0x30), readPublicKey, made.spkis, (result) => why(result, "ok")),
    ber("crl", tlvHeader(0x30), parseCrl, [made.crl]),

    file("EF.COM", readCom, writeCom({ dataGroups: [1, 2, 13, 14] })),
    file("EF.SOD", readSod, ...sods),
    file("EF.CardAccess", readCardAccess, writeCardAccess(SECURITY_INFOS)),
    file(
      "EF.CardSecurity",
      readCardSecurity,
      made.signed(OID.securityObject, writeSecurityInfos([...SECURITY_INFOS, chipKey])),
    ),
    file(
      "EF.ATR/INFO",
      readAtrInfo,
      writeAtrInfo({ cardCapabilities: Uint8Array.of(0, 0, 0x40), maxCommandLength: 1000, maxResponseLength: 2000 }),
    ),
    file(
      "EF.DIR",
      readDir,
      writeDir([
        { aid: Uint8Array.of(0xa0, 0, 0, 2, 0x47, 0x10, 1) },
        { aid: new Uint8Array(9).fill(0xe8), label: utf8("eID") },
      ]),
    ),
    file("DG1", readDg1, dg1, writeDg1(MRZ_TD1), writeDg1(MRZ_TD2)),
    file(
      "DG2",
      readDg2,
      writeDg2({ image: jpeg }),
      writeDg2({ image: jp2 }),
      writeDg2({ image: jpeg, format: "iso39794-5" }),
      writeDg2({ image: jp2, format: "iso39794-5" }),
    ),
    file("DG3", readDg3, writeDg3([finger, finger]), writeDg3([])),
    file("DG4", readDg4, writeDg4([finger])),
    file("DG5", readDg5, writeDg5([jpeg])),
    file("DG7", readDg7, writeDg7([jpeg, jp2])),
    file("DG13", readDg13, vietnam),
    file("DG14", readDg14, writeDg14([...SECURITY_INFOS, chipKey])),

    image("jpeg", magic("ffd8"), 4, [jpeg]),
    image("jpeg2000", magic("0000000c6a5020200d0a870a", "ff4fff51"), 12, [jp2, madeCodestream(413, 531)]),

    text("mrz", MRZ_SHAPE, textMutator(MRZ_ALPHABET, "\n", true), parseMrz, [MRZ_TD1, MRZ_TD2, MRZ_TD3], (result) =>
      why(result, "ok"),
    ),
    ber("vietnam DG13", tlvHeader(0x6d), readVietnamDg13, [vietnam], (result) => why(result, "ok")),
  ];
  void crypto;
  return entries.map(({ made: own, found: others, ...entry }) => ({
    ...entry,
    seeds: [...own, ...others.filter((seed) => call(entry, seed).kind === "accepted")],
  }));
}

/** Name of a target as a folder's name. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}

const MRZ_SHAPE = /^(?:[^\n]{30}\n[^\n]{30}\n[^\n]{30}|[^\n]{36}\n[^\n]{36}|[^\n]{44}\n[^\n]{44})$/;

/** What a result says it was refused with, when its `flag` is false: its `why`, else the code of its first issue. */
function why(result: unknown, flag: "ok" | "displayable"): string | undefined {
  if (typeof result !== "object" || result === null || Reflect.get(result, flag) === true) return undefined;
  const reason: unknown = Reflect.get(result, "why") ?? Reflect.get(Reflect.get(result, "issues")?.[0] ?? {}, "code");
  return typeof reason === "string" ? reason : "refused without a reason";
}
