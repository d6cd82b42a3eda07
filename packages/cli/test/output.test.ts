import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casesFolder, chipid, complaints, type Outcome, programPath, temporaryFolder, trustFolder } from "./chipid.js";
import { command, read, simulated } from "./virtual-card.js";

const temporary = temporaryFolder(afterAll);
const recorded = join(temporary, "card.session.jsonl");
const document = join(temporary, "document");
const NUMBER = ["--number", "001099123456"];
/** A card that must not be asked: it would say so. */
const UNTOUCHED = [...command("echo touched >&2; exit 99"), ...NUMBER];
const POSIX = process.platform !== "win32";

beforeAll(() => {
  mkdirSync(document);
  for (const name of readdirSync(join(casesFolder, "T10-1"))) {
    if (name.endsWith(".bin")) copyFileSync(join(casesFolder, "T10-1", name), join(document, name));
  }
  expect(read(...simulated(), ...NUMBER, "--record", recorded).status).toBe(10);
});

/** One line on standard error that speaks of no temporary file, nothing on standard output, exit code 2. */
function refused(outcome: Outcome, message: RegExp): void {
  expect([outcome.stdout, outcome.status]).toEqual(["", 2]);
  expect(complaints(outcome)).toHaveLength(1);
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).not.toMatch(/touched|\.tmp-/);
}

function shell(script: string): Outcome {
  const env = { ...process.env, NODE: process.execPath, PROGRAM: programPath, CHIPID_TRUST: "none" };
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8", env });
  return { status, stdout, stderr };
}

describe("what a command writes", () => {
  it("names the file that was named, what is wrong, and how to mend it, before a card is asked", () => {
    const folder = join(temporary, "a folder");
    mkdirSync(folder);
    const nowhere = join(temporary, "nowhere", "x");
    for (const [args, option] of [
      [["read", ...UNTOUCHED, "--record"], "--record"],
      [["read", ...UNTOUCHED, "--json", "--evidence"], "--evidence"],
      [["replay", recorded, "--junit"], "--junit"],
      [["redact", recorded, "--out"], "--out"],
      [["simulate", "--trust-out"], "--trust-out"],
    ] as const) {
      refused(
        chipid([...args, nowhere]),
        new RegExp(
          `"${nowhere}" \\(${option}\\) cannot be written: the folder ".*nowhere" is not there; make it first`,
        ),
      );
      refused(chipid([...args, folder]), /a folder" \(.*\) cannot be written: it is a folder; name a file/);
      refused(chipid([...args, join(recorded, "x")]), /a file is where its folder should be/);
    }
    refused(read(...UNTOUCHED, "--out", recorded), /\(--out\) cannot be written: it is a file; name a folder/);
    refused(read(...UNTOUCHED, "--out", ""), /--out takes a name/);
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(temporary).filter((name) => name.includes("tmp-") || name.startsWith("."))).toEqual([]);
  });

  it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made", () => {
    refused(read(...UNTOUCHED, "--out", "/proc/x"), /"\/proc\/x" \(--out\) cannot be written/);
    const store = chipid(["trust", "import", join(trustFolder, "vn-csca.cer"), "--store", "/proc/x"]);
    refused(store, /The trust store cannot be written \(ENOENT\); name another folder/);
  });

  it("never writes over what it reads, by whatever name", () => {
    const before = readFileSync(recorded);
    const names = [recorded, join(temporary, "..", temporary.split("/").at(-1) ?? "", "card.session.jsonl")];
    if (POSIX) {
      symlinkSync(recorded, join(temporary, "symbolic"));
      linkSync(recorded, join(temporary, "hard"));
      names.push(join(temporary, "symbolic"), join(temporary, "hard"));
    }
    for (const name of names) {
      refused(chipid(["redact", recorded, "--out", name]), /is a file that is read/);
      refused(chipid(["redact", name, "--out", recorded]), /is a file that is read/);
      refused(chipid(["replay", recorded, "--junit", name]), /is a file that is read/);
    }
    const anchor = join(trustFolder, "vn-csca.cer");
    refused(read(...UNTOUCHED, "--trust", anchor, "--evidence", anchor), /is a file that is read/);
    expect(readFileSync(recorded)).toEqual(before);
  });

  it("refuses two outputs that are one file", () => {
    const path = join(temporary, "twice");
    const same = /--record ".*twice" and --evidence ".*twice" are one file/;
    refused(read(...UNTOUCHED, "--record", path, "--evidence", path), same);
    refused(read(...UNTOUCHED, "--record", path, "--evidence", join(temporary, "a folder", "..", "twice")), same);
    refused(read(...UNTOUCHED, "--out", path, "--record", path), /--out ".*" and --record ".*" are one file/);
    if (!POSIX) return;
    symlinkSync(path, join(temporary, "link to twice"));
    refused(read(...UNTOUCHED, "--record", path, "--evidence", join(temporary, "link to twice")), /are one file/);
    expect(existsSync(path)).toBe(false);
  });

  it("writes over no recording, no evidence and nothing at all for redact, but into an empty file", () => {
    const full = join(temporary, "kept");
    writeFileSync(full, "kept");
    for (const option of ["--record", "--evidence"]) {
      refused(read(...UNTOUCHED, option, full), /is there already: name another file, or remove it first/);
    }
    refused(chipid(["redact", recorded, "--out", full]), /is there already/);
    expect(readFileSync(full, "utf8")).toBe("kept");
    if (POSIX) refused(read(...UNTOUCHED, "--record", "/dev/null"), /is a pipe or a device: name a file/);
    const empty = join(temporary, "empty.session.jsonl");
    writeFileSync(empty, "", { mode: 0o644 });
    expect(read(...simulated(), ...NUMBER, "--record", empty).status).toBe(10);
    expect(chipid(["replay", empty]).status).toBe(0);
    if (POSIX) expect(statSync(empty).mode & 0o077).toBe(0);
  });

  it.skipIf(!POSIX)("shows what was read though its files could not be written", () => {
    const [record, evidence, out] = ["u.session.jsonl", "u.json", "u"].map((name) => join(temporary, name));
    const words = [...simulated(), ...NUMBER, "--json", "--quiet", "--store", "none"];
    const files = ["--record", record, "--evidence", evidence, "--out", out];
    const quoted = [...words, ...files].map((word) => `'${word}'`).join(" ");
    const outcome = shell(`ulimit -f 1; exec "$NODE" "$PROGRAM" read ${quoted}`);
    expect(outcome.status).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ verdict: "unconfirmed", holder: { name: "Nguyễn Văn Mẫu" } });
    for (const option of ["--record", "--evidence", "--out"]) {
      expect(outcome.stderr).toMatch(new RegExp(`^chipid: ".*" \\(${option}\\) cannot be written: .*EFBIG`, "m"));
    }
  });
});

