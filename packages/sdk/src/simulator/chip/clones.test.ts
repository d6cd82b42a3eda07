import { describe, expect, it } from "vitest";
import { openChip, readFile, readSfi } from "../../../test/chip-terminal.js";
import { chipOf, documentOf, findingsOf, inspectAs } from "../../../test/live/kit.js";
import { playedCard } from "../../../test/scripted-card.js";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { writeDg1 } from "../../lds/dg1.js";
import { readDg14 } from "../../lds/dg14.js";
import { chipProfiles } from "../chip-profiles.js";
import { CLONE_KINDS, type CloneKind, cloneChip, takingTurns, withFiles, withQuirks } from "./clones.js";
import type { ChipPersonalisation } from "./personalisation.js";

const PROFILE_OF: Readonly<Record<CloneKind, string>> = {
  "chip-key-absent": "passport-pace",
  "chip-refused": "passport-pace",
  "active-key-absent": "passport-aa",
  "active-other-challenge": "passport-aa",
  "active-refused": "passport-aa",
  "own-keys": "vn-2024",
  "mapping-key-absent": "passport-pace-cam",
};

/** Verdict, and what must be among the findings. */
const EXPECTED: Readonly<Record<CloneKind, readonly [string, RegExp]>> = {
  "chip-key-absent": ["not-genuine", /^chip\.chip\.failed not-genuine$/],
  "chip-refused": ["unconfirmed", /^chip\..* unconfirmed$/],
  "active-key-absent": ["not-genuine", /^chip\.active\.failed not-genuine$/],
  "active-other-challenge": ["not-genuine", /^chip\.active\.failed not-genuine$/],
  "active-refused": ["unconfirmed", /^chip\..* unconfirmed$/],
  "own-keys": ["not-genuine", /^hash\..* not-genuine$/],
  "mapping-key-absent": ["not-genuine", /^chip\.cam\.failed not-genuine$/],
};

describe("cloneChip", () => {
  it.each(CLONE_KINDS)("%s: the verdict a counter must get", async (kind) => {
    const document = documentOf(PROFILE_OF[kind]);
    const result = await inspectAs(document, chipOf(cloneChip(document.chip, kind), kind));
    const [verdict, finding] = EXPECTED[kind];
    expect(findingsOf(result).join("\n")).toMatch(new RegExp(finding.source, "m"));
    expect(result.inspection.verdict).toBe(verdict);
  });

  it.each(CLONE_KINDS)("%s: every file but the keys' is the copied one", async (kind) => {
    const document = documentOf(PROFILE_OF[kind]);
    const clone = cloneChip(document.chip, kind);
    const channel = await openChip(chipOf(clone, kind), clone, clone.pace.length > 0 ? { pace: 0 } : {});
    for (const [name, sfi] of [
      ["EF.SOD", 0x1d],
      ["DG1", 1],
      ["DG2", 2],
    ] as const) {
      expect(toHex(await readFile(channel, sfi, 4000))).toBe(toHex(document.files.get(name) ?? new Uint8Array()));
    }
  });

  it("leaves a chip without the copied key as it was", () => {
    const { chip } = documentOf("passport-bac");
    for (const kind of ["chip-key-absent", "active-key-absent", "own-keys", "mapping-key-absent"] as const) {
      expect(cloneChip(chip, kind)).toEqual(chip);
    }
  });

  it("has DG14 that differs from the copied one in its key alone", () => {
    const document = documentOf("vn-2024");
    const clone = cloneChip(document.chip, "own-keys");
    const dg14 = (chip: ChipPersonalisation) =>
      readDg14(chip.applications[0]?.files.find(({ fid }) => fid === 0x010e)?.bytes ?? new Uint8Array());
    const kinds = (chip: ChipPersonalisation) => dg14(chip).securityInfos.infos.map(({ kind }) => kind);
    expect(kinds(clone).sort()).toEqual(kinds(document.chip).sort());
    const changed = dg14(clone).securityInfos.infos.filter(
      ({ raw }) => !dg14(document.chip).securityInfos.infos.some((old) => toHex(old.raw) === toHex(raw)),
    );
    expect(changed.map(({ kind }) => kind)).toEqual(["chip-authentication-public-key"]);
  });
});

