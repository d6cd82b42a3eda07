import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { Preview } from "../parts/preview.js";
import { Heading, Screen } from "../parts/screen.js";
import { Steps } from "../parts/steps.js";
import { useStation } from "../state/station.js";

/** S4: a reading under way. */
export function ReadingScreen({ screen }: { screen: ScreenOf<"reading"> }) {
  const { words, send } = useStation();
  const actions = (
    <Action back onPress={() => void send({ type: "cancel" })}>
      {words["app.cancel"]}
    </Action>
  );
  return (
    <Screen name="reading" actions={actions}>
      <Heading>{words["reading.title"]}</Heading>
      <p class="lead">{words["reading.text"]}</p>
      <div class="side-by-side">
        <section class="panel">
          <Steps steps={screen.steps} />
        </section>
        <Preview preview={screen.preview} />
      </div>
    </Screen>
  );
}
