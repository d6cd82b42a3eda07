import type { ElementaryFileName } from "../src/lds/files.js";
import { dataGroupName } from "../src/lds/files.js";
import { nodeCrypto } from "../src/node/crypto.js";
import { importTrust } from "../src/pki/trust-import.js";
import { TrustStore } from "../src/pki/trust-store.js";
import {
  createCsca,
  createDocumentSigner,
  type DocumentData,
  type DocumentProfile,
  ecKey,
  personalise,
  signDocument,
} from "../src/simulator/index.js";

/** The moment at which everything made here is valid. */
export const SIGNED_AT = Date.UTC(2026, 5, 1, 12);

export interface SignedDocument {
  readonly document: DocumentData;
  readonly csca: Uint8Array;
  readonly trust: TrustStore;
  /** What a terminal can read: protected groups left out. */
  readonly files: Map<ElementaryFileName, Uint8Array>;
}

/** A document of a profile under a test issuer of its country, and the trust data that has the issuer's CSCA. */
export function signedDocument(profile: DocumentProfile): SignedDocument {
  const country = profile.state === "VNM" ? "VN" : "DE";
  const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
  const validity = { notBefore: "2020-01-01", notAfter: "2036-01-01", signsUntil: "2030-01-01", algorithm };
  const subject = (name: string): string => `C=${country},O=Test,CN=${name}`;
  const csca = createCsca({
    ...validity,
    subject: subject("Signed CSCA"),
    key: ecKey("signed csca", "P-256"),
    serial: 1,
  });
  const signer = createDocumentSigner(csca, {
    ...validity,
    subject: subject("Signed DS"),
    key: ecKey("signed ds", "P-256"),
    serial: 2,
  });
  const document = personalise(profile);
  const files = new Map<ElementaryFileName, Uint8Array>([["EF.COM", document.com]]);
  for (const [number, bytes] of document.dataGroups) {
    if (number !== 3 && number !== 4) files.set(dataGroupName(number), bytes);
  }
  files.set("EF.SOD", signDocument(document, signer, "2024-06-01T00:00:00Z"));
  if (document.cardAccess !== undefined) files.set("EF.CardAccess", document.cardAccess);
  const { store } = importTrust(TrustStore.empty, [{ name: "csca.cer", bytes: csca.certificate }], {
    crypto: nodeCrypto(),
    now: SIGNED_AT,
    keepFlagged: true,
  });
  return { document, csca: csca.certificate, trust: store, files };
}
