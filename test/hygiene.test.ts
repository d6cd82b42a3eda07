import { describe, expect, it } from "vitest";
import { readText, repositoryFiles } from "./repository.js";

const files = repositoryFiles();

/** Places that exist on one machine only, and hosts that packages come from: neither belongs in the repository. */
const FORBIDDEN: Record<string, RegExp> = {
  "path of one machine": /(?<![\w.:/-])\/(?:work|home|root|Users|mnt|srv)\/[\w.-]{2,}|(?<!\w)[A-Z]:\\Users\\/,
  "package registry":
    /https?:\/\/[\w.-]*(?:registry|verdaccio|artifactory|nexus)|\bregistry\.(?:npmjs|yarnpkg|npmmirror)\.|\bnpm\.pkg\.github\.com/i,
  "server of one network": /https?:\/\/(?:localhost|127\.|10\.|192\.168\.|\[::1\])/,
};

function forbiddenIn(text: string): string[] {
  return Object.entries(FORBIDDEN).flatMap(([what, pattern]) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`${what}: ${found}`];
  });
}

describe("the repository", () => {
  it("names no place of one machine and no registry", () => {
    const found = files.flatMap((path) => {
      const text = readText(path);
      return text.includes("\0") || path === "test/hygiene.test.ts"
        ? []
        : forbiddenIn(text).map((fault) => `${path}: ${fault}`);
    });
    expect(files.length).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  it.each([
    ["path of one machine", 'const x = "/home/someone/project";'],
    ["path of one machine", "see C:\\Users\\someone"],
    ["package registry", "https://registry.example.org/"],
    ["server of one network", "http://10.0.0.1:4873/"],
  ])("would be caught with a %s", (what, text) => {
    expect(forbiddenIn(text).map((fault) => fault.split(": ")[0])).toEqual([what]);
  });

  it("does not take a web address or a system program for a machine's path", () => {
    expect(forbiddenIn('"https://example.org/home/page" "/usr/bin/chromium" "./home/x"')).toEqual([]);
  });
});

describe("package.json", () => {
  const manifests = files.filter((path) => /(^|\/)package\.json$/.test(path));

  it.each(manifests)("%s pins exact versions", (path) => {
    const manifest: Record<string, Record<string, string> | undefined> = JSON.parse(readText(path));
    const loose = ["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).filter(
        ([, version]) => !/^(\d+\.\d+\.\d+(-[\w.]+)?|workspace:\*)$/.test(version),
      ),
    );
    expect(loose).toEqual([]);
  });

  it("pins the package manager", () => {
    expect(JSON.parse(readText("package.json"))).toMatchObject({
      packageManager: expect.stringMatching(/^pnpm@\d+\.\d+\.\d+$/),
    });
  });

  it("is found in the root and in every package", () => {
    expect(manifests).toEqual(
      expect.arrayContaining([
        "package.json",
        "packages/sdk/package.json",
        "packages/cli/package.json",
        "packages/kiosk/package.json",
      ]),
    );
  });
});
