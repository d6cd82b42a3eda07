import type { FileReport, ImportReport } from "@chipid/sdk";
import type { Terminal } from "../terminal/terminal.js";
import { inert, wrap } from "../terminal/text.js";
import { day, instant, plural, remarkLines, remarksToJson, statusText } from "./words.js";

const KIND_NAMES: Readonly<Record<NonNullable<FileReport["kind"]>, string>> = {
  certificate: "certificate",
  crl: "revocation list",
  "master-list": "master list",
  "bare-master-list": "master list without a signature",
  "deviation-list": "deviation list",
  pem: "PEM",
  ldif: "LDIF collection",
};

/** What one file holds and what became of it, for people. */
export function printFileReport(report: FileReport, terminal: Terminal, all = false): void {
  const { bold, red, dim } = terminal.style;
  const kind = report.kind === undefined ? "" : `  ${KIND_NAMES[report.kind]}`;
  terminal.print(`${bold(inert(report.name))}${kind}`);
  if (report.refused !== undefined) terminal.print(`  ${red("refused")}: ${inert(report.refused.why)}`);
  if (report.certificates > 0) {
    const counts = [plural(report.certificates, "certificate")];
    if (report.countries.length > 0) counts.push(plural(report.countries.length, "country", "countries"));
    if (report.refused === undefined) counts.push(`${report.added} new`, `${report.known} known`);
    terminal.print(`  ${counts.join(", ")}`);
    const codes = report.countries.join(" ");
    for (const line of wrap(codes, terminal.width - 4)) if (line !== "") terminal.print(dim(`    ${line}`));
  }
  for (const list of report.lists) {
    terminal.print(`  ${statusText(list.status, terminal)}: ${inert(list.standing)}`);
    if (list.signer !== undefined) terminal.print(`  signed by ${inert(list.signer)} on ${day(list.date)}`);
    for (const name of list.replaced) terminal.print(`  takes the place of ${inert(name)}`);
  }
  for (const crl of report.crls) {
    terminal.print(`  revocation list of ${inert(crl.issuer)} of ${day(crl.thisUpdate)}: ${crl.revoked} revoked`);
    if (crl.stale)
      terminal.print(
        `  ${terminal.style.yellow("stale")} since ${day(crl.nextUpdate)}: kept, what it revokes stays revoked`,
      );
    if (crl.superseded) terminal.print("  not used: a newer one of the same key is there");
  }
  if (report.kind === "deviation-list" && report.refused === undefined) {
    terminal.print(`  ${plural(report.deviations, "known deviation")}`);
  }
  for (const line of remarkLines(report.remarks, terminal, all)) terminal.print(line);
}

/** Counts as the contract names them: `certificates` and `countries` are numbers. */
export function fileReportToJson(report: FileReport): object {
  return {
    name: report.name,
    sha256: report.sha256,
    kind: report.kind ?? null,
    certificates: report.certificates,
    countries: report.countries.length,
    countryCodes: report.countries,
    new: report.added,
    known: report.known,
    signer: report.lists[0]?.signer ?? null,
    date: instant(report.lists[0]?.date),
    verified: report.lists.length === 0 ? null : report.lists.every(({ status }) => status === "verified"),
    lists: report.lists.map((list) => ({ ...list, signer: list.signer ?? null, date: instant(list.date) })),
    crls: report.crls.map((crl) => ({
      ...crl,
      thisUpdate: instant(crl.thisUpdate),
      nextUpdate: instant(crl.nextUpdate),
    })),
    deviations: report.deviations,
    error: report.refused === undefined ? null : { code: report.refused.code, message: report.refused.why },
    ...remarksToJson(report.remarks),
  };
}

export function printImport(report: ImportReport, folder: string, terminal: Terminal): void {
  for (const file of report.files) printFileReport(file, terminal);
  for (const name of report.verifiedNow) terminal.print(`${inert(name)} is now verified`);
  terminal.print(`kept in ${inert(folder)}`);
}
