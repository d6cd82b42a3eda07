import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SESSIONS } from "../../../scripts/src/fixtures/sessions.js";
import { createPureChipCrypto } from "../src/crypto/chip-crypto.js";
import { createCrypto } from "../src/crypto/engine.js";
import { createPureBackend } from "../src/crypto/pure.js";
import { nodeChipCrypto } from "../src/node/chip-crypto.js";
import { nodeCrypto } from "../src/node/crypto.js";
import { readSession } from "../src/recording/read-session.js";
import { redactSession } from "../src/recording/redact/redact.js";
import { replaySession } from "../src/recording/replay.js";
import { formatSession } from "../src/recording/write-session.js";
import { chipProfiles } from "../src/simulator/chip-profiles.js";

const folder = fileURLToPath(new URL("../../../fixtures/sessions", import.meta.url));
const EXTENSION = ".session.jsonl";
const text = (id: string): string => readFileSync(join(folder, `${id}${EXTENSION}`), "utf8");

const engines = [
  ["pure", { crypto: createCrypto({ pure: createPureBackend() }), chipCrypto: createPureChipCrypto() }],
  ["native", { crypto: nodeCrypto(), chipCrypto: nodeChipCrypto() }],
] as const;

describe.each(engines)("fixtures/sessions, %s cryptography", (_, tools) => {
  it.each(SESSIONS.map((c) => [c.id, c.title, c] as const))("%s: %s", async (id, _title, c) => {
    const session = readSession(text(id));
    // The footer is what the list of cases says, not what some program once found.
    expect(session.expect).toMatchObject({
      verdict: c.verdict,
      reasons: [...new Set([...c.codes, ...c.besides])].sort(),
    });
    const replay = await replaySession(session, tools);
    expect(replay.mismatch).toBeUndefined();
    expect(replay.exchanges).toBe(session.exchanges.length);
    const { inspection } = replay;
    expect({ verdict: inspection?.verdict, reasons: inspection?.reasons.map(({ code }) => code).sort() }).toEqual({
      verdict: c.verdict,
      reasons: session.expect?.reasons,
    });
    expect(replay.failures).toEqual([]);
    expect(replay.ok).toBe(true);
  });
});

describe("redacted", () => {
  const [, [, tools]] = engines;

  it.each(SESSIONS.map(({ id, verdict }) => [id, verdict] as const))("%s stays %s", async (id, verdict) => {
    const session = readSession(text(id));
    const redacted = await redactSession(session, tools);
    expect([redacted.before, redacted.after]).toEqual([verdict, verdict]);
    expect((await replaySession(redacted.session, tools)).ok).toBe(true);
  });
});

describe("the recorded sessions", () => {
  it("are those that the generator makes, each of a case of its own", () => {
    const ids = SESSIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(SESSIONS.map(({ title }) => title)).size).toBe(ids.length);
    expect(readdirSync(folder).sort()).toEqual(ids.map((id) => `${id}${EXTENSION}`).sort());
  });

  it("have one of every profile of the virtual chip", () => {
    const recorded = new Set(SESSIONS.map(({ profile }) => profile));
    expect(chipProfiles().filter(({ name }) => !recorded.has(name))).toEqual([]);
  });

  it("stand in their finished form, and are small", () => {
    let total = 0;
    for (const { id } of SESSIONS) {
      const file = text(id);
      expect(formatSession(readSession(file)) === file, id).toBe(true);
      total += file.length;
    }
    expect(total).toBeLessThan(3_000_000);
  });
});
