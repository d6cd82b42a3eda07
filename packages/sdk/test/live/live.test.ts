import { describe, expect, it } from "vitest";
import { chipProfiles } from "../../src/simulator/chip-profiles.js";
import { AT, chipOf, documentOf, findingsOf, inspectAs } from "./kit.js";

/** What each named kind of document gives: verdict, protocol, and which proof counted. */
describe("a card of every profile, read live", () => {
  it.each(chipProfiles().map((profile) => profile.name))("%s", async (name) => {
    const document = documentOf(name);
    const result = await inspectAs(document, chipOf(document.chip, name));
    const { inspection } = result;
    expect(inspection.judgedAt).toBe(new Date(AT).toISOString());
    expect(inspection.verdict, findingsOf(result).join("\n")).toBe(
      document.chip.chipKeys.length > 0 ||
        document.data.mappingKey !== undefined ||
        document.chip.activeAuthentication !== undefined
        ? "genuine"
        : "genuine-copyable",
    );
    expect(inspection.passive.dataGroups["1"]).toBe("match");
    expect(inspection.passive.dataGroups["2"]).toBe("match");
    expect(inspection.document).not.toBeNull();
    expect(inspection.timing.apdus).toBeGreaterThan(5);
    // Files come byte for byte.
    for (const [file, bytes] of result.reading.files) {
      if (file !== "EF.CardSecurity") expect(bytes, file).toEqual(document.files.get(file));
    }
  });
});
