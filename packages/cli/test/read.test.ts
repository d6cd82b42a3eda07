import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chipid, type Outcome, temporaryFolder } from "./chipid.js";
import { anchorOf, command, read, simulated } from "./virtual-card.js";

const temporary = temporaryFolder(afterAll);
let vietnam = "";
let alpha = "";

beforeAll(() => {
  vietnam = anchorOf("vn-2021", temporary);
  alpha = anchorOf("passport-pace", temporary);
});

interface Inspection {
  readonly verdict: string;
  readonly source: string;
  readonly path: string;
  readonly reasons: readonly { readonly code: string }[];
  readonly access: { readonly protocol: string; readonly password?: string; readonly mapping?: string };
  readonly chip: Readonly<Record<string, string>>;
  readonly passive: { readonly chain: string; readonly dataGroups: Readonly<Record<string, string>> };
  readonly holder: { readonly name: string } | null;
  readonly timing: { readonly apdus: number; readonly bytesIn: number; readonly totalMs: number };
}

function inspection({ stdout }: Outcome): Inspection {
  expect(stdout.split("\n")).toHaveLength(2);
  return JSON.parse(stdout) as Inspection;
}

const codes = (found: Inspection): string[] => found.reasons.map(({ code }) => code);

const NUMBER = ["--number", "001099123456"];
const CAN = ["--can", "908172"];
const PASSPORT = ["--number", "CFX000001", "--birth", "1987-06-12", "--expiry", "2033-02-28"];

