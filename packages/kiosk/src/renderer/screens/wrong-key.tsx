import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { WarningIcon } from "../parts/icons.js";
import { useKeyForms } from "../parts/key-forms.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";

/** S6: the card did not open with what was given; which field it is, most likely, and how often one may still try. */
export function WrongKeyScreen({ screen }: { screen: ScreenOf<"wrong-key"> }) {
  const { words, send } = useStation();
  const forms = useKeyForms(screen.issue, false);
  const actions = (
    <>
      <Action back onPress={() => void send({ type: "cancel" })}>
        {words["app.cancel"]}
      </Action>
      <Action onPress={() => void send({ type: "manual" })}>{words["action.manual"]}</Action>
      <Action onPress={() => void send({ type: "again" })}>{words["action.again"]}</Action>
      {forms.primary}
    </>
  );
  return (
    <Screen name="wrong-key" actions={actions}>
      <Heading>{words["wrong-key.title"]}</Heading>
      <div class="live" role="alert">
        <div class="message message-warning">
          <WarningIcon />
          <span>
            <strong>{words[`wrong-key.${screen.field}`]}</strong>
            {screen.computedExpiry && <span class="line">{words["wrong-key.computed"]}</span>}
            {screen.triesLeft !== null && <span class="line">{triesText(screen.triesLeft)}</span>}
          </span>
        </div>
      </div>
      {forms.content}
    </Screen>
  );

  function triesText(tries: number): string {
    return tries > 0 ? fill(words["wrong-key.tries"], { tries }) : words["wrong-key.tries.none"];
  }
}
