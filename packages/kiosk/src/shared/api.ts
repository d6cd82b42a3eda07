import type { Command, PortraitReply, Reply } from "./commands.js";
import type { View } from "./view.js";

/**
 * The contract between the renderer and what holds the station: Electron's preload, or a page served on loopback. A
 * command is answered, never thrown: errors lose their code on their way between processes.
 */
export interface KioskApi {
  send(command: Command): Promise<Reply>;
  /** Calls with the present view at once, then with every later one. Returns what ends it. */
  onView(listener: (view: View) => void): () => void;
  /** Calls once when no view will come any more. Browser mode only: Electron's shell starts its station again. */
  onEnd?(listener: (end: End) => void): void;
  /** The portrait of the result that names this id; null when it is gone. */
  portrait(id: string): Promise<PortraitReply>;
  /** What only the window's host can do. */
  readonly host: HostActions;
}

/** Why a page sees no more views: another page has taken over, or the program has ended. */
export type End = "taken" | "closed";

export interface HostActions {
  /** Prints the page as its print style shows it. False: it was not printed. */
  print(): Promise<boolean>;
  copy(text: string): Promise<boolean>;
}

/** Name under which the preload puts the api on `window`. */
export const API_NAME = "chipidKiosk";
