import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";
import { Dialog } from "./dialog.js";

/** S12: the station counts the seconds; any sign of life stops it. */
export function IdleDialog({ seconds }: { seconds: number }) {
  const { words, send } = useStation();
  const stay = () => void send({ type: "touch" });
  return (
    <Dialog alert title={words["idle.title"]} text={fill(words["idle.text"], { seconds })} onClose={stay}>
      <button type="button" class="button button-primary" onClick={stay}>
        {words["idle.stay"]}
      </button>
      <button type="button" class="button" onClick={() => void send({ type: "cancel" })}>
        {words["idle.wipe"]}
      </button>
    </Dialog>
  );
}
