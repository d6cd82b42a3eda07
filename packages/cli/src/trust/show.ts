import {
  auditTrust,
  type Certificate,
  type FileReport,
  type TrustAudit,
  type TrustedCertificate,
  type TrustStore,
  toHex,
} from "@chipid/sdk";
import { nodeCrypto } from "@chipid/sdk/node";
import { table } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";
import { fileReportToJson, printFileReport } from "./reports.js";
import { day, instant, plural } from "./words.js";

/** What is shown: a file's report and its own certificates as a store of their own. */
export interface Shown {
  readonly report: FileReport;
  readonly store: TrustStore;
}

/** Few enough to be shown without being asked for. */
const SHOWN_CERTIFICATES = 5;

export function keyText(certificate: Certificate): string {
  const reading = certificate.publicKey;
  if (!reading.ok) return `unusable (${reading.why})`;
  const { key } = reading;
  if (key.kind === "rsa") return `RSA ${key.bits}`;
  return `${key.curve ?? "unknown curve"}${key.encoding === "explicit" ? " explicit" : ""}`;
}

function entryToJson({ certificate, flags }: TrustedCertificate): object {
  return {
    country: certificate.subject.country ?? null,
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serial,
    notBefore: instant(certificate.notBefore),
    notAfter: instant(certificate.notAfter),
    key: keyText(certificate),
    keyIdentifier: certificate.subjectKeyIdentifier === undefined ? null : toHex(certificate.subjectKeyIdentifier),
    sha256: toHex(nodeCrypto().digest("sha-256", certificate.raw)),
    flags,
  };
}

/** Import and audit tell some things twice. */
function joinRemarks(report: FileReport, audit: TrustAudit): FileReport {
  const said = new Set(report.remarks.map(({ subject, why }) => `${why}\n${subject}`));
  const more = audit.remarks.filter(({ subject, why }) => !said.has(`${why}\n${subject}`));
  return { ...report, remarks: [...report.remarks, ...more] };
}

function auditLine(audit: TrustAudit): string {
  const parts = [
    `${audit.usable} of ${plural(audit.certificates, "key")} usable`,
    `${audit.selfSigned} signed by their own key`,
    `${audit.signedByOther} by another key here`,
    `${audit.parentMissing} by a key that is not here`,
  ];
  if (audit.signatureFalse > 0) parts.push(`${audit.signatureFalse} with a false signature`);
  return parts.join(", ");
}

export function showToJson({ report, store }: Shown, all: boolean): object {
  const audit = auditTrust(store, nodeCrypto());
  const { remarks: _, ...counts } = audit;
  return {
    ...fileReportToJson(joinRemarks(report, audit)),
    audit: counts,
    ...(all || store.size <= SHOWN_CERTIFICATES ? { entries: store.all().map(entryToJson) } : {}),
  };
}

export function printShow({ report, store }: Shown, all: boolean, terminal: Terminal): void {
  const audit = auditTrust(store, nodeCrypto());
  printFileReport(joinRemarks(report, audit), terminal, all);
  if (audit.certificates > 0) terminal.print(`  ${auditLine(audit)}`);
  if (!all && store.size > SHOWN_CERTIFICATES) return;
  const rows = store
    .all()
    .map(({ certificate, flags }) => [
      certificate.subject.country ?? "",
      toHex(nodeCrypto().digest("sha-256", certificate.raw)).slice(0, 16),
      `${day(certificate.notBefore)} – ${day(certificate.notAfter)}`,
      keyText(certificate),
      inert(certificate.subject.text) + (flags.length === 0 ? "" : terminal.style.yellow(` [${flags.join(", ")}]`)),
    ]);
  for (const line of table(rows, { indent: 2 })) terminal.print(line);
}
