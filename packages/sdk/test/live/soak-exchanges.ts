import { countExchanges, type ExchangeCounts, READ_SIZES } from "./exchanges.js";
import { soak, tableLines } from "./soak-options.js";

// npm run soak -- exchanges: vn-2021 with a portrait group of 15 KB, PACE, CA and AA.

await soak({ numbers: {} }, async () => {
  const all: ExchangeCounts[] = [];
  for (const size of READ_SIZES) all.push(...(await countExchanges(size)));
  const known = (counts: ExchangeCounts): string => (counts.known ? "known" : "new");
  process.stdout.write(
    `${tableLines([
      ["reads", "chip is", "APDUs", "least", "bytes in", "bytes out", "read twice", "verdict"],
      ...all.map((counts) => [
        counts.size,
        known(counts),
        counts.apdus,
        counts.least,
        counts.bytesIn,
        counts.bytesOut,
        counts.twice,
        counts.inspection.verdict,
      ]),
    ])}\n\n`,
  );
  const [{ files } = { files: [] }] = all;
  process.stdout.write(
    `${tableLines([
      ["exchanges (least)", "bytes", ...all.map((counts) => `${counts.size}, ${known(counts)}`)],
      ...files.map(({ name, length }) => [
        name,
        length,
        ...all.map((counts) => {
          const file = counts.files.find((entry) => entry.name === name);
          return file === undefined ? "" : `${file.exchanges} (${file.least})`;
        }),
      ]),
    ])}\n`,
  );
  return all.every(({ twice, inspection }) => twice === 0 && inspection.verdict === "genuine") ? 0 : 1;
});
