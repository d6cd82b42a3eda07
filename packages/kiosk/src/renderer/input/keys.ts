// What a key means on the page, wherever the focus is. Kept apart from the listener, so that each rule can be tested.

/** Keys of a scanner follow each other faster than this, ms; a person's do not. */
export const BURST_MS = 50;
/** A new screen does not take Enter for its first moments: it was meant for the screen before, ms. */
export const SETTLE_MS = 250;

export interface KeyLike {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** True for a key that types something: a character, the start of a composition, or one of Alt's digits. */
export function isTyping(event: KeyLike): boolean {
  if (event.isComposing || ["Dead", "Process", "Unidentified"].includes(event.key)) return true;
  if (event.ctrlKey && event.altKey) return event.key.length === 1;
  if (event.ctrlKey || event.metaKey) return false;
  if (event.altKey) return event.code.startsWith("Numpad");
  return [...event.key].length === 1;
}

/** An Enter or a space that belongs to a scan that nobody takes: it must press no button. */
export function endsBurst(event: KeyLike, sinceTyping: number): boolean {
  return (event.key === "Enter" || event.key === " ") && sinceTyping < BURST_MS;
}

const TEXT_INPUTS = new Set(["text", "password", "number", "search", "tel", "url", "email", ""]);

export function takesText(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && TEXT_INPUTS.has(element.type);
}

/** An element that has its own meaning for Enter. */
export function takesEnter(element: Element | null): boolean {
  return element?.closest("button, a[href], select, input, textarea, summary, [role=tab]") != null;
}
