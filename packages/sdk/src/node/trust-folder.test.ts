import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { csca, masterList, masterListSigner, NOW, standingOf } from "../../test/trust-issuer.js";
import { derOctetString } from "../asn1/encode.js";
import { toHex, utf8 } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { encodeSnapshot } from "../pki/trust-snapshot.js";
import type { TrustStore } from "../pki/trust-store.js";
import { createPem, extension, issueCrl } from "../simulator/index.js";
import { nodeCrypto } from "./crypto.js";
import {
  importIntoStore,
  openTrustStore,
  readStoredFile,
  removeFromStore,
  type StoreImportOptions,
  storedFiles,
} from "./trust-folder.js";

const crypto = nodeCrypto();
const de = csca("DE");
const fr = csca("FR");
const vn = csca("VN");
const list = masterList(masterListSigner(de), [de.certificate, fr.certificate]);
const newer = masterList(masterListSigner(de), [de.certificate, vn.certificate], { time: "2026-05-01" });

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chipid-trust-"));
  folder = join(root, "store");
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const add = (files: Readonly<Record<string, Uint8Array>>, options: Partial<StoreImportOptions> = {}) =>
  importIntoStore(
    folder,
    Object.entries(files).map(([name, bytes]) => ({ name, bytes })),
    { crypto, now: NOW, ...options },
  );

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "no error";
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return error.code;
  }
}

const digestOf = (store: TrustStore): string =>
  toHex(crypto.digest("sha-256", encodeSnapshot(store, new Uint8Array(32), crypto)));

function tree(path = root): Record<string, string> {
  const out: Record<string, string> = {};
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) out[file] = readFileSync(file).toString("base64");
  }
  return out;
}

describe("a store on disk", () => {
  it("that is not there is empty, and opening makes nothing", () => {
    expect(openTrustStore(folder, crypto)).toMatchObject({ state: "empty", store: { size: 0 } });
    expect(existsSync(folder)).toBe(false);
  });

  it("opens again from its snapshot as it was", async () => {
    const { store } = await add({ "de.cer": de.certificate, "list.ml": list });
    const opened = openTrustStore(folder, crypto);
    expect(opened).toMatchObject({ state: "snapshot", problems: [] });
    expect(opened.store.data).toEqual(store.data);
    expect(storedFiles(folder).map(({ name }) => name)).toEqual(["de.cer", "list.ml"]);
    expect(readStoredFile(folder, "list.ml", crypto).bytes).toEqual(list);
  });

  it("a refused import writes nothing, not even the folder", async () => {
    const refused = [
      { f: utf8("%PDF-1.4") },
      { f: new Uint8Array(0) },
      { f: list.subarray(0, 500) },
      { "de.cer": de.certificate, f: utf8("x") },
    ];
    for (const files of refused) expect(await codeOf(() => add(files))).not.toBe("no error");
    expect(readdirSync(root)).toEqual([]);
    await add({ "de.cer": de.certificate, "new.ml": newer });
    const before = tree();
    expect(await codeOf(() => add({ "fr.cer": fr.certificate, "old.ml": list }))).toBe("ml.older");
    expect(tree()).toEqual(before);
  });

  it("the same import again changes nothing", async () => {
    await add({ "de.cer": de.certificate, "list.ml": list });
    const before = tree();
    const { report } = await add({ "list.ml": list, "copy of de.cer": de.certificate }, { now: NOW + 1 });
    expect(report.files.map(({ added, known }) => [added, known])).toEqual([
      [0, 2],
      [0, 1],
    ]);
    expect(tree()).toEqual(before);
  });

  it("what a newer list replaced is not kept, and does not come back with its removal", async () => {
    await add({ "de.cer": de.certificate, "list.ml": list });
    await add({ "new.ml": newer });
    expect(storedFiles(folder).map(({ name }) => name)).toEqual(["de.cer", "new.ml"]);
    expect(readdirSync(join(folder, "sources"))).toHaveLength(2);
    await removeFromStore(folder, "new.ml", { crypto });
    expect(openTrustStore(folder, crypto).store.countries).toEqual(["DE"]);
  });

  it("removing the voucher takes the list's standing with it", async () => {
    await add({
      "de.cer": de.certificate,
      "list.ml": list,
      "de.crl": issueCrl(de, { number: 1, thisUpdate: "2026-05-01", revoked: [] }),
    });
    expect(standingOf(openTrustStore(folder, crypto).store, fr.certificate)).toBe("verified");
    const [file] = storedFiles(folder);
    const removed = await removeFromStore(folder, file?.sha256.slice(0, 8) ?? "", { crypto });
    expect(removed.map(({ name }) => name)).toEqual(["de.cer", "de.crl"]);
    const { store } = openTrustStore(folder, crypto);
    expect(standingOf(store, fr.certificate)).toBe("unverified");
    expect(store.data.crls).toEqual([]);
    expect(await codeOf(() => removeFromStore(folder, "de.cer", { crypto }))).toBe("files.not-found");
  });

  it("two files of one name are told apart by their SHA-256", async () => {
    await add({ "csca.cer": de.certificate });
    await add({ "csca.cer": fr.certificate });
    expect(await codeOf(() => removeFromStore(folder, "csca.cer", { crypto }))).toBe("usage");
    const [, second] = storedFiles(folder);
    await removeFromStore(folder, second?.sha256.toUpperCase() ?? "", { crypto });
    expect(openTrustStore(folder, crypto).store.countries).toEqual(["DE"]);
  });

  it("the options of an import are kept and hold when the store is made again", async () => {
    const options = { signer: { name: "signer.pem", bytes: utf8(createPem("CERTIFICATE", de.certificate)) } };
    await add({ "list.ml": list }, options);
    await add({ "test.cer": csca("GB", { name: "test" }).certificate }, { force: true });
    const before = openTrustStore(folder, crypto).store;
    rmSync(join(folder, "snapshot.bin"));
    const again = openTrustStore(folder, crypto);
    expect(again).toMatchObject({ state: "rebuilt", problems: [] });
    expect(again.store.data).toEqual(before.data);
    expect(standingOf(again.store, fr.certificate)).toBe("verified");
  });
});

