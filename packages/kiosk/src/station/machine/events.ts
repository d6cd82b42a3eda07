import type { CardProgress } from "@chipid/sdk";
import type { Check, Command, Output, Portrait, Preview, Refusal, Settings, Text } from "../../shared/index.js";
import type { LogEvent } from "../log/types.js";
import type { DocumentKeys, ScanOutcome } from "../scan/types.js";
import type { CardOutcome } from "./outcome.js";
import type { AdminData, LogFacts, SeenReader, ServiceState, State } from "./state.js";

/** What the machine cannot know by itself, given with each event: it asks no clock and draws nothing. */
export interface Moment {
  /** Local time of the station, ISO 8601 without offset, to the second. */
  readonly at: string;
  /** Fresh and random: for an inspection that begins now. */
  readonly reference: string;
}

/** Commands whose answer is not the machine's: a person's PIN, files, the trust store. */
export const SERVED = [
  "admin",
  "set-pin",
  "settings",
  "trust-import",
  "trust-remove",
  "log-export",
  "quit",
  "output",
] as const;
export type ServedType = (typeof SERVED)[number];
export type Served = Extract<Command, { readonly type: ServedType }>;
export type Handled = Exclude<Command, Served>;

export type Event =
  | {
      readonly type: "command";
      readonly command: Handled;
      /** What a scan, a typed key or a CAN comes to. */
      readonly input?: ScanOutcome;
    }
  /** The machine's clock is wrong now, or right again. */
  | { readonly type: "clock"; readonly check: Check }
  | { readonly type: "checked"; readonly checks: readonly Check[] }
  | { readonly type: "readers"; readonly service: ServiceState; readonly readers: readonly SeenReader[] }
  | {
      readonly type: "progress";
      readonly id: number;
      readonly progress: CardProgress | { readonly phase: "connected" };
    }
  | { readonly type: "preview"; readonly id: number; readonly preview: Preview }
  | { readonly type: "moved"; readonly id: number }
  | { readonly type: "finished"; readonly id: number; readonly outcome: CardOutcome }
  | { readonly type: "portrait"; readonly reference: string; readonly portrait: Portrait }
  | { readonly type: "log"; readonly facts: LogFacts }
  | { readonly type: "trust"; readonly trust: State["trust"] }
  | { readonly type: "settings"; readonly settings: Settings; readonly fault: Text | null }
  | { readonly type: "pin-set" }
  /** `open`: the PIN was right; else newer data for a page that may have been closed meanwhile. */
  | { readonly type: "admin"; readonly open: boolean; readonly data: AdminData }
  | { readonly type: "output-done"; readonly reference: string; readonly output: Output }
  /** Nobody touched the station for as long as the settings say. */
  | { readonly type: "idle" }
  /** A second of the warning has gone by. */
  | { readonly type: "idle-second" }
  | { readonly type: "lock-time" }
  | { readonly type: "key-expired" };

export type Effect =
  | {
      readonly type: "read";
      readonly id: number;
      readonly reader: string;
      readonly keys: DocumentKeys;
      readonly scans: readonly string[];
    }
  | { readonly type: "lesson"; readonly id: number; readonly lesson: string; readonly take: number }
  | { readonly type: "cancel-reading" }
  /** Of the portrait that the latest reading brought. */
  | { readonly type: "decode-portrait"; readonly reference: string }
  | { readonly type: "log"; readonly event: LogEvent }
  /** Everything personal that is kept outside the state: files, portraits, the reading's buffers. */
  | { readonly type: "drop" }
  | { readonly type: "check" };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
  /** Set when a command was not done. */
  readonly refusal?: Refusal;
}
