import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derOid } from "../../asn1/encode.js";
import { utf8 } from "../../bytes/bytes.js";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import { parseCertificate } from "../../pki/certificate.js";
import { knownDeviationsOf, parseDeviationList, verifyDeviationList } from "../../pki/deviation-list.js";
import { parseLdif } from "../../pki/ldif.js";
import { parseMasterList, verifyMasterList } from "../../pki/master-list.js";
import { parsePem } from "../../pki/pem.js";
import { createCsca, createDocumentSigner } from "../country.js";
import { EXTENDED_KEY_USAGE, extendedKeyUsage } from "./extensions.js";
import { ecKey } from "./keys.js";
import { createDeviationList, createLdif, createMasterList, createPem } from "./lists.js";

const crypto = createCrypto({ pure: createPureBackend() });
const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const dates = { notBefore: "2020-01-01", notAfter: "2035-01-01", signsUntil: "2025-01-01", algorithm };
const csca = createCsca({ ...dates, subject: "C=DE,CN=CSCA Alpha", key: ecKey("list csca", "P-256"), serial: 1 });
const signerFor = (role: string) =>
  createDocumentSigner(csca, {
    ...dates,
    subject: "C=DE,CN=List Signer",
    key: ecKey(`list signer ${role}`, "P-256"),
    serial: 2,
    extensions: { extra: [extendedKeyUsage(true, role)] },
  });
const by = (role: string) => {
  const signer = signerFor(role);
  return {
    certificates: [signer.certificate],
    signers: [{ key: signer.key, algorithm, sid: { certificate: signer.certificate }, signingTime: "2026-04-01" }],
  };
};

describe("lists", () => {
  it("a master list holds its certificates and verifies under its signer's CSCA", () => {
    const list = parseMasterList(
      createMasterList({ ...by(EXTENDED_KEY_USAGE.masterListSigner), content: [csca.certificate] }),
    );
    expect(list).toMatchObject({ signed: true, version: 0, certificates: [csca.certificate] });
    expect(verifyMasterList(list, [parseCertificate(csca.certificate)], crypto)).toMatchObject({
      status: "verified",
      signedAt: Date.UTC(2026, 3, 1),
    });
  });

  it("a deviation list names the signer and the deviation", () => {
    const ds = createDocumentSigner(csca, { ...dates, subject: "C=DE,CN=DS", key: ecKey("ds", "P-256"), serial: 0x77 });
    const list = parseDeviationList(
      createDeviationList({
        ...by(EXTENDED_KEY_USAGE.deviationListSigner),
        deviations: [
          {
            signer: ds.certificate,
            documentType: "P<",
            description: "No key usage.",
            type: "2.23.136.1.1.7.1.2",
            parameter: derOid("2.5.29.15"),
          },
        ],
      }),
    );
    expect(verifyDeviationList(list, [parseCertificate(csca.certificate)], crypto).status).toBe("verified");
    const signer = parseCertificate(signerFor(EXTENDED_KEY_USAGE.deviationListSigner).certificate);
    expect(knownDeviationsOf(list, signer, "a list")).toMatchObject([
      { country: "DE", code: "cert.key-usage.missing", scope: { serial: "77", documentType: "P" } },
    ]);
  });

  it("LDIF and PEM give back any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.boolean(), (value, windows) => {
        const [block] = parsePem(utf8(createPem("CERTIFICATE", value, windows ? "\r\n" : "\n")));
        expect(block?.der).toEqual(value);
        const ldif = createLdif([{ dn: "cn=x,c=DE", attribute: "userCertificate;binary", value }]);
        const [entry] = [...parseLdif(utf8(ldif))];
        expect(entry).toMatchObject({ dn: "cn=x,c=DE", value });
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
