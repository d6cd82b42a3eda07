import { parseArgs } from "node:util";

/**
 * Runs a soak program: numbers and words from its command line (the repository's root comes first), exit code 2 with one
 * line for a wrong one.
 */
export async function soak<N extends string, W extends string>(
  options: { readonly numbers: Readonly<Record<N, number>>; readonly words?: readonly W[] },
  run: (given: {
    readonly root: string;
    readonly numbers: Record<N, number>;
    readonly words: Partial<Record<W, string>>;
  }) => Promise<number>,
): Promise<void> {
  const [root = ".", ...args] = process.argv.slice(2);
  const numbers = { ...options.numbers } as Record<N, number>;
  const words: Partial<Record<W, string>> = {};
  try {
    const names = [...Object.keys(options.numbers), ...(options.words ?? [])];
    const { values } = parseArgs({
      args,
      options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
    });
    for (const name of Object.keys(options.numbers) as N[]) {
      const text = values[name];
      if (typeof text === "string") numbers[name] = whole(text, name);
    }
    for (const name of options.words ?? []) {
      const text = values[name];
      if (typeof text === "string") words[name] = text;
    }
  } catch (error) {
    process.stderr.write(`${(error instanceof Error ? error.message : String(error)).split("\n")[0]}\n`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = await run({ root, numbers, words });
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
  return value;
}

/** Lines of a table, the first column to the left and the others to the right. */
export function tableLines(rows: readonly (readonly (string | number)[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const width = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => String(row[i] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(width[i] ?? 0) : String(cell).padStart(width[i] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
