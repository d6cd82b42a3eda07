import { describe, expect, it } from "vitest";
import { KNOWN_CURVES } from "../crypto/curves.js";
import { describeOid, OID, oidName } from "./oids.js";

describe("oidName", () => {
  it("names every OID of the table", () => {
    expect(Object.entries(OID).filter(([, oid]) => oidName(oid) === undefined)).toEqual([]);
  });

  it("has each OID once", () => {
    expect(new Set(Object.values(OID)).size).toBe(Object.values(OID).length);
  });

  it("names every curve", () => {
    for (const { oid } of KNOWN_CURVES) expect(oidName(oid)).toMatch(/^(secp|brainpoolP)/);
  });

  it("builds the names of the PACE and chip authentication protocols", () => {
    expect(oidName("0.4.0.127.0.7.2.2.4.2.2")).toBe("id-PACE-ECDH-GM-AES-CBC-CMAC-128");
    expect(oidName("0.4.0.127.0.7.2.2.3.2.1")).toBe("id-CA-ECDH-3DES-CBC-CBC");
    expect(oidName("0.4.0.127.0.7.2.2.3.2.9")).toBeUndefined();
  });

  it("knows nothing of what it does not know", () => {
    expect(oidName("constructor")).toBeUndefined();
    expect(describeOid("1.2.3")).toBe("1.2.3");
    expect(describeOid("2.5.29.15")).toBe("keyUsage (2.5.29.15)");
  });
});
