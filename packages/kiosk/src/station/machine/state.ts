import type {
  Admin,
  Check,
  HiddenField,
  InputIssue,
  Language,
  Portrait,
  Preview,
  Reader,
  ScreenOf,
  Settings,
  Slip,
  Text,
} from "../../shared/index.js";
import type { DocumentKeys } from "../scan/types.js";
import type { CardOutcome, WrongKey } from "./outcome.js";

/** Where the station stands. What a screen that faces the queue shows of it is the view's business. */
export const PLACES = [
  "self-check",
  "locked",
  "ready",
  "no-reader",
  "key-needed",
  "reading",
  "moved",
  "wrong-key",
  "result",
  "details",
  "face",
  "slip",
  "refer",
  "manual",
  "admin",
  "training",
] as const;
export type Place = (typeof PLACES)[number];

/** A reader as the service reports it. */
export type SeenReader = Omit<Reader, "used">;

/** `starting`: not heard of yet. */
export type ServiceState = "starting" | "up" | "down" | "denied" | "no-driver";

/** Bytes read of a file; `total` null until its length is known. */
export interface FileProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number | null;
}

export type Phase = "connect" | "access" | "read" | "chip" | "verify";

export interface Reading {
  /** Tells this reading's events from those of an earlier one. */
  readonly id: number;
  /** null: a lesson, which has no reader. */
  readonly reader: string | null;
  readonly phase: Phase;
  readonly files: readonly FileProgress[];
  /** A chip proof was asked for. */
  readonly proving: boolean;
  readonly preview: Preview | null;
  /** Times that the card was asked for again. */
  readonly moves: number;
}

/** Where a lesson stands: further tries are further takes. */
export interface LessonRun {
  readonly id: string;
  readonly take: number;
}

/** All that is known of the citizen at the counter. Null it, and the station knows nothing of them. */
export interface Case {
  /** Random; of the latest inspection. */
  readonly reference: string;
  readonly keys: DocumentKeys | null;
  /** QR and MRZ texts of this document, in the order scanned. */
  readonly scans: readonly string[];
  /** Inspections in a row that did not finish. */
  readonly failures: number;
  readonly reading: Reading | null;
  readonly wrong: WrongKey | null;
  /** The card was taken away since it was read: what lies there now is another one, or put on anew. */
  readonly lifted: boolean;
  readonly found: CardOutcome | null;
  readonly portrait: Portrait;
  readonly shown: readonly HiddenField[];
  readonly face: "same" | "not-same" | "unsure" | null;
  readonly slip: Slip | null;
  /** An inspection stands in the log under this reference: how it ended belongs there too. */
  readonly logged: boolean;
  readonly lesson: LessonRun | null;
}

/** What the administration screen shows besides what the state has anyway. */
export type AdminData = Pick<Admin, "needsPin" | "trust" | "log">;

/** What is known of the log. */
export interface LogFacts {
  /** Rows that are not on the disk, and how many of them are inspections. */
  readonly unwritten: number;
  readonly inspections: number;
  readonly sound: boolean;
  readonly mended: number;
  /** Where it does not hold; null when it does. */
  readonly fault: Text | null;
}

export type Lesson = ScreenOf<"training">["lessons"][number];

export interface State {
  readonly place: Place;
  readonly version: string;
  readonly settings: Settings;
  readonly language: Language;
  readonly checks: readonly Check[];
  readonly checking: boolean;
  readonly service: ServiceState;
  readonly readers: readonly SeenReader[];
  /** A reader was there since the start: its absence is a loss. */
  readonly hadReader: boolean;
  readonly locked: boolean;
  readonly officer: string | null;
  readonly officerIssue: boolean;
  readonly procedure: string;
  /** What was wrong with the last input, and what kind of key the card on the reader wants. */
  readonly issue: InputIssue | null;
  /** A screen that faces the queue is turned to the officer. */
  readonly turned: boolean;
  readonly needs: "any" | "zone";
  readonly case: Case | null;
  /** The card that lies on the reader is done with: it asks for no key any longer. */
  readonly spent: boolean;
  readonly refer: { readonly reference: string; readonly at: string } | null;
  readonly manual: { readonly reference: string; readonly failures: number } | null;
  readonly training: boolean;
  readonly lessons: readonly Lesson[];
  readonly admin: AdminData | null;
  readonly log: LogFacts;
  readonly trust: "ok" | "empty" | "old";
  /** Why the settings are the defaults although there is a file; null: they are not. */
  readonly settingsFault: Text | null;
  readonly pinSet: boolean;
  readonly restarted: boolean;
  /** Counts signs of life; the idle time runs from the last one. */
  readonly touched: number;
  /** Seconds until the wipe; null while nobody is warned. */
  readonly idle: number | null;
  /** Readings begun so far. */
  readonly readings: number;
}

export interface StartOptions {
  readonly version: string;
  readonly settings: Settings;
  /** Why the settings are the defaults although there is a file; null: they are not. */
  readonly settingsFault: Text | null;
  readonly pinSet: boolean;
  readonly restarted: boolean;
  readonly lessons: readonly Lesson[];
}

export function initialState(options: StartOptions): State {
  const { settings } = options;
  return {
    ...options,
    place: "self-check",
    language: settings.language,
    checks: [],
    checking: true,
    service: "starting",
    readers: [],
    hadReader: false,
    locked: settings.signIn,
    officer: null,
    officerIssue: false,
    procedure: settings.procedures[0]?.id ?? "",
    issue: null,
    needs: "any",
    turned: false,
    case: null,
    spent: false,
    refer: null,
    manual: null,
    training: false,
    admin: null,
    log: { unwritten: 0, inspections: 0, sound: true, mended: 0, fault: null },
    trust: "ok",
    touched: 0,
    idle: null,
    readings: 0,
  };
}

export function newCase(reference: string): Case {
  return {
    reference,
    keys: null,
    scans: [],
    failures: 0,
    reading: null,
    wrong: null,
    lifted: false,
    found: null,
    portrait: { state: "none" },
    shown: [],
    face: null,
    slip: null,
    logged: false,
    lesson: null,
  };
}
