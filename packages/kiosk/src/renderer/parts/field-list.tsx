import {
  FIELD_LABELS,
  type Field,
  formatValue,
  type Generation,
  HIDDEN_FIELDS,
  type HiddenField,
  type Value,
} from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { ChipText } from "./chip-text.js";
import { HiddenValue } from "./hidden-value.js";
import { CheckIcon, WarningIcon } from "./icons.js";

export interface FieldListProps {
  readonly fields: readonly Field[];
  readonly generation: Generation;
  /** Hidden values can be asked for. */
  readonly askable?: boolean;
}

/** Fields of a card, under the labels of its generation. */
export function FieldList({ fields, generation, askable = false }: FieldListProps) {
  const { language } = useStation();
  return (
    <dl class="fields">
      {fields.map((field) => (
        <div key={field.id} class={`field field-${field.id}${field.printed?.agrees === false ? " field-differs" : ""}`}>
          <dt>{FIELD_LABELS[generation][field.id][language]}</dt>
          <dd>
            {field.value.kind === "hidden" && askable && isHidden(field.id) ? (
              <HiddenValue field={field.id} generation={generation} />
            ) : (
              <FieldValue value={field.value} generation={generation} />
            )}
            {field.printed !== undefined && <Printed printed={field.printed} generation={generation} />}
            {field.hint !== undefined && <Hint field={field} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function FieldValue({ value, generation }: { value: Value; generation: Generation }) {
  const { language } = useStation();
  // The words of a Vietnamese card are Vietnamese, whatever the language of the screen.
  if (value.kind === "text") return <ChipText text={value.text} lang={generation === "icao" ? undefined : "vi"} />;
  return <span class={`value value-${value.kind}`}>{formatValue(value, language)}</span>;
}

function Printed({ printed, generation }: { printed: NonNullable<Field["printed"]>; generation: Generation }) {
  const { words } = useStation();
  if (printed.agrees) {
    return (
      <span class="printed printed-agrees">
        <CheckIcon state="ok" />
        {words["result.agrees"]}
      </span>
    );
  }
  return (
    <span class="printed printed-differs">
      <WarningIcon />
      <strong>{words["result.differs"]}</strong>
      <span class="printed-value">
        {words["result.printed"]}: <FieldValue value={printed.value} generation={generation} />
      </span>
    </span>
  );
}

function Hint({ field }: { field: Field }) {
  const { words, language } = useStation();
  return (
    <span class="hint">
      {words["result.hint"]}: {field.hint?.[language]}
    </span>
  );
}

function isHidden(id: Field["id"]): id is HiddenField {
  return (HIDDEN_FIELDS as readonly string[]).includes(id);
}
