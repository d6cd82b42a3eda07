import type { Check } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { CheckIcon } from "./icons.js";

/** The station's checks of itself, each with what to do. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const { words, language } = useStation();
  return (
    <ul class="checks">
      {checks.map((check) => (
        <li key={check.id} class={`check check-${check.state}`}>
          <CheckIcon state={check.state} />
          <span class="check-name">{words[`check.id.${check.id}`]}</span>
          <span class="check-state">{words[`check.${check.state}`]}</span>
          <span class="check-text">
            {check.text[language]}
            {check.todo !== null && <strong class="check-todo">{check.todo[language]}</strong>}
          </span>
        </li>
      ))}
    </ul>
  );
}
