// npm test [-- vitest arguments]: every test. The last line is `N passed, N failed, N skipped`, alone.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildWhenStale } from "./lib/build.mjs";
import { main, root, runTool } from "./lib/run.mjs";
import { line } from "./plain-reporter.mjs";

main(async () => {
  await buildWhenStale();
  const data = process.env.CHIPID_TEST_DATA ?? "../shared/data";
  if (!existsSync(resolve(root, data))) {
    process.stderr.write(
      `no test data in ${data}: the suites over published data are skipped (CHIPID_TEST_DATA names another folder)\n`,
    );
  }
  const cache = resolve(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "test-"));
  try {
    const file = join(folder, "summary.json");
    const { code } = await runTool(
      "vitest/vitest.mjs",
      ["run", "--reporter=default", "--reporter=./scripts/plain-reporter.mjs", ...process.argv.slice(2)],
      { env: { ...process.env, CHIPID_TEST_SUMMARY: file } },
    );
    return report(code, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function report(code, file) {
  let summary;
  try {
    summary = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    process.stderr.write("the test run ended before it could count its tests\n");
    process.stdout.write(`${line({ passed: 0, failed: 1, skipped: 0 })}\n`);
    return code || 1;
  }
  let exitCode = code;
  if (process.env.CHIPID_REQUIRE_DATA === "1" && summary.withoutOutside.length > 0) {
    process.stderr.write(`these need data or a tool that is not there, and here none may be skipped:\n`);
    for (const name of summary.withoutOutside) process.stderr.write(`  ${name}\n`);
    exitCode ||= 1;
  }
  if (summary.failed > 0) exitCode ||= 1;
  process.stdout.write(`${line(summary)}\n`);
  return exitCode;
}
