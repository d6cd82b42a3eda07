import { describe, expect, it } from "vitest";
import { type CvHolder, cvCertificate, TA_OID } from "../../../test/cv-issuer.js";
import { toHex } from "../../bytes/bytes.js";
import { encodeCommand } from "../../iso7816/apdu.js";
import { ecKey } from "../../simulator/issuer/keys.js";
import { externalAuthenticate, getChallenge, mseSetDst, mseSetTerminalAt, verifyCertificate } from "./commands.js";
import { readCvCertificate } from "./cv-certificate.js";

const holder: CvHolder = { reference: "UTDV00001", oid: TA_OID.ecdsaSha256, key: ecKey("dv", "P-256") };
const certificate = readCvCertificate(cvCertificate({ holder, issuer: holder, authorization: 0x83 }));
const REFERENCE = "555444563030303031";

describe("commands of Terminal Authentication (ICAO 9303-11 §7.1)", () => {
  it.each([
    ["MSE:Set DST", mseSetDst(certificate.authority), `002281b60b8309${REFERENCE}`],
    ["MSE:Set AT", mseSetTerminalAt(certificate.holder), `002281a40b8309${REFERENCE}`],
    ["GET CHALLENGE", getChallenge(), "0084000008"],
    ["EXTERNAL AUTHENTICATE", externalAuthenticate(Uint8Array.of(1, 2)), "00820000020102"],
  ])("%s", (_, command, hex) => {
    expect(toHex(encodeCommand(command))).toBe(hex);
  });

  it("PSO: Verify Certificate sends body and signature as received, without the object around them", () => {
    const { ins, p1, p2, data = new Uint8Array(0) } = verifyCertificate(certificate);
    expect([ins, p1, p2]).toEqual([0x2a, 0x00, 0xbe]);
    expect(toHex(certificate.raw).endsWith(toHex(data))).toBe(true);
    expect(toHex(data).startsWith("7f4e")).toBe(true);
    // Tag and length of DO'7F21' are all that is left out.
    expect(certificate.raw.length - data.length).toBeLessThanOrEqual(5);
  });
});
