import { createPureChipCrypto } from "../../src/crypto/chip-crypto.js";
import { createPureKeyAgreements } from "../../src/crypto/key-agreement.js";
import { nodeChipCrypto } from "../../src/node/chip-crypto.js";
import { keyAgreementRuns } from "../key-agreement-runs.js";
import { CURVE_FAMILIES, type CurveFamily, paceRuns } from "./pace-runs.js";
import { soak, tableLines } from "./soak-options.js";

// npm run soak -- pace [--runs N] [--family nist|brainpool|dh] [--agreements N] [--crypto pure|native] [--seed N]

await soak({ numbers: { runs: 2000, agreements: 200, seed: 1 }, words: ["family", "crypto"] }, async (given) => {
  const { runs, agreements, seed } = given.numbers;
  const families = (Object.keys(CURVE_FAMILIES) as CurveFamily[]).filter(
    (family) => given.words.family === undefined || given.words.family === family,
  );
  const native = given.words.crypto === "native";
  if (families.length === 0 || !(given.words.crypto === undefined || native || given.words.crypto === "pure")) {
    process.stderr.write("--family is nist, brainpool or dh; --crypto pure or native\n");
    return 2;
  }
  const chipCrypto = native ? nodeChipCrypto() : createPureChipCrypto();
  const failures: string[] = [];

  const rows: (string | number)[][] = [
    ["sessions", "runs", "gm", "im", "cam", "zero-led secrets", "zero-led keys", "failures", "seconds"],
  ];
  for (const family of families) {
    const begun = performance.now();
    const counts = await paceRuns({
      family,
      runs,
      seed: `soak ${seed}`,
      chipCrypto,
      onProgress: (done) => {
        if (done % 100 === 0) process.stderr.write(`${family}: ${done} of ${runs}\n`);
      },
    });
    const { gm = 0, im = 0, cam = 0 } = counts.mappings;
    failures.push(...counts.failures.map((failure) => `${family} ${failure}`));
    rows.push([
      family,
      counts.sessions,
      gm,
      im,
      cam,
      counts.leadingZeroSecrets,
      counts.leadingZeroKeys,
      counts.failures.length,
      ((performance.now() - begun) / 1000).toFixed(0),
    ]);
  }
  process.stdout.write(`${tableLines(rows)}\n\n`);

  if (agreements > 0) {
    const terminal = native ? chipCrypto.agreement : createPureKeyAgreements();
    const peer = createPureKeyAgreements();
    const table: (string | number)[][] = [["key agreements alone", "runs", "zero-led", "failures", "seconds"]];
    for (const id of families.flatMap((family) => CURVE_FAMILIES[family])) {
      const begun = performance.now();
      const counts = keyAgreementRuns({ id, runs: agreements, of: terminal, peer, seed: `soak ${seed}` });
      failures.push(...counts.failures.map((failure) => `domain ${id}, ${failure}`));
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      table.push([`domain ${id}`, counts.runs, counts.leadingZeros, counts.failures.length, seconds]);
    }
    process.stdout.write(`${tableLines(table)}\n\n`);
  }
  for (const failure of failures) process.stdout.write(`! ${failure}\n`);
  process.stdout.write(`${failures.length} failures\n`);
  return failures.length === 0 ? 0 : 1;
});
