import { describe, expect, it } from "vitest";
import { authority, issued } from "../../test/pki-maker.js";
import { toHex } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { type DeviationFacts, scopeCovers } from "./deviation-scope.js";
import type { DeviationScope } from "./trust-types.js";

const crypto = createCrypto({ pure: createPureBackend() });
const ds = authority("C=UT,CN=DS");
const signer = issued(ds, authority("C=UT,CN=CSCA"), "ds", { serial: 0x4711 });
const facts: DeviationFacts = { signer, documentType: "P", documentNumber: "X1", issued: 1000 };
const covers = (scope: DeviationScope | undefined, about = facts): boolean => scopeCovers(scope, about, crypto);

describe("scopeCovers", () => {
  it("covers everything without a scope", () => {
    expect([covers(undefined), covers({})]).toEqual([true, true]);
  });

  it.each<[string, DeviationScope, DeviationScope]>([
    ["issuer", { issuerKey: signer.issuer.key }, { issuerKey: signer.subject.key }],
    ["serial number", { serial: "4711" }, { serial: "4712" }],
    ["key identifier", { keyIdentifier: toHex(ds.keyIdentifier) }, { keyIdentifier: "00" }],
    [
      "digest",
      { certificateDigest: toHex(crypto.digest("sha-1", signer.raw)) },
      { certificateDigest: "00".repeat(32) },
    ],
    ["document type", { documentType: "P" }, { documentType: "I" }],
    ["issued from", { issuedFrom: 1000 }, { issuedFrom: 1001 }],
    ["issued to", { issuedTo: 1000 }, { issuedTo: 999 }],
    ["document number", { documentNumbers: ["X0", "X1"] }, { documentNumbers: ["X0"] }],
  ])("holds each part: %s", (_, right, wrong) => {
    expect([covers(right), covers(wrong), covers({ ...right, serial: "00" })]).toEqual([true, false, false]);
  });

  it("what is not known of the document is not covered", () => {
    for (const scope of [{ documentType: "P" }, { issuedFrom: 0 }, { issuedTo: 2000 }, { documentNumbers: ["X1"] }]) {
      expect(covers(scope, { signer })).toBe(false);
    }
    expect(covers({ certificateDigest: "00" })).toBe(false);
  });
});
