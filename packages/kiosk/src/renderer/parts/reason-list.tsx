import type { Reason } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { VerdictIcon, WarningIcon } from "./icons.js";

/** Reasons for the verdict, the weightiest first, each with what to do. */
export function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  const { words, language } = useStation();
  return (
    <section class="panel reasons" aria-labelledby="reasons-title">
      <h2 id="reasons-title">{words["result.reasons"]}</h2>
      <ul>
        {reasons.map((reason) => (
          <li key={reason.code}>
            {reason.effect === "note" ? <WarningIcon /> : <VerdictIcon verdict={reason.effect} />}
            <span>
              {reason.text[language]}
              <strong class="line">{reason.todo[language]}</strong>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
