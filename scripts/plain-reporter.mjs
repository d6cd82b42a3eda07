import { writeFileSync } from "node:fs";

/**
 * Vitest reporter: the counts of a run as `N passed, N failed, N skipped`, alone on a line. With CHIPID_TEST_SUMMARY
 * they go to that file as JSON, with the names of what was skipped, for a caller that has more to say before the line.
 */
export default class PlainReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: 0, skippedTests: [] };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") summary.passed++;
        else if (state === "failed") failedHere++;
        else {
          summary.skipped++;
          summary.skippedTests.push(`${module.relativeModuleId}: ${test.fullName}`);
        }
      }
      // A file that does not load or a hook that throws fails the run without any test having failed.
      summary.failed += failedHere === 0 && !module.ok() ? 1 : failedHere;
    }
    const file = process.env.CHIPID_TEST_SUMMARY;
    if (file !== undefined) writeFileSync(file, JSON.stringify(summary));
    else process.stdout.write(`\n${line(summary)}\n`);
  }
}

export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
