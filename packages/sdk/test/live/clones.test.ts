import { describe, expect, it } from "vitest";
import { ChipidError } from "../../src/errors/chipid-error.js";
import type { CardInspectionOptions } from "../../src/inspection/live/types.js";
import type { Card } from "../../src/iso7816/card.js";
import { type CloneKind, cloneChip, withFiles, withQuirks } from "../../src/simulator/chip/clones.js";
import { parseFault, withFaults } from "../../src/simulator/chip/faults.js";
import type { ChipQuirks } from "../../src/simulator/chip/personalisation.js";
import { chipOf, documentOf, findingsOf, inspectAs } from "./kit.js";

async function verdictOf(
  profile: string,
  change: (card: ReturnType<typeof documentOf>["chip"]) => ReturnType<typeof documentOf>["chip"],
  options: Partial<CardInspectionOptions> = {},
): Promise<{ verdict: string; codes: string[] }> {
  const document = documentOf(profile);
  const result = await inspectAs(document, chipOf(change(document.chip), profile), options);
  return { verdict: result.inspection.verdict, codes: findingsOf(result) };
}

describe("clones", () => {
  it.each([
    ["T59", "passport-pace", "chip-key-absent", "not-genuine", "chip.chip.failed not-genuine"],
    ["T59, refused", "passport-pace", "chip-refused", "unconfirmed", "chip.proof.none-done unconfirmed"],
    ["T60", "passport-aa", "active-key-absent", "not-genuine", "chip.active.failed not-genuine"],
    ["T62", "passport-aa", "active-other-challenge", "not-genuine", "chip.active.failed not-genuine"],
    ["AA refused", "passport-aa", "active-refused", "unconfirmed", "chip.proof.none-done unconfirmed"],
    ["T60, own keys", "vn-2021", "own-keys", "not-genuine", "hash.dg.mismatch not-genuine"],
    ["T03c, mapping key", "passport-pace-cam", "mapping-key-absent", "not-genuine", "chip.cam.failed not-genuine"],
  ] as const)("%s: %s %s is %s", async (_id, profile, kind: CloneKind, verdict, code) => {
    const result = await verdictOf(profile, (chip) => cloneChip(chip, kind));
    expect(result.verdict, result.codes.join("\n")).toBe(verdict);
    expect(result.codes).toContain(code);
  });

  it("T03d: CA passed, AA not possible, policy all: genuine with a note", async () => {
    const result = await verdictOf("vn-2021", (chip) => cloneChip(chip, "active-refused"), {
      policy: { proofs: "all" },
    });
    expect(result.verdict, result.codes.join("\n")).toBe("genuine");
    expect(result.codes).toContain("chip.proof.second-not-done note");
  });

  it("a second proof answered wrongly is red although the first passed", async () => {
    const result = await verdictOf("vn-2021", (chip) => cloneChip(chip, "active-other-challenge"), {
      policy: { proofs: "all" },
    });
    expect(result.verdict).toBe("not-genuine");
  });
});

