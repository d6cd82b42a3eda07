import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Command, KioskApi, Language, Reply, Text, View } from "../../shared/index.js";
import { WORDS, type Word, type Words } from "../words/words.js";

/** What every screen may use. */
export interface Station {
  readonly view: View;
  readonly language: Language;
  readonly words: Words;
  readonly api: KioskApi;
  /** Sends a command. One at a time: while one is on its way, another is refused with `not-now`, and nobody is told. */
  send(command: Command): Promise<Reply>;
  /** Shows a message until the next command or until it is closed. */
  notify(word: Word): void;
  /** Opens the question for the supervisor's PIN. */
  askPin(purpose: "admin" | "quit"): void;
}

export const StationContext = createContext<Station | null>(null);

/** @throws Error outside of the app */
export function useStation(): Station {
  const station = useContext(StationContext);
  if (station === null) throw new Error("no station");
  return station;
}

export function useText(): (text: Text) => string {
  const { language } = useStation();
  return (text) => text[language];
}

export function wordsOf(language: Language): Words {
  return WORDS[language];
}
