import type { Field, Screen, ScreenOf } from "../../shared/index.js";
import { isPrivate } from "../machine/private-places.js";
import type { State } from "../machine/state.js";

type Word = ScreenOf<"public">["word"];

/** In their stead, on a screen that faces the queue; undefined where the screen is nobody's secret. */
export function publicScreen(state: State): Screen | undefined {
  if (!isPrivate(state) || state.turned) return undefined;
  return { name: "public", word: wordOf(state), numberEnds: numberEnds(state) };
}

function wordOf({ place, case: known }: State): Word {
  if (place === "refer") return "see-officer";
  const verdict = known?.found?.verdict;
  if (verdict === undefined || verdict === "retry") return "wait";
  const green = verdict === "genuine" || verdict === "genuine-copyable";
  if (green) return known?.face === "same" ? "thanks" : known?.face === null ? "wait" : "see-officer";
  return "see-officer";
}

function numberEnds({ case: known }: State): string | null {
  const fields: readonly Field[] = known?.found?.fields ?? known?.reading?.preview?.fields ?? [];
  const value =
    fields.find(({ id }) => id === "number")?.value ?? fields.find(({ id }) => id === "documentNumber")?.value;
  return value?.kind === "text" && value.text.length > 4 ? value.text.slice(-4) : null;
}
