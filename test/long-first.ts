import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, in this order: none of them may be what all the others have to wait for at the end. */
const LONGEST = [
  "packages/kiosk/test/e2e/e2e-browser.test.ts",
  "packages/kiosk/test/renderer/gallery.test.ts",
  "packages/kiosk/test/e2e/e2e-electron.test.ts",
  "packages/sdk/test/live/fault-runs.test.ts",
  "packages/cli/test/read.test.ts",
  "packages/kiosk/test/renderer/keyboard.test.ts",
  "packages/sdk/test/live/memory.test.ts",
  "packages/kiosk/test/renderer/scan.test.ts",
  "packages/cli/test/readers.test.ts",
  "packages/kiosk/test/shell/window.test.ts",
  "packages/cli/test/simulate.test.ts",
  "packages/kiosk/test/station/cycles.test.ts",
  "packages/kiosk/test/station/kill.test.ts",
  "packages/sdk/test/boringssl.test.ts",
];

const path = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url)).replaceAll("\\", "/");

/** Vitest's order without a memory of durations is by size; here the long ones begin, and what shares workers ends. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((file) => !existsSync(path(file)));
    if (gone.length > 0) throw new Error(`test/long-first.ts names what is not there: ${gone.join(", ")}`);
    const ranks = new Map(LONGEST.map((file, at) => [path(file), at]));
    const rank = ({ moduleId, project }: TestSpecification): number =>
      ranks.get(moduleId) ?? (project.config.isolate ? LONGEST.length : LONGEST.length + 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
