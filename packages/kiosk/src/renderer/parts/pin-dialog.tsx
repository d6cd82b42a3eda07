import { useId, useRef } from "preact/hooks";
import { useStation } from "../state/station.js";
import { Dialog } from "./dialog.js";

export type PinPurpose = "admin" | "quit";

/** Asks for the supervisor's PIN. What was typed leaves the input before it is sent. */
export function PinDialog({ purpose, onClose }: { purpose: PinPurpose; onClose: () => void }) {
  const { words, send } = useStation();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const pin = input.current?.value ?? "";
    if (input.current !== null) input.current.value = "";
    if (pin === "") return input.current?.focus();
    onClose();
    await send({ type: purpose, pin });
  };
  const texts = purpose === "admin" ? (["admin.sign-in.title", "admin.sign-in.text"] as const) : QUIT;
  return (
    <Dialog title={words[texts[0]]} text={words[texts[1]]} onClose={onClose}>
      <form class="pin-form" autocomplete="off" onSubmit={(event) => void submit(event)}>
        <div class="typed">
          <label for={id}>{words["admin.pin"]}</label>
          <input id={id} ref={input} type="password" inputMode="numeric" maxLength={12} autocomplete="off" />
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {words["app.cancel"]}
          </button>
          <button type="submit" class={`button ${purpose === "quit" ? "button-danger" : "button-primary"}`}>
            {words[purpose === "admin" ? "admin.sign-in.open" : "admin.quit"]}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const QUIT = ["admin.quit.title", "admin.quit.text"] as const;
