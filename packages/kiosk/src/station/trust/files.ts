import type { CrlEntry, TrustRemark, TrustSource, TrustStore } from "@chipid/sdk";
import type { StoredFile } from "@chipid/sdk/node";
import type { Admin, Text } from "../../shared/index.js";
import { KIND_TEXTS } from "./words.js";

export type TrustFileView = Admin["trust"]["files"][number];

/** Problems shown of one file: a list may have hundreds alike. */
const MAX_PROBLEMS = 12;
const MAX_TEXT = 200;

/** The store's files as the administration shows them. */
export function trustFiles(store: TrustStore, files: readonly StoredFile[]): TrustFileView[] {
  return files.map((file) => {
    const sources = [...store.data.sources.values()].filter(({ sha256 }) => sha256 === file.sha256);
    const crl = store.data.crls.find(({ sha256 }) => sha256 === file.sha256);
    return sources.length === 0 ? listOrNothing(file, crl) : certificates(store, file, sources);
  });
}

function listOrNothing(file: StoredFile, crl: CrlEntry | undefined): TrustFileView {
  return {
    ...named(file),
    kind: crl === undefined ? KIND_TEXTS.other : KIND_TEXTS.crl,
    certificates: 0,
    countries: crl?.country === undefined ? 0 : 1,
    // A revocation list is only taken when a CSCA of the store signed it.
    verified: crl === undefined ? null : true,
    date: dayOf(crl?.thisUpdate),
    problems: [],
  };
}

function certificates(store: TrustStore, file: StoredFile, sources: readonly TrustSource[]): TrustFileView {
  const ids = new Set(sources.map(({ id }) => id));
  const countries = new Set<string>();
  for (const { country, sources: from } of store.data.entries) {
    if (country !== undefined && from.some((id) => ids.has(id))) countries.add(country);
  }
  const [first] = sources;
  const lists = sources.filter(({ kind }) => kind !== "certificate");
  // A certificate given alone says no date of issue: the store keeps the day it was given.
  const dates = lists.flatMap(({ date }) => (date === undefined ? [] : [date]));
  return {
    ...named(file),
    kind: first === undefined ? KIND_TEXTS.other : KIND_TEXTS[first.kind],
    certificates: sources.reduce((sum, source) => sum + source.certificates, 0),
    countries: countries.size,
    verified: lists.length === 0 ? null : lists.every(({ status }) => status === "verified"),
    date: dates.length === 0 ? null : dayOf(Math.max(...dates)),
    problems: [
      ...lists.filter(({ status }) => status === "unverified").map(({ standing }) => unverified(standing)),
      ...problemsOf(sources.flatMap(({ remarks }) => remarks)),
    ].slice(0, MAX_PROBLEMS),
  };
}

function named({ sha256, name }: StoredFile): { sha256: string; name: string } {
  return { sha256, name: name.slice(0, MAX_TEXT) };
}

function unverified(standing: string): Text {
  return {
    vi: "Chưa có gì bảo đảm cho danh sách này: nhập chứng thư của bên ký.",
    en: `Nothing vouches for this list: ${standing.slice(0, MAX_TEXT)}`,
  };
}

/** Remarks by their reason, with how many certificates each concerns. */
function problemsOf(remarks: readonly TrustRemark[]): Text[] {
  const counts = new Map<string, { readonly remark: TrustRemark; count: number }>();
  for (const remark of remarks) {
    const known = counts.get(`${remark.kind} ${remark.why}`);
    if (known === undefined) counts.set(`${remark.kind} ${remark.why}`, { remark, count: 1 });
    else known.count++;
  }
  return [...counts.values()].map(({ remark: { kind, why }, count }) => ({
    vi: kind === "refused" ? `${count} chứng thư không được nhận.` : `${count} chứng thư có điểm cần lưu ý.`,
    en: `${count} ${kind}: ${why.slice(0, MAX_TEXT)}`,
  }));
}

function dayOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString().slice(0, 10);
}
