import type { ElementaryFileName } from "../../lds/files.js";
import { newState } from "../procedure.js";
import { summarise } from "../report.js";
import type { InspectionState } from "../state.js";
import { readContents } from "../steps/contents.js";
import { checkDataGroups } from "../steps/data-groups.js";
import type { CardInspectionOptions, CardPreview } from "./types.js";

/**
 * What may be shown of a reading that is not over: the contents of groups whose hash is the signed one, under an EF.SOD
 * whose signature holds. The steps run over a state of their own, so that no finding of theirs reaches the verdict.
 * @param judged the state after EF.SOD was judged
 * @returns undefined when there is nothing to show
 * @throws ChipidError `inspection.input` as the steps do, for a data group that was not read to its end
 */
export function previewOf(
  judged: InspectionState,
  files: ReadonlyMap<ElementaryFileName, Uint8Array>,
  options: CardInspectionOptions,
): CardPreview | undefined {
  if (judged.signature !== "valid") return undefined;
  const { sod, signer, chain } = judged;
  const state: InspectionState = { ...newState(files, judged.source, options), sod, signer, chain };
  checkDataGroups(state);
  readContents(state);
  const { document, holder, vietnam } = summarise(state, options.personal === true);
  return document === null ? undefined : { document, holder, vietnam, chain };
}
