import { describe, expect, it } from "vitest";
import { createPureChipCrypto } from "../crypto/chip-crypto.js";
import { deterministicRandom } from "../crypto/random.js";
import type { Card } from "../iso7816/card.js";
import { nodeCrypto } from "../node/crypto.js";
import { importTrust } from "../pki/trust-import.js";
import { TrustStore } from "../pki/trust-store.js";
import { createChip } from "../simulator/chip/chip.js";
import { type CloneKind, cloneChip } from "../simulator/chip/clones.js";
import { parseFault, withFaults } from "../simulator/chip/faults.js";
import { type ChipProfile, chipProfile, chipProfiles } from "../simulator/chip-profiles.js";
import { simulateDocument } from "../simulator/simulated-document.js";
import { readSession } from "./read-session.js";
import { recordInspection } from "./record-inspection.js";
import { replaySession } from "./replay.js";
import type { DocumentKey, Session } from "./session-types.js";
import { formatSession } from "./write-session.js";

const crypto = nodeCrypto();
const chipCrypto = createPureChipCrypto();
const AT = Date.UTC(2026, 5, 1, 12);
const tools = { crypto, chipCrypto };

function profileOf(name: string): ChipProfile {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

interface Recorded {
  readonly text: string;
  readonly session: Session;
}

interface Setting {
  readonly clone?: CloneKind;
  readonly faults?: readonly string[];
  readonly keys?: readonly DocumentKey[];
  readonly reconnect?: boolean;
}

async function record(profile: ChipProfile, setting: Setting = {}): Promise<Recorded> {
  const document = simulateDocument(profile);
  const { clone, faults = [], reconnect = false } = setting;
  const personalisation = clone === undefined ? document.chip : cloneChip(document.chip, clone);
  const chip = createChip(personalisation, { random: deterministicRandom("chip") });
  const card: Card = faults.length === 0 ? chip : withFaults(chip, faults.map(parseFault));
  const { store } = importTrust(TrustStore.empty, [{ name: "csca.cer", bytes: document.issuer.csca.certificate }], {
    crypto,
    now: AT,
    keepFlagged: true,
  });
  const { holder } = document.data;
  const mrz: DocumentKey = {
    kind: "mrz",
    mrz: { documentNumber: holder.documentNumber, birth: holder.birth, expiry: holder.expiry },
  };
  const lines: string[] = [];
  await recordInspection(card, {
    ...tools,
    trust: store,
    random: deterministicRandom("terminal"),
    at: AT,
    policy: { crl: "if-available", proofs: "all" },
    keys: setting.keys ?? (document.can === undefined ? [mrz] : [{ kind: "can", can: document.can }]),
    sink: (line) => lines.push(line),
    tool: "test",
    created: AT,
    ...(reconnect
      ? {
          async reconnect() {
            await card.reset();
            return card;
          },
        }
      : {}),
  });
  const text = `${lines.join("\n")}\n`;
  return { text, session: readSession(text) };
}

describe("replaying a recorded inspection", () => {
  it.each(chipProfiles().map((profile) => [profile.name, profile] as const))(
    "%s: byte for byte, with the same result",
    async (_name, profile) => {
      const { session } = await record(profile);
      expect(session.complete).toBe(true);
      // Through the finished form as well: what came in lines of its own is in the header then.
      const replay = await replaySession(readSession(formatSession(session)), tools);
      expect(replay.mismatch).toBeUndefined();
      expect(replay.failures).toEqual([]);
      expect(replay.ok).toBe(true);
      expect(replay.exchanges).toBe(session.exchanges.length);
      expect(replay.inspection).toMatchObject({ source: "replay", verdict: session.expect?.verdict });
      expect(["genuine", "genuine-copyable"]).toContain(session.expect?.verdict);
    },
    20_000,
  );

  it.each<[string, string, Setting, string]>([
    ["a clone without the key of Chip Authentication", "vn-2021", { clone: "chip-key-absent" }, "not-genuine"],
    [
      "an Active Authentication answer to another challenge",
      "vn-2024",
      { clone: "active-other-challenge" },
      "not-genuine",
    ],
    ["a wrong CAN", "vn-2021", { keys: [{ kind: "can", can: "000000" }] }, "retry"],
    ["a card that is removed", "vn-2021", { faults: ["remove@12"] }, "retry"],
    ["a card that is removed and put back", "vn-2021", { faults: ["remove@20"], reconnect: true }, "genuine"],
    ["a card that is reset", "passport-pace", { faults: ["reset@15"] }, "genuine"],
    ["a card that does not answer", "passport-bac", { faults: ["mute@9+"] }, "retry"],
    ["a wrong MAC", "passport-pace", { faults: ["mac@15"] }, "genuine"],
    ["an error status", "passport-bac", { faults: ["sw@3:6F00"] }, "genuine-copyable"],
  ])("%s", async (_name, profile, setting, verdict) => {
    const { session } = await record(profileOf(profile), setting);
    expect(session.expect?.verdict).toBe(verdict);
    const replay = await replaySession(session, tools);
    expect(replay.mismatch).toBeUndefined();
    expect(replay).toMatchObject({ ok: true, failures: [] });
  });

  it("says which expectation was not met", async () => {
    const { session } = await record(profileOf("passport-bac"));
    const expected = session.expect;
    const altered: Session = {
      ...session,
      expect: {
        verdict: "genuine",
        reasons: [...(expected?.reasons ?? []), "hash.group.mismatch"],
        apdus: 1,
        holder: { name: "SOMEBODY ELSE", sex: "F" },
      },
    };
    const replay = await replaySession(altered, tools);
    expect(replay.ok).toBe(false);
    expect(replay.mismatch).toBeUndefined();
    expect(replay.failures.map(({ field }) => field)).toEqual(["verdict", "reasons", "apdus", "holder.name"]);
  });

  it("shows where an altered response made the terminal do something else", async () => {
    const { session } = await record(profileOf("vn-2021"));
    // The last but one: something is left to be read.
    const at = session.exchanges.length - 2;
    const exchanges = session.exchanges.map((exchange, index) => {
      if (index !== at || exchange.kind !== "apdu" || "fault" in exchange) return exchange;
      const response = exchange.response.slice();
      response[response.length - 3] = (response[response.length - 3] ?? 0) ^ 1;
      return { ...exchange, response };
    });
    const replay = await replaySession({ ...session, exchanges }, tools);
    expect(replay.ok).toBe(false);
    expect(replay.inspection).toBeUndefined();
    // The wrong MAC ends the session: the terminal powers the card up instead of reading on.
    expect(replay.mismatch).toMatchObject({ kind: "command", index: at + 1, came: "reset" });
    expect(replay.mismatch?.expected).toMatchObject({ plain: { text: expect.stringContaining("READ BINARY") } });
  });

  it("shows another random value as another command", async () => {
    const { session } = await record(profileOf("passport-pace"));
    const random = session.random.map((draw) => ({ ...draw, bytes: draw.bytes.map((byte) => byte ^ 1) }));
    const replay = await replaySession({ ...session, random }, tools);
    expect(replay.mismatch).toMatchObject({ kind: "command", came: { text: expect.stringContaining("GENERAL AUTH") } });
  });

  it("of a cut recording fails with session.cut, wherever it was cut", async () => {
    const { session } = await record(profileOf("passport-bac"));
    const { expect: _, ...rest } = session;
    for (const length of [0, 1, 5, session.exchanges.length - 1]) {
      const cut = { ...rest, complete: false, exchanges: session.exchanges.slice(0, length) };
      await expect(replaySession(cut, tools)).rejects.toMatchObject({ code: "session.cut" });
    }
    // Only the footer is missing: nothing of the session is lost.
    const whole = await replaySession({ ...rest, complete: false }, tools);
    expect(whole).toMatchObject({ ok: true, inspection: { verdict: session.expect?.verdict } });
  });

  it("embeds the anchors of the document's country alone", async () => {
    const { session } = await record(profileOf("vn-2021"));
    expect(session.trust).toHaveLength(1);
    expect(session.trust[0]).toMatchObject({ name: "csca.cer" });
  });

  it("judges by what an anchor was worth where it was recorded", async () => {
    const { session } = await record(profileOf("vn-2021"));
    const trust = session.trust.map((one) => ("file" in one ? one : { ...one, status: "unverified" as const }));
    const { expect: _, ...rest } = session;
    // Without a trusted chain a second proof is asked for under either policy, so the exchanges are the same.
    const replay = await replaySession({ ...rest, trust }, tools);
    expect(replay.mismatch).toBeUndefined();
    expect(replay.inspection?.passive.chain).toBe("unverified-anchor");
    expect(replay.inspection?.verdict).toBe("unconfirmed");
  });

  it("takes trust data from files beside the session", async () => {
    const { session } = await record(profileOf("vn-2021"));
    const [anchor] = session.trust;
    const bytes = anchor !== undefined && "bytes" in anchor ? anchor.bytes : new Uint8Array(0);
    const named: Session = { ...session, trust: [{ file: "csca-vn.cer" }] };
    const replay = await replaySession(named, { ...tools, readFile: () => bytes });
    expect(replay.inspection?.verdict).toBe("genuine");
    await expect(replaySession(named, tools)).rejects.toMatchObject({ code: "files.not-found" });
  });
});
