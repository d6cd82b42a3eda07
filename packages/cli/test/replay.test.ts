import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chipid, complaints, type Outcome, temporaryFolder } from "./chipid.js";
import { anchorOf, read, simulated } from "./virtual-card.js";

const temporary = temporaryFolder(afterAll);
const sessions = join(temporary, "sessions");
const genuine = join(sessions, "genuine.session.jsonl");
const clone = join(sessions, "clone.session.jsonl");

interface Line {
  readonly path: string;
  readonly verdict?: string;
  readonly source?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly replay?: {
    readonly ok: boolean;
    readonly exchanges: number;
    readonly expects: boolean;
    readonly updated: boolean;
    readonly mismatch: null | { readonly index: number; readonly expected: object; readonly came: object };
    readonly failures: readonly { readonly field: string }[];
  };
}

function lines({ stdout }: Outcome): Line[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** A recording changed by hand. */
function altered(name: string, change: (lines: string[]) => string[]): string {
  const path = join(temporary, `${name}.session.jsonl`);
  writeFileSync(path, `${change(readFileSync(genuine, "utf8").trimEnd().split("\n")).join("\n")}\n`);
  return path;
}

const NUMBER = ["--number", "001099123456"];

beforeAll(() => {
  mkdirSync(sessions);
  const anchor = anchorOf("vn-2021", temporary);
  const recorded = read(...simulated(), ...NUMBER, "--trust", anchor, "--record", genuine);
  expect(recorded.status).toBe(0);
  expect(recorded.stderr).toMatch(/will hold the document's key and, encrypted under it, every file that is read/);
  const copy = simulated("--clone", "chip-key-absent");
  expect(read(...copy, ...NUMBER, "--trust", anchor, "--record", clone).status).toBe(20);
});

describe("chipid replay", () => {
  it("runs what was recorded once more, and shows what it found", () => {
    const { status, stdout, stderr } = chipid(["replay", genuine]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Nguyễn Văn Mẫu");
    expect(stdout).toMatch(/✔ .*genuine\.session\.jsonl {2}✔ genuine {2}\d+ exchanges, \d+ ms/);
  });

  it("ends well when a red session met what it expects", () => {
    const outcome = chipid(["replay", clone, "--json"]);
    expect(outcome.status).toBe(0);
    expect(lines(outcome)).toMatchObject([
      { source: "replay", verdict: "not-genuine", path: clone, replay: { ok: true, expects: true, mismatch: null } },
    ]);
  });

  it("replays the recordings of a folder in order, alike in one process and in several", () => {
    const strip = (outcome: Outcome) =>
      lines(outcome).map(({ path, verdict, replay }) => ({ path, verdict, ok: replay?.ok }));
    const one = chipid(["replay", sessions, "--json"]);
    const several = chipid(["replay", sessions, "--json", "--jobs", "3"]);
    expect(strip(one)).toEqual([
      { path: clone, verdict: "not-genuine", ok: true },
      { path: genuine, verdict: "genuine", ok: true },
    ]);
    expect(strip(several)).toEqual(strip(one));
    expect([one.status, several.status]).toEqual([0, 0]);
  });

  it("shows the first command that differs, decoded and decrypted, with exit code 30", () => {
    let changed = -1;
    const path = altered("mismatch", (all) => {
      // The last protected READ BINARY: its MAC covers the header, so another P2 is another command altogether.
      changed = all.findLastIndex((line) => line.startsWith('{"command":"0cb0'));
      return all.with(changed, (all[changed] ?? "").replace(/"command":"(0cb0..)(..)/, '"command":"$17f'));
    });
    const outcome = chipid(["replay", path, "--json"]);
    expect(outcome.status).toBe(30);
    const [line] = lines(outcome);
    expect(line?.error?.code).toBe("session.mismatch");
    expect(line?.replay?.mismatch).toMatchObject({
      index: changed - 1,
      expected: { text: expect.stringMatching(/^READ BINARY/) },
      came: { text: expect.stringMatching(/^READ BINARY/), plain: { text: expect.stringMatching(/^READ BINARY/) } },
    });
    const text = chipid(["replay", path]);
    expect(text.status).toBe(30);
    expect(text.stdout).toMatch(/decrypted: READ BINARY/);
  });

  it("tells an answer that was altered by what it makes of the session", () => {
    const path = altered("response", (all) => {
      const at = all.findLastIndex((line) => line.startsWith('{"command":"0cb0'));
      return all.with(at, (all[at] ?? "").replace(/"response":"(..)(..)/, '"response":"$1ff'));
    });
    expect(chipid(["replay", path]).status).toBe(30);
  });

  it("holds the result against what is expected, and by its verdict where nothing is", () => {
    const expectation = (change: (expect: Record<string, unknown>) => object | undefined) => (all: string[]) => {
      const last = JSON.parse(all.at(-1) ?? "") as { expect: Record<string, unknown> };
      const changed = change(last.expect);
      return all.with(-1, JSON.stringify(changed === undefined ? { end: true } : { expect: changed }));
    };
    const other = altered(
      "expect",
      expectation((expect) => ({ ...expect, verdict: "not-valid", apdus: 3 })),
    );
    const outcome = chipid(["replay", other, "--json"]);
    expect(outcome.status).toBe(30);
    expect(lines(outcome)[0]?.replay?.failures.map(({ field }) => field)).toEqual(["verdict", "apdus"]);
    expect(chipid(["replay", other]).stdout).toMatch(/verdict: expected "not-valid", found "genuine"/);
    // Nothing that was expected is overwritten without force.
    expect(chipid(["replay", other, "--update"]).status).toBe(30);
    const forced = lines(chipid(["replay", other, "--update", "--force", "--json"]));
    expect(forced[0]?.replay).toMatchObject({ ok: true, updated: true });
    expect(chipid(["replay", other]).status).toBe(0);

    const silent = altered("silent", (all) => expectation(() => undefined)(all));
    expect(lines(chipid(["replay", silent, "--json"]))[0]?.replay).toMatchObject({ expects: false, ok: true });
    expect(chipid(["replay", silent, "--update"]).status).toBe(0);
    expect(lines(chipid(["replay", silent, "--json"]))[0]?.replay).toMatchObject({ expects: true, ok: true });
  });

  it("says what is wrong with a recording that cannot be replayed", () => {
    const broken = altered("cut-line", (all) => all.slice(0, 7));
    // In the middle of its last line, as a full disk or a killed copy leaves it.
    writeFileSync(broken, readFileSync(broken).subarray(0, -40));
    const cases: readonly (readonly [string, string, RegExp])[] = [
      [broken, "session.cut", /cut off/],
      [altered("cut", (all) => all.slice(0, 8)), "session.cut", /cut off/],
      [
        altered("version", (all) => all.with(0, (all[0] ?? "").replace("chipid-session/1", "chipid-session/2"))),
        "session.version",
        /version/,
      ],
      [altered("line", (all) => all.with(4, "{}")), "session.line", /[Ll]ine 5/],
      [altered("other", () => ["hello"]), "session.format", /recording/],
      [join(temporary, "nowhere.session.jsonl"), "files.not-found", /is not there/],
    ];
    for (const [path, code, message] of cases) {
      const outcome = chipid(["replay", path, "--json"]);
      expect([outcome.status, lines(outcome)[0]?.error?.code], path).toEqual([2, code]);
      expect(complaints(outcome), path).toHaveLength(1);
      expect(outcome.stderr).toMatch(message);
    }
    // One that cannot be read does not keep the others from being replayed.
    const mixed = chipid(["replay", cases[0]?.[0] ?? "", genuine, "--json"]);
    expect(mixed.status).toBe(2);
    expect(lines(mixed).map(({ verdict }) => verdict)).toEqual([undefined, "genuine"]);
    expect(chipid(["replay", temporary, "--jobs", "x"]).status).toBe(2);
    expect(chipid(["replay", genuine, "--force"]).status).toBe(2);
  });

  it("writes a JUnit report", () => {
    const file = join(temporary, "report.xml");
    const bad = altered("junit", (all) => all.with(-1, '{"expect":{"verdict":"retry"}}'));
    const cut = altered("junit-cut", (all) => all.slice(0, 8));
    expect(chipid(["replay", genuine, bad, cut, "--junit", file]).status).toBe(2);
    const xml = readFileSync(file, "utf8");
    expect(xml).toMatch(/<testsuite name="sessions" tests="3" failures="1" errors="1" time="[\d.]+">/);
    expect(xml).toContain('<property name="verdict" value="genuine"/>');
    expect(xml).toContain("verdict: expected &quot;retry&quot;, found &quot;genuine&quot;");
    expect(xml.match(/<testcase /g)).toHaveLength(3);
  });
});

describe("chipid redact", () => {
  it("makes a recording that replays and has nothing of the holder", () => {
    const { status, stdout, stderr } = chipid(["redact", genuine]);
    expect([status, stderr]).toEqual([0, ""]);
    const path = join(temporary, "redacted.session.jsonl");
    writeFileSync(path, stdout);
    const replay = chipid(["replay", path, "--json"]);
    expect([replay.status, lines(replay)[0]?.verdict]).toEqual([0, "genuine"]);
    const decrypted = chipid(["replay", path, "--personal"]).stdout;
    // Positive control: the recording itself does show them.
    const original = chipid(["replay", genuine, "--personal"]).stdout;
    for (const personal of ["Nguyễn Văn Mẫu", "001099123456", "099123456", "Nguyễn Văn Cha", "012345678"]) {
      expect(original).toContain(personal);
      expect(decrypted + stdout).not.toContain(personal);
    }
    // No answer of the card's goes over but those in the clear that all cards of its kind give alike.
    const answers = (text: string): string[] =>
      text
        .split("\n")
        .filter((line) => line.startsWith('{"command"') && !line.startsWith('{"command":"00b0'))
        .flatMap((line) => line.match(/"response":"[0-9a-f]{36,}"/) ?? []);
    const recorded = new Set(answers(readFileSync(genuine, "utf8")));
    expect(recorded.size).toBeGreaterThan(8);
    expect(answers(stdout).filter((answer) => recorded.has(answer))).toEqual([]);
  });

  it("writes to a file for this user alone", () => {
    const path = join(temporary, "out.session.jsonl");
    const outcome = chipid(["redact", clone, "--out", path]);
    expect([outcome.status, outcome.stdout]).toEqual([0, ""]);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);
    expect(lines(chipid(["replay", path, "--json"]))[0]?.verdict).toBe("not-genuine");
  });

  it("refuses what does not replay", () => {
    const cut = altered("redact-cut", (all) => all.slice(0, 8));
    const outcome = chipid(["redact", cut]);
    expect([outcome.status, outcome.stdout]).toEqual([2, ""]);
    expect(complaints(outcome)).toHaveLength(1);
  });
});
