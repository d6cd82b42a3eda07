import { join } from "node:path";
import { createPureChipCrypto } from "../../src/crypto/chip-crypto.js";
import { nodeChipCrypto, nodeRandom } from "../../src/node/chip-crypto.js";
import {
  buildPeer,
  PEER_COMBINATIONS,
  type PeerCombination,
  peerMissing,
  peerRuns,
  peerTakesCutSecrets,
} from "./peer.js";
import { soak, tableLines } from "./soak-options.js";

// npm run soak -- peer [--sessions N] [--dh N] [--crypto pure|native]: N sessions in all; over each DH group with each
// password as many as --dh says, the others spread evenly over the curves. The peer's work over a DH group is a hundred
// times that over a curve: it tests the group's primes at every power-up.

/** One secret in 256 begins with a zero byte: sessions after which one has come up, but for one time in a hundred thousand. */
const PROOF_SESSIONS = 3000;

const isDh = ({ protocol }: PeerCombination): boolean => protocol.startsWith("DH");
const OVER_DH = PEER_COMBINATIONS.filter(isDh);

await soak({ numbers: { sessions: 3000, dh: 40 }, words: ["crypto"] }, async ({ root, numbers, words }) => {
  const missing = peerMissing(root);
  if (missing !== undefined) {
    process.stderr.write(`the peer cannot be built: ${missing}\n`);
    return 2;
  }
  const program = buildPeer(root);
  const folder = join(root, "node_modules/.cache/peer/document");
  const chipCrypto = words.crypto === "native" ? nodeChipCrypto() : createPureChipCrypto();
  const common = { chipCrypto, random: nodeRandom, program, folder };
  const rows: (string | number)[][] = [
    ["protocol", "id", "password", "sessions", "files", "bytes", "APDUs", "zero-led", "ended by it", "failures", "s"],
  ];
  const failures: string[] = [];
  const sums = { sessions: 0, files: 0, endedByZero: 0 };
  for (const [index, combination] of PEER_COMBINATIONS.entries()) {
    const { protocol, id, password } = combination;
    const count = isDh(combination)
      ? numbers.dh
      : Math.ceil(
          (numbers.sessions - OVER_DH.length * numbers.dh - index) / (PEER_COMBINATIONS.length - OVER_DH.length),
        );
    const begun = performance.now();
    const counts = await peerRuns({ ...common, combination, sessions: Math.max(0, count) });
    failures.push(...counts.failures.map((failure) => `${protocol} ${id} ${password}: ${failure}`));
    sums.sessions += counts.sessions;
    sums.files += counts.files;
    sums.endedByZero += counts.endedByZero;
    rows.push([
      protocol,
      id,
      password,
      counts.sessions,
      counts.files,
      counts.bytes,
      counts.apdus,
      counts.leadingZeroSecrets,
      counts.endedByZero,
      counts.failures.length,
      ((performance.now() - begun) / 1000).toFixed(1),
    ]);
    process.stderr.write(`${protocol} ${id} ${password}: ${counts.failures.length} failures\n`);
  }
  process.stdout.write(`${tableLines(rows)}\n\n`);
  process.stdout.write(`${sums.sessions} sessions, ${sums.files} files read byte for byte\n`);
  if (sums.endedByZero > 0) {
    const combination = { protocol: "DH_GM_AES_CBC_CMAC_128", id: 0, password: "can" } as const;
    const proven = await peerTakesCutSecrets({ ...common, combination, sessions: PROOF_SESSIONS });
    process.stdout.write(
      proven === true
        ? `${sums.endedByZero} sessions over DH ended by the peer, which cuts a zero byte off the shared secret: proven, it takes a terminal that cuts it too\n`
        : `! ${sums.endedByZero} sessions over DH failed with a zero-led secret, and that the peer cuts it is not proven\n`,
    );
    if (proven !== true) failures.push("zero-led secrets over DH");
  }
  for (const failure of failures) process.stdout.write(`! ${failure}\n`);
  process.stdout.write(`${failures.length} failures\n`);
  return failures.length === 0 ? 0 : 1;
});
