import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["chipid-source"] },
  ssr: { resolve: { conditions: ["chipid-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "**/dist/**", "**/.build/**"],
    pool: "threads",
    testTimeout: 60_000,
  },
});
