import { useStation } from "../state/station.js";
import { WarningIcon } from "./icons.js";

/** A message about what was just asked for. It stays until it is closed or something else is done. */
export function Notice({ text, onClose }: { text: string | null; onClose: () => void }) {
  const { words } = useStation();
  return (
    <div class="notice" role="alert">
      {text !== null && (
        <div class="message message-error">
          <WarningIcon />
          <span>{text}</span>
          <button type="button" class="button button-small" onClick={onClose}>
            {words["app.close"]}
          </button>
        </div>
      )}
    </div>
  );
}
