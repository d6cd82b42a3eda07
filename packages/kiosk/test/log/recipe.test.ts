import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, Clock, edit, fill, pathOf, rowsIn, temporaryFolder } from "./kit.js";

const page = readFileSync(new URL("../../../../docs/kiosk-log.md", import.meta.url), "utf8");
const recipe = /```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

async function twoMonths(): Promise<string> {
  const folder = temporaryFolder();
  await fill(folder, 3, { now: new Clock(at("2026-10-28")).now });
  await fill(folder, 4, { now: new Clock(at("2026-11-28")).now });
  return folder;
}

function check(folder: string, locale: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", recipe], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: locale },
  });
  return { status, said: `${stdout}${stderr}`.trim() };
}

describe.skipIf(process.platform === "win32")("the recipe of docs/kiosk-log.md", () => {
  it.each(["C", "C.UTF-8"])("holds for a sound log, in the locale %s", async (locale) => {
    expect(check(await twoMonths(), locale)).toEqual({ status: 0, said: "7 rows hold" });
  });

  it.each<[string, (folder: string) => void, string]>([
    [
      "an altered row",
      (f) => edit(pathOf(f), ([a = "", ...rest]) => [a.replace("pace", "none"), ...rest]),
      "chipid-log-2026-11.jsonl: row 4 was altered",
    ],
    [
      "a row taken away",
      (f) => edit(pathOf(f), ([a = "", , ...rest]) => [a, ...rest]),
      "chipid-log-2026-11.jsonl: row 5 does not follow",
    ],
    ["a month taken away", (f) => rmSync(pathOf(f, "2026-10")), "chipid-log-2026-11.jsonl: row 1 does not follow"],
    [
      "the end taken away",
      (f) => edit(pathOf(f), (lines) => lines.slice(0, -1)),
      "the anchor names another row than 6",
    ],
  ])("finds %s", async (_name, change, said) => {
    const folder = await twoMonths();
    change(folder);
    expect(check(folder, "C.UTF-8")).toEqual({ status: 1, said });
  });
});

it("the page names every member that a first row has", async () => {
  const folder = await twoMonths();
  for (const member of Object.keys(rowsIn(pathOf(folder))[0] ?? {})) expect(page).toContain(`\`${member}\``);
});
