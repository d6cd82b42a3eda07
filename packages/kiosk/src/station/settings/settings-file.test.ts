import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_POLICY } from "@chipid/sdk";
import * as v from "valibot";
import { describe, expect, it, onTestFinished } from "vitest";
import { FIELD_IDS, SENSITIVE_FIELDS, settingsSchema } from "../../shared/index.js";
import { checkContext, checkEvent } from "../log/event-schema.js";
import { defaultSettings } from "./defaults.js";
import { parseSettings } from "./parse.js";
import { applyPatch } from "./patch.js";
import { openSettings } from "./settings-file.js";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chipid-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const NOW = () => Date.UTC(2026, 10, 28, 4, 30);
const fileIn = (folder: string): string => join(folder, "settings.json");
const text = (change: object): string => JSON.stringify({ ...defaultSettings(), ...change });

describe("the defaults", () => {
  it("fit the schema, the file's rules and the log", () => {
    const settings = defaultSettings();
    expect(v.parse(settingsSchema, settings)).toEqual(settings);
    expect(parseSettings(JSON.stringify(settings))).toEqual({ ok: true, settings });
    for (const { id } of settings.procedures) {
      const { station, legalBasis, legalBasisNote } = settings;
      expect(checkContext({ station, officer: "-", procedure: id, legalBasis, legalBasisNote })).toBeTruthy();
    }
  });

  it("are Vietnamese, signed in, and give nothing out", () => {
    expect(defaultSettings()).toMatchObject({
      language: "vi",
      signIn: true,
      idle: { warnAfter: 60, warning: 15, lockAfter: 900 },
      legalBasis: "state-agency",
      legalBasisNote: null,
      outputs: { print: false, clipboard: false, handover: null },
    });
    const { specimen: _, ...policy } = DEFAULT_POLICY;
    expect(defaultSettings().policy).toEqual(policy);
    const { procedures } = defaultSettings();
    expect(procedures.length).toBeGreaterThan(5);
    expect(procedures.find(({ id }) => id === "other")?.fields).toEqual(["number", "fullName"]);
    for (const { fields } of procedures) {
      expect(fields.length).toBeLessThanOrEqual(5);
      for (const sensitive of [...SENSITIVE_FIELDS, "oldNumber"]) expect(fields).not.toContain(sensitive);
    }
  });

  it("are a new value each time", () => {
    defaultSettings().procedures[0]?.fields.push("religion");
    expect(defaultSettings().procedures[0]?.fields).not.toContain("religion");
  });
});

