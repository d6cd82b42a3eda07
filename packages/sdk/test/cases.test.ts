import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { casesTable } from "../../../scripts/src/fixtures/cases-table.js";
import { SESSIONS } from "../../../scripts/src/fixtures/sessions.js";
import { createCrypto } from "../src/crypto/engine.js";
import { createPureBackend } from "../src/crypto/pure.js";
import { isChipidError } from "../src/errors/chipid-error.js";
import { type InspectionOptions, inspectFiles } from "../src/inspection/inspect.js";
import type { Policy } from "../src/inspection/policy.js";
import { REASONS } from "../src/inspection/reasons.js";
import type { Inspection } from "../src/inspection/result.js";
import { nodeCrypto } from "../src/node/crypto.js";
import { readDocumentFolder } from "../src/node/document-folder.js";
import { type ImportReport, importTrust } from "../src/pki/trust-import.js";
import { TrustStore } from "../src/pki/trust-store.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = join(root, "fixtures/cases");

/** case.json: what a case is and what it must give, written by hand (fixtures/README.md). */
interface Case {
  readonly id: string;
  readonly title: string;
  readonly kind?: "document" | "trust";
  readonly verdict?: string;
  readonly reason?: string;
  readonly also?: readonly string[];
  readonly never?: readonly string[];
  readonly error?: string;
  readonly trust?: readonly string[];
  readonly crl?: readonly string[];
  readonly scan?: readonly string[];
  readonly at?: string;
  readonly policy?: Partial<Policy>;
  readonly expect?: Record<string, unknown>;
  readonly steps?: readonly ImportStep[];
}

/** One import of a `trust` case, and what must come of it. */
interface ImportStep {
  readonly files: readonly string[];
  readonly force?: boolean;
  readonly signerSha256?: string;
  readonly refused?: string;
  readonly expect?: Record<string, unknown>;
}

const cases = readdirSync(folder).map((name) => ({
  name,
  path: join(folder, name),
  ...(JSON.parse(readFileSync(join(folder, name, "case.json"), "utf8")) as Case),
}));
const documents = cases.filter((c) => c.kind !== "trust");
const imports = cases.filter((c) => c.kind === "trust");

const engines = [
  ["pure", createCrypto({ pure: createPureBackend() })],
  ["native", nodeCrypto()],
] as const;

function instant(date = "2026-06-01"): number {
  return Date.parse(date.length === 10 ? `${date}T12:00:00Z` : date);
}

function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

function inspectCase(c: (typeof cases)[number], crypto: InspectionOptions["crypto"]): Inspection {
  const at = instant(c.at);
  const files = [...(c.trust ?? []), ...(c.crl ?? [])].map((name) => ({
    name: basename(name),
    bytes: bytesOf(resolve(c.path, name)),
  }));
  const { store } = importTrust(TrustStore.empty, files, { crypto, now: at, keepFlagged: true });
  return inspectFiles(
    { files: readDocumentFolder(c.path).files },
    {
      trust: store,
      crypto,
      at,
      ...(c.policy === undefined ? {} : { policy: c.policy }),
      ...(c.scan === undefined ? {} : { scans: c.scan }),
    },
  );
}

describe.each(engines)("fixtures/cases, %s back end", (_, crypto) => {
  it.each(documents.map((c) => [c.name, c.title, c] as const))("%s: %s", (_name, _title, c) => {
    if (c.error !== undefined) {
      let thrown: unknown;
      try {
        inspectCase(c, crypto);
      } catch (error) {
        thrown = error;
      }
      expect(isChipidError(thrown) ? thrown.code : thrown).toBe(c.error);
      return;
    }
    const result = inspectCase(c, crypto);
    const codes = result.reasons.map((reason) => `${reason.code} (${reason.effect})`);
    const has = (code: string): boolean => result.reasons.some((reason) => reason.code === code);
    expect({ verdict: result.verdict, codes }).toMatchObject({ verdict: c.verdict });
    for (const code of [c.reason ?? "case.json names no reason", ...(c.also ?? [])]) {
      expect(codes, code).toSatisfy(() => has(code));
    }
    for (const code of c.never ?? []) expect(codes, code).toSatisfy(() => !has(code));
    if (c.expect !== undefined) expect(result).toMatchObject(c.expect);
  });
});

describe("fixtures/cases, imports of trust data", () => {
  const [[, crypto]] = engines;

  it.each(imports.map((c) => [c.name, c.title, c] as const))("%s: %s", (_name, _title, c) => {
    let store = TrustStore.empty;
    for (const step of c.steps ?? []) {
      const files = step.files.map((name) => ({ name: basename(name), bytes: bytesOf(resolve(c.path, name)) }));
      const before = store;
      const outcome: { store: TrustStore; report: ImportReport } = importTrust(store, files, {
        crypto,
        now: instant(c.at),
        force: step.force === true,
        ...(step.signerSha256 === undefined ? {} : { signerSha256: step.signerSha256 }),
      });
      const refused = outcome.report.files.find((file) => file.refused !== undefined)?.refused?.code;
      expect(refused).toBe(step.refused);
      if (step.refused !== undefined) expect(outcome.store.size).toBe(before.size);
      if (step.expect !== undefined) expect(outcome.report).toMatchObject(step.expect);
      store = outcome.store;
    }
    expect(c.steps?.length ?? 0).toBeGreaterThan(0);
  });
});

/** Reasons that an evidence file alone can give: its cases are in inspection/evidence. */
const EVIDENCE_ONLY = ["chip.proof.not-transferable"];

describe("the list of cases", () => {
  it("has a case or a recorded session for every reason", () => {
    const given = new Set<string | undefined>([
      ...cases.flatMap((c) => [c.reason, ...(c.also ?? [])]),
      ...SESSIONS.flatMap((session) => session.codes),
      ...EVIDENCE_ONLY,
    ]);
    expect(Object.keys(REASONS).filter((code) => !given.has(code))).toEqual([]);
  });

  it("has a folder's name as id, a title and known reason codes in every case.json", () => {
    for (const c of cases) {
      expect(c.id).toBe(c.name);
      expect(c.title.length).toBeGreaterThan(5);
      for (const code of [c.reason, ...(c.also ?? []), ...(c.never ?? [])]) {
        if (code !== undefined) expect(Object.keys(REASONS)).toContain(code);
      }
    }
    expect(new Set(cases.map((c) => c.title)).size).toBe(cases.length);
  });

  it("stands in docs/cases.md as it is (npm run fixtures writes it)", () => {
    expect(readFileSync(join(root, "docs/cases.md"), "utf8")).toBe(casesTable(folder, SESSIONS));
  });
});
