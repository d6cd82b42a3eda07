import { useState } from "preact/hooks";
import { MANUAL_REASONS, type ManualReason, type ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { WarningIcon } from "../parts/icons.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";

const FORM = "form-manual";

/** S14: the card goes by hand, with a reason for the log. */
export function ManualScreen({ screen }: { screen: ScreenOf<"manual"> }) {
  const { words, send } = useStation();
  const [reason, setReason] = useState<ManualReason>();
  const [missing, setMissing] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(reason === undefined);
    if (reason !== undefined) void send({ type: "manual-outcome", reason });
  };
  const actions = (
    <>
      <Action back onPress={() => void send({ type: "cancel" })}>
        {words["app.cancel"]}
      </Action>
      <Action primary form={FORM}>
        {words["manual.done"]}
      </Action>
    </>
  );
  return (
    <Screen name="manual" actions={actions}>
      <Heading>{words["manual.title"]}</Heading>
      {screen.failures > 0 && <p>{fill(words["manual.failures"], { count: screen.failures })}</p>}
      <p class="lead">{words["manual.text"]}</p>
      <form id={FORM} onSubmit={submit}>
        <fieldset class="panel choices" aria-describedby="manual-missing">
          <legend>{words["manual.reason"]}</legend>
          {MANUAL_REASONS.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="reason"
                value={one}
                checked={reason === one}
                onChange={() => {
                  setReason(one);
                  setMissing(false);
                }}
              />
              <span>{words[`manual.reason.${one}`]}</span>
            </label>
          ))}
        </fieldset>
        <div id="manual-missing" class="live" role="alert">
          {missing && (
            <p class="message message-warning">
              <WarningIcon />
              <span>{words["manual.choose"]}</span>
            </p>
          )}
        </div>
      </form>
      <p class="note">
        {words["result.reference"]}: <strong class="code">{screen.reference}</strong>
      </p>
    </Screen>
  );
}
