import { describe, expect, it } from "vitest";
import { benchReplay } from "./chip.js";
import { benchChip, CHIP_CURVES } from "./chip-documents.js";
import { benchDocument, SCHEME_NAMES } from "./documents.js";
import { figureOf, measure } from "./measure.js";
import { benchMessaging } from "./messaging.js";
import { benchPassive } from "./passive.js";
import { verifyPlainly } from "./plain.js";
import { benchMasterList, benchStore, inTemporaryFolder } from "./store.js";

describe("figures", () => {
  it("are the median and the minimum of what was measured", () => {
    expect(figureOf([5, 1, 3])).toEqual({ median: 3, minimum: 1, samples: 3 });
    expect(figureOf([4, 1, 3, 2])).toEqual({ median: 2.5, minimum: 1, samples: 4 });
  });

  it("leave the preparation out", () => {
    const wait = (ms: number): void => {
      const until = process.hrtime.bigint() + BigInt(ms * 1e6);
      while (process.hrtime.bigint() < until);
    };
    const figure = measure(
      () => wait(5),
      () => wait(1),
      20,
    );
    expect(figure.minimum).toBeGreaterThanOrEqual(1);
    expect(figure.minimum).toBeLessThan(4);
    expect(figure.samples).toBeGreaterThanOrEqual(5);
  });
});

describe("node:crypto alone", () => {
  it.each(SCHEME_NAMES)("verifies the %s document, and no changed one", (name) => {
    const document = benchDocument(SCHEME_NAMES.indexOf(name));
    expect(verifyPlainly(document)).toBe(true);
    for (const file of ["DG1", "DG2", "EF.SOD"] as const) {
      const bytes = Uint8Array.from(document.files.get(file) ?? []);
      // The last byte of EF.SOD belongs to its signature, that of the groups to what is hashed.
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      expect(verifyPlainly({ ...document, files: new Map([...document.files, [file, bytes]]) }), file).toBe(false);
    }
    const other = benchDocument((SCHEME_NAMES.indexOf(name) + 1) % SCHEME_NAMES.length);
    const impostor = { ...document, csca: { ...document.csca, publicKey: other.csca.publicKey } };
    expect(
      ((): boolean => {
        try {
          return verifyPlainly(impostor);
        } catch {
          return false; // A key of another kind is refused by node:crypto itself.
        }
      })(),
    ).toBe(name === "RSA-2048");
  });
});

describe("the benches", () => {
  it("measure every scheme on both back ends", () => {
    const seen: string[] = [];
    const figures = benchPassive(1, (text) => seen.push(text));
    expect(figures.map((row) => row.algorithm)).toEqual(SCHEME_NAMES);
    expect(seen).toHaveLength(SCHEME_NAMES.length);
    for (const row of figures) {
      for (const figure of [row.native, row.nativeSeen, row.pure, row.pureSeen, row.plain]) {
        expect(figure.minimum).toBeGreaterThan(0);
        expect(figure.median).toBeGreaterThanOrEqual(figure.minimum);
      }
    }
  });

  it("measure the import of a list and the opening of its store", async () => {
    const figures = await inTemporaryFolder((folder) =>
      benchStore(
        folder,
        benchMasterList([], () => undefined),
        5,
      ),
    );
    expect(figures.certificates).toBe(570);
    expect(figures.firstImport.samples).toBe(5);
    expect(figures.open.median).toBeLessThan(figures.firstImport.median);
  });
});

describe("the benches with a chip", () => {
  it("replay a session over every curve, on both back ends", async () => {
    const figures = await benchReplay(1, () => undefined);
    expect(figures.map(({ curve, backend }) => `${curve} ${backend}`)).toEqual(
      CHIP_CURVES.flatMap((curve) => [`${curve} native`, `${curve} pure`]),
    );
    for (const { sessionsPerSecond } of figures) expect(sessionsPerSecond).toBeGreaterThan(0);
  });

  it("take answers apart under every cipher", () => {
    const figures = benchMessaging(1, () => undefined);
    expect(figures).toHaveLength(12);
    for (const { megabytesPerSecond } of figures) expect(megabytesPerSecond).toBeGreaterThan(0);
  });

  it("make a card with a portrait group of 15 KB, whose chip is the same in every process", () => {
    for (const curve of CHIP_CURVES) {
      const { files, chip } = benchChip(curve);
      expect(files.get("DG2")?.length).toBeGreaterThanOrEqual(15_000);
      expect(chip.chipKeys[0]?.domain).toMatchObject({ family: "ecdh", curve: { name: curve } });
    }
  });
});
