import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import LongFirst from "./test/long-first.js";

/** Tests that stand beside their file: they share their workers' modules, which else take longer to load than to test. */
const BESIDE = "packages/*/src/**/*.test.ts";
const APART = ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "beside", include: [BESIDE], isolate: false } },
      { extends: true, test: { name: "apart", include: APART } },
    ],
    exclude: [...configDefaults.exclude, "**/dist/**", "**/.build/**"],
    pool: "threads",
    // Vitest's own choice is one less than there are processors. The longest suites wait for a browser, a reader or a child
    // most of their time, so one more keeps the processors at work.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
  resolve: { conditions: ["chipid-source"] },
  ssr: { resolve: { conditions: ["chipid-source"] } },
});
