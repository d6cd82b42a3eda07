import { EXIT } from "../exit-codes.js";
import { exitCodeOfReport, type SessionReport, verdictOfReport } from "./report.js";
import { failureLines } from "./words.js";

/** The reports as a JUnit test suite: a session a test case, its verdict as a property. */
export function junit(reports: readonly SessionReport[]): string {
  const failed = reports.filter((report) => kindOf(report) === "failure");
  const errors = reports.filter((report) => kindOf(report) === "error");
  const seconds = reports.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const counts = `tests="${reports.length}" failures="${failed.length}" errors="${errors.length}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="chipid replay" ${counts}>`,
    `  <testsuite name="sessions" ${counts}>`,
    ...reports.flatMap(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** `failure`: it ran, and not as recorded or expected; `error`: it could not be run. */
function kindOf(report: SessionReport): "passed" | "failure" | "error" {
  if (!("error" in report) && report.replay.ok) return "passed";
  return exitCodeOfReport(report) === EXIT.expectationMissed ? "failure" : "error";
}

function testCase(report: SessionReport): string[] {
  const head = `    <testcase classname="sessions" name="${escaped(report.path)}" time="${(report.ms / 1000).toFixed(3)}"`;
  const kind = kindOf(report);
  if (kind === "passed") {
    const verdict = verdictOfReport(report);
    return [
      `${head}>`,
      `      <properties><property name="verdict" value="${verdict}"/></properties>`,
      "    </testcase>",
    ];
  }
  const lines = failureLines(report);
  return [
    `${head}>`,
    `      <${kind} message="${escaped(lines[0] ?? "")}">${escaped(lines.join("\n"))}</${kind}>`,
    "    </testcase>",
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no form for most control characters. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
