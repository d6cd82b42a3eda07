import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { dataBytes, dataFolder, dataJson, dataPath, describeData } from "../../test/data.js";
import { fromHex, toHex, utf8 } from "../bytes/bytes.js";
import { readCardAccess } from "./card-access.js";
import { readCardSecurity } from "./card-security.js";
import { readCom } from "./com.js";
import { readDg1 } from "./dg1.js";
import { readDg2 } from "./dg2.js";
import { readDg3 } from "./dg3.js";
import { readDg4 } from "./dg4.js";
import { readDg5 } from "./dg5.js";
import { readDg7 } from "./dg7.js";
import { readDg11 } from "./dg11.js";
import { readDg12 } from "./dg12.js";
import { readDg14 } from "./dg14.js";
import { readDg15 } from "./dg15.js";
import { readDir } from "./dir.js";
import { type ElementaryFileName, fileFromName } from "./files.js";
import type { SecurityInfo } from "./security-info-types.js";
import { infosOf } from "./security-infos.js";
import { readSod } from "./sod.js";

const READERS: Partial<Record<ElementaryFileName, (bytes: Uint8Array) => { readonly trailingBytes: number }>> = {
  "EF.COM": readCom,
  "EF.SOD": readSod,
  DG1: readDg1,
  DG2: readDg2,
  DG3: readDg3,
  DG4: readDg4,
  DG5: readDg5,
  DG7: readDg7,
  DG11: readDg11,
  DG12: readDg12,
  DG14: readDg14,
  DG15: readDg15,
};

function kinds(infos: readonly SecurityInfo[]): string[] {
  return infos.map((info) => info.kind).sort();
}

const FOLDERS = ["bsi-tr03105-5", "bsi2008", "loes2006-nl-specimen", "etsi-epassport-prototype", "tsemrtd"];

