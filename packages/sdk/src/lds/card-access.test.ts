import { describe, expect, it } from "vitest";
import { concat, fromHex } from "../bytes/bytes.js";
import { readCardAccess, writeCardAccess } from "./card-access.js";
import { paceOid } from "./security-infos.js";

const FILE = writeCardAccess([{ kind: "pace", oid: paceOid("ecdh", "gm", "aes-128"), parameterId: 13 }]);

describe("EF.CardAccess", () => {
  it("reads SecurityInfos and leaves padding out", () => {
    expect(readCardAccess(FILE)).toMatchObject({
      raw: FILE,
      trailingBytes: 0,
      securityInfos: { infos: [{ kind: "pace" }] },
    });
    expect(readCardAccess(concat(FILE, new Uint8Array(828)))).toMatchObject({ raw: FILE, trailingBytes: 828 });
  });

  it("is a SET and nothing else: 42 is EF.CVCA (T69b)", () => {
    for (const hex of ["420e44454356434165504153533030", "30", ""]) {
      expect(() => readCardAccess(fromHex(hex))).toThrow(expect.objectContaining({ code: "lds.tag" }));
    }
    expect(() => readCardAccess(fromHex("3184ffffffff"))).toThrow(expect.objectContaining({ code: "asn1.truncated" }));
  });
});