describe("a broken snapshot is made again, never trusted", () => {
  const snapshot = (): string => join(folder, "snapshot.bin");

  it.each([
    ["missing", () => rmSync(snapshot())],
    ["empty", () => writeFileSync(snapshot(), "")],
    ["cut", () => writeFileSync(snapshot(), readFileSync(snapshot()).subarray(0, -1))],
    [
      "altered",
      () => {
        const bytes = readFileSync(snapshot());
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(snapshot(), bytes);
      },
    ],
    ["another's", () => writeFileSync(snapshot(), "not a snapshot at all")],
    [
      "a folder",
      () => {
        rmSync(snapshot());
        mkdirSync(snapshot());
      },
    ],
  ])("%s", async (_, harm) => {
    const { store } = await add({ "de.cer": de.certificate, "list.ml": list });
    harm();
    const opened = openTrustStore(folder, crypto);
    expect(opened.state).toBe("rebuilt");
    expect(opened.store.data).toEqual(store.data);
    if (_ !== "a folder") expect(openTrustStore(folder, crypto).state).toBe("snapshot");
  });

  it("of other imports, though sound in itself, is not used", async () => {
    await add({ "de.cer": de.certificate, "fr.cer": fr.certificate });
    const rich = readFileSync(snapshot());
    await removeFromStore(folder, "fr.cer", { crypto });
    writeFileSync(snapshot(), rich);
    const opened = openTrustStore(folder, crypto);
    expect(opened.state).toBe("rebuilt");
    expect(opened.store.countries).toEqual(["DE"]);
  });

  it("a damaged source or list of imports is an error, not an empty store", async () => {
    await add({ "de.cer": de.certificate });
    const [file] = storedFiles(folder);
    const source = join(folder, "sources", file?.sha256 ?? "");
    writeFileSync(source, fr.certificate);
    // The snapshot is sound and bound to what was imported.
    expect(openTrustStore(folder, crypto)).toMatchObject({ state: "snapshot", store: { countries: ["DE"] } });
    rmSync(snapshot());
    expect(await codeOf(() => openTrustStore(folder, crypto))).toBe("trust.store");
    rmSync(source);
    expect(await codeOf(() => openTrustStore(folder, crypto))).toBe("trust.store");
    await removeFromStore(folder, "de.cer", { crypto });
    expect(openTrustStore(folder, crypto).store.size).toBe(0);
    for (const broken of [
      "",
      "{",
      "[]",
      "{}",
      '{"format":"chipid-trust/2"}',
      '{"format":"chipid-trust/1","imports":[{}]}',
      '{"format":"chipid-trust/1","imports":[{"at":"2026-01-01T00:00:00Z","files":[{"name":"x","sha256":"../../x"}]}]}',
    ]) {
      writeFileSync(join(folder, "manifest.json"), broken);
      expect(await codeOf(() => openTrustStore(folder, crypto))).toBe("trust.store");
    }
  });

  it("a file in the place of the folder is an error", async () => {
    writeFileSync(folder, "");
    expect(await codeOf(() => openTrustStore(folder, crypto))).toBe("trust.store");
    expect(await codeOf(() => add({ "de.cer": de.certificate }))).toBe("trust.store");
  });
});

