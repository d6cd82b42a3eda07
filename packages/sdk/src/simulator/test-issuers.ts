import { type Authority, createCsca, createDocumentSigner } from "./country.js";
import { ecKey } from "./issuer/keys.js";
import type { DocumentProfile } from "./profiles.js";

/** Who signs the documents of simulated chips, and when. Its keys are published: it vouches for nothing. */
export interface TestIssuer {
  readonly csca: Authority;
  readonly signer: Authority;
  /** ISO date of the signatures. */
  readonly signingTime: string;
}

const ORGANISATION = "O=chipid simulator";
const made = new Map<string, TestIssuer>();

/** The test issuer of a profile's state and kind of document. */
export function testIssuer(profile: Pick<DocumentProfile, "state" | "documentCode" | "holder">): TestIssuer {
  const { state, documentCode, holder } = profile;
  const signingTime = state === "VNM" ? (isoDate(holder.national?.issued) ?? "2021-02-20") : "2023-03-01";
  const key = `${state} ${documentCode} ${signingTime}`;
  let issuer = made.get(key);
  if (issuer === undefined) {
    issuer = state === "VNM" ? vietnam(documentCode, signingTime) : passportIssuer(documentCode, signingTime);
    made.set(key, issuer);
  }
  return issuer;
}

/** When the citizen card's authority began; no signer of its can be older. */
const VIETNAM_BEGAN = "2021-01-19";

function after(a: string, b: string): string {
  return a > b ? a : b;
}

function vietnam(documentCode: string, signingTime: string): TestIssuer {
  const csca = createCsca({
    subject: `C=VN,${ORGANISATION},CN=Simulated CSCA Vietnam`,
    key: ecKey("simulated csca vietnam", "P-384"),
    algorithm: { kind: "ecdsa", hash: "sha-384", encoding: "der" },
    serial: 0x5001,
    notBefore: VIETNAM_BEGAN,
    notAfter: "2046-04-13",
    signsUntil: "2026-01-21",
  });
  const signer = createDocumentSigner(csca, {
    subject: `C=VN,${ORGANISATION},CN=Simulated Document Signer ${signingTime.slice(0, 4)}`,
    key: ecKey(`simulated ds vietnam ${signingTime}`, "brainpoolP384r1"),
    algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    serial: 0x5100 + Number(signingTime.slice(2, 4)),
    notBefore: after(VIETNAM_BEGAN, monthsEarlier(signingTime)),
    notAfter: "2045-04-13",
    signsUntil: "2026-01-21",
    documentTypes: [documentCode],
  });
  return { csca, signer, signingTime };
}

function passportIssuer(documentCode: string, signingTime: string): TestIssuer {
  const csca = createCsca({
    subject: `C=DE,${ORGANISATION},CN=Simulated CSCA Alpha`,
    key: ecKey("simulated csca alpha", "brainpoolP256r1"),
    algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    serial: 0x6001,
    notBefore: "2022-01-01",
    notAfter: "2040-01-01",
    signsUntil: "2027-01-01",
  });
  const signer = createDocumentSigner(csca, {
    subject: `C=DE,${ORGANISATION},CN=Simulated Document Signer ${documentCode}`,
    key: ecKey(`simulated ds alpha ${documentCode}`, "P-256"),
    algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    serial: documentCode === "P" ? 0x6101 : 0x6102,
    notBefore: monthsEarlier(signingTime),
    notAfter: "2036-01-01",
    signsUntil: "2023-12-31",
    documentTypes: [documentCode],
  });
  return { csca, signer, signingTime };
}

/** First day of the month before. */
function monthsEarlier(date: string): string {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const [y, m] = month === 1 ? [year - 1, 12] : [year, month - 1];
  return `${y}-${String(m).padStart(2, "0")}-01`;
}

function isoDate(text: string | null | undefined): string | undefined {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text ?? "");
  return parts === null ? undefined : `${parts[3]}-${parts[2]}-${parts[1]}`;
}
