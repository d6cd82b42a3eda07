import { afterEach, describe, expect, it, vi } from "vitest";
import { ChipidError } from "../../src/errors/chipid-error.js";
import type { CardInspectionOptions } from "../../src/inspection/live/types.js";
import type { Card } from "../../src/iso7816/card.js";
import { PartialFile } from "../../src/iso7816/partial-file.js";
import { chipOf, documentOf, inspectAs } from "./kit.js";

// What a reading that came to nothing leaves in memory of the card's files: nothing.

const document = documentOf("vn-2021");

/** Follows every file's bytes, and every part of one, from where the reading puts them. */
function follow(): { files: Map<string, Uint8Array>; parts: Set<PartialFile> } {
  const files = new Map<string, Uint8Array>();
  const parts = new Set<PartialFile>();
  const { set } = Map.prototype;
  const { append } = PartialFile.prototype;
  vi.spyOn(Map.prototype, "set").mockImplementation(function (this: Map<unknown, unknown>, key, value) {
    if (this !== files && typeof key === "string" && /^(?:DG|EF\.)/.test(key) && value instanceof Uint8Array) {
      set.call(files, key, value);
    }
    return set.call(this, key, value);
  });
  vi.spyOn(PartialFile.prototype, "append").mockImplementation(function (this: PartialFile, chunk) {
    parts.add(this);
    append.call(this, chunk);
  });
  return { files, parts };
}

afterEach(() => {
  vi.restoreAllMocks();
});

const blank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** A reader that takes files in parts, up to the last exchange before the card leaves. */
function cardInParts(exchanges = Number.POSITIVE_INFINITY): Card {
  const chip = chipOf(document.chip, "forget");
  let left = exchanges;
  return {
    atr: chip.atr,
    limits: { maxCommand: 261, maxResponse: 258 },
    transmit: (command) =>
      left-- > 0 ? chip.transmit(command) : Promise.reject(new ChipidError("card.removed", "The card is gone.")),
    reset: () => chip.reset(),
  };
}

const read = (options: Partial<CardInspectionOptions>, card: Card) => inspectAs(document, card, options);

describe("a reading that is aborted", () => {
  it("overwrites the files that it has read, and the part of the portrait", async () => {
    const { files, parts } = follow();
    const abort = new AbortController();
    let seen: { files: readonly string[]; readable: boolean; part: number } | undefined;
    const reading = read(
      {
        signal: abort.signal,
        onProgress: (progress) => {
          if (progress.phase !== "read" || progress.file !== "DG2" || progress.done < 500) return;
          const part = Math.max(...[...parts].map(({ length }) => length));
          seen ??= { files: [...files.keys()], readable: [...files.values()].every((bytes) => !blank(bytes)), part };
          abort.abort(new Error("the card was taken"));
        },
      },
      cardInParts(),
    );
    await expect(reading).rejects.toThrow("the card was taken");
    // It had them: without that, finding nothing would prove nothing.
    expect(seen?.files).toEqual(expect.arrayContaining(["EF.SOD", "DG1", "DG13"]));
    expect(seen?.readable).toBe(true);
    expect(seen?.part).toBeGreaterThanOrEqual(500);
    for (const [name, bytes] of files) expect(blank(bytes), name).toBe(true);
    for (const part of parts) expect(blank(part.bytes())).toBe(true);
  });
});

describe("a card that goes and does not come back", () => {
  it("leaves the part of a file that was not read to its end to nobody", async () => {
    const { parts } = follow();
    const { inspection, reading } = await read({}, cardInParts(28));
    expect(inspection.verdict).toBe("retry");
    // What was read whole is the caller's to overwrite.
    expect(reading.files.size).toBeGreaterThan(0);
    for (const [name, bytes] of reading.files) expect(blank(bytes), name).toBe(false);
    const whole = new Set([...reading.files.values()].map(({ length }) => length));
    expect([...parts].some(({ length }) => length === 0)).toBe(true);
    for (const { length } of parts) expect(length === 0 || whole.has(length)).toBe(true);
  });
});
