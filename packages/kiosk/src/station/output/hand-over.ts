import { FIELD_LABELS, type Field, type Slip, type Text, type Value } from "../../shared/index.js";
import { shownFields } from "./plain-text.js";

export const HANDOVER_FORMAT = "chipid-handover/1";

/** A field as the dossier system gets it (docs/kiosk-handover.md). */
export interface HandOverField {
  readonly id: Field["id"];
  readonly label: Text;
  readonly kind: Exclude<Value["kind"], "hidden">;
  /**
   * Text as signed; a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY` as far as it is known; `M`, `F` or `X`. null: nothing of
   * it is known, or the kind says it all.
   */
  readonly value: string | null;
}

export interface HandOver {
  readonly format: typeof HANDOVER_FORMAT;
  /** true: made up, from the training mode. */
  readonly training: boolean;
  readonly reference: string;
  readonly at: string;
  readonly station: string;
  readonly officer: string;
  readonly procedure: Text;
  readonly legalBasis: Text;
  readonly generation: Slip["generation"];
  readonly verdict: Slip["verdict"];
  readonly fields: readonly HandOverField[];
}

/** The slip, and nothing that is not on it. */
export function handOverOf(slip: Slip, training: boolean): HandOver {
  const { reference, at, station, officer, procedure, legalBasis, generation, verdict } = slip;
  const labels = FIELD_LABELS[generation];
  const fields = shownFields(slip).flatMap(({ id, value }) =>
    value.kind === "hidden" ? [] : [{ id, label: labels[id], kind: value.kind, value: textOf(value) }],
  );
  const about = { reference, at, station, officer, procedure, legalBasis, generation, verdict };
  return { format: HANDOVER_FORMAT, training, ...about, fields };
}

function textOf(value: Exclude<Value, { readonly kind: "hidden" }>): string | null {
  switch (value.kind) {
    case "text":
      return value.text;
    case "sex":
      return value.sex;
    case "date":
      return dateOf(value.year, value.month, value.day);
    case "no-expiry":
    case "absent":
      return null;
  }
}

/** ISO 8601 down to the last part that is known. */
function dateOf(year: number | null, month: number | null, day: number | null): string | null {
  if (year === null) return null;
  const parts = [String(year).padStart(4, "0")];
  if (month !== null) {
    parts.push(String(month).padStart(2, "0"));
    if (day !== null) parts.push(String(day).padStart(2, "0"));
  }
  return parts.join("-");
}
