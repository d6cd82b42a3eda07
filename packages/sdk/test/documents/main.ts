import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { documentTable, refusedTable } from "./table.js";

const data = resolve(process.argv[2] ?? ".", process.env.CHIPID_TEST_DATA ?? "../shared/data");
if (!existsSync(data)) {
  process.stderr.write(`no test data in ${data}: set CHIPID_TEST_DATA to the folder that holds them\n`);
  process.exit(2);
}

function print(rows: readonly object[]): void {
  const [first] = rows;
  if (first === undefined) return;
  const keys = Object.keys(first);
  const cells = [keys, ...rows.map((row) => keys.map((key) => String((row as Record<string, unknown>)[key])))];
  const widths = keys.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  for (const line of cells) {
    process.stdout.write(
      `${line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  }
  process.stdout.write("\n");
}

print(documentTable(data));
print(refusedTable(data));
