import type { CommandModule } from "../context.js";

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command there is. The module behind one is loaded when it is run, so a command costs only itself. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "readers",
    summary: "list PC/SC readers, cards, answers to reset, limits; watch them come and go",
    load: () => import("./readers.js"),
  },
  {
    name: "read",
    summary: "read a card and verify it: reader or process, key, verdict and reasons out",
    load: () => import("./read.js"),
  },
  {
    name: "verify",
    summary: "verify a document offline: folders of elementary files in, verdict and reasons out",
    load: () => import("./verify.js"),
  },
  {
    name: "replay",
    summary: "replay recorded sessions byte for byte and compare with what they expect",
    load: () => import("./replay.js"),
  },
  {
    name: "redact",
    summary: "a recording without personal data, still replayable",
    load: () => import("./redact.js"),
  },
  {
    name: "dump",
    summary: "show any elementary file, SOD, certificate, master list or CRL as a readable tree",
    load: () => import("./dump.js"),
  },
  {
    name: "trust",
    summary: "import, list and question the certificates a document is verified against",
    load: () => import("./trust.js"),
  },
  {
    name: "mrz",
    summary: "parse, check, repair and explain a machine-readable zone",
    load: () => import("./mrz.js"),
  },
  {
    name: "simulate",
    summary: "a virtual chip, in a virtual PC/SC reader or on standard input and output",
    load: () => import("./simulate.js"),
  },
  {
    name: "doctor",
    summary: "what this machine needs to read cards: each line says what to do",
    load: () => import("./doctor.js"),
  },
  {
    name: "bench",
    summary: "measure this machine: passive authentication, trust store, start-up",
    load: () => import("./bench.js"),
  },
];
