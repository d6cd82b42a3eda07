import type { Text } from "../../shared/index.js";
import type { OpenedSettings } from "./settings-file.js";

/** Places that are named; who mends these finds the others. */
const MOST_PLACES = 3;

/** What is wrong with the settings' file and where, without a value of it; undefined when it is used. */
export function settingsFault({
  problem,
  places,
  line,
}: Pick<OpenedSettings, "problem" | "places" | "line">): Text | undefined {
  if (problem === undefined) return undefined;
  if (problem === "unreadable") {
    return { vi: "Không đọc được tệp settings.json.", en: "The file settings.json cannot be read." };
  }
  if (line !== undefined) {
    return { vi: `settings.json sai cú pháp JSON ở dòng ${line}.`, en: `settings.json is no JSON in line ${line}.` };
  }
  if (places.length === 0) {
    return { vi: "settings.json không phải là một đối tượng JSON.", en: "settings.json is no JSON object." };
  }
  const named = places.slice(0, MOST_PLACES).join(", ");
  const more = places.length > MOST_PLACES ? ", …" : "";
  return {
    vi: `settings.json có mục sai hoặc không được biết: ${named}${more}.`,
    en: `settings.json holds what is wrong or not known: ${named}${more}.`,
  };
}
