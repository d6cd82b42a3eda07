import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { fromBase64 } from "../bytes/bytes.js";
import { nodeCrypto } from "../node/crypto.js";
import { parseCertificate } from "./certificate.js";
import { parseCrl } from "./crl.js";
import { type PathFault, validatePath } from "./validate-path.js";

interface Pkits {
  tests: { test: string; expected: "valid" | "invalid"; endEntity: string; intermediates: string[]; crls: string[] }[];
  certificates: Record<string, string>;
  crlFiles: Record<string, string>;
}

/** Why each invalid case of the suite is invalid, by the suite's own description of it. */
const FAULTS: Record<string, PathFault> = {
  InvalidCASignatureTest2EE: "signature",
  InvalidEESignatureTest3EE: "signature",
  InvalidCAnotBeforeDateTest1EE: "not-yet-valid",
  InvalidEEnotBeforeDateTest2EE: "not-yet-valid",
  InvalidCAnotAfterDateTest5EE: "expired",
  InvalidEEnotAfterDateTest6EE: "expired",
  Invalidpre2000UTCEEnotAfterDateTest7EE: "expired",
  InvalidNameChainingTest1EE: "no-path",
  InvalidNameChainingOrderTest2EE: "no-path",
  InvalidMissingCRLTest1EE: "revocation-unknown",
  InvalidRevokedCATest2EE: "revoked",
  InvalidRevokedEETest3EE: "revoked",
  InvalidBadCRLSignatureTest4EE: "revocation-unknown",
  InvalidBadCRLIssuerNameTest5EE: "revocation-unknown",
  InvalidWrongCRLTest6EE: "revocation-unknown",
  InvalidUnknownCRLEntryExtensionTest8EE: "revocation-unknown",
  InvalidUnknownCRLExtensionTest9EE: "revocation-unknown",
  InvalidUnknownCRLExtensionTest10EE: "revocation-unknown",
  InvalidOldCRLnextUpdateTest11EE: "crl-expired",
  Invalidpre2000CRLnextUpdateTest12EE: "crl-expired",
  InvalidNegativeSerialNumberTest15EE: "revoked",
  InvalidLongSerialNumberTest18EE: "revoked",
  InvalidBasicSelfIssuedOldWithNewTest2EE: "revoked",
  InvalidBasicSelfIssuedNewWithOldTest5EE: "revoked",
};

describeData("PKITS, 45 path and revocation tests", () => {
  const suite = dataJson<Pkits>("pki/pkits-subset.json");
  const bytes = (table: Record<string, string>, name: string): Uint8Array => {
    const text = table[name];
    if (text === undefined) throw new Error(`${name} is not in the suite`);
    return fromBase64(text);
  };
  const anchor = parseCertificate(bytes(suite.certificates, "TrustAnchorRootCertificate.crt"));
  const at = Date.UTC(2006, 0, 1);

  it("has 45 tests, 21 valid and 24 invalid", () => {
    expect(suite.tests.length).toBe(45);
    expect(
      suite.tests
        .filter(({ expected }) => expected === "invalid")
        .map(({ test }) => test)
        .sort(),
    ).toEqual(Object.keys(FAULTS).sort());
  });

  it.each(suite.tests)("$test", ({ test, endEntity, intermediates, crls }) => {
    const input = {
      endEntity: parseCertificate(bytes(suite.certificates, endEntity)),
      intermediates: intermediates.map((name) => parseCertificate(bytes(suite.certificates, name))),
      anchor,
      crls: crls.map((name) => parseCrl(bytes(suite.crlFiles, name))),
      at,
    };
    const result = validatePath(input, nodeCrypto(), { refusedHashes: [] });
    expect(result.ok ? "valid" : result.why).toBe(FAULTS[test] ?? "valid");
    // The suite is RSA with SHA-1: by default nothing of it passes.
    const strict = validatePath(input, nodeCrypto());
    expect(strict.ok).toBe(false);
  });
});
