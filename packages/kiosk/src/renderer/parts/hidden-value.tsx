import { useId, useRef } from "preact/hooks";
import {
  FIELD_LABELS,
  type Generation,
  type HiddenField,
  REVEAL_REASONS,
  type RevealReason,
} from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";

/** A value that is sent only when asked for: a button for the old number, a reason for sensitive data. */
export function HiddenValue({ field, generation }: { field: HiddenField; generation: Generation }) {
  return field === "oldNumber" ? (
    <OldNumber generation={generation} />
  ) : (
    <Sensitive field={field} generation={generation} />
  );
}

function OldNumber({ generation }: { generation: Generation }) {
  const { words, send } = useStation();
  return (
    <button
      type="button"
      class="button button-small"
      onClick={() => void send({ type: "reveal", field: "oldNumber", reason: null })}
    >
      {words[generation === "icao" ? "hidden.oldNumber.icao" : "hidden.oldNumber"]}
    </button>
  );
}

function Sensitive({ field, generation }: { field: Exclude<HiddenField, "oldNumber">; generation: Generation }) {
  const { words, language, send } = useStation();
  const select = useRef<HTMLSelectElement>(null);
  const note = useId();
  const label = FIELD_LABELS[generation][field][language];
  const reveal = () => {
    const reason = REVEAL_REASONS.find((one): one is RevealReason => one === select.current?.value);
    // Without a reason there is nothing to send; the focus says where it is missing.
    if (reason === undefined) select.current?.focus();
    else void send({ type: "reveal", field, reason });
  };
  return (
    <span class="reveal">
      <select
        ref={select}
        aria-label={fill(words["hidden.reason"], { field: label })}
        aria-describedby={note}
        autocomplete="off"
      >
        <option value="">{words["hidden.choose"]}</option>
        {REVEAL_REASONS.map((reason) => (
          <option key={reason} value={reason}>
            {words[`hidden.reason.${reason}`]}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button button-small"
        aria-label={`${words["hidden.show"]}: ${label}`}
        onClick={reveal}
      >
        {words["hidden.show"]}
      </button>
      <span id={note} class="hint">
        {words["hidden.note"]}
      </span>
    </span>
  );
}
