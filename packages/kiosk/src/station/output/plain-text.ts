import { FIELD_LABELS, type Field, formatValue, type Language, type Slip } from "../../shared/index.js";

/** Characters of one value; DG13 as a whole has some hundred. */
const MAX_VALUE = 1000;
/** As on every screen of the training mode. */
const WATERMARK = "MẪU / TEST";

/** Would end the line, or press keys in the form that the text is pasted into. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Show nothing, or turn the direction of what stands around them. */
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Co}]/gu;

/** Fields as `label: value`, a line each. A field that is hidden has no line. */
export function plainText(slip: Slip, language: Language, training: boolean): string {
  const labels = FIELD_LABELS[slip.generation];
  const lines = shownFields(slip).map(
    ({ id, value }) => `${labels[id][language]}: ${oneLine(formatValue(value, language))}`,
  );
  return [...(training ? [WATERMARK] : []), ...lines].join("\n");
}

/** What may leave the station: all fields of the slip but those that nobody asked to see. */
export function shownFields(slip: Slip): Field[] {
  return slip.fields.filter(({ value }) => value.kind !== "hidden");
}

function oneLine(text: string): string {
  return text.replace(CONTROLS, " ").replace(INVISIBLE, "").slice(0, MAX_VALUE).trim();
}
