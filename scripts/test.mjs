// npm test [-- vitest arguments]: every test. The last line is `N passed, N failed, N skipped`, alone.
//
// CHIPID_REQUIRE_DATA=1 makes every skipped test a failure, save those whose name matches CHIPID_MAY_SKIP: for a
// machine that has the test data and the tools, where a suite that goes missing should be seen.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildWhenStale } from "./lib/build.mjs";
import { CommandError, main, root, runTool } from "./lib/run.mjs";
import { line } from "./plain-reporter.mjs";

main(async () => {
  try {
    await buildWhenStale();
  } catch (error) {
    if (error instanceof CommandError) return stopped(error.message);
    throw error;
  }
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

function stopped(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.stdout.write(`${line({ passed: 0, failed: 1, skipped: 0 })}\n`);
  return code;
}

function report(code, file) {
  let summary;
  try {
    summary = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return stopped("the test run ended before it could count its tests", code || 1);
  }
  let exitCode = code;
  const missing = process.env.CHIPID_REQUIRE_DATA === "1" ? summary.skippedTests.filter(mustRun) : [];
  if (missing.length > 0) {
    process.stderr.write("skipped, and here nothing may be:\n");
    for (const name of missing) process.stderr.write(`  ${name}\n`);
    exitCode ||= 1;
  }
  if (summary.failed > 0) exitCode ||= 1;
  process.stdout.write(`${line(summary)}\n`);
  return exitCode;
}

function mustRun(name) {
  const may = process.env.CHIPID_MAY_SKIP ?? "";
  return may === "" || !new RegExp(may).test(name);
}
