import type { ToStation } from "../../shared/index.js";

/** A started station process, whatever started it. */
export interface StationProcess {
  post(message: ToStation): void;
  /** Ends it at once. */
  kill(): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when it has ended for whatever reason. */
  onExit(listener: () => void): void;
}
