import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { ReaderPicture } from "../parts/icons.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

/** S2: no reader to read with; the station keeps looking by itself. */
export function NoReaderScreen({ screen }: { screen: ScreenOf<"no-reader"> }) {
  const { words, send } = useStation();
  const actions = (
    <>
      <Action onPress={() => void send({ type: "manual" })}>{words["action.manual"]}</Action>
      <Action primary onPress={() => void send({ type: "check-again" })}>
        {words["no-reader.again"]}
      </Action>
    </>
  );
  return (
    <Screen name="no-reader" actions={actions}>
      <div class="welcome">
        <ReaderPicture state="lost" />
        <div class="welcome-words">
          <Heading>{words[`no-reader.${screen.cause}.title`]}</Heading>
          <p class="lead">{words[`no-reader.${screen.cause}.todo`]}</p>
        </div>
      </div>
    </Screen>
  );
}
