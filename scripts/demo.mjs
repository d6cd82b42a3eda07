// npm run demo: builds, then verifies four made-up documents and replays three recorded readings of virtual chips as a
// user would, each with the command that does it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { posix, relative, resolve } from "node:path";
import { buildWhenStale } from "./lib/build.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

const CASES = ["vn-2021", "T04", "T30b", "T85-1"];

/** Recorded readings: a genuine card, a clone without the chip's key, data changed on the chip. */
const SESSIONS = [
  ["T01", "genuine"],
  ["T59-1", "not-genuine"],
  ["T04", "not-genuine"],
];
const PORTRAITS = "scripts/.build/demo";

/** Exit codes of `chipid verify`, by verdict. */
const EXIT = { genuine: 0, "genuine-copyable": 0, unconfirmed: 10, retry: 11, "not-genuine": 20, "not-valid": 21 };

const CLI = resolve(root, "packages/cli/bin/chipid.js");

main(async () => {
  await buildWhenStale();
  await verifyDocuments();
  await replaySessions();
  process.stdout.write("\nYour own documents: npm run chipid -- verify FOLDER --trust CSCA-OR-MASTER-LIST\n");
});

async function verifyDocuments() {
  process.stdout.write("Four documents, all made up, judged offline. Each command works as it stands.\n");
  for (const id of CASES) {
    const expected = readCase(id);
    const args = commandOf(id, expected);
    process.stdout.write(`\n${expected.title}\n$ npm run chipid -- ${args.join(" ")}\n\n`);
    const { code } = await run(process.execPath, [CLI, ...args], { cwd: root });
    if (code !== EXIT[expected.verdict]) {
      throw new CommandError(`${id} should be ${expected.verdict}, and chipid ended with ${code}: please report this`);
    }
  }
}

async function replaySessions() {
  process.stdout.write(
    "\nThree readings of virtual chips, recorded, and run again from the first command to the last.\n",
  );
  for (const [id, verdict] of SESSIONS) {
    const session = `fixtures/sessions/${id}.session.jsonl`;
    process.stdout.write(`\n${titleOf(session)}\n$ npm run chipid -- replay ${session}\n\n`);
    const shown = await run(process.execPath, [CLI, "replay", session], { cwd: root });
    const { code, output } = await run(process.execPath, [CLI, "replay", session, "--json", "--personal"], {
      cwd: root,
      quiet: true,
    });
    const result = code === 0 ? JSON.parse(output) : undefined;
    if (shown.code !== 0 || result?.verdict !== verdict) {
      throw new CommandError(`${id} should be ${verdict}, and chipid ended with ${shown.code}: please report this`);
    }
    process.stdout.write(`\nVerdict: ${verdict}. ${savePortrait(id, result.portrait)}\n`);
  }
}

/** Writes the portrait beside the demo's other products and says where it is. */
function savePortrait(id, portrait) {
  if (portrait?.image === undefined) return "Portrait: none.";
  const { mime, width, height, image } = portrait;
  const file = `${PORTRAITS}/${id}.${mime === "image/jpeg" ? "jpg" : "jp2"}`;
  mkdirSync(resolve(root, PORTRAITS), { recursive: true });
  writeFileSync(resolve(root, file), Buffer.from(image, "hex"));
  return `Portrait: ${file} (${mime}, ${width}×${height}).`;
}

/** The title in a session's first line. */
function titleOf(session) {
  try {
    return JSON.parse(readFileSync(resolve(root, session), "utf8").split("\n", 1)[0]).title;
  } catch {
    throw new CommandError(`${session} is not there: npm run fixtures makes it`);
  }
}

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
