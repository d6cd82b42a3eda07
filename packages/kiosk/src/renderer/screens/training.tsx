import type { ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { Heading, Screen } from "../parts/screen.js";
import { VerdictTag } from "../parts/verdict-bar.js";
import { useStation } from "../state/station.js";

/** S16: lessons with cards of nobody. */
export function TrainingScreen({ screen }: { screen: ScreenOf<"training"> }) {
  const { words, language, send } = useStation();
  const actions = (
    <Action back onPress={() => void send({ type: "training", on: false })}>
      {words["training.leave"]}
    </Action>
  );
  return (
    <Screen name="training" actions={actions}>
      <Heading>{words["training.title"]}</Heading>
      <p class="lead">{words[screen.lessons.length === 0 ? "training.none" : "training.text"]}</p>
      <ul class="lessons">
        {screen.lessons.map((lesson) => (
          <li key={lesson.id}>
            <button type="button" class="button lesson" onClick={() => void send({ type: "lesson", id: lesson.id })}>
              <strong>{lesson.title[language]}</strong>
              <span class="lesson-expects">
                {words["training.expects"]}: <VerdictTag verdict={lesson.expects} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