describe("one at a time", () => {
  it("imports that run together all take place", async () => {
    const countries = ["AA", "BB", "CC", "DD", "EE"];
    await Promise.all(countries.map((country) => add({ [`${country}.cer`]: csca(country).certificate })));
    expect(openTrustStore(folder, crypto).store.countries).toEqual(countries);
    expect(readdirSync(folder).sort()).toEqual(["manifest.json", "snapshot.bin", "sources"]);
  });

  it("waits for a living holder, no longer than it is told to", async () => {
    await add({ "de.cer": de.certificate });
    writeFileSync(join(folder, "lock"), JSON.stringify({ pid: process.pid, host: hostname() }));
    expect(await codeOf(() => add({ "fr.cer": fr.certificate }, { waitMs: 100 }))).toBe("trust.store");
    // Reading needs no lock.
    rmSync(join(folder, "snapshot.bin"));
    expect(openTrustStore(folder, crypto)).toMatchObject({ state: "rebuilt", store: { size: 1 } });
    const waiting = add({ "fr.cer": fr.certificate }, { waitMs: 5_000 });
    setTimeout(() => rmSync(join(folder, "lock")), 60);
    await waiting;
    expect(openTrustStore(folder, crypto).store.countries).toEqual(["DE", "FR"]);
  });

  it("takes the lock of a dead process, or one too old to be anybody's", async () => {
    await add({ "de.cer": de.certificate });
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(folder, "lock"), JSON.stringify({ pid, host: hostname() }));
    await add({ "fr.cer": fr.certificate }, { waitMs: 0 });
    writeFileSync(join(folder, "lock"), JSON.stringify({ pid: process.pid, host: "elsewhere" }));
    expect(await codeOf(() => add({ "vn.cer": vn.certificate }, { waitMs: 0 }))).toBe("trust.store");
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(folder, "lock"), hourAgo, hourAgo);
    await add({ "vn.cer": vn.certificate }, { waitMs: 0 });
    expect(openTrustStore(folder, crypto).store.countries).toEqual(["DE", "FR", "VN"]);
  });
});

