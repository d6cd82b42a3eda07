import type { Text, Verdict } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { VerdictIcon } from "./icons.js";
import { Heading } from "./screen.js";

export interface VerdictBarProps {
  readonly verdict: Verdict;
  readonly sentence: Text;
  readonly action: Text;
}

/** Colour, icon, word, sentence and action, always together. */
export function VerdictBar({ verdict, sentence, action }: VerdictBarProps) {
  const { words, language } = useStation();
  return (
    <section class={`verdict verdict-${verdict}`} aria-labelledby="screen-heading">
      <VerdictIcon verdict={verdict} />
      <div class="verdict-words">
        <Heading class="verdict-word">{words[`verdict.${verdict}`]}</Heading>
        <p class="verdict-sentence">{sentence[language]}</p>
      </div>
      <p class="verdict-action">
        <span class="verdict-todo">{words["verdict.todo"]}</span>
        <strong>{action[language]}</strong>
      </p>
    </section>
  );
}

/** The word of a verdict, small, beside its icon. */
export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { words } = useStation();
  return (
    <span class={`tag tag-${verdict}`}>
      <VerdictIcon verdict={verdict} />
      {words[`verdict.${verdict}`]}
    </span>
  );
}