describe.skipIf(!existsSync("/dev/full"))("standard output", () => {
  it("counts as a failure when it is lost, in one line", () => {
    for (const words of [
      `verify '${document}' --json`,
      `verify '${document}'`,
      `dump '${join(document, "EF_SOD.bin")}'`,
      `replay '${recorded}' --json`,
      `redact '${recorded}'`,
      "--help",
      "mrz --json x",
    ]) {
      const { status, stderr } = shell(`exec "$NODE" "$PROGRAM" ${words} >/dev/full`);
      expect([status, words]).toEqual([1, words]);
      expect(stderr, words).toMatch(/^chipid: standard output cannot be written \(ENOSPC\): .*; free space.*\n$/);
    }
  });

  it("is no failure when it is thrown away, and keeps its verdict when the reader has seen enough", () => {
    expect(shell(`"$NODE" "$PROGRAM" verify '${document}' >/dev/null`)).toMatchObject({ status: 10, stderr: "" });
    const piped = shell(`"$NODE" "$PROGRAM" verify '${document}' --json | true; echo "\${PIPESTATUS[0]}"`);
    expect([piped.stdout, piped.stderr]).toEqual(["10\n", ""]);
  });

  it("is written though nobody takes what is said beside it", () => {
    const lost = shell(`"$NODE" "$PROGRAM" verify '${document}' --json 2>/dev/full`);
    expect([lost.status, JSON.parse(lost.stdout)]).toMatchObject([10, { verdict: "unconfirmed" }]);
    const closed = shell(`{ "$NODE" "$PROGRAM" dump /nowhere; echo $? >&3; } 3>&1 2>&1 >/dev/null | true`);
    expect(closed.stderr).toBe("");
  });
});

describe("--json", () => {
  const one = ({ stdout }: Outcome): Record<string, unknown> => {
    expect(stdout.split("\n")).toHaveLength(2);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it("of redact says what was made", () => {
    const out = join(temporary, "made.session.jsonl");
    const written = chipid(["redact", recorded, "--out", out, "--json"]);
    expect(written.status).toBe(0);
    const facts = { path: recorded, replays: true, verdict: "unconfirmed", verdictBefore: "unconfirmed" };
    expect(one(written)).toMatchObject({ ...facts, out, bytes: statSync(out).size, exchanges: expect.any(Number) });
    expect(one(written)).not.toHaveProperty("recording");
    expect(one(chipid(["redact", recorded, "--json"]))).toMatchObject({
      ...facts,
      out: null,
      recording: readFileSync(out, "utf8"),
    });
    const missing = chipid(["redact", join(temporary, "missing"), "--json"]);
    expect([missing.status, one(missing)]).toMatchObject([2, { error: { code: "files.not-found" } }]);
  });

  it("of trust export says what was exported", () => {
    const store = join(temporary, "store");
    const trust = (...args: readonly string[]) => chipid(["trust", ...args, "--store", store]);
    expect(trust("import", join(trustFolder, "T90-1", "newer.ml"), join(trustFolder, "vn-csca.cer")).status).toBe(0);
    const facts = { store, certificates: 1, leftOut: 3, countries: 1, countryCodes: ["VN"] };
    const out = join(temporary, "anchors.pem");
    const written = one(trust("export", "--out", out, "--json"));
    expect(written).toEqual({ ...facts, out });
    if (POSIX) expect(statSync(out).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(one(trust("export", "--json"))).toEqual({ ...facts, out: null, pem: readFileSync(out, "utf8") });
    expect(trust("export").stdout).toBe(readFileSync(out, "utf8"));
  });
});
