import type { InputIssue } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { WarningIcon } from "./icons.js";

/** Id that an input names as its description while there is an issue. */
export const ISSUE_ID = "input-issue";

/** What is wrong with what was scanned or typed: enter again, nothing else. */
export function Issue({ issue }: { issue: InputIssue | null }) {
  const { words } = useStation();
  return (
    <div class="live" role="alert">
      {issue !== null && (
        <p id={ISSUE_ID} class="message message-warning">
          <WarningIcon />
          <span>
            <strong>{words["issue.title"]}.</strong> {words[`issue.${issue}`]}
          </span>
        </p>
      )}
    </div>
  );
}
