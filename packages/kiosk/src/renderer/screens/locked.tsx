import { useId, useRef } from "preact/hooks";
import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { LockIcon, WarningIcon } from "../parts/icons.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

const FORM = "form-sign-in";

/** S13: nobody works here until an officer says who. */
export function LockedScreen({ screen }: { screen: ScreenOf<"locked"> }) {
  const { words, send } = useStation();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void send({ type: "sign-in", officer: input.current?.value.trim() ?? "" });
  };
  const actions = (
    <Action primary form={FORM}>
      {words[screen.signIn ? "locked.sign-in" : "locked.unlock"]}
    </Action>
  );
  return (
    <Screen name="locked" actions={actions}>
      <form id={FORM} class="centre" autocomplete="off" noValidate onSubmit={submit}>
        <span class="big-icon">
          <LockIcon />
        </span>
        <Heading>{words[screen.signIn ? "locked.title.sign-in" : "locked.title"]}</Heading>
        <p class="lead">{words[screen.signIn ? "locked.text.sign-in" : "locked.text"]}</p>
        {screen.signIn && (
          <div class="typed">
            <label for={id}>{words["locked.officer"]}</label>
            <input
              id={id}
              ref={input}
              data-start=""
              type="text"
              maxLength={32}
              required
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              aria-invalid={screen.issue !== null}
              aria-describedby="officer-issue"
            />
          </div>
        )}
        <div id="officer-issue" class="live" role="alert">
          {screen.issue !== null && (
            <p class="message message-warning">
              <WarningIcon />
              <span>{words[`locked.issue.${screen.issue}`]}</span>
            </p>
          )}
        </div>
      </form>
    </Screen>
  );
}
