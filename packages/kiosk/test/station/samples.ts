import type { Command, Field, Settings, Verdict } from "../../src/shared/index.js";
import type { CardOutcome } from "../../src/station/machine/outcome.js";
import type { AdminData, SeenReader, State } from "../../src/station/machine/state.js";
import { initialState } from "../../src/station/machine/state.js";
import type { DocumentKeys } from "../../src/station/scan/types.js";
import { SETTINGS } from "./bench.js";

// Values for tests of the machine. What would be a citizen's is marked, so that it can be searched for.

/** In every text of a sample that stands for something personal. */
export const MARK = "CITIZEN";

export const READER_NAME = "Reader A";

export const reader = (card: SeenReader["card"] = "absent", name = READER_NAME): SeenReader => ({
  name,
  card,
  advice: null,
});

export const keys = (more: Partial<DocumentKeys> = {}): DocumentKeys => ({
  attempts: [{ can: `${MARK} can`, mrzInformation: `${MARK} zone` }],
  scans: [`${MARK} scan`],
  source: "qr",
  citizen: true,
  computedExpiry: false,
  ...more,
});

const field = (id: Field["id"]): Field => ({ id, value: { kind: "text", text: `${MARK} ${id}` } });

export function outcome(verdict: Verdict = "genuine", more: Partial<CardOutcome> = {}): CardOutcome {
  const words = { vi: "câu", en: "sentence" };
  return {
    verdict,
    sentence: words,
    action: words,
    reasons: [],
    generation: "vn-2021",
    fields: [field("number"), field("fullName")],
    onDemand: [
      { ...field("oldNumber"), id: "oldNumber" },
      { ...field("ethnicity"), id: "ethnicity" },
      { ...field("religion"), id: "religion" },
    ],
    portrait: true,
    compared: false,
    milliseconds: 1234,
    details: {
      reasons: [],
      certificates: [],
      access: { protocol: "pace", mapping: "gm", password: "can", curve: null, fellBack: false },
      passive: {
        sod: "valid",
        chain: "trusted",
        revocation: "unknown",
        digestAlgorithm: "sha-256",
        signatureAlgorithm: null,
        signedAt: null,
      },
      dataGroups: [{ number: 1, status: "match" }],
      chip: { active: "absent", chip: "passed", cam: "absent" },
      timing: { totalMs: 1234, cardMs: 1000, hostMs: 234, apdus: 20, bytesIn: 30_000 },
      reader: READER_NAME,
      trustData: "none",
      policy: {},
    },
    logged: {
      document: "TD1 VNM",
      reader: READER_NAME,
      reasons: [],
      access: "pace",
      totalMs: 1234,
      cardMs: 1000,
      trust: "none",
    },
    wrongKey: null,
    needsZone: false,
    ...more,
  };
}

export const adminData = (needsPin = false): AdminData => ({
  needsPin,
  trust: {
    version: "none",
    certificates: 0,
    countries: 0,
    crls: 0,
    citizenCard: false,
    files: [],
    report: null,
    importing: false,
  },
  log: {
    lines: 0,
    sound: true,
    fault: null,
    mended: 0,
    unwritten: 0,
    months: [],
    days: [],
    perMonth: [],
    exported: null,
  },
});

export const freshState = (settings: Partial<Settings> = {}): State =>
  initialState({
    version: "0.1.0",
    settings: { ...SETTINGS, ...settings },
    settingsFault: null,
    pinSet: false,
    restarted: false,
    lessons: [{ id: "lesson", title: { vi: "Bài", en: "Lesson" }, expects: "genuine" }],
  });

/** One command of every kind. */
export const COMMANDS: { readonly [T in Command["type"]]: Extract<Command, { readonly type: T }> } = {
  "check-again": { type: "check-again" },
  "sign-in": { type: "sign-in", officer: "cb01" },
  lock: { type: "lock" },
  touch: { type: "touch" },
  turn: { type: "turn" },
  language: { type: "language", language: "en" },
  procedure: { type: "procedure", id: "general" },
  scan: { type: "scan", text: "a scan" },
  key: { type: "key", documentNumber: "C01X00T47", birth: "12/08/1964", expiry: null },
  can: { type: "can", can: "123456" },
  cancel: { type: "cancel" },
  again: { type: "again" },
  details: { type: "details", open: true },
  reveal: { type: "reveal", field: "religion", reason: "procedure" },
  face: { type: "face" },
  "face-outcome": { type: "face-outcome", outcome: "same" },
  refer: { type: "refer" },
  manual: { type: "manual" },
  "manual-outcome": { type: "manual-outcome", reason: "damaged" },
  slip: { type: "slip" },
  output: { type: "output", output: "print" },
  back: { type: "back" },
  finish: { type: "finish" },
  admin: { type: "admin", pin: "123456" },
  "set-pin": { type: "set-pin", pin: "123456" },
  settings: { type: "settings", patch: {} },
  "trust-import": { type: "trust-import", name: "a.cer", bytes: new Uint8Array(1), signerSha256: null },
  "trust-remove": { type: "trust-remove", sha256: "0".repeat(64) },
  "log-export": { type: "log-export", month: "2026-11" },
  "close-admin": { type: "close-admin" },
  training: { type: "training", on: true },
  lesson: { type: "lesson", id: "lesson" },
  quit: { type: "quit", pin: "123456" },
};
