import { PLACES, VIETNAM_MERGED } from "@chipid/sdk/vietnam";
import type { Text } from "../../shared/index.js";

/** Letters alone, without marks, case and what stands between words: addresses write names in several ways. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/^(thanh pho|tp\.?|tinh)\s+/, "")
    .replace(/[^a-z]/g, "");
}

const MERGED: ReadonlyMap<string, string> = new Map(
  [...VIETNAM_MERGED].flatMap(([code, now]) => {
    const was = PLACES.get(code)?.name;
    return was === undefined ? [] : [[plain(was), now] as const];
  }),
);

/**
 * The province of an address since the mergers of 2025, where it has another name now: a hint beside the address, which
 * stays as it is signed. Only the last part of an address names the province.
 */
export function provinceHint(address: string | undefined): Text | undefined {
  const last = address?.split(",").at(-1)?.trim().slice(0, 100);
  if (last === undefined || last === "") return undefined;
  const now = MERGED.get(plain(last));
  if (now === undefined) return undefined;
  return { vi: `Nay thuộc ${now} (sau sắp xếp năm 2025)`, en: `Now part of ${now} (since the mergers of 2025)` };
}
