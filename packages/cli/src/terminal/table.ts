import { displayWidth, padEnd } from "./text.js";

export interface TableOptions {
  readonly indent?: number;
  readonly gap?: number;
  /** Columns to align right, by index. */
  readonly right?: readonly number[];
}

/** Rows as aligned lines. Cells may hold colour; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell));
    });
  }
  const indent = " ".repeat(options.indent ?? 0);
  const gap = " ".repeat(options.gap ?? 2);
  return rows.map((row) => {
    const cells = row.map((cell, i) => {
      const width = widths[i] ?? 0;
      if (options.right?.includes(i) === true) return " ".repeat(Math.max(0, width - displayWidth(cell))) + cell;
      return i === row.length - 1 ? cell : padEnd(cell, width);
    });
    return (indent + cells.join(gap)).trimEnd();
  });
}
