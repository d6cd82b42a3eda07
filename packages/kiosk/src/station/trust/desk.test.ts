import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto } from "@chipid/sdk/node";
import { chipProfile, simulateDocument } from "@chipid/sdk/simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTrustDesk, type TrustDesk } from "./desk.js";

const now = Date.UTC(2026, 10, 28);
const csca = (profile: string): Uint8Array => {
  const found = chipProfile(profile);
  if (found === undefined) throw new Error(profile);
  return simulateDocument(found).issuer.csca.certificate;
};
const VIETNAM = csca("vn-2021");
const GERMANY = csca("passport-pace");

let folder: string;
let desk: TrustDesk;
const open = (): TrustDesk => openTrustDesk({ folder: join(folder, "trust"), crypto: nodeCrypto(), now: () => now });
const give = (name: string, bytes: Uint8Array) => desk.import({ name, bytes, signerSha256: null });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chipid-trust-"));
  desk = open();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the trust data of a station", () => {
  it("begin empty, with nothing written", () => {
    expect(desk.view()).toMatchObject({ version: "none", certificates: 0, citizenCard: false, files: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("take an anchor, know it at the next start, and give it up", async () => {
    const { ok, sha256 } = await give("C:\\Users\\x\\csca.cer", VIETNAM);
    expect(ok).toBe(true);
    const view = desk.view();
    expect(view).toMatchObject({ certificates: 1, countries: 1, citizenCard: true });
    expect(view.files).toMatchObject([{ name: "csca.cer", certificates: 1, countries: 1, verified: null }]);
    expect(view.version).toMatch(/^[0-9a-f]{16}$/);
    const next = open();
    expect(next.view()).toEqual(view);
    expect((await desk.remove(sha256[0] ?? "")).ok).toBe(true);
    expect(desk.view()).toMatchObject({ version: "none", certificates: 0, citizenCard: false });
  });

  it("tell which earlier list of the publisher a new one takes the place of", async () => {
    const list = (name: string) => readFileSync(new URL(`../../../../../fixtures/trust/${name}`, import.meta.url));
    expect((await give("older.ml", list("T90-1/older.ml"))).ok).toBe(true);
    const { ok, text } = await give("newer.ml", list("T90-1/newer.ml"));
    expect(ok).toBe(true);
    expect(text.en).toMatch(/^Imported; .* takes the place of the same publisher's earlier list: older\.ml\.$/);
    expect(text.vi).toContain("Thay cho danh sách trước của cùng nơi phát hành: older.ml.");
  });

  it("name another state otherwise, whatever the order of the imports", async () => {
    await give("a.cer", VIETNAM);
    const first = desk.version;
    await give("b.cer", GERMANY);
    expect(desk.version).not.toBe(first);
    const other = openTrustDesk({ folder: join(folder, "other"), crypto: nodeCrypto(), now: () => now });
    await other.import({ name: "b.cer", bytes: GERMANY, signerSha256: null });
    await other.import({ name: "a.cer", bytes: VIETNAM, signerSha256: null });
    expect(other.version).toBe(desk.version);
  });

  it("have no anchor for the citizen card with another country's alone", async () => {
    await give("b.cer", GERMANY);
    expect(desk.citizenCard).toBe(false);
  });

  it.each([
    ["a PDF", "%PDF-1.7\n", "looks like a PDF"],
    ["a page", "<html></html>", "HTML"],
    ["nothing", "", "empty"],
  ])("stay as they are when given %s, which is told", async (_name, text, word) => {
    await give("a.cer", VIETNAM);
    const before = desk.view();
    const report = await give("wrong.ml", new TextEncoder().encode(text));
    expect(report).toMatchObject({ ok: false, sha256: [] });
    expect(report.text.en).toContain(word);
    expect(report.text.vi).toMatch(/Tệp/);
    expect(desk.view()).toEqual(before);
    expect(open().view()).toEqual(before);
  });

  it("do not take a fingerprint that is none, nor remove what is not there", async () => {
    const report = await desk.import({ name: "a.cer", bytes: VIETNAM, signerSha256: "not hex" });
    expect(report.ok).toBe(false);
    expect((await desk.remove("0".repeat(64))).ok).toBe(false);
    expect(desk.view().certificates).toBe(0);
  });

  it("trust nothing when the folder is damaged, and say so", async () => {
    await give("a.cer", VIETNAM);
    writeFileSync(join(folder, "trust", "manifest.json"), "{");
    const broken = open();
    expect(broken.store.size).toBe(0);
    expect(broken.fault?.en).toContain("damaged");
    // What is there is left for whoever mends it.
    expect(readFileSync(join(folder, "trust", "manifest.json"), "utf8")).toBe("{");
  });
});
