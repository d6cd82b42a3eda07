import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Folder of published test data that is not part of this repository, or undefined when it is not there. */
export const dataFolder: string | undefined = ((): string | undefined => {
  const folder = resolve(root, process.env.CHIPID_TEST_DATA ?? "../shared/data");
  return existsSync(folder) ? folder : undefined;
})();

export function dataPath(name: string): string {
  if (dataFolder === undefined) throw new Error("test data folder is not there");
  return resolve(dataFolder, name);
}

export function dataBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(dataPath(name)));
}

export function dataJson<T>(name: string): T {
  return JSON.parse(readFileSync(dataPath(name), "utf8")) as T;
}

/** A suite over the test data: runs when the folder is there, else counts as one skipped test that says why. */
export function describeData(name: string, body: () => void): void {
  if (dataFolder !== undefined) describe(`data: ${name}`, body);
  else describe(`data: ${name}`, () => it.skip("test data folder not there (set CHIPID_TEST_DATA)", () => undefined));
}
