import type { Check, ScreenOf } from "../../shared/index.js";
import { Action } from "../parts/actions.js";
import { CheckList } from "../parts/check-list.js";
import { WarningIcon } from "../parts/icons.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

const WEIGHT = { failed: 0, warning: 1, running: 2, ok: 3 } as const;

/** What keeps the station from serving is in sight without scrolling. */
function worstFirst(checks: readonly Check[]): readonly Check[] {
  return [...checks].sort((a, b) => WEIGHT[a.state] - WEIGHT[b.state]);
}

/** S0: the station looks at itself before it serves anybody. */
export function SelfCheckScreen({ screen }: { screen: ScreenOf<"self-check"> }) {
  const { words, send } = useStation();
  const again = (
    <Action primary onPress={() => void send({ type: "check-again" })}>
      {words["self-check.again"]}
    </Action>
  );
  return (
    <Screen name="self-check" actions={screen.blocked ? again : undefined}>
      <Heading>{words["self-check.title"]}</Heading>
      <div class="live" role="alert">
        {screen.blocked && (
          <p class="message message-error">
            <WarningIcon />
            <span>{words["self-check.blocked"]}</span>
          </p>
        )}
      </div>
      {!screen.blocked && <p class="lead">{words["self-check.running"]}</p>}
      <CheckList checks={screen.blocked ? worstFirst(screen.checks) : screen.checks} />
    </Screen>
  );
}
