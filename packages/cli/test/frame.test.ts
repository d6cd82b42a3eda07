import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { chipid, complaints, programPath, temporaryFolder } from "./chipid.js";

const COMMANDS = [
  "readers",
  "read",
  "verify",
  "replay",
  "redact",
  "dump",
  "trust",
  "mrz",
  "simulate",
  "doctor",
  "bench",
];
const temporary = temporaryFolder(afterAll);

describe("the frame of the command", () => {
  it("prints its version", () => {
    expect(chipid(["--version"])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
    expect(chipid(["-V"]).stdout).toBe(`${manifest.version}\n`);
  });

  it("lists every command in its help", () => {
    const { status, stdout, stderr } = chipid(["--help"]);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ +${command} {2,}\\S`, "m"));
  });

  it.each(COMMANDS)("gives %s a help with examples", (command) => {
    const { status, stdout, stderr } = chipid([command, "--help"]);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain(`Usage: chipid ${command}`);
    expect(stdout).toMatch(/^Examples/m);
    expect(stdout).toContain(`  chipid ${command} `);
  });

  it("shows the help on standard error when no command is given", () => {
    const { status, stdout, stderr } = chipid([]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: chipid");
  });

  it("shows the help of a command that needs another behind it, as with no command at all", () => {
    const { status, stdout, stderr } = chipid(["trust"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Usage: chipid trust");
    expect(stderr).toMatch(/^Examples/m);
    expect(stderr).not.toContain("outputHelp");
  });

  it("takes help as a word, too", () => {
    expect(chipid(["help"])).toEqual(chipid(["--help"]));
    expect(chipid(["help", "verify"])).toEqual(chipid(["verify", "--help"]));
    expect(chipid(["help", "trust", "import"])).toEqual(chipid(["trust", "import", "--help"]));
    expect(chipid(["help", "--help"]).status).toBe(0);
    expect(chipid(["help", "verfy"])).toMatchObject({ status: 2, stderr: expect.stringContaining('"verify"?') });
  });

  it("names what is wrong with a command line in one line, with exit code 2", () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["verfy"], /Unknown command "verfy"; did you mean "verify"\?/],
      [["frobnicate"], /Unknown command "frobnicate"; see chipid --help\./],
      [["--frobnicate"], /unknown option '--frobnicate'; see chipid --help\./],
      [["verify"], /missing required argument 'path'; see chipid verify --help\./],
      [["verify", "x", "--jsn"], /unknown option '--jsn'; Did you mean --json\?; see chipid verify --help\./],
      [["verify", "x", "--lang", "fr"], /'--lang <language>' argument 'fr' is invalid/],
      [["verify", "x", "--at"], /'--at <date>' argument missing/],
      [["verify", "x", "--trust"], /'--trust <file\.\.\.>' argument missing/],
      [["dump"], /missing required argument 'file'/],
      [["dump", "a", "b"], /too many arguments/],
      [["trust", "import"], /missing required argument 'file'; see chipid trust import --help\./],
      [["trust", "export", "--store", "none"], /empty; see chipid trust export --help\./],
      [["trust", "imprt"], /unknown command 'imprt'.*; see chipid trust --help\./],
      [["replay", "x", "--jobs", "9999"], /--jobs takes a number of processes from 1 to 999, or 0 for/],
    ];
    for (const [args, message] of cases) {
      const outcome = chipid(args);
      expect(outcome.status, args.join(" ")).toBe(2);
      expect(outcome.stdout).toBe("");
      expect(complaints(outcome), args.join(" ")).toHaveLength(1);
      expect(outcome.stderr).toMatch(message);
    }
  });

  it("writes no colour into a pipe, whatever the terminal is called", () => {
    for (const env of [{ TERM: "xterm-256color" }, { NO_COLOR: "1" }]) {
      const { stdout, stderr } = chipid(["verify", "--help"], { env });
      expect(stdout + stderr).not.toContain("\u001b");
    }
  });

  it("works from any folder", () => {
    expect(chipid(["--version"], { cwd: temporary }).status).toBe(0);
  });

  it("says how to build when it is not built", () => {
    const bin = join(temporary, "unbuilt", "bin");
    mkdirSync(bin, { recursive: true });
    cpSync(fileURLToPath(new URL("../bin", import.meta.url)), bin, { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(bin, "chipid.js"), "verify"], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^chipid: not built yet; run `npm run build`[^\n]*\n$/);
  });

  it("tells where an internal fault lies only when it is asked to", () => {
    const outcome = chipid(["verify", join(temporary, "nowhere")], { env: { CHIPID_DEBUG: "1" } });
    expect(outcome.stderr).toContain("    at ");
    expect(chipid(["verify", join(temporary, "nowhere")]).stderr).not.toContain("    at ");
  });

  it.skipIf(process.platform === "win32")("says of a pipe that it is one", () => {
    const outcome = spawnSync("bash", ["-c", `echo x | "$NODE" "$PROGRAM" verify /dev/stdin --store none`], {
      encoding: "utf8",
      env: { ...process.env, NODE: process.execPath, PROGRAM: programPath },
    });
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toMatch(
      /"\/dev\/stdin" is a pipe or a device, not a folder or a file; save what comes from it/,
    );
  });

  it.skipIf(process.platform !== "linux")("says when the bytes of a name cannot be read", () => {
    for (const words of ["verify $'a\\xff' --store none", "dump $'a\\xff'"]) {
      const outcome = spawnSync("bash", ["-c", `"$NODE" "$PROGRAM" ${words}`], {
        encoding: "utf8",
        env: { ...process.env, NODE: process.execPath, PROGRAM: programPath, CHIPID_TRUST: "none" },
      });
      expect(outcome.status).toBe(2);
      expect(outcome.stderr).toMatch(/bytes could not be read as UTF-8; rename it/);
    }
  });

  it("ends quietly when the reader of its output goes away", () => {
    const program = fileURLToPath(new URL("../bin/chipid.js", import.meta.url));
    const script = `"$NODE" "$PROGRAM" --help | head -c 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], {
      encoding: "utf8",
      env: { ...process.env, NODE: process.execPath, PROGRAM: program },
    });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^U0$/m);
  });
});
