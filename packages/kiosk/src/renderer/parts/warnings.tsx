import { useStation } from "../state/station.js";
import { WarningIcon } from "./icons.js";

/** What is wrong with the station while it serves, each with what to do. */
export function Warnings() {
  const { view, words, language } = useStation();
  const note = (about: string) => view.notes.find(({ warning }) => warning === about)?.text[language];
  return (
    <section class="warnings" aria-label={words["warnings.title"]} aria-live="polite">
      {view.warnings.length > 0 && (
        <ul>
          {view.warnings.map((warning) => (
            <li key={warning}>
              <WarningIcon />
              <span>
                <strong>{words[`warning.${warning}`]}</strong> {note(warning)} {words[`warning.${warning}.todo`]}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
