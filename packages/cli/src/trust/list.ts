import type { TrustSource, TrustStore } from "@chipid/sdk";
import { table } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";
import { day, instant, plural, remarkLines, remarksToJson, statusText } from "./words.js";

function countriesOf(store: TrustStore, source: TrustSource): readonly string[] {
  const found = new Set<string>();
  for (const entry of store.data.entries) {
    if (entry.country !== undefined && entry.sources.includes(source.id)) found.add(entry.country);
  }
  return [...found].sort();
}

export function listToJson(store: TrustStore, folder: string): object {
  return {
    store: folder,
    certificates: store.size,
    countries: store.countries.length,
    countryCodes: store.countries,
    newest: instant(store.newest),
    sources: [...store.data.sources.values()].map((source) => {
      const countryCodes = countriesOf(store, source);
      return {
        name: source.source,
        sha256: source.sha256,
        kind: source.kind,
        status: source.status,
        verified: source.kind === "certificate" ? null : source.status === "verified",
        standing: source.standing,
        certificates: source.certificates,
        countries: countryCodes.length,
        countryCodes,
        signer: source.signer ?? null,
        date: instant(source.date),
        ...remarksToJson(source.remarks),
      };
    }),
    crls: store.data.crls.map((crl) => ({
      name: crl.source,
      sha256: crl.sha256,
      country: crl.country ?? null,
      thisUpdate: instant(crl.thisUpdate),
      nextUpdate: instant(crl.nextUpdate),
      revoked: crl.revokedCount,
    })),
    deviations: store.data.deviations.map(({ country, code, source }) => ({ country, code, source })),
  };
}

export function printList(store: TrustStore, folder: string, now: number, all: boolean, terminal: Terminal): void {
  const { bold, dim, yellow } = terminal.style;
  const totals = `${plural(store.size, "certificate")}, ${plural(store.countries.length, "country", "countries")}`;
  terminal.print(`${bold("trust store")}  ${totals}  ${dim(inert(folder))}`);
  const sources = [...store.data.sources.values()];
  const rows = sources.map((source) => [
    source.sha256.slice(0, 8),
    statusText(source.status, terminal),
    day(source.date),
    String(source.certificates),
    String(countriesOf(store, source).length),
    inert(source.source),
    source.signer === undefined ? "" : inert(source.signer),
  ]);
  if (rows.length > 0) {
    const head = ["id", "status", "date", "certs", "countries", "file", "signer"].map((text) => dim(text));
    for (const line of table([head, ...rows], { indent: 2, right: [3, 4] })) terminal.print(line);
  }
  for (const source of sources) {
    if (source.status === "unverified")
      terminal.print(`${inert(source.source)}: ${yellow("unverified")}, ${inert(source.standing)}`);
    const lines = remarkLines(source.remarks, terminal, all);
    if (lines.length === 0) continue;
    terminal.print(`${inert(source.source)}:`);
    for (const line of lines) terminal.print(line);
  }
  for (const crl of store.data.crls) {
    const stale =
      crl.nextUpdate !== undefined && crl.nextUpdate < now ? `, ${yellow(`stale since ${day(crl.nextUpdate)}`)}` : "";
    const { sha256, country, thisUpdate, revokedCount, source } = crl;
    terminal.print(
      `  ${sha256.slice(0, 8)}  revocation list ${country ?? ""} of ${day(thisUpdate)}: ${revokedCount} revoked${stale}  ${inert(source)}`,
    );
  }
  const deviations = store.data.deviations.length;
  if (deviations > 0) terminal.print(`  ${plural(deviations, "known deviation")} from deviation lists`);
}
