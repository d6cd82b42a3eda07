import { describe, expect, it } from "vitest";
import { concat, fromHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readDg14, writeDg14 } from "./dg14.js";
import { chipAuthenticationOid, writeSecurityInfos } from "./security-infos.js";

const INFO = { kind: "chip-authentication", oid: chipAuthenticationOid("ecdh", "aes-128") } as const;

describe("DG14", () => {
  it("reads what it writes", () => {
    const bytes = writeDg14([INFO]);
    expect(readDg14(concat(bytes, fromHex("00")))).toMatchObject({
      raw: bytes,
      trailingBytes: 1,
      securityInfos: { infos: [{ kind: "chip-authentication", agreement: "ecdh", cipher: "aes-128" }] },
    });
  });

  it("refuses other tags and bytes behind the SET", () => {
    expect(() => readDg14(encodeTlv(0x6d, writeSecurityInfos([INFO])))).toThrow(
      expect.objectContaining({ code: "lds.tag" }),
    );
    expect(() => readDg14(encodeTlv(0x6e, writeSecurityInfos([INFO]), fromHex("00")))).toThrow(
      expect.objectContaining({ code: "lds.structure" }),
    );
    expect(() => readDg14(fromHex("6e00"))).toThrow(expect.objectContaining({ code: "asn1.truncated" }));
    expect(() => readDg14(fromHex("6e84ffffffff"))).toThrow(expect.objectContaining({ code: "tlv.length" }));
  });
});
