import type { Style } from "../terminal/terminal.js";
import { clip, displayWidth, inert } from "../terminal/text.js";
import type { DumpNode } from "./model.js";

interface Layout {
  readonly style: Style;
  /** Columns to keep to, or undefined to let lines run on. */
  readonly width: number | undefined;
}

const MAX_ALIGNED_LABEL = 28;

/** The tree as lines. Siblings' values stand in one column; all text is made inert. */
export function renderTree(nodes: readonly DumpNode[], layout: Layout): string[] {
  const lines: string[] = [];
  const walk = (siblings: readonly DumpNode[], prefix: string): void => {
    const labels = siblings.map((node) => displayWidth(inert(node.label))).filter((w) => w <= MAX_ALIGNED_LABEL);
    const column = Math.max(0, ...labels);
    siblings.forEach((node, i) => {
      const last = i === siblings.length - 1;
      const branch = prefix + (last ? "└─ " : "├─ ");
      const label = inert(node.label);
      let line = layout.style.dim(branch) + layout.style.cyan(label);
      if (node.value !== undefined) {
        const gap = Math.max(0, column - displayWidth(label)) + 2;
        const value = inert(node.value);
        const room = layout.width === undefined ? undefined : layout.width - displayWidth(branch + label) - gap;
        line += " ".repeat(gap) + (room === undefined ? value : clip(value, Math.max(16, room)));
      }
      lines.push(line);
      if (node.children !== undefined) walk(node.children, prefix + (last ? "   " : "│  "));
    });
  };
  walk(nodes, "");
  return lines;
}
