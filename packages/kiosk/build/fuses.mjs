import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

// Electron's fuses: a row of characters in the executable after a mark, each a property of the program that its user cannot
// turn back. Read here by a reader of our own, so that what a packaging tool says of its work is not taken for granted.

const MARK = Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX", "latin1");
const VERSION = 1;

/** In the order of the row. */
export const FUSES = [
  "RunAsNode",
  "EnableCookieEncryption",
  "EnableNodeOptionsEnvironmentVariable",
  "EnableNodeCliInspectArguments",
  "EnableEmbeddedAsarIntegrityValidation",
  "OnlyLoadAppFromAsar",
  "LoadBrowserProcessSpecificV8Snapshot",
  "GrantFileProtocolExtraPrivileges",
  "WasmTrapHandlers",
];

const STATES = new Map([
  [0x30, "off"],
  [0x31, "on"],
  [0x72, "removed"],
  [0x90, "inherited"],
]);

/** What every shipped program has; others stay as they are. */
export const SHIPPED = {
  RunAsNode: "off",
  EnableNodeOptionsEnvironmentVariable: "off",
  EnableNodeCliInspectArguments: "off",
  EnableEmbeddedAsarIntegrityValidation: "on",
  OnlyLoadAppFromAsar: "on",
  GrantFileProtocolExtraPrivileges: "off",
};

/** Where the rows are: an executable for two kinds of processor has two. */
function rowsIn(bytes) {
  const rows = [];
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    const start = at + MARK.length;
    const [version, length] = [bytes[start], bytes[start + 1]];
    if (version !== VERSION) throw new Error(`fuses of version ${version}, and only ${VERSION} is known`);
    if (length === undefined || start + 2 + length > bytes.length) throw new Error("the row of fuses is cut short");
    rows.push({ at: start + 2, length });
  }
  if (rows.length === 0) throw new Error("no fuses: this is no Electron, or one older than 12");
  return rows;
}

/**
 * State of each fuse by its name, `absent` where this Electron has none of that name, `fuse N` for one that is not known
 * here.
 * @throws when the file holds no row, or rows that differ
 */
export function readFuses(file) {
  const bytes = readFileSync(file);
  const rows = rowsIn(bytes).map(({ at, length }) => {
    const states = Object.fromEntries(FUSES.map((name) => [name, "absent"]));
    for (let i = 0; i < length; i++) {
      const state = STATES.get(bytes[at + i]);
      if (state === undefined) throw new Error(`fuse ${i} has a state that is not known: ${bytes[at + i]}`);
      states[FUSES[i] ?? `fuse ${i}`] = state;
    }
    return states;
  });
  if (new Set(rows.map((row) => JSON.stringify(row))).size !== 1) throw new Error("the rows of fuses differ");
  return rows[0];
}

/**
 * Sets fuses in place.
 * @param wanted `on` or `off` by name
 * @throws when this Electron has none of that name, before anything is written
 */
export function setFuses(file, wanted) {
  const writes = [];
  for (const { at, length } of rowsIn(readFileSync(file))) {
    for (const [name, state] of Object.entries(wanted)) {
      const index = FUSES.indexOf(name);
      if (index < 0 || index >= length) throw new Error(`this Electron has no fuse ${name}`);
      writes.push({ at: at + index, byte: state === "on" ? 0x31 : 0x30 });
    }
  }
  const handle = openSync(file, "r+");
  try {
    for (const { at, byte } of writes) writeSync(handle, Buffer.from([byte]), 0, 1, at);
  } finally {
    closeSync(handle);
  }
}

/** What of the shipped program's fuses is not as it has to be; a fuse that this Electron does not have cannot be set. */
export function fuseFaults(states, wanted = SHIPPED) {
  return Object.entries(wanted).flatMap(([name, state]) =>
    states[name] === state || states[name] === "absent" ? [] : [`${name} is ${states[name]}, not ${state}`],
  );
}
