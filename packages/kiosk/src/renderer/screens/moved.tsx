import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { ReaderPicture } from "../parts/icons.js";
import { Preview } from "../parts/preview.js";
import { Heading, Screen } from "../parts/screen.js";
import { Steps } from "../parts/steps.js";
import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";

/** S5: the card moved; what was read is kept until it is back. */
export function MovedScreen({ screen }: { screen: ScreenOf<"moved"> }) {
  const { words, send } = useStation();
  const actions = (
    <>
      <Action back onPress={() => void send({ type: "cancel" })}>
        {words["app.cancel"]}
      </Action>
      <Action onPress={() => void send({ type: "manual" })}>{words["action.manual"]}</Action>
    </>
  );
  return (
    <Screen name="moved" actions={actions}>
      <div class="call">
        <ReaderPicture state="moved" />
        <div>
          <Heading>{words["moved.title"]}</Heading>
          <p class="lead">{words["moved.text"]}</p>
          <p class="attempt">{fill(words["moved.attempt"], { attempt: screen.attempt, of: screen.of })}</p>
        </div>
      </div>
      <div class="side-by-side">
        <section class="panel">
          <Steps steps={screen.steps} />
        </section>
        <Preview preview={screen.preview} />
      </div>
    </Screen>
  );
}
