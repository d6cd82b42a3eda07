import { useStation } from "../state/station.js";
import { announceSteps } from "./steps.js";

/** What a screen reader says by itself: the steps of a reading, and at once the verdict. */
export function Announcer() {
  const { view, words, language } = useStation();
  const { screen } = view;
  const steps = screen.name === "reading" ? announceSteps(screen.steps, words) : "";
  const verdict =
    screen.name === "result" ? `${words[`verdict.${screen.result.verdict}`]}. ${screen.result.sentence[language]}` : "";
  return (
    <>
      <p class="spoken" aria-live="polite">
        {steps}
      </p>
      <p class="spoken" aria-live="assertive">
        {verdict}
      </p>
    </>
  );
}
