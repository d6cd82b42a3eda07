import { useEffect, useLayoutEffect } from "preact/hooks";
import type { Language } from "../../shared/index.js";
import { SCAN_INPUT, START } from "../input/use-keyboard.js";
import { HEADING_ID } from "../parts/screen.js";
import { wordsOf } from "./station.js";

/** The document says which language it is in, and never whom it shows. */
export function useDocumentLanguage(language: Language): void {
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = wordsOf(language)["app.name"];
  }, [language]);
}

/** Each screen starts at its heading. */
export function useHeadingFocus(screen: string): void {
  useLayoutEffect(focusHeading, [screen]);
}

/** Runs when the screen's kind changes. */
export function useNewScreen(name: string, then: () => void): void {
  useEffect(then, [name]);
}

function focusHeading(): void {
  const active = document.activeElement;
  // A scan that is being typed goes on.
  if (active instanceof HTMLInputElement && active.hasAttribute(SCAN_INPUT) && active.value !== "") return;
  const start = document.querySelector<HTMLElement>(`[${START}]`) ?? document.getElementById(HEADING_ID);
  start?.focus({ preventScroll: true });
}