describeData("elementary files of the specimens", () => {
  if (dataFolder === undefined) return;

  const files = FOLDERS.flatMap((folder) =>
    readdirSync(dataPath(`lds/${folder}`)).map((file) => [`${folder}/${file}`, fileFromName(file)] as const),
  );

  it("names every file but the certificates and the two defect ones", () => {
    const unnamed = files.filter(([, name]) => name === undefined).map(([path]) => path);
    expect(unnamed.sort()).toEqual([
      "bsi-tr03105-5/dsc_de_0130846f2b3e.cer",
      "bsi-tr03105-5/dsc_de_0142fd5cf927.cer",
      "etsi-epassport-prototype/EF_DG14_EAC_LDS_F06.bin",
      "etsi-epassport-prototype/EF_DG15_EAC_LDS_I01.bin",
    ]);
  });

  it.each(files.flatMap(([path, name]) => (name === undefined ? [] : [[path, name] as const])))(
    "reads %s",
    (path, name) => {
      const read = READERS[name];
      if (read === undefined) throw new Error(`no reader for ${name}`);
      expect(read(dataBytes(`lds/${path}`)).trailingBytes).toBe(0);
    },
  );

  it("gives the holder of the BSI set", () => {
    const { mrz } = readDg1(dataBytes("lds/bsi-tr03105-5/Datagroup1.bin"));
    expect(mrz.ok && [mrz.mrz.name.primary, mrz.mrz.documentNumber, mrz.mrz.checkDigitsOk]).toEqual([
      "MUSTERMANN",
      "C11T002JM",
      true,
    ]);
  });

  it("keeps no biometric data of DG3 and DG4", () => {
    const dg3 = readDg3(dataBytes("lds/bsi-tr03105-5/Datagroup3.bin"));
    expect(dg3.templates.map(({ dataLength }) => dataLength)).toEqual([16435, 15977]);
    expect(dg3.templates.map(({ header }) => toHex(header.formatType ?? utf8("")))).toEqual(["0007", "0007"]);
    expect(JSON.stringify(dg3, bytesAsHex).length).toBeLessThan(1000);
    const dg4 = readDg4(dataBytes("lds/bsi-tr03105-5/Datagroup4.bin"));
    expect(dg4.templates.map(({ header }) => toHex(header.biometricType ?? utf8("")))).toEqual(["10", "10"]);
    expect(JSON.stringify(dg4, bytesAsHex).length).toBeLessThan(1000);
  });

  it("reads DG14 of the specimens", () => {
    const read = (path: string) => readDg14(dataBytes(`lds/${path}`)).securityInfos.infos;
    const three = ["chip-authentication", "chip-authentication-public-key", "terminal-authentication"];
    for (const path of [
      "bsi-tr03105-5/Datagroup14.bin",
      "bsi2008/Datagroup14.bin",
      "etsi-epassport-prototype/EF_DG14.bin",
    ]) {
      expect(kinds(read(path))).toEqual(three);
      expect(infosOf(read(path), "chip-authentication-public-key")[0]).toMatchObject({ agreement: "ecdh" });
    }
    const sample = read("doc9303/spec_sample_encoded_dg14.bin");
    expect(kinds(sample)).toEqual(three);
    expect(infosOf(sample, "chip-authentication")[0]).toMatchObject({ agreement: "dh", cipher: "3des", version: 1 });
  });

  it("sees what is wrong with the defect files", () => {
    // Its ChipAuthenticationInfo says version 16.
    const infos = readDg14(dataBytes("lds/etsi-epassport-prototype/EF_DG14_EAC_LDS_F06.bin")).securityInfos.infos;
    expect(infosOf(infos, "malformed").map((info) => info.announces)).toEqual(["chip-authentication"]);
    // Its first byte is 70 instead of 6F.
    expect(() => readDg15(dataBytes("lds/etsi-epassport-prototype/EF_DG15_EAC_LDS_I01.bin"))).toThrow(
      expect.objectContaining({ code: "lds.tag" }),
    );
  });

  it("reads the keys of DG15", () => {
    const key = (path: string) => readDg15(dataBytes(`lds/${path}`)).publicKey;
    for (const path of [
      "bsi-tr03105-5/Datagroup15.bin",
      "loes2006-nl-specimen/ef010F.bin",
      "etsi-epassport-prototype/EF_DG15.bin",
    ]) {
      expect(key(path)).toMatchObject({ ok: true, key: { kind: "rsa", bits: 1024 } });
    }
    // Its modulus lacks the sign byte: a negative INTEGER, which is no modulus.
    expect(key("bsi2008/Datagroup15.bin")).toMatchObject({ ok: false, why: "parameters" });
  });

  it("reads portrait, signature and details of the synthetic set", () => {
    expect(readDg5(dataBytes("lds/tsemrtd/EF_DG5.bin")).images.map((image) => image.identification)).toMatchObject([
      { displayable: true, mime: "image/jp2", width: 413, height: 531, components: 3 },
    ]);
    expect(readDg7(dataBytes("lds/tsemrtd/EF_DG7.bin")).images.map((image) => image.identification)).toMatchObject([
      { displayable: true, mime: "image/jp2", width: 550, height: 142 },
    ]);
    expect(readDg11(dataBytes("lds/tsemrtd/EF_DG11.bin"))).toMatchObject({
      fullDateOfBirth: { text: "19700101", encoding: "bcd", year: 1970, month: 1, day: 1 },
      issues: [{ tag: 0x5f17, problem: "not-listed" }],
    });
    expect(readDg12(dataBytes("lds/tsemrtd/EF_DG12.bin"))).toMatchObject({
      dateOfIssue: { text: "20240101", encoding: "bcd" },
      personalizationTime: { text: "20240101123059", encoding: "bcd", hour: 12, minute: 30, second: 59 },
      otherPersons: [{ text: "William" }],
      issues: [{ tag: 0x5c, problem: "no-tag-list" }],
    });
  });
});

