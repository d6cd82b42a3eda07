import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const programPath = fileURLToPath(new URL("../bin/chipid.js", import.meta.url));
const bundle = fileURLToPath(new URL("../dist/bundle/chipid.cjs", import.meta.url));
/** The repository's root. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const casesFolder = join(root, "fixtures", "cases");
export const trustFolder = join(root, "fixtures", "trust");

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as its users do. */
export function chipid(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string } = {},
): Outcome {
  if (!existsSync(bundle)) throw new Error("the chipid command is not built: run npm run build");
  const { status, stdout, stderr } = spawnSync(process.execPath, [programPath, ...args], {
    encoding: "utf8",
    input: options.input ?? "",
    cwd: options.cwd ?? root,
    // A store of the machine that runs the tests must not have a say.
    env: { ...process.env, CHIPID_TRUST: "none", CHIPID_DEBUG: "", ...options.env },
    maxBuffer: 256 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** Standard error without what is said of ignored files. */
export function complaints({ stderr }: Outcome): string[] {
  return stderr.split("\n").filter((line) => line !== "" && !line.includes("(no names of elementary files)"));
}

/** A folder that is removed when the suite ends; pass vitest's `afterAll`. */
export function temporaryFolder(afterAll: (work: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "chipid-cli-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
