import { describe, expect, it } from "vitest";
import { utf8 } from "../../bytes/bytes.js";
import { digest } from "../../crypto/digest.js";
import { readSod } from "../../lds/sod.js";
import { ecKey } from "./keys.js";
import { createSod, type SecurityObjectSpec } from "./security-object.js";

const key = ecKey("sod test", "P-256");
const content: SecurityObjectSpec = {
  hash: "sha-256",
  dataGroups: [
    [1, utf8("dg1")],
    [2, { hash: new Uint8Array(0) }],
    [3, { hash: new Uint8Array(32) }],
  ],
};
const rest = {
  certificates: [],
  signers: [
    {
      key,
      algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
      sid: { keyIdentifier: Uint8Array.of(1) },
    } as const,
  ],
};

describe("createSod", () => {
  it("hashes the data groups, or puts what it is told in their place", () => {
    const { lds, contentType } = readSod(createSod({ content, ...rest }));
    expect(contentType).toBe("icao");
    expect(lds).toMatchObject({
      ok: true,
      object: {
        version: 0,
        versionInfo: undefined,
        digestAlgorithm: { hash: "sha-256" },
        dataGroupHashes: [
          { number: 1, hash: digest("sha-256", utf8("dg1")), fault: undefined },
          { number: 2, fault: "empty" },
          { number: 3, fault: "zero" },
        ],
      },
    });
  });

  it("writes version 1 with ldsVersionInfo", () => {
    const versionInfo = { lds: "0108", unicode: "040000" };
    expect(readSod(createSod({ content: { ...content, versionInfo }, ...rest })).lds).toMatchObject({
      object: { version: 1, versionInfo: { ldsVersion: "0108", unicodeVersion: "040000" } },
    });
  });

  it("carries other contents, content types and trailing bytes", () => {
    const other = { eContentType: "1.3.27.1.1.1", trailing: new Uint8Array(5) };
    expect(readSod(createSod({ content, ...rest, ...other })).trailingBytes).toBe(5);
    expect(readSod(createSod({ content, ...rest, ...other })).contentType).not.toBe("icao");
    expect(readSod(createSod({ content: utf8("nothing"), ...rest })).lds.ok).toBe(false);
  });
});
