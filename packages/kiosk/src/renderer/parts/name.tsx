import { FIELD_LABELS, type Field, type Generation } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { FieldList, FieldValue } from "./field-list.js";

/** The name, large. One that was compared with the print stands in a list of its own, with both values. */
export function Name({ fields, generation }: { fields: readonly Field[]; generation: Generation }) {
  const { language } = useStation();
  const field = nameField(fields);
  if (field === undefined) return null;
  if (field.printed !== undefined) {
    return (
      <div class="name">
        <FieldList fields={[field]} generation={generation} />
      </div>
    );
  }
  return (
    <div class="name">
      <dl class="fields">
        <div class="field field-fullName">
          <dt>{FIELD_LABELS[generation][field.id][language]}</dt>
          <dd>
            <FieldValue value={field.value} generation={generation} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

/** The name with diacritics, else the one of the MRZ. */
export function nameField(fields: readonly Field[]): Field | undefined {
  const full = fields.find(({ id }) => id === "fullName");
  if (full !== undefined && full.value.kind === "text") return full;
  return fields.find(({ id }) => id === "mrzName") ?? full;
}
