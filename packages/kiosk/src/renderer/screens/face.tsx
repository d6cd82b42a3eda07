import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { CheckIcon, WarningIcon } from "../parts/icons.js";
import { Name } from "../parts/name.js";
import { Portrait } from "../parts/portrait.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

const OUTCOMES = [
  ["same", "ok"],
  ["not-same", "failed"],
  ["unsure", "warning"],
] as const;

/**
 * S9: the officer compares the face. None of the three answers is the primary one: an Enter pressed by habit must not
 * answer for the eyes.
 */
export function FaceScreen({ screen }: { screen: ScreenOf<"face"> }) {
  const { words, send } = useStation();
  const { result } = screen;
  const comparable = result.portrait.state === "ready" || result.portrait.state === "loading";
  const actions = (
    <Action back onPress={() => void send({ type: "back" })}>
      {words["app.back"]}
    </Action>
  );
  return (
    <Screen name="face" actions={actions}>
      <div class="face">
        <Portrait portrait={result.portrait} />
        <div class="face-words">
          <Heading>{words["face.title"]}</Heading>
          <Name fields={result.fields} generation={result.generation} />
          <p class="face-question">{words["face.question"]}</p>
          <p class="note">{words["face.text"]}</p>
          {!comparable && (
            <p class="message message-warning">
              <WarningIcon />
              <span>{words["face.no-portrait"]}</span>
            </p>
          )}
          <div class="face-answers">
            {OUTCOMES.map(([outcome, icon]) => (
              <button
                key={outcome}
                type="button"
                class={`button button-answer answer-${outcome}`}
                disabled={outcome === "same" && result.portrait.state !== "ready"}
                onClick={() => void send({ type: "face-outcome", outcome })}
              >
                <CheckIcon state={icon} />
                {words[`face.${outcome}`]}
              </button>
            ))}
          </div>
        </div>
      </div>
    </Screen>
  );
}
