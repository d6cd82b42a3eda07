import { writeFileSync } from "node:fs";

/** Suites that need something from outside the repository are named so by describeData and describeTool. */
const OUTSIDE = /^(data|tool): /;

/**
 * Vitest reporter: the counts of a run as `N passed, N failed, N skipped`, alone on a line. With CHIPID_TEST_SUMMARY
 * they go to that file as JSON, for a caller that has more to say before the line.
 */
export default class PlainReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: 0, withoutOutside: [] };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") summary.passed++;
        else if (state === "failed") failedHere++;
        else {
          summary.skipped++;
          const suite = outsideSuite(test);
          if (suite !== undefined) summary.withoutOutside.push(`${module.relativeModuleId}: ${suite}: ${test.name}`);
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

function outsideSuite(test) {
  for (let place = test.parent; place.type === "suite"; place = place.parent) {
    if (OUTSIDE.test(place.name)) return place.name;
  }
  return undefined;
}

export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
