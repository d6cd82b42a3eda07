import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BINDINGS, noDaemon, notBuilt } from "../../sdk/test/pcsc/worlds.js";
import { chipid, complaints, programPath, root, temporaryFolder, trustFolder } from "./chipid.js";
import { anchorOf } from "./virtual-card.js";

const temporary = temporaryFolder(afterAll);

interface Doctor {
  readonly format: string;
  readonly ok: boolean;
  readonly checks: readonly {
    readonly check: string;
    readonly state: string;
    readonly message: string;
    readonly advice: string | null;
  }[];
}

function doctor(...args: readonly string[]): Doctor {
  const { status, stdout } = chipid(["doctor", "--json", ...args]);
  expect(status).toBe(0);
  return JSON.parse(stdout) as Doctor;
}

describe("chipid doctor", () => {
  it("says of everything that is not well what to do", () => {
    const { format, checks } = doctor("--store", "none");
    expect(format).toBe("chipid-doctor/1");
    expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(["program", "driver", "trust", "clock"]));
    for (const { state, message, advice } of checks) {
      expect(message).toMatch(/\.$/);
      if (state !== "ok") expect(advice, message).toMatch(/\S{3}/);
    }
    const text = chipid(["doctor", "--store", "none"]).stdout;
    for (const { check } of checks) expect(text).toMatch(new RegExp(`^[✔!✘] ${check} `, "m"));
  });

  it("knows how old the trust data are, and when there are none", () => {
    const store = join(temporary, "store");
    const trust = (...args: readonly string[]) => doctor(...args).checks.find(({ check }) => check === "trust");
    expect(trust("--store", store)).toMatchObject({ state: "warning", message: expect.stringMatching(/empty/) });
    expect(chipid(["trust", "import", join(trustFolder, "vn-csca.cer"), "--store", store]).status).toBe(0);
    expect(trust("--store", store)?.message).toMatch(/1 certificates? of 1 countr/);
    writeFileSync(join(store, "manifest.json"), "{");
    expect(trust("--store", store)).toMatchObject({ state: "error" });
  });

  it("sees a clock that is behind", () => {
    // The program that this process runs was made now; a clock of 2001 cannot be right.
    const preload = join(temporary, "clock.cjs");
    writeFileSync(preload, "Date.now = () => 1e12;");
    const { stdout } = spawnSync(
      process.execPath,
      ["--require", preload, programPath, "doctor", "--json", "--store", "none"],
      { encoding: "utf8" },
    );
    const { checks, ok } = JSON.parse(stdout) as Doctor;
    expect(checks.find(({ check }) => check === "clock")).toMatchObject({ state: "error" });
    expect(ok).toBe(false);
    expect(doctor("--store", "none").checks.find(({ check }) => check === "clock")).toMatchObject({ state: "ok" });
  });
});

const unbuilt = BINDINGS.map((binding) => notBuilt(root, binding));
// One library is enough.
const missing = noDaemon(root) ?? (unbuilt.includes(undefined) ? undefined : unbuilt[0]);