describe("what a reading meets", () => {
  const quirks = (quirk: ChipQuirks) => (chip: ReturnType<typeof documentOf>["chip"]) => withQuirks(chip, quirk);

  it("T69c: a wrong key is retry, and says so", async () => {
    const mrzInformation = "XXXXXXXXX08001011300101" + "3";
    const result = await verdictOf("passport-bac", (chip) => chip, { secrets: { mrzInformation } });
    expect(result).toMatchObject({ verdict: "retry" });
    expect(result.codes[0]).toBe("access.key.wrong retry");
  });

  it("no key given: retry", async () => {
    const result = await verdictOf("passport-bac", (chip) => chip, { secrets: {} });
    expect(result.codes[0]).toBe("access.key.missing retry");
  });

  it("T94: EF.SOD absent or empty is not genuine", async () => {
    for (const bytes of [null, new Uint8Array(0)]) {
      const result = await verdictOf("passport-bac", (chip) => withFiles(chip, { "EF.SOD": bytes }));
      expect(result.verdict, result.codes.join("\n")).toBe("not-genuine");
      expect(result.codes).toContain("sod.file.empty not-genuine");
    }
  });

  it("T10: a listed group that is not on the chip is unconfirmed", async () => {
    const result = await verdictOf("vn-2021", (chip) => withFiles(chip, { DG13: null }));
    expect(result.verdict).toBe("unconfirmed");
    expect(result.codes).toContain("read.dg.absent unconfirmed");
  });

  it("T11: without EF.COM genuine with a note", async () => {
    const result = await verdictOf("passport-pace", (chip) => withFiles(chip, { "EF.COM": null }));
    expect(result.verdict, result.codes.join("\n")).toBe("genuine");
    expect(result.codes).toContain("data.com.absent note");
  });

  it("T92: a chip without the application, on two power-ups, is not genuine", async () => {
    const empty = (chip: ReturnType<typeof documentOf>["chip"]) => ({ ...chip, masterFile: [], applications: [] });
    const result = await verdictOf("passport-bac", empty);
    expect(result.verdict, result.codes.join("\n")).toBe("not-genuine");
    expect(result.codes).toContain("card.application.missing not-genuine");
  });

  it("T93: no answer is retry", async () => {
    const silent: Card = {
      atr: undefined,
      limits: {},
      transmit: () => Promise.reject(new ChipidError("card.timeout", "no answer")),
      reset: () => Promise.resolve(),
    };
    const result = await inspectAs(documentOf("passport-bac"), silent);
    expect(result.inspection.verdict).toBe("retry");
    expect(findingsOf(result)).toContain("card.contact.lost retry");
  });

  it("T69b: SELECT MF refused is never fatal", async () => {
    const result = await verdictOf("vn-2021", quirks({ selectMf: 0x6d00 }));
    expect(result.verdict, result.codes.join("\n")).toBe("genuine");
  });

  it("resumes at the offset when the same card is put back", async () => {
    const document = documentOf("vn-2021");
    const chip = chipOf(document.chip, "resume");
    const faulty = withFaults(chip, [parseFault("remove@18")]);
    let asked = 0;
    const result = await inspectAs(document, faulty, {
      reconnect: async () => {
        asked++;
        await chip.reset();
        return chip;
      },
    });
    expect(asked).toBe(1);
    expect(result.inspection.verdict, findingsOf(result).join("\n")).toBe("genuine");
  });

  it("T69: another card that comes back drops everything", async () => {
    const document = documentOf("vn-2021");
    const other = documentOf("vn-2021", { holder: undefined } as never);
    const faulty = withFaults(chipOf(document.chip, "swap"), [parseFault("remove@18")]);
    const stranger = withFiles(other.chip, { "EF.SOD": documentOf("vn-2024").files.get("EF.SOD") ?? null });
    const result = await inspectAs(document, faulty, { reconnect: async () => chipOf(stranger, "stranger") });
    expect(result.inspection.verdict).toBe("retry");
    expect(findingsOf(result)).toContain("card.contact.other retry");
    expect(result.inspection.document).toBeNull();
    expect(result.inspection.holder).toBeNull();
    expect(result.reading.files.size).toBe(0);
  });
});

describe("a fault at every exchange", () => {
  const VERDICTS = ["retry", "unconfirmed", "not-genuine", "genuine", "genuine-copyable"];

  it.each(["passport-bac", "vn-2021", "passport-pace-cam"])(
    "%s: never a crash, green only when all was read",
    async (name) => {
      const document = documentOf(name);
      const whole = await inspectAs(document, chipOf(document.chip, "whole"));
      const exchanges = whole.inspection.timing.apdus;
      const counts: Record<string, number> = {};
      for (const kind of ["remove", "reset", "mac", "short", "sw"]) {
        for (let at = 1; at <= exchanges; at++) {
          const argument = kind === "sw" ? ":6F00" : "";
          const card = withFaults(chipOf(document.chip, `${kind}${at}`), [parseFault(`${kind}@${at}${argument}`)]);
          const result = await inspectAs(document, card);
          const { verdict } = result.inspection;
          expect(VERDICTS).toContain(verdict);
          counts[`${kind} ${verdict}`] = (counts[`${kind} ${verdict}`] ?? 0) + 1;
          if (verdict === "genuine" || verdict === "genuine-copyable") {
            // A fault that was got over: then everything must have come whole.
            expect(result.inspection.passive.dataGroups).toEqual(whole.inspection.passive.dataGroups);
          }
          if (kind === "remove") expect(verdict, `${kind}@${at}`).toBe("retry");
        }
      }
      expect(Object.keys(counts).length).toBeGreaterThan(3);
    },
    120_000,
  );
});
