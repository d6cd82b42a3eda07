import type { ChipidError } from "@chipid/sdk";
import { type CardPresence, type Readers, readerKind, type WatchEvent } from "@chipid/sdk/pcsc";
import type { SeenReader, ServiceState } from "../machine/state.js";
import { readerAdvice } from "./reader-words.js";

export interface ReadersSeen {
  readonly service: ServiceState;
  readonly readers: readonly SeenReader[];
}

/** More readers than a counter has would be a driver's fault. */
const MAX_READERS = 32;
const MAX_NAME = 256;

/**
 * Follows the readers and tells all of them at every change: a card that is taken away and put back between two reports is
 * told in between as away.
 */
export function watchReaders(readers: Readers, tell: (seen: ReadersSeen) => void): () => void {
  const cards = new Map<string, CardPresence>();
  let service: ServiceState = "starting";
  const snapshot = (): ReadersSeen => ({
    service,
    readers: [...cards].slice(0, MAX_READERS).map(([name, card]) => seenReader(name, card)),
  });
  return readers.watch((event) => {
    service = note(event, cards) ?? service;
    tell(snapshot());
  });
}

function note(event: WatchEvent, cards: Map<string, CardPresence>): ServiceState | undefined {
  switch (event.type) {
    case "service-found":
      cards.clear();
      return "up";
    case "service-lost":
      cards.clear();
      return lostState(event.error);
    case "reader-added":
      cards.set(event.reader, "absent");
      return undefined;
    case "reader-removed":
      cards.delete(event.reader);
      return undefined;
    case "card-inserted":
      cards.set(event.reader, event.mute ? "mute" : "present");
      return undefined;
    case "card-removed":
      cards.set(event.reader, "absent");
      return undefined;
  }
}

/** No reader at all is not the service's fault, though some systems end it then. */
function lostState({ code }: ChipidError): ServiceState {
  if (code === "reader.denied") return "denied";
  return code === "reader.none" ? "up" : "down";
}

function seenReader(name: string, card: CardPresence): SeenReader {
  return { name: name.slice(0, MAX_NAME), card, advice: readerAdvice(readerKind(name)) };
}
