import type { CommandType } from "../../shared/index.js";
import type { Place, State } from "./state.js";

// Which commands a place takes at all; what a result allows beyond that is result-actions.ts.

const ALWAYS = ["touch", "language", "quit"] as const;
const INPUT = ["scan", "key", "can"] as const;
const HOME = [...INPUT, "cancel", "lock", "procedure", "manual", "admin", "training"] as const;

export const ALLOWED: Readonly<Record<Place, readonly CommandType[]>> = {
  "self-check": [...ALWAYS, "check-again", "admin", "lock"],
  locked: [...ALWAYS, "sign-in", "admin"],
  ready: [...ALWAYS, ...HOME],
  "no-reader": [...ALWAYS, ...HOME, "check-again"],
  "key-needed": [...ALWAYS, ...HOME],
  reading: [...ALWAYS, "turn", "cancel", "lock"],
  moved: [...ALWAYS, "turn", "cancel", "lock", "manual"],
  "wrong-key": [...ALWAYS, "turn", ...INPUT, "again", "cancel", "lock", "manual"],
  result: [
    ...ALWAYS,
    "turn",
    ...INPUT,
    "cancel",
    "lock",
    "again",
    "details",
    "reveal",
    "face",
    "refer",
    "manual",
    "slip",
    "finish",
    "procedure",
  ],
  details: [...ALWAYS, "turn", "cancel", "lock", "details", "reveal", "refer", "back"],
  face: [...ALWAYS, "turn", "cancel", "lock", "face-outcome", "back"],
  slip: [...ALWAYS, "turn", "cancel", "lock", "output", "finish", "back"],
  refer: [...ALWAYS, "turn", "cancel", "lock", "finish"],
  manual: [...ALWAYS, "cancel", "lock", "manual-outcome"],
  admin: [
    ...ALWAYS,
    "set-pin",
    "settings",
    "trust-import",
    "trust-remove",
    "log-export",
    "check-again",
    "close-admin",
    "lock",
  ],
  training: [...ALWAYS, "lesson", "training", "lock"],
};

/** Whether the station's place takes such a command. */
export function allows(state: State, type: CommandType): boolean {
  if (state.training && type === "training") return state.place !== "locked" && state.place !== "self-check";
  if (state.place === "admin" && state.admin?.needsPin === true) {
    return type === "set-pin" || type === "close-admin" || (ALWAYS as readonly string[]).includes(type);
  }
  return ALLOWED[state.place].includes(type);
}
