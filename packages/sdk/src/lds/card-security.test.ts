import { describe, expect, it } from "vitest";
import { unsignedCms } from "../../test/unsigned-cms.js";
import { concat, fromHex } from "../bytes/bytes.js";
import { readCardSecurity } from "./card-security.js";
import { paceOid, writeSecurityInfos } from "./security-infos.js";

const SECURITY_OBJECT = "0.4.0.127.0.7.3.2.1";
const INFOS = writeSecurityInfos([{ kind: "pace", oid: paceOid("ecdh", "cam", "aes-128"), parameterId: 13 }]);
const FILE = unsignedCms(SECURITY_OBJECT, INFOS);

function refused(bytes: Uint8Array, code: string): void {
  expect(() => readCardSecurity(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
}

describe("EF.CardSecurity", () => {
  it("reads the signed SecurityInfos", () => {
    expect(readCardSecurity(FILE)).toMatchObject({
      raw: FILE,
      trailingBytes: 0,
      signedData: { eContentType: SECURITY_OBJECT },
      securityInfos: { raw: INFOS, infos: [{ kind: "pace", mapping: "cam" }] },
    });
    expect(readCardSecurity(concat(FILE, new Uint8Array(40)))).toMatchObject({ raw: FILE, trailingBytes: 40 });
  });

  it("refuses another content", () => {
    refused(fromHex("310130"), "lds.tag");
    refused(unsignedCms("0.4.0.127.0.7.3.2.2", INFOS), "cms.content-type");
    refused(unsignedCms(SECURITY_OBJECT, undefined), "lds.structure");
    refused(unsignedCms(SECURITY_OBJECT, concat(INFOS, fromHex("00"))), "lds.structure");
    refused(unsignedCms(SECURITY_OBJECT, fromHex("ff00")), "asn1.tag");
    refused(fromHex("3084ffffffff"), "cms.structure");
  });
});
