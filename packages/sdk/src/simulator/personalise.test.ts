import { describe, expect, it } from "vitest";
import { equalBytes, fromHex, toHex } from "../bytes/bytes.js";
import { readCom } from "../lds/com.js";
import { readDg2 } from "../lds/dg2.js";
import { readDg14 } from "../lds/dg14.js";
import { readSod } from "../lds/sod.js";
import { parseMrz } from "../mrz/parse.js";
import { readDg13 } from "../vietnam/dg13.js";
import { createCsca } from "./country.js";
import { ecKey } from "./issuer/keys.js";
import { personalise, signDocument } from "./personalise.js";
import { PROFILES, type ProfileName } from "./profiles.js";

const names = Object.keys(PROFILES) as ProfileName[];

describe("personalise", () => {
  it.each(names)("%s: files that read back, the same each time", (name) => {
    const profile = PROFILES[name];
    const made = personalise(profile);
    const again = personalise(profile);
    for (const [group, bytes] of made.dataGroups)
      expect(toHex(again.dataGroups.get(group) ?? new Uint8Array())).toBe(toHex(bytes));
    expect(readCom(made.com).dataGroups).toEqual([...made.dataGroups.keys()]);
    const mrz = parseMrz(made.mrz.join("\n"));
    expect(mrz.ok && mrz.mrz.checkDigits.every((digit) => digit.ok)).toBe(true);
    const [face] = readDg2(made.dataGroups.get(2) ?? new Uint8Array()).faces;
    expect(face?.identification).toMatchObject({ displayable: true, mime: "image/jpeg" });
  });

  it("gives another document other chip keys", () => {
    const one = personalise(PROFILES["vn-2024"]);
    const holder = { ...PROFILES["vn-2024"].holder, documentNumber: "304123458" };
    const two = personalise(PROFILES["vn-2024"], { holder });
    for (const group of [14, 15] as const) {
      expect(
        equalBytes(one.dataGroups.get(group) ?? new Uint8Array(), two.dataGroups.get(group) ?? new Uint8Array()),
      ).toBe(false);
    }
  });

  it("makes the Vietnamese card of 2021 as the published descriptions have it", () => {
    const card = personalise(PROFILES["vn-2021"]);
    expect(card.mrz).toEqual([
      "IDVNM0991234561001099123456<<2",
      "9901155M3901153VNM<<<<<<<<<<<8",
      "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<",
    ]);
    expect([...card.dataGroups.keys()]).toEqual([1, 2, 3, 13, 14, 15]);
    expect(card.cardAccess).toEqual(
      fromHex(
        "3134300d060804007f0007020202020101300f060a04007f000702020302020201013012060a04007f0007020204020202010202010d",
      ),
    );
    const dg13 = card.dataGroups.get(13) ?? new Uint8Array();
    expect(dg13).toHaveLength(364);
    expect(readDg13(dg13)).toMatchObject({
      ok: true,
      dg13: { personalNumber: "001099123456", father: "Nguyễn Văn Cha" },
    });
    expect(card.dataGroups.get(15)?.length).toBeLessThanOrEqual(320);
    const kinds = readDg14(card.dataGroups.get(14) ?? new Uint8Array()).securityInfos.infos.map((info) => info.kind);
    expect(kinds.sort()).toEqual([
      "chip-authentication",
      "chip-authentication-public-key",
      "pace",
      "terminal-authentication",
    ]);
  });

  it("signs every data group, the protected ones too", () => {
    const csca = createCsca({
      subject: "C=VN,CN=x",
      key: ecKey("personalise test", "P-256"),
      algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
      serial: 1,
      notBefore: "2020-01-01",
      notAfter: "2030-01-01",
      signsUntil: "2025-01-01",
    });
    const card = personalise(PROFILES["vn-2021"], { dg2: null });
    const { lds } = readSod(signDocument(card, csca, "2021-02-20"));
    expect(lds.ok && lds.object.dataGroupHashes.map((entry) => entry.number)).toEqual([1, 3, 13, 14, 15]);
  });
});
