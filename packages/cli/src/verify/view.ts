import { type DataGroupStatus, type Finding, type Inspection, isReasonCode, REASONS } from "@chipid/sdk";
import type { Language } from "../terminal/language.js";
import { table } from "../terminal/table.js";
import type { Style, Terminal } from "../terminal/terminal.js";
import { displayWidth, inert, wrap } from "../terminal/text.js";
import { effectIcon, reasonText, verdictLines } from "../terminal/verdict.js";
import { WORDS } from "./words.js";

type Row = readonly [label: string, value: string];

/** Cards issued from this day on carry the labels of the Law on Identification of 2023. */
const LAW_OF_2023 = "2024-07-01";

/** An ISO date as the language writes it. */
function dateText(iso: string, language: Language): string {
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?$/.exec(iso);
  if (match === null || language === "en") return iso.replace(/T.*$/, "");
  return [match[3], match[2], match[1]].filter((part) => part !== undefined).join("/");
}

function birthText(birth: NonNullable<Inspection["holder"]>["birth"], language: Language): string {
  if (birth.year === null) return "–";
  const parts = [String(birth.year).padStart(4, "0")];
  if (birth.month !== null) parts.push(String(birth.month).padStart(2, "0"));
  if (birth.month !== null && birth.day !== null) parts.push(String(birth.day).padStart(2, "0"));
  return dateText(parts.join("-"), language);
}

function holderRows({ holder }: Inspection, language: Language): Row[] {
  const words = WORDS[language];
  if (holder === null) return [["", words.notRead]];
  const mrzName = [holder.mrzName.primary, holder.mrzName.secondary].filter((part) => part !== "").join(", ");
  const rows: Row[] = [[words.name, holder.name]];
  if (mrzName.replace(",", "") !== holder.name) rows.push([words.mrzName, mrzName]);
  rows.push([words.birth, birthText(holder.birth, language)]);
  if (holder.sex !== null) rows.push([words.sex, words.sexes[holder.sex]]);
  if (holder.personalNumber !== null) rows.push([words.personalNumber, holder.personalNumber]);
  return rows;
}

function documentRows({ document }: Inspection, language: Language): Row[] {
  const words = WORDS[language];
  if (document === null) return [];
  const rows: Row[] = [
    [words.type, document.type],
    [words.issuer, document.issuer],
    [words.number, document.number],
  ];
  if (document.nationality !== null) rows.push([words.nationality, document.nationality]);
  rows.push([words.expires, document.expires === null ? words.noExpiry : dateText(document.expires, language)]);
  return rows;
}

function nationalRows({ vietnam }: Inspection, language: Language): Row[] {
  if (vietnam === null) return [];
  const words = WORDS[language];
  const issued = vietnam.issued;
  const newLabels = typeof issued === "string" && issued >= LAW_OF_2023;
  const rows: Row[] = [];
  for (const [key, label] of Object.entries(words.vietnam)) {
    const value = vietnam[key];
    const name = (newLabels ? words.vietnam2024[key] : undefined) ?? label;
    if (key === "expires" && value === null) rows.push([name, words.noExpiry]);
    else if (key === "sex" && (value === "M" || value === "F")) rows.push([name, words.sexes[value]]);
    else if (typeof value === "string")
      rows.push([name, /^\d{4}(-\d\d){0,2}$/.test(value) ? dateText(value, language) : value]);
    else if (Array.isArray(value)) rows.push([name, value.join(", ")]);
    // Counters are asked for this number so often that its absence is an answer.
    else if (key === "oldNumber") rows.push([name, words.notOnCard]);
  }
  return rows;
}

const GROUP_LOOKS: Readonly<Record<DataGroupStatus, (style: Style) => string>> = {
  match: (style) => style.green("✔"),
  mismatch: (style) => style.red("✘"),
  protected: (style) => style.dim("·"),
  absent: (style) => style.yellow("–"),
  "not-read": (style) => style.dim("·"),
  "not-listed": (style) => style.yellow("!"),
};

