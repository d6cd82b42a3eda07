import { FIELD_LABELS, type Slip } from "../../shared/index.js";
import { dateText } from "../format/dates.js";
import { useStation } from "../state/station.js";
import { FieldValue } from "./field-list.js";

/** The sheet of paper: on the screen as it will be printed, and the only thing that is. */
export function SlipSheet({ slip }: { slip: Slip }) {
  const { words, language, view } = useStation();
  const frame: [string, string][] = [
    [words["slip.at"], dateText(slip.at)],
    [words["slip.station"], slip.station],
    [words["slip.officer"], slip.officer],
    [words["slip.reference"], slip.reference],
    [words["slip.legal"], slip.legalBasis[language]],
  ];
  return (
    <article class="sheet" aria-label={words["slip.heading"]}>
      <h2>{words["slip.heading"]}</h2>
      <p class="sheet-procedure">{slip.procedure[language]}</p>
      {view.station.training && <p class="sheet-sample">{words.watermark}</p>}
      <dl>
        {slip.fields.map((field) => (
          <div key={field.id}>
            <dt>{FIELD_LABELS[slip.generation][field.id][language]}</dt>
            <dd>
              <FieldValue value={field.value} generation={slip.generation} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="sheet-verdict">
        {words["slip.verdict"]}: <strong>{words[`verdict.${slip.verdict}`]}</strong>
      </p>
      <dl class="sheet-frame">
        {frame.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="sheet-signature">{words["slip.signature"]}</p>
      <p class="sheet-foot">{words["slip.foot"]}</p>
    </article>
  );
}