describeData("EF.CardSecurity and EF.CardAccess", () => {
  if (dataFolder === undefined) return;

  it("reads the German EF.CardSecurity", () => {
    const file = readCardSecurity(dataBytes("lds/cardsecurity/DE_EF_CardSecurity.bin"));
    const { infos } = file.securityInfos;
    expect(file.signedData.certificates).toHaveLength(1);
    expect(infos.map((info) => info.kind)).toEqual([
      "terminal-authentication",
      "chip-authentication",
      "pace",
      "pace",
      "chip-authentication-domain-parameters",
      "chip-authentication-public-key",
      "chip-authentication-public-key",
    ]);
    expect(infosOf(infos, "terminal-authentication")).toMatchObject([{ version: 2 }]);
    expect(infosOf(infos, "chip-authentication")).toMatchObject([
      { agreement: "ecdh", cipher: "aes-128", version: 2, keyId: 72n },
    ]);
    expect(infosOf(infos, "pace")).toMatchObject([
      { mapping: "gm", cipher: "aes-128", parameterId: 13 },
      { mapping: "cam", cipher: "aes-128", parameterId: 13 },
    ]);
    expect(infosOf(infos, "chip-authentication-public-key").map((info) => info.keyId)).toEqual([13n, 72n]);
  });

  it("reads the synthetic one", () => {
    expect(
      readCardSecurity(dataBytes("lds/cardsecurity/UT_EF_CardSecurity.bin")).securityInfos.infos.length,
    ).toBeGreaterThan(0);
  });

  it("refuses the catalogue's damaged ones", () => {
    const bytes = dataBytes("lds/cardsecurity/DE_EF_CardSecurity.bin");
    const hex = toHex(bytes);
    const altered = (from: string, to: string): Uint8Array => {
      expect(hex.split(from)).toHaveLength(2);
      return fromHex(hex.replace(from, to));
    };
    const refused = (data: Uint8Array, code: string): void => {
      expect(() => readCardSecurity(data)).toThrow(expect.objectContaining({ code }));
    };
    refused(fromHex("0608"), "lds.tag");
    // The eContentType with its frame, so that the contentType attribute stays as it is.
    const framed = /060804007f0007030201(a082[0-9a-f]{4}0482[0-9a-f]{4})31/.exec(hex)?.[0] ?? "";
    refused(altered(framed, framed.replace("7030201", "7030202")), "cms.content-type");
    refused(altered(framed, `${framed.slice(0, -2)}ff`), "asn1.tag");
  });

  it("reads EF.CardAccess with 828 zeros behind it, and its EF.CardSecurity", () => {
    const hexFile = (name: string): Uint8Array => fromHex(new TextDecoder().decode(dataBytes(name)));
    const access = readCardAccess(hexFile("apdu-traces/ausweisapp-efCardAccess.hex"));
    expect(access.trailingBytes).toBe(828);
    expect(access.raw).toHaveLength(196);
    expect(kinds(access.securityInfos.infos)).toEqual([
      "card-info",
      "chip-authentication",
      "chip-authentication-domain-parameters",
      "other",
      "pace",
      "terminal-authentication",
    ]);
    expect(infosOf(access.securityInfos.infos, "card-info")[0]?.url).toBe("http://bsi.bund.de/cif/npa.xml");
    const security = readCardSecurity(hexFile("apdu-traces/ausweisapp-efCardSecurity.hex"));
    expect(infosOf(security.securityInfos.infos, "malformed")).toEqual([]);
  });

  it("reads the files of the simulator", () => {
    const { files } = dataJson<{ files: { fileId: string; content: string }[] }>(
      "apdu-traces/ausweisapp-simulatorFiles.json",
    );
    const content = (fid: string): Uint8Array => fromHex(files.find((file) => file.fileId === fid)?.content ?? "");
    expect(readDir(content("2f00")).applications).toHaveLength(4);
    expect(infosOf(readCardAccess(content("011c")).securityInfos.infos, "pace")).toMatchObject([{ parameterId: 13 }]);
    expect(infosOf(readCardSecurity(content("011d")).securityInfos.infos, "malformed")).toEqual([]);
  });

  it("reads the files of the virtual chips", () => {
    interface Chips {
      readonly common: { readonly EF_DIR: string; readonly EF_CardAccess: string };
      readonly profiles: readonly {
        readonly name: string;
        readonly mrz: readonly string[];
        readonly EF_DG1: string;
        readonly EF_CardSecurity?: string;
        readonly chipAuthenticationKeys?: readonly { keyId: number; inCardSecurity: boolean }[];
      }[];
    }
    const chips = dataJson<Chips>("virtual-chips/persosim.json");
    const dir = readDir(fromHex(chips.common.EF_DIR));
    expect(dir.applications.map((application) => toHex(application.aid))).toEqual([
      "e828bd080fa000000167455349474e",
      "a0000002471001",
      "e80704007f00070302",
      "a000000167455349474e",
    ]);
    expect(dir.applications[0]?.label).toBe("CIA zu DF.eSign");
    expect(infosOf(readCardAccess(fromHex(chips.common.EF_CardAccess)).securityInfos.infos, "pace")).toMatchObject([
      { agreement: "ecdh", mapping: "gm", cipher: "aes-128", version: 2, parameterId: 13 },
    ]);
    const security = chips.profiles.flatMap((profile) => (profile.EF_CardSecurity === undefined ? [] : [profile]));
    expect(security.length).toBeGreaterThan(0);
    for (const profile of security) {
      const keys = infosOf(
        readCardSecurity(fromHex(profile.EF_CardSecurity ?? "")).securityInfos.infos,
        "chip-authentication-public-key",
      );
      const expected = profile.chipAuthenticationKeys
        ?.filter((key) => key.inCardSecurity)
        .map((key) => BigInt(key.keyId));
      // A privileged key is in an entry of its own kind, which is kept as it is.
      for (const key of keys) expect(expected).toContain(key.keyId);
      expect(keys.length).toBeGreaterThan(0);
    }
    const ones = chips.profiles.filter((profile) => profile.EF_DG1 !== undefined);
    expect(ones.length).toBeGreaterThan(0);
    for (const profile of ones) {
      const { mrz, lines } = readDg1(fromHex(profile.EF_DG1));
      expect(lines.slice(0, 2)).toEqual(profile.mrz.slice(0, 2));
      // One profile has "null" where its nationality belongs.
      expect(mrz.ok && mrz.mrz.checkDigitsOk).toBe(profile.name !== "Profile02");
    }
  });

  it("reads the EF.CardAccess files that readers reported", () => {
    interface Reports {
      readonly efCardAccess: readonly { readonly hex: string }[];
      readonly efCardAccessTruncated: { readonly hex: string };
      readonly dg14: { readonly hex: string };
    }
    const { efCardAccess, efCardAccessTruncated, dg14 } = dataJson<Reports>("apdu-traces/real-chip-behaviour.json");
    const pace = efCardAccess.map(({ hex }) => infosOf(readCardAccess(fromHex(hex)).securityInfos.infos, "pace"));
    expect(pace).toMatchObject([
      [{ agreement: "ecdh", mapping: "im", cipher: "aes-256", parameterId: 18 }],
      [{ agreement: "dh", mapping: "gm", cipher: "3des", parameterId: 2 }],
      [{ agreement: "ecdh", mapping: "gm", cipher: "aes-256", parameterId: 13 }],
      [{ agreement: "ecdh", mapping: "gm", cipher: "aes-128", parameterId: 13 }],
    ]);
    expect(() => readCardAccess(fromHex(efCardAccessTruncated.hex))).toThrow(
      expect.objectContaining({ code: "asn1.truncated" }),
    );
    const { infos } = readDg14(fromHex(dg14.hex)).securityInfos;
    expect(infos.map((info) => info.kind)).toEqual(["pace", "active-authentication"]);
    expect(infosOf(infos, "active-authentication")[0]?.signatureAlgorithm).toBe("0.4.0.127.0.7.1.1.4.1.4");
  });
});

function bytesAsHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toHex(value) : value;
}
