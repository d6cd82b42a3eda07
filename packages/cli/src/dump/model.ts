import { toHex } from "@chipid/sdk";

/** One line of the tree, with what is below it. */
export interface DumpNode {
  readonly label: string;
  /** What it holds, for people; absent for a mere heading. */
  readonly value?: string;
  readonly children?: readonly DumpNode[];
}

/** What a file turned out to be. */
export interface Dump {
  /** Stable word for programs: `dg1`, `sod`, `certificate`, `master-list`, `tlv` … */
  readonly kind: string;
  /** The same for people. */
  readonly title: string;
  readonly nodes: readonly DumpNode[];
}

export interface DumpOptions {
  /** Long values are shown whole, images included. */
  readonly full: boolean;
  /** Ethnicity and religion of a citizen card are shown too, and fields that could hold them. */
  readonly personal?: boolean;
}

const SHORT_BYTES = 24;
const SHORT_TEXT = 160;

/** Bytes as hex; long ones by their beginning and their length unless all was asked for. */
export function hexValue(bytes: Uint8Array, options: DumpOptions): string {
  if (bytes.length === 0) return "(empty)";
  if (options.full || bytes.length <= SHORT_BYTES + 8) return toHex(bytes);
  return `${toHex(bytes.subarray(0, SHORT_BYTES))}… (${bytes.length} bytes)`;
}

export function textValue(text: string, options: DumpOptions): string {
  return options.full || text.length <= SHORT_TEXT ? text : `${text.slice(0, SHORT_TEXT)}… (${text.length} characters)`;
}

export function leaf(label: string, value: string): DumpNode {
  return { label, value };
}

export function branch(label: string, children: readonly (DumpNode | undefined)[], value?: string): DumpNode {
  const present = children.filter((child): child is DumpNode => child !== undefined);
  return value === undefined ? { label, children: present } : { label, value, children: present };
}

/** A leaf, or nothing when there is nothing to show. */
export function optional(label: string, value: string | undefined): DumpNode | undefined {
  return value === undefined ? undefined : leaf(label, value);
}

export function dateValue(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString().replace(/\.000Z$/, "Z");
}