describe("settings.json", () => {
  it("is written with the defaults when there is none, and read again", () => {
    const folder = join(temporaryFolder(), "new");
    const first = openSettings(folder, NOW);
    expect(first).toMatchObject({ problem: undefined, settings: defaultSettings() });
    if (process.platform !== "win32") expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
    expect(first.save({ ...first.settings, station: "Quầy 7" })).toBeUndefined();
    expect(openSettings(folder, NOW)).toMatchObject({ problem: undefined, settings: { station: "Quầy 7" } });
    expect(readdirSync(folder)).toEqual(["settings.json"]);
  });

  it("of an earlier version goes on, with what it does not say at its default", () => {
    const folder = temporaryFolder();
    writeFileSync(
      fileIn(folder),
      '\uFEFF{"station": "Quầy 2", "policy": {"copyable": "amber"}, "idle": {"warnAfter": 90}}',
    );
    const { problem, settings } = openSettings(folder, NOW);
    expect(problem).toBeUndefined();
    expect(settings).toEqual({
      ...defaultSettings(),
      station: "Quầy 2",
      policy: { ...defaultSettings().policy, copyable: "amber" },
      idle: { warnAfter: 90, warning: 15, lockAfter: 900 },
    });
  });

  it.each<[string, string | Uint8Array, string[]]>([
    ["no JSON", "{", []],
    ["nothing", "", []],
    ["a list", "[]", []],
    ["null", "null", []],
    ["no UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), []],
    ["too long", `{"station": "${"x".repeat(300_000)}"}`, []],
    ["a key that there is not", text({ polcy: {} }), ["polcy"]],
    ["a policy that there is not", text({ policy: { ...DEFAULT_POLICY } }), ["policy.specimen"]],
    ["a misspelt policy", text({ policy: { crll: "required" } }), ["policy.crll"]],
    ["a misspelt word of a policy", text({ policy: { ...defaultSettings().policy, crl: "requird" } }), ["policy.crl"]],
    ["a policy that is none", text({ policy: null }), ["policy"]],
    ["a name of an object's own", '{"constructor": 1, "__proto__": {"language": "en"}}', ["constructor", "__proto__"]],
    ["such a name in a policy", '{"policy": {"toString": "x"}}', ["policy.toString"]],
    [
      "times out of bounds",
      text({ idle: { warnAfter: 1, warning: 15, lockAfter: 0.5 } }),
      ["idle.warnAfter", "idle.lockAfter"],
    ],
    ["a station with a number that the log does not take", text({ station: "Quầy 001099012345" }), ["station"]],
    ["a station named by markup", text({ station: "<b>" }), ["station"]],
    ["consent without how and when", text({ legalBasis: "consent" }), ["legalBasisNote"]],
    ["a note with a number", text({ legalBasis: "consent", legalBasisNote: "001099012345" }), ["legalBasisNote"]],
    ["a folder that is nowhere", text({ outputs: { handover: "x/y" } }), ["outputs.handover"]],
    [
      "one procedure twice",
      text({ procedures: [0, 0].flatMap((i) => defaultSettings().procedures[i] ?? []) }),
      ["procedures.1.id"],
    ],
    [
      "a field twice",
      text({ procedures: [{ id: "a", name: { vi: "a", en: "a" }, fields: ["number", "number"] }] }),
      ["procedures.0.fields"],
    ],
    [
      "a name with a line break",
      text({ procedures: [{ id: "a", name: { vi: "a\nb", en: "a" }, fields: [] }] }),
      ["procedures.0.name"],
    ],
    [
      "a field that there is not",
      text({ procedures: [{ id: "a", name: { vi: "a", en: "a" }, fields: ["portrait"] }] }),
      ["procedures.0.fields.0"],
    ],
    ["no procedure", text({ procedures: [] }), ["procedures"]],
  ])("with %s: the defaults, said so at every start, and the file kept", (_name, content, places) => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), content);
    for (let start = 0; start < 2; start++) {
      expect(openSettings(folder, NOW)).toMatchObject({ problem: "broken", places, settings: defaultSettings() });
    }
    expect(readdirSync(folder)).toEqual(["settings.json"]);
    const broken = openSettings(folder, NOW);
    const before = readFileSync(fileIn(folder));
    expect(broken.save({ ...broken.settings, language: "en" })).toBe("settings.kept-20261128-043000.json");
    expect(readFileSync(join(folder, "settings.kept-20261128-043000.json")).equals(before)).toBe(true);
    expect(openSettings(folder, NOW)).toMatchObject({ problem: undefined, settings: { language: "en" } });
    // Saved again: nothing more to keep.
    expect(broken.save(broken.settings)).toBeUndefined();
  });

  it("edited while the station runs is kept before it is written over, each under its own name", () => {
    const folder = temporaryFolder();
    const opened = openSettings(folder, NOW);
    for (const [edited, kept] of [
      ["{ broken", "settings.kept-20261128-043000.json"],
      ["{ broken again", "settings.kept-20261128-043000-2.json"],
    ] as const) {
      writeFileSync(fileIn(folder), edited);
      expect(opened.save(opened.settings)).toBe(kept);
      expect(readFileSync(join(folder, kept), "utf8")).toBe(edited);
    }
    expect(readFileSync(join(folder, "settings.kept-20261128-043000.json"), "utf8")).toBe("{ broken");
  });

  it("that the system does not give is said so, and not written over", () => {
    const folder = temporaryFolder();
    mkdirSync(fileIn(folder));
    const opened = openSettings(folder, NOW);
    expect(opened).toMatchObject({ problem: "unreadable", settings: defaultSettings() });
    expect(() => opened.save(opened.settings)).toThrow(/cannot be written/);
  });

  it("in a folder that cannot be made: the defaults, and an error without a path when saved", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const opened = openSettings(join(folder, "file", "x"), NOW);
    expect(opened.settings).toEqual(defaultSettings());
    expect(() => opened.save(opened.settings)).toThrow(/^The settings cannot be written \(E[A-Z]+\)\.$/);
  });

  it("takes nothing that it would not read", () => {
    const folder = temporaryFolder();
    const opened = openSettings(folder, NOW);
    expect(() => opened.save({ ...opened.settings, station: "<b>" })).toThrow("station");
    expect(openSettings(folder, NOW).settings).toEqual(defaultSettings());
    expect(existsSync(fileIn(folder))).toBe(true);
  });
});

