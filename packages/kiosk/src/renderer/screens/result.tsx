import type { ResultAction, ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { FieldList } from "../parts/field-list.js";
import { Name, nameField } from "../parts/name.js";
import { Portrait } from "../parts/portrait.js";
import { ReasonList } from "../parts/reason-list.js";
import { ResultScan } from "../parts/result-scan.js";
import { Screen } from "../parts/screen.js";
import { VerdictBar } from "../parts/verdict-bar.js";
import { type Station, useStation } from "../state/station.js";
import { fill } from "../words/words.js";

/** S7: the verdict, whom the chip names, and what to do next. It stays until the officer acts. */
export function ResultScreen({ screen }: { screen: ScreenOf<"result"> }) {
  const { result } = screen;
  const station = useStation();
  const { words, language } = station;
  const name = nameField(result.fields);
  // A reading that got no further than the door has nobody to show.
  const bare = result.fields.length === 0 && result.portrait.state === "none";
  const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(result.milliseconds / 1000);
  return (
    <Screen name="result" actions={<Actions actions={result.actions} station={station} />}>
      <VerdictBar verdict={result.verdict} sentence={result.sentence} action={result.action} />
      <div class={`result-body${bare ? " result-bare" : ""}`}>
        {!bare && (
          <>
            <div class="result-portrait">
              <Portrait portrait={result.portrait} />
              {result.face !== null && (
                <p class={`face-outcome face-${result.face}`}>
                  {words["result.face"]}: <strong>{words[`face.${result.face}`]}</strong>
                </p>
              )}
            </div>
            <section class="panel result-fields" aria-label={words["result.fields"]}>
              <Name fields={result.fields} generation={result.generation} />
              <FieldList
                fields={result.fields.filter((field) => field !== name)}
                generation={result.generation}
                askable
              />
            </section>
          </>
        )}
        <div class="result-side">
          {result.reasons.length > 0 && <ReasonList reasons={result.reasons} />}
          <ResultScan result={result} />
          <p class="note result-note">
            {result.verdict === "retry" ? "" : `${words["result.card"]} `}
            {words["result.reference"]}: <strong class="code">{result.reference}</strong> · {words["result.duration"]}:{" "}
            {fill(words["result.seconds"], { seconds })}
          </p>
        </div>
      </div>
    </Screen>
  );
}

/** The first is the one to take; it stands last, where the primary action is on every screen. */
function Actions({ actions, station }: { actions: readonly ResultAction[]; station: Station }) {
  const { words, send } = station;
  const [first, ...others] = actions;
  // A reading that came to nothing may be given up; a red result goes to the supervisor, a green one to its end.
  const mayCancel = first === "again" || first === "manual";
  return (
    <>
      {mayCancel && <Action onPress={() => void send({ type: "cancel" })}>{words["app.cancel"]}</Action>}
      {[...others].reverse().map((action) => (
        <Action key={action} onPress={() => void take(action, station)}>
          {words[`action.${action}`]}
        </Action>
      ))}
      {first !== undefined && (
        <Action key={first} primary onPress={() => void take(first, station)}>
          {words[`action.${first}`]}
        </Action>
      )}
    </>
  );
}

function take(action: ResultAction, { send }: Station): Promise<unknown> {
  return action === "details" ? send({ type: "details", open: true }) : send({ type: action });
}
