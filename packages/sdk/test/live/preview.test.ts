import { describe, expect, it } from "vitest";
import type { CardInspection } from "../../src/inspection/live/inspect-card.js";
import type { CardInspectionOptions, CardPreview, CardProgress } from "../../src/inspection/live/types.js";
import type { Card } from "../../src/iso7816/card.js";
import { TrustStore } from "../../src/pki/trust-store.js";
import { withFiles } from "../../src/simulator/chip/clones.js";
import { parseFault, withFaults } from "../../src/simulator/chip/faults.js";
import { chipProfiles } from "../../src/simulator/chip-profiles.js";
import { chipOf, documentOf, findingsOf, inspectAs } from "./kit.js";

interface Shown {
  readonly result: CardInspection;
  readonly previews: CardPreview[];
  /** What was reported, in order: phases, files and `preview`, each once in a row. */
  readonly events: string[];
}

async function show(
  profile: string,
  card: Card = chipOf(documentOf(profile).chip, profile),
  options: Partial<CardInspectionOptions> = {},
): Promise<Shown> {
  const previews: CardPreview[] = [];
  const events: string[] = [];
  const add = (event: string): void => {
    if (events.at(-1) !== event) events.push(event);
  };
  const result = await inspectAs(documentOf(profile), card, {
    ...options,
    onProgress: (progress) => add(eventOf(progress)),
    onPreview(preview) {
      add("preview");
      previews.push(preview);
    },
  });
  return { result, previews, events };
}

function eventOf(progress: CardProgress): string {
  if (progress.phase === "read") return progress.file;
  return progress.phase === "chip" ? `chip ${progress.proof}` : progress.phase;
}

/** DG1 with another digit of the document's number: well formed, and not what was signed. */
function tampered(profile: string): Card {
  const document = documentOf(profile);
  const dg1 = document.files.get("DG1")?.slice();
  if (dg1 === undefined) throw new Error("no DG1");
  dg1[12] = (dg1[12] ?? 0) ^ 1;
  return chipOf(withFiles(document.chip, { DG1: dg1 }), "tampered");
}

describe("the preview of a reading", () => {
  it("comes after the texts and before the first of the portrait", async () => {
    const { events, previews, result } = await show("vn-2021", undefined, { policy: { proofs: "all" } });
    expect(events).toEqual([
      "access",
      "EF.SOD",
      "DG14",
      "chip chip",
      "DG1",
      "EF.COM",
      "DG13",
      "preview",
      "DG15",
      "chip active",
      "DG2",
      "verify",
    ]);
    const { document, holder, vietnam, passive } = result.inspection;
    expect(previews).toEqual([{ document, holder, vietnam, chain: passive.chain }]);
    expect(holder?.name).not.toBe("");
  });

  it.each(chipProfiles().map(({ name }) => name))("%s: changes nothing of the result", async (name) => {
    const { result, previews } = await show(name, chipOf(documentOf(name).chip, "same"));
    const without = await inspectAs(documentOf(name), chipOf(documentOf(name).chip, "same"));
    expect(result.inspection).toEqual(without.inspection);
    expect(previews).toHaveLength(1);
    expect(previews[0]?.holder).toEqual(without.inspection.holder);
  });

  it("names no holder of a DG1 that is not the signed one, and the verdict is as without it", async () => {
    const { previews, result } = await show("vn-2021", tampered("vn-2021"));
    expect(previews).toEqual([]);
    expect(result.inspection.verdict).toBe("not-genuine");
    const without = await inspectAs(documentOf("vn-2021"), tampered("vn-2021"));
    expect(result.inspection).toEqual(without.inspection);
  });

  it("holds nothing of a group that is not the signed one beside a DG1 that is", async () => {
    const document = documentOf("vn-2021");
    const dg13 = document.files.get("DG13")?.slice() ?? new Uint8Array();
    dg13[dg13.length - 3] = (dg13.at(-3) ?? 0) ^ 1;
    const { previews } = await show("vn-2021", chipOf(withFiles(document.chip, { DG13: dg13 }), "dg13"));
    expect(previews).toHaveLength(1);
    expect(previews[0]?.vietnam).toBeNull();
    expect(previews[0]?.document).not.toBeNull();
  });

  it("is not sent when EF.SOD's signature does not hold", async () => {
    const document = documentOf("vn-2021");
    const sod = document.files.get("EF.SOD")?.slice() ?? new Uint8Array();
    sod[sod.length - 1] = (sod.at(-1) ?? 0) ^ 1;
    const { previews, result } = await show("vn-2021", chipOf(withFiles(document.chip, { "EF.SOD": sod }), "sod"));
    expect(previews).toEqual([]);
    expect(result.inspection.verdict).toBe("not-genuine");
  });

  it("says when the signer is not trusted", async () => {
    const { previews } = await show("vn-2021", undefined, { trust: TrustStore.empty });
    expect(previews.map(({ chain }) => chain)).toEqual(["no-anchor"]);
  });

  it("has ethnicity and religion only when asked", async () => {
    const fields = async (personal: boolean): Promise<string[]> =>
      Object.keys((await show("vn-2021", undefined, { personal })).previews[0]?.vietnam ?? {});
    expect(await fields(false)).not.toEqual(expect.arrayContaining(["ethnicity"]));
    expect(await fields(false)).not.toEqual(expect.arrayContaining(["religion"]));
    expect(await fields(true)).toEqual(expect.arrayContaining(["ethnicity", "religion"]));
  });

  it("is sent once, although the card is put back while the portrait loads", async () => {
    const document = documentOf("vn-2021");
    const chip = chipOf(document.chip, "again");
    const { apdus } = (await show("vn-2021")).result.inspection.timing;
    const faulty = withFaults(chip, [parseFault(`remove@${apdus}`)]);
    const { previews, events, result } = await show("vn-2021", faulty, {
      reconnect: async () => {
        await chip.reset();
        return chip;
      },
    });
    expect(events.indexOf("interrupted")).toBeGreaterThan(events.indexOf("DG2"));
    expect(previews).toHaveLength(1);
    expect(result.inspection.verdict, findingsOf(result).join("\n")).toBe("genuine");
  });

  it("is not kept when another card comes back, and none is sent of that card", async () => {
    const document = documentOf("vn-2021");
    const { apdus } = (await show("vn-2021")).result.inspection.timing;
    const stranger = withFiles(document.chip, { "EF.SOD": documentOf("vn-2024").files.get("EF.SOD") ?? null });
    for (const [at, sent] of [
      [apdus, 1],
      [13, 0],
    ] as const) {
      const faulty = withFaults(chipOf(document.chip, "swap"), [parseFault(`remove@${at}`)]);
      const { previews, result } = await show("vn-2021", faulty, {
        reconnect: async () => chipOf(stranger, "stranger"),
      });
      expect(previews, `removed at ${at}`).toHaveLength(sent);
      expect(result.inspection).toMatchObject({ verdict: "retry", document: null, holder: null, vietnam: null });
    }
  });
});
