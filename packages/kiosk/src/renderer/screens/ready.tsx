import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { ReaderPicture } from "../parts/icons.js";
import { Issue } from "../parts/issue.js";
import { ScanInput } from "../parts/scan-input.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

/** S1: waits for a card or for its key. The next step is a card on the reader, so no button is the primary one. */
export function ReadyScreen({ screen }: { screen: ScreenOf<"ready"> }) {
  const { words, send } = useStation();
  const actions = (
    <>
      <Action onPress={() => void send({ type: "manual" })}>{words["action.manual"]}</Action>
      {screen.keyAtHand && (
        <Action back onPress={() => void send({ type: "cancel" })}>
          {words["ready.forget"]}
        </Action>
      )}
    </>
  );
  return (
    <Screen name="ready" actions={actions}>
      <div class="welcome">
        <ReaderPicture state={screen.keyAtHand ? "key" : "ready"} />
        <div class="welcome-words">
          <Heading>{words["ready.title"]}</Heading>
          <p class={`lead${screen.keyAtHand ? " lead-strong" : ""}`} role="status">
            {words[screen.keyAtHand ? "ready.key" : "ready.text"]}
          </p>
        </div>
      </div>
      <Issue issue={screen.issue} />
      <section class="panel">
        <ScanInput
          id="scan"
          form="form-scan"
          label={words["scan.label"]}
          hint={words["scan.hint"]}
          invalid={screen.issue !== null}
        />
      </section>
    </Screen>
  );
}
