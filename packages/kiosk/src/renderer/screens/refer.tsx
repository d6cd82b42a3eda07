import type { ScreenOf } from "../../shared/index.js";
import { dateText } from "../format/dates.js";
import { Action } from "../parts/actions.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

/** S10: a reference for the supervisor, and nothing of the citizen. */
export function ReferScreen({ screen }: { screen: ScreenOf<"refer"> }) {
  const { words, send } = useStation();
  const actions = (
    <Action primary onPress={() => void send({ type: "finish" })}>
      {words["refer.done"]}
    </Action>
  );
  return (
    <Screen name="refer" actions={actions}>
      <div class="centre">
        <Heading>{words["refer.title"]}</Heading>
        <p class="lead">{words["refer.text"]}</p>
        <p class="reference">
          <span>{words["refer.reference"]}</span>
          <strong class="code">{screen.reference}</strong>
          <span>
            {words["refer.at"]}: {dateText(screen.at)}
          </span>
        </p>
        <p class="note">{words["refer.words"]}</p>
      </div>
    </Screen>
  );
}
