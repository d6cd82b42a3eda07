import { useEffect } from "preact/hooks";
import { BURST_MS, endsBurst, isTyping, SETTLE_MS, takesEnter, takesText } from "./keys.js";

/** Marks of elements, as attributes: the page has at most one of each at a time. */
export const SCAN_INPUT = "data-scan-input";
export const PRIMARY = "data-primary";
export const ESCAPE = "data-escape";
/** Where a screen starts that has nothing but one input. */
export const START = "data-start";

/**
 * The keyboard of the whole page: typing goes to the input for scans wherever the focus is, Enter is the primary action,
 * Esc the way back. `screen` names the present screen; the keys of the one before do not reach into it.
 */
export function useKeyboard(screen: string): void {
  useEffect(() => {
    const since = performance.now();
    let lastTyped = Number.NEGATIVE_INFINITY;

    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const now = performance.now();
      if (!takesText(target) && endsBurst(event, now - lastTyped)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        lastTyped = now;
        return;
      }
      const typing = isTyping(event);
      // A space presses a button, so only one within a burst counts as typed.
      if (typing && (event.key !== " " || now - lastTyped < BURST_MS)) lastTyped = now;
      if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
      if (typing && event.key !== " " && !takesText(target)) focusScanInput();
      else if (event.key === "Enter" && !event.repeat && !takesEnter(target) && now - since >= SETTLE_MS) {
        press(PRIMARY, event);
      } else if (event.key === "Escape" && !event.repeat && !event.isComposing) press(ESCAPE, event);
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [screen]);
}

/** Focus that moves while a key goes down: the character then lands in the input, composed and corrected as typed there. */
function focusScanInput(): void {
  document.querySelector<HTMLInputElement>(`[${SCAN_INPUT}]`)?.focus();
}

function press(mark: string, event: KeyboardEvent): void {
  const button = document.querySelector<HTMLButtonElement>(`[${mark}]:not(:disabled)`);
  if (button === null) return;
  event.preventDefault();
  button.click();
}
