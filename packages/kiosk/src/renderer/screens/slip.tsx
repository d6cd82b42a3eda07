import type { Output, ScreenOf, Slip } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { CheckIcon } from "../parts/icons.js";
import { Heading, Screen } from "../parts/screen.js";
import { SlipSheet } from "../parts/slip-sheet.js";
import { type Station, useStation } from "../state/station.js";

/** S11: what would leave the station, as it would, and the ways that the settings allow. */
export function SlipScreen({ screen }: { screen: ScreenOf<"slip"> }) {
  const station = useStation();
  const { words, send } = station;
  const { slip } = screen;
  const next = slip.outputs.find((output) => !slip.done.includes(output));
  const actions = (
    <>
      <Action back onPress={() => void send({ type: "back" })}>
        {words["app.back"]}
      </Action>
      {slip.outputs
        .filter((output) => output !== next)
        .map((output) => (
          <Action key={output} onPress={() => void handOut(output, station)}>
            {words[`slip.output.${output}`]}
          </Action>
        ))}
      {next !== undefined && <Action onPress={() => void send({ type: "finish" })}>{words["app.finish"]}</Action>}
      {next === undefined ? (
        <Action key="finish" primary onPress={() => void send({ type: "finish" })}>
          {words["app.finish"]}
        </Action>
      ) : (
        <Action key={next} primary onPress={() => void handOut(next, station)}>
          {words[`slip.output.${next}`]}
        </Action>
      )}
    </>
  );
  return (
    <Screen name="slip" actions={actions}>
      <div class="slip-layout">
        <div class="slip-words">
          <Heading>{words["slip.title"]}</Heading>
          <p class="lead">{words["slip.text"]}</p>
          {slip.outputs.length === 0 && <p class="message message-info">{words["slip.none"]}</p>}
          <Done slip={slip} />
        </div>
        <SlipSheet slip={slip} />
      </div>
    </Screen>
  );
}

function Done({ slip }: { slip: Slip }) {
  const { words } = useStation();
  return (
    <div role="status">
      <ul class="done">
        {slip.done.map((output) => (
          <li key={output}>
            <CheckIcon state="done" />
            {words[`slip.done.${output}`]}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The station logs first, then it leaves: nothing goes out of which the log knows nothing. */
async function handOut(output: Output, { send, api, notify }: Station): Promise<void> {
  const reply = await send({ type: "output", output });
  if (!reply.ok) return;
  if (output === "print" && !(await attempt(() => api.host.print()))) notify("notice.not-printed");
  if (output === "clipboard") {
    const { text } = reply;
    if (text === undefined || !(await attempt(() => api.host.copy(text)))) notify("notice.not-copied");
  }
}

async function attempt(action: () => Promise<boolean>): Promise<boolean> {
  try {
    return await action();
  } catch {
    return false;
  }
}
