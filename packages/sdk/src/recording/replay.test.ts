import { describe, expect, it } from "vitest";
import {
  profileOf,
  recordSession as record,
  type RecordingSetting as Setting,
  tools,
} from "../../test/recorded-session.js";
import { csca, importAll, masterList, masterListSigner } from "../../test/trust-issuer.js";
import { chipProfiles } from "../simulator/chip-profiles.js";
import { simulateDocument } from "../simulator/simulated-document.js";
import { readSession } from "./read-session.js";
import { redactSession } from "./redact/redact.js";
import { replaySession } from "./replay.js";
import type { Session } from "./session-types.js";
import { formatSession } from "./write-session.js";

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
    ["a wrong MAC", "passport-pace", { faults: ["mac@15"] }, "retry"],
    ["an error status", "passport-bac", { faults: ["sw@3:6F00"] }, "genuine-copyable"],
  ])("%s", async (_name, profile, setting, verdict) => {
    const { session } = await record(profileOf(profile), setting);
    expect(session.expect?.verdict).toBe(verdict);
    // Every APDU counts, those before an interruption too.
    expect(session.expect?.apdus).toBe(session.exchanges.filter(({ kind }) => kind === "apdu").length);
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
      return { ...exchange, response: Uint8Array.of(0x69, 0x88) };
    });
    const replay = await replaySession({ ...session, exchanges }, tools);
    expect(replay.ok).toBe(false);
    expect(replay.inspection).toBeUndefined();
    // The bare status ends the session: the terminal powers the card up instead of reading on.
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

  it("reads a recording whose anchors somebody had forced in (T91b)", async () => {
    const { session } = await record(profileOf("vn-2021"));
    const forced = { name: "test.cer", bytes: csca("VN", { name: "test" }).certificate };
    const replay = await replaySession({ ...session, trust: [...session.trust, forced] }, tools);
    expect(replay).toMatchObject({ ok: true, inspection: { verdict: "genuine" } });
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

  it.each([
    ["verified", "note", "genuine", "trust.list.age"],
    ["verified", 30, "unconfirmed", "trust.list.old"],
    ["unverified", "note", "unconfirmed", "chain.anchor.unverified"],
  ] as const)(
    "keeps an anchor %s by a master list, its age under policy %s: %s",
    async (standing, trustAge, verdict, reason) => {
      const profile = profileOf("vn-2021");
      const anchor = simulateDocument(profile).issuer.csca.certificate;
      const publisher = csca("FR");
      const list = masterList(masterListSigner(publisher), [anchor], { time: "2025-01-15" });
      const files =
        standing === "verified" ? { "fr.cer": publisher.certificate, "list.ml": list } : { "list.ml": list };
      const { session } = await record(profile, { trust: importAll(files).store, policy: { trustAge } });
      expect(session.expect).toMatchObject({ verdict, reasons: expect.arrayContaining([reason]) });
      // The publisher's own anchor is of another country and does not go along.
      expect(session.trust).toEqual([
        { name: "list.ml", bytes: anchor, status: standing, kind: "master-list", date: Date.UTC(2025, 0, 15) },
      ]);
      const replay = await replaySession(readSession(formatSession(session)), tools);
      expect(replay).toMatchObject({ ok: true, failures: [], mismatch: undefined });
      const redacted = await redactSession(session, tools);
      expect(redacted.after).toBe(verdict);
      expect(redacted.session.expect?.reasons).toContain(reason);
    },
  );

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
