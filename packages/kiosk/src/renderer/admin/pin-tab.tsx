import { useId, useRef, useState } from "preact/hooks";
import { CheckIcon, WarningIcon } from "../parts/icons.js";
import { useStation } from "../state/station.js";
import type { Word } from "../words/words.js";

const PIN = /^\d{6,12}$/;

/** Sets the supervisor's PIN. `first`: there is none yet. */
export function PinTab({ first = false }: { first?: boolean }) {
  const { words, send } = useStation();
  const [outcome, setOutcome] = useState<{ ok: boolean; word: Word }>();
  const pin = useRef<HTMLInputElement>(null);
  const repeat = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const value = pin.current?.value ?? "";
    const same = value === repeat.current?.value;
    if (!PIN.test(value)) return setOutcome({ ok: false, word: "admin.pin.shape" });
    if (!same) return setOutcome({ ok: false, word: "admin.pin.different" });
    form.current?.reset();
    setOutcome(undefined);
    const reply = await send({ type: "set-pin", pin: value });
    if (reply.ok) setOutcome({ ok: true, word: "admin.pin.saved" });
    else pin.current?.focus();
  };

  return (
    <form ref={form} class="panel narrow" autocomplete="off" onSubmit={(event) => void submit(event)}>
      {first && <p class="lead">{words["admin.pin.needed"]}</p>}
      <div class="typed">
        <label for={`${id}-pin`}>{words["admin.pin.new"]}</label>
        <input
          id={`${id}-pin`}
          ref={pin}
          type="password"
          inputMode="numeric"
          maxLength={12}
          autocomplete="off"
          aria-describedby={`${id}-hint ${id}-outcome`}
        />
        <span id={`${id}-hint`} class="hint">
          {words["admin.pin.hint"]}
        </span>
      </div>
      <div class="typed">
        <label for={`${id}-repeat`}>{words["admin.pin.repeat"]}</label>
        <input
          id={`${id}-repeat`}
          ref={repeat}
          type="password"
          inputMode="numeric"
          maxLength={12}
          autocomplete="off"
          aria-describedby={`${id}-outcome`}
        />
      </div>
      <div id={`${id}-outcome`} class="live" role="alert">
        {outcome !== undefined && (
          <p class={`message ${outcome.ok ? "message-ok" : "message-warning"}`}>
            {outcome.ok ? <CheckIcon state="ok" /> : <WarningIcon />}
            <span>{words[outcome.word]}</span>
          </p>
        )}
      </div>
      <p class="panel-actions">
        <button type="submit" class="button button-strong">
          {words["admin.pin.set"]}
        </button>
      </p>
    </form>
  );
}
