import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deterministicRandom } from "../../src/crypto/random.js";
import { chipCrypto } from "./kit.js";
import { buildPeer, PEER_COMBINATIONS, peerFiles, peerMissing, peerRuns } from "./peer.js";

const missing = peerMissing();

/** A sample of `npm run soak -- peer`. */
describe("tool: peer: a chip on OpenPACE", () => {
  if (missing !== undefined) {
    it.skip(missing, () => undefined);
    return;
  }
  let folder = "";
  let program = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "chipid-peer-"));
    program = buildPeer();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(PEER_COMBINATIONS.map((combination) => [Object.values(combination).join(" "), combination] as const))(
    "%s: every file byte for byte",
    async (name, combination) => {
      const random = deterministicRandom(`peer ${name}`);
      const counts = await peerRuns({ combination, sessions: 1, chipCrypto, random, program, folder });
      // The peer draws its own keys: one session over DH in 256 meets a zero-led secret, which the peer cuts.
      expect(counts.failures).toEqual([]);
      expect(counts.files).toBe(counts.endedByZero > 0 ? 0 : peerFiles().size);
    },
  );
});
