import type { ScreenOf } from "../../shared/index.js";
import { forgetTyped } from "../input/forget-typed.js";
import { Action } from "../parts/actions.js";
import { useKeyForms } from "../parts/key-forms.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

/** S3: a card is there and its key is not. */
export function KeyNeededScreen({ screen }: { screen: ScreenOf<"key-needed"> }) {
  const { words, send } = useStation();
  const forms = useKeyForms(screen.issue, screen.needs === "zone");
  const cancel = () => {
    // With the card still there the screen stays the same.
    forgetTyped();
    void send({ type: "cancel" });
  };
  const actions = (
    <>
      <Action back onPress={cancel}>
        {words["app.cancel"]}
      </Action>
      <Action onPress={() => void send({ type: "manual" })}>{words["action.manual"]}</Action>
      {forms.primary}
    </>
  );
  return (
    <Screen name="key-needed" actions={actions}>
      <Heading>{words["key-needed.title"]}</Heading>
      <p class="lead">{words[screen.needs === "zone" ? "key-needed.zone" : "key-needed.any"]}</p>
      {forms.content}
    </Screen>
  );
}