describe("a patch", () => {
  const settings = defaultSettings();

  it("changes what it says and names it as the log does", () => {
    const patched = applyPatch(settings, {
      language: "en",
      policy: { ...settings.policy, crl: "required", sha1: "allow" },
      station: settings.station,
    });
    expect(patched).toMatchObject({ ok: true, changed: ["language", "policy.crl", "policy.sha1"] });
    if (!patched.ok) return;
    expect(patched.settings).toEqual({
      ...settings,
      language: "en",
      policy: { ...settings.policy, crl: "required", sha1: "allow" },
    });
    expect(checkEvent({ event: "settings", changed: patched.changed })).toBeTruthy();
    expect(settings).toEqual(defaultSettings());
  });

  it("can name every setting there is in the log", () => {
    const other = applyPatch(settings, {
      station: "Quầy 9",
      language: "en",
      signIn: false,
      reader: "ACR",
      facesQueue: true,
      fullScreen: false,
      idle: { warnAfter: 61, warning: 16, lockAfter: 901 },
      policy: {
        signingTime: "now",
        crl: "ignore",
        trustAge: 30,
        paceFailed: "allow-bac",
        sha1: "allow",
        deviations: "strict",
        copyable: "amber",
        proofs: "all",
      },
      legalBasis: "consent",
      legalBasisNote: "Văn bản, mẫu 05",
      procedures: [{ id: "a", name: { vi: "a", en: "a" }, fields: [...FIELD_IDS] }],
      outputs: { print: true, clipboard: true, handover: join(tmpdir(), "x") },
      log: { unwrittenLimit: 0 },
    });
    expect(other.ok).toBe(true);
    if (!other.ok) return;
    expect(other.changed).toHaveLength(9 + 3 + 8 + 3 + 1);
    expect(checkEvent({ event: "settings", changed: other.changed })).toBeTruthy();
  });

  it("of nothing changes nothing, also with what is undefined", () => {
    expect(applyPatch(settings, {})).toEqual({ ok: true, settings, changed: [] });
    expect(applyPatch(settings, { language: undefined } as object)).toEqual({ ok: true, settings, changed: [] });
  });

  it("that cannot be is refused by its place", () => {
    expect(applyPatch(settings, { legalBasis: "consent" })).toEqual({ ok: false, places: ["legalBasisNote"] });
    expect(applyPatch(settings, { policy: { ...settings.policy, crl: "x" } } as object)).toEqual({
      ok: false,
      places: ["policy.crl"],
    });
    expect(applyPatch(settings, { polcy: {} } as object)).toEqual({ ok: false, places: ["polcy"] });
  });

  it("back to a state agency takes the note away", () => {
    const consent = applyPatch(settings, { legalBasis: "consent", legalBasisNote: "Văn bản" });
    expect(consent).toMatchObject({ ok: true, changed: ["legalBasis", "legalBasisNote"] });
    if (!consent.ok) return;
    expect(applyPatch(consent.settings, { legalBasis: "state-agency" })).toMatchObject({
      ok: true,
      settings: { legalBasisNote: null },
    });
  });
});
