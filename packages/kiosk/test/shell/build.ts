import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildProgram } from "../../build/bundle.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The shell around a page and a station that are made for its tests. @returns the program's folder */
export function buildTestProgram(): Promise<string> {
  // Inside the package, so that what is left outside of the bundles is found.
  const folder = join(here, "../../.build");
  mkdirSync(folder, { recursive: true });
  return buildProgram({
    output: join(mkdtempSync(join(folder, "shell-test-")), "program"),
    page: join(here, "page/index.html"),
    station: join(here, "station/fake-station.ts"),
    server: null,
  });
}
