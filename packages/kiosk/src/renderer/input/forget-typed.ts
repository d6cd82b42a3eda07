// What is typed into an input is the page's alone: the station knows nothing of it, so that its idle time cannot wipe it.

/** Mark of inputs that hold what belongs to a citizen, as an attribute. */
export const TYPED_INPUT = "data-typed";

/** Without a key so long, what stands half typed is nobody's any longer, ms. */
const KEPT_MS = 60_000;

/** Empties every such input. */
export function forgetTyped(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>(`input[${TYPED_INPUT}]`)) input.value = "";
}

/** Empties them when nothing was typed for a while. Returns what ends it. */
export function forgetTypedInTime(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(forgetTyped, KEPT_MS);
  };
  document.addEventListener("input", again, { capture: true });
  return () => {
    clearTimeout(timer);
    document.removeEventListener("input", again, { capture: true });
  };
}
