import type { DataGroupNumber } from "../../src/lds/files.js";
import { createCertificate } from "../../src/simulator/issuer/certificate.js";
import { createCrl } from "../../src/simulator/issuer/crl.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  crlNumber,
  documentTypeList,
  EXTENDED_KEY_USAGE,
  extendedKeyUsage,
  keyIdentifierOf,
  keyUsage,
  privateKeyUsagePeriod,
  subjectKeyIdentifier,
} from "../../src/simulator/issuer/extensions.js";
import { ecKey, publicKeyInfo, rsaKey } from "../../src/simulator/issuer/keys.js";
import { createDeviationList, createLdif, createMasterList, createPem } from "../../src/simulator/issuer/lists.js";
import { encodeName } from "../../src/simulator/issuer/name.js";
import { createSod } from "../../src/simulator/issuer/security-object.js";
import { createSignedData } from "../../src/simulator/issuer/signed-data.js";

/** A small test issuer, so that every file type has a valid input even where no fixture and no published data are. */
export function madeTrust() {
  const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
  const cscaKey = ecKey("fuzz csca", "P-256");
  const dsKey = ecKey("fuzz ds", "brainpoolP256r1");
  const cscaSpki = publicKeyInfo(cscaKey);
  const dsSpki = publicKeyInfo(dsKey, { explicit: true });
  const cscaName = encodeName("C=UT,O=Fuzz,CN=Fuzz CSCA");
  const dsName = encodeName("C=UT,O=Fuzz,CN=Fuzz DS");
  const cscaId = keyIdentifierOf(cscaSpki);
  const validity = { notBefore: "2020-01-01", notAfter: "2035-01-01" };
  const csca = createCertificate({
    subject: cscaName,
    issuer: cscaName,
    serial: 1,
    ...validity,
    publicKey: cscaSpki,
    extensions: [
      keyUsage("keyCertSign", "cRLSign"),
      basicConstraints(true, 0),
      subjectKeyIdentifier(cscaId),
      authorityKeyIdentifier(cscaId),
    ],
    signWith: cscaKey,
    algorithm,
  });
  const issue = (serial: number, publicKey: Uint8Array, more: readonly Uint8Array[]): Uint8Array =>
    createCertificate({
      subject: dsName,
      issuer: cscaName,
      serial,
      ...validity,
      publicKey,
      extensions: [keyUsage("digitalSignature"), authorityKeyIdentifier(cscaId), ...more],
      signWith: cscaKey,
      algorithm,
    });
  const ds = issue(2, dsSpki, [
    documentTypeList("P", "ID"),
    privateKeyUsagePeriod(Date.UTC(2020, 0), Date.UTC(2021, 0)),
    crlDistributionPoints("http://crl.example/ut.crl"),
  ]);
  const rsa = rsaKey("rsa2048-ds");
  const rsaSpki = publicKeyInfo(rsa);
  const pssSpki = publicKeyInfo(rsa, { pss: { hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } });
  const listSigner = issue(3, rsaSpki, [extendedKeyUsage(true, EXTENDED_KEY_USAGE.masterListSigner)]);
  const rsaAlgorithm = { kind: "rsa-pkcs1", hash: "sha-256" } as const;
  const listSignature = {
    certificates: [listSigner, csca],
    signers: [{ key: rsa, algorithm: rsaAlgorithm, sid: { certificate: listSigner }, signingTime: "2026-01-01" }],
  };
  const crl = createCrl({
    issuer: cscaName,
    thisUpdate: "2026-01-01",
    nextUpdate: "2026-04-01",
    revoked: [
      { serial: 7, date: "2025-06-01", reason: 1 },
      { serial: 2n ** 90n, date: "2025-07-01" },
    ],
    extensions: [authorityKeyIdentifier(cscaId), crlNumber(12)],
    signWith: cscaKey,
    algorithm,
  });
  const masterList = createMasterList({ ...listSignature, content: [csca, ds] });
  const deviationList = createDeviationList({
    ...listSignature,
    deviations: [{ signer: ds, documentType: "P", description: "example", type: "2.23.136.1.1.7.1.2" }],
  });
  const ldif = new TextEncoder().encode(
    createLdif([
      {
        dn: "cn=csca,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int",
        attribute: "userCertificate;binary",
        value: csca,
      },
      {
        dn: "cn=ml,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int",
        attribute: "CscaMasterListData",
        value: masterList,
      },
      {
        dn: "cn=crl,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int",
        attribute: "certificateRevocationList;binary",
        value: crl,
      },
    ]),
  );
  const pem = (lineEnd: "\n" | "\r\n") =>
    new TextEncoder().encode(createPem("CERTIFICATE", csca, lineEnd) + createPem("CERTIFICATE", ds, lineEnd));
  const documentSigner = {
    certificates: [ds],
    signers: [{ key: dsKey, algorithm, sid: { certificate: ds }, signingTime: "2026-01-01" }],
  };
  return {
    csca,
    ds,
    listSigner,
    spkis: [cscaSpki, dsSpki, rsaSpki, pssSpki],
    crl,
    masterList,
    deviationList,
    ldif,
    pems: [pem("\n"), pem("\r\n")],
    sod: (dataGroups: readonly (readonly [DataGroupNumber, Uint8Array])[], quirks: { ber?: boolean } = {}) =>
      createSod({
        ...documentSigner,
        content: { hash: "sha-256", dataGroups, versionInfo: { lds: "0108", unicode: "040000" } },
        ...(quirks.ber === true ? { lengths: "indefinite" as const, contentSegments: 40 } : {}),
      }),
    signed: (eContentType: string, eContent: Uint8Array) =>
      createSignedData({ ...documentSigner, eContentType, eContent }),
  };
}

export type MadeTrust = ReturnType<typeof madeTrust>;
