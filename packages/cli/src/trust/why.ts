import { statSync } from "node:fs";
import {
  buildChain,
  type Certificate,
  type ChainResult,
  ChipidError,
  findIssuers,
  findSigner,
  isTrusted,
  parseCertificate,
  readSod,
  readTrustFile,
  sameCertificate,
  type TrustedCertificate,
  type TrustStore,
  toHex,
} from "@chipid/sdk";
import { nodeCrypto, readDocumentFolder } from "@chipid/sdk/node";
import { aboutFile, readInputFile } from "../input.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";
import { day, statusText } from "./words.js";

/** The certificate in question, and those it came with. */
interface Question {
  readonly certificate: Certificate;
  readonly enclosed: readonly Certificate[];
}

export interface Answer extends Question {
  readonly path: string;
  readonly result: ChainResult;
  /** Certificates of the store that could have issued it, with what their key said. */
  readonly candidates: readonly {
    readonly trusted: TrustedCertificate;
    readonly signed: boolean;
    readonly match: string;
  }[];
  /** Country codes are there, names are not. */
  readonly sameCountry: number;
}

/**
 * Which anchor a document's signer (a folder or an EF.SOD) or a certificate chains to, or which one is missing.
 * @throws ChipidError `files.*` and the readers' codes; `lds.structure` for a SOD whose signer is nowhere
 */
export function explain(path: string, store: TrustStore): Answer {
  const { certificate, enclosed } = questionOf(path, store);
  const crypto = nodeCrypto();
  const search = findIssuers(certificate, store, crypto);
  const { country } = certificate.issuer;
  return {
    path,
    certificate,
    enclosed,
    result: ownAnchor(certificate, store) ?? buildChain(certificate, enclosed, store, crypto),
    candidates: search.candidates.map(({ trusted, signature, match }) => ({
      trusted,
      match,
      signed: signature?.valid === true,
    })),
    sameCountry: country === undefined ? 0 : store.byCountry(country).length,
  };
}

/** A certificate that is itself in the store needs no other above it. */
function ownAnchor(certificate: Certificate, store: TrustStore): ChainResult | undefined {
  const own = store.bySubject(certificate.subject.key).find((entry) => sameCertificate(entry.certificate, certificate));
  if (own === undefined) return undefined;
  return { outcome: isTrusted(own) ? "trusted" : "unverified-anchor", path: [own], deviations: [] };
}

function questionOf(path: string, store: TrustStore): Question {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    return signerOf(path, readDocumentFolder(path).files.get("EF.SOD") ?? new Uint8Array(), store);
  }
  const bytes = readInputFile(path);
  if (bytes[0] === 0x77) return signerOf(path, bytes, store);
  const [first, ...more] = aboutFile(path, () => readTrustFile(bytes).parts);
  const [raw, ...others] = first?.kind === "certificates" ? first.certificates : [];
  if (raw === undefined || more.length > 0 || others.length > 0) {
    throw new ChipidError("usage", `"${path}" is neither a document nor a single certificate`);
  }
  return { certificate: aboutFile(path, () => parseCertificate(raw)), enclosed: [] };
}

function signerOf(path: string, bytes: Uint8Array, store: TrustStore): Question {
  return aboutFile(path, () => {
    const { signedData } = readSod(bytes);
    const enclosed = signedData.certificates.map(parseCertificate);
    const [info] = signedData.signerInfos;
    if (info === undefined) throw new ChipidError("lds.structure", "The EF.SOD has no signer.");
    const kept = store.all().map((trusted) => trusted.certificate);
    const [certificate] = [...findSigner(info, enclosed), ...findSigner(info, kept)];
    if (certificate === undefined) {
      throw new ChipidError(
        "lds.structure",
        "The certificate of the EF.SOD's signer is neither in it nor in the store.",
      );
    }
    return { certificate, enclosed };
  });
}

const MISSING: Readonly<Record<Extract<ChainResult, { outcome: "no-anchor" }>["why"], string>> = {
  country: "the store has nothing of that country",
  name: "the store has other issuers of that country, not this one",
  key: "the store has that issuer under another key",
  "self-signed": "it is signed by itself, and the store does not have it",
  algorithm: "the issuer is there, but the signature's algorithm is not known",
  unusable: "the issuer is there, but its key cannot be used",
};

