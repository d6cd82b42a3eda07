import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fuseFaults, readFuses, SHIPPED, setFuses } from "../../build/fuses.mjs";

describe("the reader of fuses", () => {
  const MARK = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chipid-fuses-"));
    file = join(folder, "electron");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** An executable with rows of fuses, each after its mark. */
  const write = (...rows: (string | Buffer)[]): void => {
    const parts = rows.map((row) => {
      const bytes = typeof row === "string" ? Buffer.from([1, row.length, ...Buffer.from(row, "latin1")]) : row;
      return Buffer.concat([Buffer.alloc(100, 7), Buffer.from(MARK), bytes, Buffer.alloc(50, 9)]);
    });
    writeFileSync(file, Buffer.concat(parts));
  };

  it("reads every state, and tells a fuse that is off from one that is not there", () => {
    write("01r\x900");
    expect(readFuses(file)).toEqual({
      RunAsNode: "off",
      EnableCookieEncryption: "on",
      EnableNodeOptionsEnvironmentVariable: "removed",
      EnableNodeCliInspectArguments: "inherited",
      EnableEmbeddedAsarIntegrityValidation: "off",
      OnlyLoadAppFromAsar: "absent",
      LoadBrowserProcessSpecificV8Snapshot: "absent",
      GrantFileProtocolExtraPrivileges: "absent",
      WasmTrapHandlers: "absent",
    });
    write("00000000010");
    expect(readFuses(file)).toMatchObject({ "fuse 9": "on", "fuse 10": "off" });
  });

  it("reads nothing out of what is no row of fuses", () => {
    writeFileSync(file, Buffer.alloc(1000));
    expect(() => readFuses(file)).toThrow(/no fuses/);
    write(Buffer.from([2, 1, 0x30]));
    expect(() => readFuses(file)).toThrow(/version 2/);
    write("0x");
    expect(() => readFuses(file)).toThrow(/not known: 120/);
    write("00000", "00001");
    expect(() => readFuses(file)).toThrow(/differ/);
    writeFileSync(file, Buffer.concat([Buffer.from(MARK), Buffer.from([1, 9, 0x30])]));
    expect(() => readFuses(file)).toThrow(/cut short/);
  });

  it("sets what is asked and nothing else, in every row, or nothing at all", () => {
    write("1011000", "1011000");
    const before = readFileSync(file);
    expect(() => setFuses(file, { RunAsNode: "off", GrantFileProtocolExtraPrivileges: "off" })).toThrow(
      /no fuse Grant/,
    );
    expect(() => setFuses(file, { Unheard: "off" })).toThrow(/no fuse Unheard/);
    expect(readFileSync(file)).toEqual(before);
    setFuses(file, { RunAsNode: "off", OnlyLoadAppFromAsar: "on" });
    expect(readFuses(file)).toMatchObject({
      RunAsNode: "off",
      EnableCookieEncryption: "off",
      OnlyLoadAppFromAsar: "on",
    });
    const after = readFileSync(file);
    expect([...after].filter((byte, at) => byte !== before[at])).toHaveLength(4);
  });

  it("names each fuse that is not as a shipped program has it", () => {
    const sound = Object.fromEntries(Object.entries(SHIPPED)) as ReturnType<typeof readFuses>;
    expect(fuseFaults(sound)).toEqual([]);
    for (const [name, state] of Object.entries(SHIPPED)) {
      for (const wrong of [state === "on" ? "off" : "on", "removed", "inherited"] as const) {
        expect(fuseFaults({ ...sound, [name]: wrong })).toEqual([`${name} is ${wrong}, not ${state}`]);
      }
    }
    // An Electron that does not have a fuse cannot have it set.
    expect(fuseFaults({ ...sound, GrantFileProtocolExtraPrivileges: "absent" })).toEqual([]);
  });
});