describe("withFiles", () => {
  it("changes, removes and adds files, each with the rule of its kind", async () => {
    const document = documentOf("passport-bac");
    const dg1 = writeDg1(document.data.mrz.join("").replace("ANNA", "ERNA"));
    const chip = withFiles(document.chip, {
      DG1: dg1,
      DG2: null,
      DG13: fromHex("6d00"),
      "EF.CardSecurity": fromHex("3000"),
    });
    const channel = await openChip(chipOf(chip, "files"), chip);
    expect(toHex(await readFile(channel, 1, 200))).toBe(toHex(dg1));
    expect((await channel.send(readSfi(2, 200))).sw).toBe(0x6a82);
    expect(toHex(await readFile(channel, 13, 200))).toBe("6d00");
    expect(chip.masterFile.find(({ fid }) => fid === 0x011d)?.read).toBe("pace");
    const plain = chipOf(chip, "plain");
    expect(toHex(await plain.transmit(fromHex("00b09d0000")))).toBe("6982");
  });

  it("makes the false chip without EF.SOD, and with an empty one (T94)", async () => {
    const document = documentOf("passport-bac");
    for (const sod of [null, new Uint8Array(0)]) {
      const chip = withFiles(document.chip, { "EF.SOD": sod });
      const { inspection } = await inspectAs(document, chipOf(chip, "sod"));
      expect(inspection.verdict).toBe("not-genuine");
    }
  });

  it("makes tampered data (T04)", async () => {
    const document = documentOf("vn-2021");
    const dg13 = (document.files.get("DG13") ?? new Uint8Array()).slice();
    dg13[100] = (dg13[100] ?? 0) ^ 1;
    const { inspection } = await inspectAs(document, chipOf(withFiles(document.chip, { DG13: dg13 }), "dg13"));
    expect(inspection.verdict).toBe("not-genuine");
  });
});

describe("withQuirks", () => {
  it("adds to what the chip has", () => {
    const { chip } = documentOf("vn-2021");
    expect(withQuirks(chip, { readCap: 8 }).quirks).toEqual({ selectMf: 0x6d00, readCap: 8 });
  });

  it.each([0x6982, 0x6985, 0x6d00, 0x6999])(
    "a chip that refuses its application with %i is not false (T92)",
    async (sw) => {
      const document = documentOf("passport-bac");
      const chip = withQuirks(document.chip, { selectApplication: sw });
      const { inspection } = await inspectAs(document, chipOf(chip, "refuses"));
      expect(["retry", "unconfirmed"]).toContain(inspection.verdict);
    },
  );
});

describe("takingTurns", () => {
  it("puts the next card into the field at each reset, the last for good (T69)", async () => {
    const card = (name: string) => ({
      ...playedCard(() => fromHex(`${name}9000`)),
      atr: fromHex(name),
      limits: { maxCommand: 10 },
    });
    const cards = takingTurns([card("01"), card("02"), card("03")]);
    const answers: string[] = [];
    for (let i = 0; i < 5; i++) {
      answers.push(toHex(await cards.transmit(fromHex("00"))) + toHex(cards.atr ?? new Uint8Array()));
      await cards.reset();
    }
    expect(answers).toEqual(["01900001", "02900002", "03900003", "03900003", "03900003"]);
    expect(cards.limits).toEqual({ maxCommand: 10 });
  });

  it("wants a card", () => {
    expect(() => takingTurns([])).toThrowError(expect.objectContaining({ code: "usage" }));
    expect(isChipidError(undefined)).toBe(false);
  });
});

it("every profile is genuine, or copyable where it offers no proof", async () => {
  for (const { name } of chipProfiles()) {
    const document = documentOf(name);
    const { inspection } = await inspectAs(document, chipOf(document.chip, name));
    const { chipKey, activeKey, mappingKey } = document.data;
    const proof = chipKey ?? activeKey ?? mappingKey;
    expect(inspection.verdict, name).toBe(proof === undefined ? "genuine-copyable" : "genuine");
  }
});
