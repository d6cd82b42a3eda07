import { beforeAll, describe, expect, it } from "vitest";
import { profileOf, recordSession, tools } from "../../test/recorded-session.js";
import { replaySession } from "./replay.js";
import { SessionTrustMemory } from "./session-trust-memory.js";
import type { Session } from "./session-types.js";

describe("trust data of many sessions", () => {
  let session: Session;
  beforeAll(async () => {
    ({ session } = await recordSession(profileOf("vn-2021")));
  });

  it("is imported once for all that carry the same, with the same result", async () => {
    const memory = new SessionTrustMemory(tools.crypto);
    const store = await memory.trustOf(session);
    expect(store.data.entries).toHaveLength(1);
    expect(await memory.trustOf({ ...session, exchanges: [] })).toBe(store);
    const [first, second] = [
      await replaySession(session, { ...tools, trust: store }),
      await replaySession(session, tools),
    ];
    expect(first.ok).toBe(true);
    expect(first.inspection).toEqual(second.inspection);
  });

  it("is another one when a byte, its worth or the moment differs", async () => {
    const memory = new SessionTrustMemory(tools.crypto);
    const store = await memory.trustOf(session);
    const [item] = session.trust;
    if (item === undefined || "file" in item) throw new Error("the session embeds its anchor");
    const later = { ...session, header: { ...session.header, at: session.header.at + 1 } };
    for (const other of [
      { ...session, trust: [] },
      { ...session, trust: [{ ...item, status: "unverified" as const }] },
      { ...session, trust: [{ ...item, name: "other" }] },
      later,
    ]) {
      expect(await memory.trustOf(other)).not.toBe(store);
    }
    const changed = item.bytes.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const altered = { ...session, trust: [{ ...item, bytes: changed }] };
    await expect(memory.trustOf(altered)).rejects.toMatchObject({ code: "trust.flagged" });
  });

  it("is read each time where a session names a file, and forgotten when there is too much", async () => {
    const memory = new SessionTrustMemory(tools.crypto, 1);
    const [item] = session.trust;
    const bytes = item !== undefined && "bytes" in item ? item.bytes : new Uint8Array();
    const named = { ...session, trust: [{ file: "csca.cer" }] };
    let reads = 0;
    const read = (): Uint8Array => {
      reads++;
      return bytes;
    };
    await memory.trustOf(named, read);
    await memory.trustOf(named, read);
    expect(reads).toBe(2);
    const store = await memory.trustOf(session);
    await memory.trustOf({ ...session, trust: [] });
    expect(await memory.trustOf(session)).not.toBe(store);
  });
});