describe("with a real PC/SC daemon", () => {
  if (missing !== undefined) {
    it.skip(missing, () => undefined);
    return;
  }

  /** Runs a shell script in a world of its own in which a daemon serves two virtual readers. */
  function inWorld(script: string, daemon = true): { status: number | null; stdout: string; stderr: string } {
    const file = join(temporary, "world.sh");
    writeFileSync(
      file,
      `#!/bin/bash
chipid() { "${process.execPath}" "${programPath}" "$@"; }
simulate() { "${process.execPath}" "${programPath}" simulate "$@" 2>/dev/null & cards+=($!); }
await() { for i in $(seq 100); do [ "$(chipid readers --json | grep -o '"card":"present"' | wc -l)" = "$1" ] && return; sleep 0.1; done; }
cards=()
${script}
status=$?
kill "\${cards[@]}" 2>/dev/null
exit $status
`,
    );
    chmodSync(file, 0o700);
    const wrapper = join(root, "packages/sdk/test/pcsc/with-pcscd.mjs");
    return spawnSync(process.execPath, [wrapper, ...(daemon ? [] : ["--no-daemon"]), file], {
      encoding: "utf8",
      env: { ...process.env, CHIPID_TRUST: "none" },
      timeout: 55_000,
    });
  }

  it("lists readers with card, answer to reset and limits", () => {
    const { status, stdout } = inWorld("simulate --vpcd 127.0.0.1:35963; await 1; chipid readers --json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: "Virtual PCD 00 00", card: "present", atr: expect.stringMatching(/^3b/), limits: { protocol: "T=1" } },
      { name: "Virtual PCD 00 01", card: "absent", atr: null, limits: null },
    ]);
  });

  it("reads the card in the only reader that has one, and wants a choice between two", () => {
    const anchor = anchorOf("vn-2021", temporary);
    const read = `chipid read --number 001099123456 --trust '${anchor}' --json --quiet`;
    const one = inWorld(`simulate --vpcd 127.0.0.1:35963; await 1; ${read}`);
    expect([one.status, JSON.parse(one.stdout)]).toMatchObject([0, { verdict: "genuine", path: "Virtual PCD 00 00" }]);

    const both = "simulate --vpcd 127.0.0.1:35963; simulate --vpcd 127.0.0.1:35964 --profile passport-bac; await 2";
    const two = inWorld(`${both}; ${read}`);
    expect(two.status).toBe(2);
    expect(two.stderr).toMatch(/More than one reader could be meant.*Virtual PCD 00 00, Virtual PCD 00 01.*--reader/);
    const named = inWorld(`${both}; ${read} --reader "00 00"`);
    expect([named.status, JSON.parse(named.stdout)]).toMatchObject([0, { verdict: "genuine" }]);
  });

  it("measures what the SDK adds to an exchange with the card in a reader", () => {
    const card = "simulate --vpcd 127.0.0.1:35963 --profile passport-bac; await 1";
    const { status, stdout } = inWorld(`${card}; chipid bench --quick --json --reader "Virtual PCD 00 00"`);
    expect(status).toBe(0);
    const { format, pcsc } = JSON.parse(stdout) as { format: string; pcsc: Record<string, number> };
    expect(format).toBe("chipid-bench/1");
    expect(pcsc.bareMicroseconds).toBeGreaterThan(0);
    expect(pcsc.cardMicroseconds).toBeGreaterThan(0);
    const none = inWorld(`${card}; chipid bench --quick --reader "Virtual PCD 00 07"`);
    expect([none.status, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toMatch(/reader/);
  });

  it("asks for a card that moved, goes on when it is back, and replays that", () => {
    const file = join(temporary, "moved.session.jsonl");
    const moved = inWorld(
      `simulate --vpcd 127.0.0.1:35963 --fault remove@14; await 1
chipid read --number 001099123456 --json --wait 10 --record '${file}'`,
    );
    expect(JSON.parse(moved.stdout)).toMatchObject({ verdict: "unconfirmed", holder: { name: "Nguyễn Văn Mẫu" } });
    expect(moved.stderr).toMatch(/put the card back and leave it there \(try 1 of 3\)/);
    expect(chipid(["replay", file]).status).toBe(0);
  });

  it("says when there is no card, no service", () => {
    const none = inWorld("chipid read --can 123456 --json");
    expect(none.status).toBe(2);
    expect(none.stderr).toMatch(/No card is in any of the readers/);
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: "card.none" } });
    const dead = inWorld("chipid readers", false);
    expect(dead.status).toBe(2);
    expect(dead.stderr).toMatch(/PC\/SC service is not running/);
    const ill = inWorld("chipid doctor --json", false);
    expect((JSON.parse(ill.stdout) as Doctor).checks.find(({ check }) => check === "service")).toMatchObject({
      state: "error",
      advice: expect.stringMatching(/pcscd/),
    });
  });
});

it("lists readers, or says in one line why it cannot", () => {
  const outcome = chipid(["readers", "--json"]);
  if (outcome.status === 0) expect(JSON.parse(outcome.stdout)).toBeInstanceOf(Array);
  else {
    expect(outcome.status).toBe(2);
    expect(complaints(outcome)).toHaveLength(1);
  }
});