// The import runs as a process of its own that kills itself at its n-th change of the file system, for every n.
describe("killed half-way, the store is as before", () => {
  let bundle: string;
  beforeAll(async () => {
    bundle = mkdtempSync(join(tmpdir(), "chipid-trust-bundle-"));
    await build({
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: { ssr: fileURLToPath(new URL("index.ts", import.meta.url)), outDir: bundle, minify: false },
    });
    const [name] = readdirSync(bundle).filter((file) => /^index\.m?js$/.test(file));
    writeFileSync(
      join(bundle, "child.mjs"),
      `import fs from "node:fs";
       import { syncBuiltinESMExports } from "node:module";
       const [n, task, folder, ...files] = process.argv.slice(2);
       let count = 0;
       for (const name of ["openSync", "writeSync", "fsyncSync", "renameSync", "linkSync", "rmSync", "mkdirSync"]) {
         const real = fs[name];
         fs[name] = (...args) => {
           if (name === "openSync" && typeof args[1] !== "string") return real(...args);
           if (++count === Number(n)) {
             if (name === "writeSync" && args[1].length > 1) real(args[0], args[1], 0, args[1].length >> 1);
             process.kill(process.pid, "SIGKILL");
             Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
           }
           return real(...args);
         };
       }
       syncBuiltinESMExports();
       const sdk = await import("./${name}");
       const crypto = sdk.nodeCrypto();
       if (task === "remove") await sdk.removeFromStore(folder, files[0], { crypto });
       else {
         const given = files.map((path) => ({ name: path.replace(/.*\\//, ""), bytes: new Uint8Array(fs.readFileSync(path)) }));
         await sdk.importIntoStore(folder, given, { crypto, now: ${NOW} });
       }
       console.log(count);`,
    );
  }, 60_000);
  afterAll(() => {
    rmSync(bundle, { recursive: true, force: true });
  });

  const padding = { extra: [extension("1.2.3.4", false, derOctetString(new Uint8Array(30_000)))] };
  const large = Array.from(
    { length: 8 },
    (_, i) => csca("IT", { key: `it ${i}`, serial: i + 1, extensions: padding }).certificate,
  );
  const renewed = masterList(masterListSigner(de), [...large, fr.certificate], { time: "2026-05-02" });

  async function killEverywhere(
    task: "import" | "remove",
    args: readonly string[],
    after: readonly string[],
  ): Promise<number> {
    const model = join(root, "model");
    cpSync(folder, model, { recursive: true });
    const before = openTrustStore(folder, crypto).store.countries;
    for (let n = 1; ; n++) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(model, folder, { recursive: true });
      const child = spawnSync(process.execPath, [join(bundle, "child.mjs"), String(n), task, folder, ...args], {
        encoding: "utf8",
      });
      if (child.status === 0) {
        expect(openTrustStore(folder, crypto).store.countries).toEqual(after);
        return n - 1;
      }
      expect([child.signal, child.stderr]).toEqual(["SIGKILL", ""]);
      const opened = openTrustStore(folder, crypto);
      expect([before, after]).toContainEqual(opened.store.countries);
      expect(opened.problems).toEqual([]);
      // What lies there is whole: made again from the files alone it is the same, and the next import goes on from it.
      rmSync(join(folder, "snapshot.bin"), { force: true });
      expect(digestOf(openTrustStore(folder, crypto).store)).toBe(digestOf(opened.store));
      await add({ "vn.cer": vn.certificate }, { waitMs: 2_000 });
      expect(openTrustStore(folder, crypto).store.countries).toEqual([...opened.store.countries, "VN"].sort());
      expect(readdirSync(folder).sort()).toEqual(["manifest.json", "snapshot.bin", "sources"]);
    }
  }

  it("at every change that an import over an older list makes", async () => {
    await add({ "de.cer": de.certificate, "list.ml": list });
    const path = join(root, "renewed.ml");
    writeFileSync(path, renewed);
    expect(await killEverywhere("import", [path], ["DE", "FR", "IT"])).toBeGreaterThan(15);
  }, 120_000);

  it("at every change that a removal makes", async () => {
    await add({ "de.cer": de.certificate, "list.ml": list, "it.cer": large[0] ?? new Uint8Array() });
    expect(await killEverywhere("remove", ["list.ml"], ["DE", "IT"])).toBeGreaterThan(10);
  }, 120_000);

  it("at any moment", async () => {
    await add({ "de.cer": de.certificate });
    const path = join(root, "renewed.ml");
    writeFileSync(path, renewed);
    for (let i = 0; i < 12; i++) {
      spawnSync(process.execPath, [join(bundle, "child.mjs"), "0", "import", folder, path], {
        timeout: 60 + i * 12,
        killSignal: "SIGKILL",
      });
      expect([["DE"], ["DE", "FR", "IT"]]).toContainEqual(openTrustStore(folder, crypto).store.countries);
    }
  }, 60_000);
});
