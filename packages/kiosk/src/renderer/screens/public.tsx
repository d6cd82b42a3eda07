import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

/** What a screen that the queue can see says, in place of a verdict and of data. */
export function PublicScreen({ screen }: { screen: ScreenOf<"public"> }) {
  const { words, send } = useStation();
  const step =
    screen.word === "thanks" ? (
      <Action primary onPress={() => void send({ type: "finish" })}>
        {words["app.finish"]}
      </Action>
    ) : (
      <Action back onPress={() => void send({ type: "cancel" })}>
        {words["app.cancel"]}
      </Action>
    );
  // Never the primary one: an Enter pressed by habit must not show the queue what it may not see.
  const actions = (
    <>
      <Action onPress={() => void send({ type: "turn" })}>{words["public.turn"]}</Action>
      {step}
    </>
  );
  return (
    <Screen name="public" actions={actions}>
      <div class="centre public-word">
        <Heading>{words[`public.${screen.word}`]}</Heading>
        {screen.numberEnds !== null && (
          <p class="lead">
            {words["public.number"]} <strong class="code">{screen.numberEnds}</strong>
          </p>
        )}
      </div>
    </Screen>
  );
}
