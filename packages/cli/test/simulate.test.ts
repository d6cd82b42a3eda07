import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { casesFolder, chipid, complaints, programPath, temporaryFolder } from "./chipid.js";

const temporary = temporaryFolder(afterAll);

interface Listed {
  readonly name: string;
  readonly number: string;
  readonly can: string | null;
  readonly mrz: readonly string[];
}

function list(): Listed[] {
  return JSON.parse(chipid(["simulate", "--list", "--json"]).stdout) as Listed[];
}

/** Lines out for lines in, of a chip on standard input and output. */
function lines(input: string, ...args: readonly string[]): string[] {
  const { status, stdout } = chipid(["simulate", "--stdio", ...args], { input });
  expect(status).toBe(0);
  return stdout.trimEnd().split("\n");
}

const SELECT = "00A4040C07A0000002471001";

describe("chipid simulate", () => {
  it("lists every profile with what opens it", () => {
    const profiles = list();
    const names = profiles.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["vn-2021", "vn-2024", "passport-bac", "passport-pace-cam"]));
    expect(new Set(names).size).toBe(names.length);
    for (const { number, can, mrz } of profiles) {
      expect(number).toMatch(/^[A-Z0-9]{9,12}$/);
      if (can !== null) expect(can).toMatch(/^\d{6}$/);
      expect([90, 88, 72]).toContain(mrz.join("").length);
      expect(mrz.join("")).toContain(number.slice(-9));
    }
    expect(profiles.find(({ name }) => name === "vn-2021")).toMatchObject({ number: "001099123456", can: "123456" });
    const text = chipid(["simulate", "--list"]).stdout;
    for (const name of names) expect(text).toContain(name);
  });

  it("answers a command in hex a line, either case, until the input ends", () => {
    expect(lines("")).toEqual(["READY"]);
    expect(lines(`${SELECT}\n${SELECT.toLowerCase()}\r\n00B0810000\n`)).toEqual(["READY", "9000", "9000", "6982"]);
  });

  it("is as after power-up after RESET", () => {
    // Short identifier 01: DG1 in the application, which is locked, and EF.ATR/INFO in the master file, which is open.
    const read = "00B0810000";
    const [, selected, locked, ok, open] = lines(`${SELECT}\n${read}\nRESET\n${read}\n`);
    expect([selected, locked, ok]).toEqual(["9000", "6982", "OK"]);
    expect(open).toMatch(/^47.*9000$/);
  });

  it("answers what is no command with an error, and goes on", () => {
    expect(lines(`zz\n\n0\n${SELECT}\n`)).toEqual(["READY", "6F00", "6F00", "9000"]);
  });

  it("makes faults where it is told to", () => {
    expect(lines(`${SELECT}\n${SELECT}\n${SELECT}\n`, "--fault", "sw@2:6A82")).toEqual([
      "READY",
      "9000",
      "6A82",
      "9000",
    ]);
    // A card that was taken away answers nothing any more: the process ends.
    expect(lines(`${SELECT}\n${SELECT}\n${SELECT}\n`, "--fault", "remove@2")).toEqual(["READY", "9000"]);
    const begun = Date.now();
    expect(lines(`${SELECT}\n`, "--fault", "slow@1:700")).toEqual(["READY", "9000"]);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(700);
  });

  it("is made of the files of a folder", () => {
    const folder = join(casesFolder, "vn-2021");
    const outcome = chipid(["simulate", "--from", folder, "--stdio"], { input: `${SELECT}\n` });
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toBe("READY\n9000\n");
    const empty = chipid(["simulate", "--from", temporary, "--stdio"]);
    expect(empty.status).toBe(2);
    expect(complaints(empty)).toHaveLength(1);
  });

  it("writes the anchor and ends when there is nobody to present the card to", () => {
    const file = join(temporary, "anchor.cer");
    const outcome = chipid(["simulate", "--profile", "passport-bac", "--trust-out", file]);
    expect(outcome).toMatchObject({ status: 0, stdout: "" });
    expect(readFileSync(file)[0]).toBe(0x30);
    expect(chipid(["dump", file]).stdout).toContain("Simulated CSCA Alpha");
  });

  it("says in one line what is wrong with its words", () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["--profile", "nothing"], /no profile "nothing"/],
      [["--stdio", "--fault", "melt@3"], /--fault does not take "melt@3"/],
      [["--stdio", "--fault", "sw@0"], /--fault does not take "sw@0"/],
      [["--stdio", "--vpcd", "localhost:1"], /exclude each other/],
      [["--stdio", "--clone", "twin"], /no clone "twin"/],
      [["--vpcd", "localhost:99999"], /--vpcd does not take/],
      [["--vpcd", "127.0.0.1:1"], /No virtual reader listens at 127\.0\.0\.1:1/],
      [["--from", casesFolder, "--profile", "vn-2021"], /exclude each other/],
      [["--json"], /--json goes with --list/],
      [["--from", join(casesFolder, "vn-2021"), "--stdio", "--trust-out", join(temporary, "x.cer")], /--trust-out/],
    ];
    for (const [args, message] of cases) {
      const outcome = chipid(["simulate", ...args]);
      expect(outcome.status, args.join(" ")).toBe(2);
      expect(outcome.stdout).toBe("");
      expect(outcome.stderr, args.join(" ")).toMatch(message);
      expect(outcome.stderr).not.toContain("    at ");
    }
    expect(existsSync(join(temporary, "x.cer"))).toBe(false);
  });

  it("is a card in the virtual reader that listens, and comes back after it was removed", async () => {
    const connections: Socket[] = [];
    const exchange = (socket: Socket, message: string): Promise<string> =>
      new Promise((resolve) => {
        const bytes = Buffer.from(message, "hex");
        socket.once("data", (answer) => resolve(answer.subarray(2).toString("hex")));
        socket.once("close", () => resolve("closed"));
        socket.write(Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]));
      });
    const server = createServer();
    const next = (): Promise<Socket> =>
      new Promise((resolve) => {
        server.once("connection", (socket) => {
          connections.push(socket);
          resolve(socket);
        });
      });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    const first = next();
    const child = spawn(
      process.execPath,
      [programPath, "simulate", "--vpcd", `127.0.0.1:${port}`, "--fault", "remove@2"],
      { stdio: "ignore" },
    );
    try {
      const socket = await first;
      expect(await exchange(socket, "04")).toMatch(/^3b/);
      expect(await exchange(socket, SELECT)).toBe("9000");
      const again = next();
      expect(await exchange(socket, SELECT)).toBe("closed");
      expect(await exchange(await again, SELECT)).toBe("9000");
    } finally {
      child.kill();
      for (const socket of connections) socket.destroy();
      server.close();
    }
  });
});
