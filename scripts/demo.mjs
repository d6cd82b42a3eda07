// npm run demo: builds, then verifies four made-up documents as a user would, each with the command that does it.
import { readFileSync } from "node:fs";
import { posix, relative, resolve } from "node:path";
import { buildWhenStale } from "./lib/build.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

const CASES = ["vn-2021", "T04", "T30b", "T85-1"];

/** Exit codes of `chipid verify`, by verdict. */
const EXIT = { genuine: 0, "genuine-copyable": 0, unconfirmed: 10, retry: 11, "not-genuine": 20, "not-valid": 21 };

main(async () => {
  await buildWhenStale();
  process.stdout.write("Four documents, all made up, judged offline. Each command works as it stands.\n");
  for (const id of CASES) {
    const expected = readCase(id);
    const args = commandOf(id, expected);
    process.stdout.write(`\n${expected.title}\n$ npm run chipid -- ${args.join(" ")}\n\n`);
    const { code } = await run(process.execPath, [resolve(root, "packages/cli/bin/chipid.js"), ...args], { cwd: root });
    if (code !== EXIT[expected.verdict]) {
      throw new CommandError(`${id} should be ${expected.verdict}, and chipid ended with ${code}: please report this`);
    }
  }
  process.stdout.write("\nYour own documents: npm run chipid -- verify FOLDER --trust CSCA-OR-MASTER-LIST\n");
});

function readCase(id) {
  try {
    return JSON.parse(readFileSync(resolve(root, "fixtures/cases", id, "case.json"), "utf8"));
  } catch {
    throw new CommandError(`fixtures/cases/${id} is not there: npm run fixtures makes it`);
  }
}

/** The arguments that judge a case as its case.json says. */
function commandOf(id, { trust = [], crl = [], at, policy = {} }) {
  const folder = posix.join("fixtures/cases", id);
  const files = (names) => names.map((name) => relative(root, resolve(root, folder, name)).replaceAll("\\", "/"));
  const list = (flag, values) => (values.length === 0 ? [] : [flag, ...values]);
  return [
    "verify",
    folder,
    ...list("--trust", files(trust)),
    ...list("--crl", files(crl)),
    ...list(
      "--policy",
      Object.entries(policy).map(([key, value]) => `${key}=${value}`),
    ),
    ...(at === undefined ? [] : ["--at", at]),
    "--store",
    "none",
  ];
}
