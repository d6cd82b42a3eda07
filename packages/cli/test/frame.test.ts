import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { chipid, complaints, temporaryFolder } from "./chipid.js";

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