function bytesText(count: number): string {
  return count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} KB`;
}

function groupRows(inspection: Inspection, language: Language, style: Style): string[][] {
  const words = WORDS[language];
  return Object.entries(inspection.passive.dataGroups)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([number, status]) => {
      const portrait = number === "2" && status === "match" ? inspection.portrait : null;
      const info =
        portrait === null ? "" : `${portrait.mime}, ${portrait.width}×${portrait.height}, ${bytesText(portrait.bytes)}`;
      const state = words.groupStates[status];
      return [
        GROUP_LOOKS[status](style),
        `DG${number}`,
        words.groups[Number(number)] ?? "",
        status === "mismatch" ? style.red(style.bold(state)) : state,
        style.dim(info),
      ];
    });
}

/** How the chip was opened and what reading it took; nothing for files at rest. */
function readingRows({ source, access, passive, timing }: Inspection, language: Language): Row[] {
  if (source !== "live" && source !== "replay") return [];
  const words = WORDS[language];
  const { protocol, mapping, password, curve, fellBack } = access;
  const name = [protocol.toUpperCase(), typeof mapping === "string" ? mapping.toUpperCase() : undefined];
  const how = [name.filter((part) => part !== undefined).join("-"), password, curve]
    .filter((part) => typeof part === "string")
    .map((part) => (part === "can" || part === "mrz" || part === "pin" || part === "puk" ? part.toUpperCase() : part))
    .join(", ");
  const without = passive.sod === "absent" ? words.noAccess : words.openAccess;
  const opened = protocol === "none" ? without : `${how}${fellBack === true ? ` (${words.fellBack})` : ""}`;
  const milliseconds = `${Math.round(timing.totalMs)} ms`;
  return [
    [words.access, opened],
    [words.exchanges, `${timing.apdus}, ${bytesText(timing.bytesIn + timing.bytesOut)}, ${milliseconds}`],
  ];
}

function signatureRows(inspection: Inspection, language: Language): Row[] {
  const { passive, chip, judgedAt } = inspection;
  const words = WORDS[language];
  const rows: Row[] = [
    [words.securityObject, words.sod[passive.sod]],
    [words.chain, words.chains[passive.chain]],
    [words.revocation, words.revocations[passive.revocation]],
  ];
  if (passive.signer !== null) {
    rows.push([words.signer, `${passive.signer.subject}, ${passive.signer.serial}`]);
    rows.push([
      words.validity,
      `${dateText(passive.signer.notBefore, language)} ${words.to} ${dateText(passive.signer.notAfter, language)}`,
    ]);
  }
  if (passive.anchor !== null) {
    rows.push([words.anchor, passive.anchor.subject]);
    rows.push([words.anchorSource, passive.anchor.source]);
  }
  const algorithms = [passive.signatureAlgorithm, passive.digestAlgorithm].filter((name) => name !== null);
  if (algorithms.length > 0) rows.push([words.algorithm, algorithms.join(", ")]);
  if (passive.signedAt !== null) {
    const source = passive.signedAtSource === null ? "" : ` (${words.signedAtSources[passive.signedAtSource]})`;
    rows.push([words.signedAt, dateText(passive.signedAt, language) + source]);
  }
  rows.push([
    words.chip,
    `AA ${words.proofs[chip.active]}, CA ${words.proofs[chip.chip]}, CAM ${words.proofs[chip.cam]}`,
  ]);
  rows.push(...readingRows(inspection, language));
  rows.push([words.judgedAt, judgedAt.replace(/\.\d+Z$/, "Z")]);
  return rows;
}

function reasonLines(findings: readonly Finding[], language: Language, terminal: Terminal): string[] {
  const { style, width } = terminal;
  return findings.flatMap((finding) => {
    const plain = finding.effect === "genuine" || finding.effect === "note";
    const text = inert(reasonText(finding, language));
    const origin = style.dim(`${finding.code}, ${finding.reference}`);
    const icon = effectIcon(finding.effect, style);
    // What changes nothing is told in one line where that fits.
    const brief = `  ${icon} ${text}  ${origin}`;
    const detail = hasOwnDetail(finding) ? wrap(inert(finding.detail), width - 4).map((line) => `    ${line}`) : [];
    if (plain && displayWidth(brief) <= width) return [brief, ...detail];
    const [first = "", ...rest] = wrap(text, width - 4).map((line) => (plain ? line : style.bold(line)));
    return [`  ${icon} ${first}`, ...rest.map((line) => `    ${line}`), ...detail, `    ${origin}`];
  });
}

/** The particulars of a finding, where they say more than its code's own text. */
function hasOwnDetail(finding: Finding): boolean {
  if (finding.effect === "genuine" || finding.detail === "") return false;
  return !isReasonCode(finding.code) || finding.detail !== REASONS[finding.code].en;
}

/** Label and value rows whose values are wrapped within the terminal's width. */
function rowLines(rows: readonly Row[], terminal: Terminal): string[] {
  const { style, width } = terminal;
  const label = Math.max(0, ...rows.map(([text]) => displayWidth(text)));
  const cells = rows.flatMap(([name, value]) =>
    wrap(inert(value), Math.max(24, width - label - 4)).map((line, i) => [style.dim(i === 0 ? name : ""), line]),
  );
  return table(cells, { indent: 2 });
}

/** One inspection for the officer: the verdict first, then whom it is about, then why. */
export function printInspection(inspection: Inspection, language: Language, terminal: Terminal): void {
  const { style } = terminal;
  const words = WORDS[language];
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    terminal.print();
    terminal.print(style.bold(title));
    for (const line of lines) terminal.print(line);
  };
  terminal.print();
  for (const line of verdictLines(inspection, language, terminal)) terminal.print(line);
  section(words.holder, rowLines(holderRows(inspection, language), terminal));
  section(words.document, rowLines(documentRows(inspection, language), terminal));
  section(words.national, rowLines(nationalRows(inspection, language), terminal));
  section(words.dataGroups, table(groupRows(inspection, language, style), { indent: 2 }));
  section(words.signature, rowLines(signatureRows(inspection, language), terminal));
  section(words.reasons, reasonLines(inspection.reasons, language, terminal));
  terminal.print();
}
