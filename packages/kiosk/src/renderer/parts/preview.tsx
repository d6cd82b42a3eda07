import type { Preview as PreviewData } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { FieldList } from "./field-list.js";
import { Name } from "./name.js";
import { Portrait } from "./portrait.js";

/** Texts that are there while the portrait still loads; they are no verdict, and it says so. */
export function Preview({ preview }: { preview: PreviewData | null }) {
  const { words } = useStation();
  if (preview === null) {
    return (
      <section class="panel preview preview-empty">
        <p>{words["reading.waiting"]}</p>
      </section>
    );
  }
  return (
    <section class="panel preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{words["reading.preview"]}</h2>
      <p class="note">{words["reading.preview.note"]}</p>
      <div class="person">
        <Portrait portrait={{ state: "loading" }} />
        <div>
          <Name fields={preview.fields} generation={preview.generation} />
          <FieldList fields={preview.fields.filter(({ id }) => id !== "fullName")} generation={preview.generation} />
        </div>
      </div>
    </section>
  );
}