const BROKEN: Readonly<Record<Extract<ChainResult, { outcome: "broken" }>["why"], string>> = {
  signature: "the issuer that it names is in the store and did not sign it",
  "self-signed": "it signed itself in the name of an issuer that is in the store",
  "issuer-not-ca": "a certificate that is no CA signed it",
};

function sentence(result: ChainResult): string {
  switch (result.outcome) {
    case "trusted":
      return "it is a trusted anchor or chains to one";
    case "unverified-anchor":
      return "it or its issuer is only in a list that nobody vouches for";
    case "broken":
      return BROKEN[result.why];
    case "no-anchor":
      return MISSING[result.why];
  }
}

export function answerToJson({ path, certificate, result, candidates, sameCountry }: Answer): object {
  const identifier = certificate.authorityKeyIdentifier?.keyIdentifier;
  const anchor =
    result.outcome === "trusted" || result.outcome === "unverified-anchor" ? result.path.at(-1) : undefined;
  return {
    path,
    outcome: result.outcome,
    why: "why" in result ? result.why : null,
    sentence: sentence(result),
    certificate: { subject: certificate.subject.text, issuer: certificate.issuer.text, serial: certificate.serial },
    anchor: anchor === undefined ? null : anchorToJson(anchor),
    needed: {
      country: certificate.issuer.country ?? null,
      subject: certificate.issuer.text,
      keyIdentifier: identifier === undefined ? null : toHex(identifier),
    },
    candidates: candidates.map(({ trusted, signed, match }) => ({ ...anchorToJson(trusted), match, signed })),
    sameCountry,
  };
}

function anchorToJson({ certificate, provenance, flags }: TrustedCertificate): object {
  const identifier = certificate.subjectKeyIdentifier;
  return {
    subject: certificate.subject.text,
    serial: certificate.serial,
    keyIdentifier: identifier === undefined ? null : toHex(identifier),
    notAfter: new Date(certificate.notAfter).toISOString(),
    flags,
    sources: provenance.map(({ source, status }) => ({ source, status })),
  };
}

export function printAnswer(answer: Answer, terminal: Terminal): void {
  const { bold, green, yellow, red, dim } = terminal.style;
  const { certificate, result, candidates, sameCountry } = answer;
  const colour = result.outcome === "trusted" ? green : result.outcome === "broken" ? red : yellow;
  terminal.print(`${bold(inert(answer.path))}  ${colour(sentence(result))}`);
  terminal.print(`  certificate  ${inert(certificate.subject.text)}`);
  terminal.print(`  issued by    ${inert(certificate.issuer.text)}`);
  const identifier = certificate.authorityKeyIdentifier?.keyIdentifier;
  terminal.print(`  issuer's key ${identifier === undefined ? "not named" : toHex(identifier)}`);
  if (result.outcome === "trusted" || result.outcome === "unverified-anchor") {
    for (const step of result.path) printStep(isTrusted(step) ? "anchor" : "under", step, terminal);
    return;
  }
  for (const { trusted, signed } of candidates) {
    if (!signed) printStep("not it", trusted, terminal);
  }
  if (result.outcome === "no-anchor" && result.why !== "unusable" && result.why !== "algorithm") {
    const key = identifier === undefined ? "" : ` with the key identifier ${toHex(identifier)}`;
    terminal.print(`  needed       the CSCA certificate "${inert(certificate.issuer.text)}"${key}`);
  }
  if (sameCountry > 0)
    terminal.print(dim(`  the store holds ${sameCountry} of ${certificate.issuer.country ?? "that country"}`));
}

function printStep(label: string, { certificate, provenance, flags }: TrustedCertificate, terminal: Terminal): void {
  const flagText = flags.length === 0 ? "" : terminal.style.yellow(` [${flags.join(", ")}]`);
  terminal.print(
    `  ${label.padEnd(12)} ${inert(certificate.subject.text)}, until ${day(certificate.notAfter)}${flagText}`,
  );
  const own = certificate.subjectKeyIdentifier;
  if (own !== undefined) terminal.print(terminal.style.dim(`               key ${toHex(own)}`));
  for (const { source, status, date } of provenance) {
    terminal.print(`               ${statusText(status, terminal)} by ${inert(source)} of ${day(date)}`);
  }
}
