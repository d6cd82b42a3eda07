import type { Style } from "../terminal/terminal.js";
import { displayWidth, inert, wrapHard } from "../terminal/text.js";
import type { DumpNode } from "./model.js";

interface Layout {
  readonly style: Style;
  /** Columns to keep to, or undefined to let lines run on. */
  readonly width: number | undefined;
}

const MAX_ALIGNED_LABEL = 28;
const MIN_VALUE = 24;

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
      const below = prefix + (last ? "   " : "│  ");
      const head = layout.style.dim(branch) + layout.style.cyan(label);
      if (node.value === undefined) lines.push(head);
      else {
        const gap = Math.max(0, column - displayWidth(label)) + 2;
        const indent = displayWidth(branch + label) + gap;
        const value = inert(node.value);
        const parts =
          layout.width === undefined ? [value] : wrapHard(value, Math.max(MIN_VALUE, layout.width - indent));
        const stem = node.children === undefined || node.children.length === 0 ? below : `${below}│`;
        parts.forEach((part, row) => {
          if (row === 0) lines.push(head + " ".repeat(gap) + part);
          else lines.push(layout.style.dim(stem) + " ".repeat(Math.max(0, indent - displayWidth(stem))) + part);
        });
      }
      if (node.children !== undefined) walk(node.children, below);
    });
  };
  walk(nodes, "");
  return lines;
}