describe("chipid read", () => {
  it("reads a card and gives the inspection as one JSON line", () => {
    const outcome = read(...simulated(), ...NUMBER, "--trust", vietnam, "--json");
    expect(outcome.status).toBe(0);
    const found = inspection(outcome);
    expect(found).toMatchObject({
      format: "chipid-inspection/1",
      source: "live",
      verdict: "genuine",
      access: { protocol: "pace", mapping: "gm", password: "can", curve: "brainpoolP256r1", fellBack: false },
      passive: { sod: "valid", chain: "trusted", dataGroups: { "1": "match", "2": "match", "3": "protected" } },
      chip: { chip: "passed" },
      holder: { name: "Nguyễn Văn Mẫu", personalNumber: "001099123456" },
    });
    expect(found.path).toMatch(/^exec:/);
    expect(found.timing.apdus).toBeGreaterThan(10);
    expect(found.timing.totalMs).toBeGreaterThan(0);
    expect(outcome.stdout).not.toMatch(/ethnicity|religion|Kinh/);
  });

  it.each([
    ["passport-bac", PASSPORT, "bac", "genuine-copyable"],
    ["passport-aa", PASSPORT, "bac", "genuine"],
    ["passport-pace", CAN, "pace", "genuine"],
    ["passport-pace-cam", CAN, "pace", "genuine"],
    ["passport-ca-3des", PASSPORT, "bac", "genuine"],
    ["residence-card", CAN, "pace", "genuine"],
  ] as const)("reads %s", (profile, key, protocol, verdict) => {
    const outcome = read(...simulated("--profile", profile), ...key, "--trust", alpha, "--json");
    expect(outcome.status).toBe(0);
    const found = inspection(outcome);
    expect([found.access.protocol, found.verdict, found.passive.chain]).toEqual([protocol, verdict, "trusted"]);
  });

  it("has an exit code for each verdict", () => {
    const card = simulated("--profile", "passport-pace");
    const verdicts: readonly (readonly [readonly string[], string, number])[] = [
      [[...card, ...CAN], "unconfirmed", 10],
      [[...card, "--can", "111111", "--trust", alpha], "retry", 11],
      [
        [...simulated("--profile", "passport-pace", "--clone", "chip-key-absent"), ...CAN, "--trust", alpha],
        "not-genuine",
        20,
      ],
      [[...card, ...CAN, "--trust", alpha, "--at", "2033-03-02"], "not-valid", 21],
    ];
    for (const [args, verdict, status] of verdicts) {
      const outcome = read(...args, "--json");
      expect(inspection(outcome).verdict).toBe(verdict);
      expect(outcome.status).toBe(status);
    }
  });

  it("opens a chip by zone, by number with dates, and by the QR code's text", () => {
    const mrz = "IDVNM0991234561001099123456<<2\n9901155M3901153VNM<<<<<<<<<<<8\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<";
    const qr = "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021";
    for (const key of [
      ["--mrz", mrz],
      ["--mrz", mrz.replaceAll("\n", "")],
      ["--qr", qr],
      [...NUMBER, "--birth", "1999-01-15", "--expiry", "2039-01-15"],
    ]) {
      const outcome = read(...simulated(), ...key, "--trust", vietnam, "--json");
      expect([inspection(outcome).verdict, outcome.status], key[0]).toEqual(["genuine", 0]);
    }
  });

  it("tries the expiry dates that a citizen card can have where none is known", () => {
    // The chip of these files has no EF.CardAccess: BAC alone opens it.
    const folder = join(temporary, "bac-only");
    expect(read(...simulated(), ...NUMBER, "--trust", vietnam, "--out", folder).status).toBe(0);
    const bare = join(temporary, "bare");
    const made = chipid(["simulate", "--from", folder, "--stdio"], { input: "" });
    expect(made.stdout).toBe("READY\n");
    const files = readdirSync(folder).filter((name) => !/CardAccess/i.test(name));
    copy(folder, bare, files);
    const outcome = read(
      ...simulated("--from", bare),
      ...NUMBER,
      "--birth",
      "1999-01-15",
      "--trust",
      vietnam,
      "--json",
    );
    const found = inspection(outcome);
    expect(found.access).toMatchObject({ protocol: "bac", password: "mrz" });
    expect(found.holder?.name).toBe("Nguyễn Văn Mẫu");
  });

  it("compares what was scanned with what is signed", () => {
    const qr = "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021";
    const good = read(...simulated(), ...NUMBER, "--trust", vietnam, "--scan", qr, "--json");
    expect(codes(inspection(good))).toContain("document.scan.match");
    const other = read(
      ...simulated(),
      ...NUMBER,
      "--trust",
      vietnam,
      "--scan",
      qr.replace("001099123456", "001099123457"),
      "--json",
    );
    expect(inspection(other).verdict).toBe("retry");
    expect(codes(inspection(other))).toContain("document.scan.mismatch");
  });

  it("says which field of a wrong key is most likely wrong, and what the card says of tries", () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[...simulated(), "--can", "111111"], /refused the CAN: compare the six digits/],
      [[...simulated(), "--number", "001099123457"], /most likely the number is wrong/],
      [
        [...simulated("--profile", "passport-bac"), ...PASSPORT.with(1, "CFX000002")],
        /most likely the document number is wrong .*, then the expiry date/,
      ],
      [[...simulated("--profile", "passport-bac"), ...CAN], /does not open with a CAN: give --mrz/],
    ];
    for (const [args, advice] of wrong) {
      const { status, stderr } = read(...args);
      expect(status, args.join(" ")).toBe(11);
      expect(stderr).toMatch(advice);
    }
    const { stdout, stderr } = read(...simulated(), "--can", "111111");
    expect(stdout).toMatch(/→ Enter or scan the card's key again/);
    expect(stderr).toMatch(/does not say how many tries are left/);
    expect(read(...simulated(), "--can", "111111", "--lang", "vi").stderr).toMatch(/Thẻ không nhận mã CAN/);
    for (const [tries, said] of [
      ["3", /The card says that 2 tries are left/],
      ["1", /no try is left: it refuses even the right key/],
    ] as const) {
      expect(read(...simulated("--tries", tries), "--can", "111111").stderr).toMatch(said);
    }
  });

  it("never shows a key: not in what it prints, not in what it complains of", () => {
    for (const args of [
      [...simulated(), "--can", "111111"],
      [...simulated("--profile", "passport-bac"), ...PASSPORT.with(1, "CFX000777")],
    ]) {
      const { stdout, stderr } = chipid(["read", ...args, "--store", "none", "--json"], {
        env: { CHIPID_DEBUG: "1" },
      });
      expect(JSON.parse(stdout)).toMatchObject({ verdict: "retry" });
      expect(stderr).not.toMatch(/111111|CFX000777/);
      expect(stdout).not.toMatch(/111111|CFX000777/);
    }
  });

  it("has a result for every fault of the card", () => {
    const faults: readonly (readonly [string, number])[] = [
      ["remove@12", 11],
      ["mac@14+", 11],
      ["short@14", 0],
      ["sw@1:6F00", 0],
      ["endless@10", 11],
    ];
    for (const [fault, status] of faults) {
      const outcome = read(...simulated("--fault", fault), ...NUMBER, "--trust", vietnam, "--json");
      const found = inspection(outcome);
      if (status !== 0) {
        expect([outcome.status, found.verdict], fault).toEqual([status, "retry"]);
      } else expect(["genuine", "retry"], fault).toContain(found.verdict);
      expect(outcome.stderr).not.toContain("    at ");
    }
    const mute = read(...simulated("--fault", "mute@8"), ...NUMBER, "--timeout", "0.5", "--json");
    expect([mute.status, inspection(mute).verdict]).toEqual([11, "retry"]);
  });

  it("shows a person how the chip was opened", () => {
    const { stdout } = read(...simulated(), ...NUMBER, "--trust", vietnam, "--quiet");
    expect(stdout).toMatch(/opened by +PACE-GM, CAN, brainpoolP256r1/);
    expect(stdout).toMatch(/exchanges +\d+, [\d.]+ KB, \d+ ms/);
    expect(stdout).toContain("CHIP VALID");
  });

  it("tells on standard error where it is, and nothing with --quiet", () => {
    const told = read(...simulated(), ...NUMBER, "--json").stderr;
    expect(told).toMatch(/^opening the chip$/m);
    expect(told).toMatch(/^read EF\.SOD, \d{3,} bytes$/m);
    expect(told).toMatch(/^read DG2, \d{3,} bytes$/m);
    expect(told).not.toContain("\u001b");
    expect(read(...simulated(), ...NUMBER, "--json", "--quiet").stderr).toBe("");
  });

  it("writes the files of the chip as verify reads them, for this user alone", () => {
    const folder = join(temporary, "kept", "card");
    expect(read(...simulated(), ...NUMBER, "--trust", vietnam, "--out", folder).status).toBe(0);
    for (const name of readdirSync(folder)) {
      if (process.platform !== "win32") expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
    }
    const verified = chipid(["verify", folder, "--trust", vietnam, "--store", "none", "--json"]);
    expect([verified.status, inspection(verified).verdict]).toEqual([0, "genuine-copyable"]);
    expect(verified.stderr).toBe("");
    const again = read(...simulated(), ...NUMBER, "--out", folder);
    expect(again.status).toBe(2);
    expect(again.stderr).toMatch(/holds files of a document already/);
  });

  it("writes evidence that verify judges again", () => {
    const file = join(temporary, "card.evidence.json");
    const challenge = "0123456789abcdef";
    const card = simulated("--profile", "passport-aa");
    const outcome = read(...card, ...PASSPORT, "--trust", alpha, "--evidence", file, "--challenge", challenge);
    expect(outcome.status).toBe(0);
    expect(outcome.stderr).toMatch(/will hold every file that is read, not encrypted/);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o077).toBe(0);
    const verify = (...args: readonly string[]) =>
      chipid(["verify", file, "--trust", alpha, "--store", "none", "--json", ...args]);
    const mine = inspection(verify("--challenge", challenge));
    expect([mine.verdict, mine.source, mine.chip.active]).toEqual(["genuine", "evidence", "passed"]);
    const theirs = inspection(verify());
    expect([theirs.verdict, theirs.chip.active]).toEqual(["genuine-copyable", "not-counted"]);
    expect(codes(theirs)).toContain("chip.proof.not-transferable");
    // `--trust A card.evidence.json` is understood as with folders.
    expect(chipid(["verify", "--store", "none", "--json", "--trust", alpha, file]).status).toBe(0);

    const text = readFileSync(file, "utf8");
    const broken = join(temporary, "broken.json");
    for (const [content, message] of [
      [text.slice(0, -40), /Evidence cannot be read/],
      [text.replace("chipid-evidence/1", "chipid-evidence/9"), /another version/],
      ['{"format":"something"}', /Evidence cannot be read/],
    ] as const) {
      writeFileSync(broken, content);
      const refused = chipid(["verify", broken, "--store", "none"]);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toMatch(message);
    }
  });

  it("says in one line what is wrong with its words, before it asks for a card", () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /Give what opens the chip/],
      [["--can", "12345"], /--can takes the six digits/],
      [["--mrz", "P<UTO"], /--mrz takes a whole zone/],
      [
        ["--mrz", "IDVNM0991234571001099123456<<29901155M3901153VNM<<<<<<<<<<<8NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"],
        /check digit of the document number in --mrz does not hold: enter the zone again/,
      ],
      [["--qr", "hello"], /enter it again/],
      [["--number", "CFX000001"], /--number needs --birth and --expiry/],
      [["--number", "CFX000001", "--birth", "1987-13-12", "--expiry", "2033-02-28"], /--birth does not take/],
      [["--number", "CFX000001", "--birth", "1987-06-12", "--expiry", "2033-02-30"], /--expiry does not take/],
      [["--can", "123456", "--qr", "x", "--mrz", "y"], /exclude each other/],
      [["--can", "123456", "--birth", "1987-06-12"], /go with --number/],
      [["--can", "123456", "--challenge", "00"], /--challenge takes 8 bytes/],
      [["--can", "123456", "--timeout", "soon"], /--timeout takes a number of seconds/],
      [["--can", "123456", "--policy", "proofs=none"], /proofs/],
    ];
    for (const [args, message] of cases) {
      const outcome = read(...command("exit 99"), ...args);
      expect(outcome.status, args.join(" ")).toBe(2);
      expect(outcome.stdout).toBe("");
      expect(outcome.stderr, args.join(" ")).toMatch(message);
      expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
    }
  });

  it("wants a command behind exec:", () => {
    for (const blank of ["", "   "]) {
      const outcome = read(...command(blank), "--can", "123456");
      expect([outcome.status, outcome.stdout]).toEqual([2, ""]);
      expect(outcome.stderr).toMatch(/^chipid: --reader exec: takes a command behind the colon, such as [^\n]*\n$/);
    }
  });

  it.each(["sleep 50", "cat", "while :; do sleep 1; done"])(
    "waits for READY of '%s' no longer than --timeout",
    (text) => {
      const begun = performance.now();
      const outcome = read(...command(text), "--can", "123456", "--timeout", "2.5");
      expect(performance.now() - begun).toBeLessThan(10_000);
      expect(outcome.status).toBe(2);
      expect(outcome.stderr).toMatch(/did not say READY within 2\.5 s; check the command behind exec:/);
    },
  );

  it("says what is wrong with a chip process", () => {
    const cases: readonly (readonly [string, RegExp, number])[] = [
      ["exit 7", /ended before it was ready \(exit code 7\)/, 2],
      ["echo hello", /said "hello" instead of READY/, 2],
      ["echo READY", /^.*/, 11],
      ["echo READY; while read line; do echo garbage; done", /^.*/, 11],
      ["echo READY; while read line; do echo 6F; done", /^.*/, 11],
      ["echo READY; while read line; do echo 6D00; done", /^.*/, 11],
    ];
    for (const [text, message, status] of cases) {
      const outcome = read(...command(text), "--can", "123456", "--json");
      expect([outcome.status, text]).toEqual([status, text]);
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stdout.split("\n")).toHaveLength(2);
      expect(JSON.parse(outcome.stdout)).toHaveProperty(status === 2 ? "error" : "verdict");
    }
  });
});

function copy(from: string, to: string, names: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const name of names) copyFileSync(join(from, name), join(to, name));
}
