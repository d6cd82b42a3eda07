import { describe, expect, it } from "vitest";
import { profileOf, recordSession, tools } from "../../test/recorded-session.js";
import { deterministicRandom } from "../crypto/random.js";
import { createChip } from "../simulator/chip/chip.js";
import { simulateDocument } from "../simulator/simulated-document.js";
import { readSession } from "./read-session.js";
import { replaySession } from "./replay.js";

/** Another document, that the same key opens. */
function stranger(passwords: object) {
  const { chip } = simulateDocument(profileOf("vn-2024"));
  return createChip({ ...chip, passwords }, { random: deterministicRandom("stranger") });
}

describe("a recording in which another card came back", () => {
  const document = simulateDocument(profileOf("vn-2021"));

  it.each(["first", "all"] as const)("embeds the anchors of the first card (proofs: %s)", async (proofs) => {
    const whole = await recordSession(profileOf("vn-2021"), { policy: { proofs } });
    const last = whole.session.exchanges.length;
    // Behind the proofs: which of them were asked for depends on the anchors.
    for (const at of [14, last - 1, last]) {
      const { session } = await recordSession(profileOf("vn-2021"), {
        policy: { proofs },
        faults: [`remove@${at}`],
        reconnect: async () => stranger(document.chip.passwords),
      });
      expect(session.trust).toEqual(whole.session.trust);
      expect(session.expect?.reasons).toEqual(["card.contact.other"]);
      const replay = await replaySession(session, tools);
      expect(replay.mismatch).toBeUndefined();
      expect(replay.ok, `removed at ${at}`).toBe(true);
      expect(replay.inspection).toMatchObject({ verdict: "retry", holder: null });
    }
  });

  it("has its anchors once, from EF.SOD on, also where the recorder was killed behind it", async () => {
    const { text } = await recordSession(profileOf("vn-2021"), { faults: ["remove@16"], reconnect: true });
    const lines = text.trimEnd().split("\n");
    const trust = lines.findIndex((line) => line.startsWith('{"trust"'));
    expect(lines.filter((line) => line.startsWith('{"trust"'))).toHaveLength(1);
    expect(trust).toBeLessThan(lines.length - 10);
    expect(readSession(`${lines.slice(0, trust + 2).join("\n")}\n`).trust).toHaveLength(1);
  });
});
