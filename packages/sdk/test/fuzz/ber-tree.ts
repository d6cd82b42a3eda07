/**
 * A TLV or BER file taken apart so that one object can be changed and the lengths around it put right again. Separate
 * from the SDK's own readers on purpose: what makes the mutants must not share their mistakes.
 */
export interface BerNode {
  readonly tag: Uint8Array;
  /** Bytes in front of the children that are not an object: the unused-bits byte of a BIT STRING. */
  readonly prefix: Uint8Array;
  /** Content of a leaf. */
  readonly value: Uint8Array;
  readonly children: readonly BerNode[] | undefined;
  /** Length bytes to write whatever the content is; undefined: the right ones. */
  readonly length: Uint8Array | undefined;
  /** The encoding, as long as nothing in it was changed. */
  readonly raw: Uint8Array | undefined;
}

const NONE = new Uint8Array(0);

interface Header {
  readonly tag: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function readHeader(data: Uint8Array, at: number): Header | undefined {
  let i = at + 1;
  const first = data[at];
  if (first === undefined || first === 0) return undefined;
  if ((first & 0x1f) === 0x1f) {
    for (;;) {
      const next = data[i++];
      if (next === undefined || i - at > 3) return undefined;
      if (next < 0x80) break;
    }
  }
  const tag = data.subarray(at, i);
  let length = data[i++];
  if (length === undefined || length === 0x80 || length > 0x84) return undefined;
  if (length > 0x80) {
    let count = length & 0x7f;
    length = 0;
    for (; count > 0; count--) length = length * 256 + (data[i++] ?? 0);
  }
  return i + length > data.length ? undefined : { tag, start: i, end: i + length };
}

/** The objects that `data` is a run of, or undefined when it is not one. */
export function readTree(data: Uint8Array, depth = 0): BerNode[] | undefined {
  if (depth > 24) return undefined;
  const nodes: BerNode[] = [];
  for (let at = 0; at < data.length; ) {
    const header = readHeader(data, at);
    if (header === undefined) return undefined;
    const value = data.subarray(header.start, header.end);
    const first = header.tag[0] ?? 0;
    const bits = first === 0x03 && value[0] === 0 ? 1 : 0;
    // Octet strings and application objects often hold more objects, so every content is tried.
    const inside = value.length > bits + 1 ? readTree(value.subarray(bits), depth + 1) : undefined;
    nodes.push({
      tag: header.tag,
      prefix: value.subarray(0, inside === undefined ? 0 : bits),
      value,
      children: inside,
      length: undefined,
      raw: data.subarray(at, header.end),
    });
    at = header.end;
  }
  return nodes;
}

export function encodeLengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function encodeNode(node: BerNode): Uint8Array {
  if (node.raw !== undefined) return node.raw;
  const content = node.children === undefined ? node.value : join([node.prefix, ...node.children.map(encodeNode)]);
  return join([node.tag, node.length ?? encodeLengthBytes(content.length), content]);
}

export function leaf(tag: Uint8Array, value: Uint8Array): BerNode {
  return { tag, prefix: NONE, value, children: undefined, length: undefined, raw: undefined };
}

export function countNodes(nodes: readonly BerNode[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countNodes(node.children ?? []), 0);
}

/**
 * The tree with the `index`-th object (counted from the front, an object before what it holds) replaced by what
 * `change` makes of it: none, one or several.
 */
export function changeNode(
  nodes: readonly BerNode[],
  index: number,
  change: (node: BerNode) => readonly BerNode[],
): BerNode[] {
  let rest = index;
  const walk = (list: readonly BerNode[]): BerNode[] =>
    list.flatMap((node) => {
      if (rest < 0) return [node];
      if (rest-- === 0) return change(node);
      if (node.children === undefined) return [node];
      const before = rest;
      const children = walk(node.children);
      // Only a node on the way to the changed one is written anew.
      return rest < 0 && before >= 0 ? [{ ...node, children, raw: undefined }] : [node];
    });
  return walk(nodes);
}

/** The `index`-th object, in the order of `changeNode`. */
export function nodeAt(nodes: readonly BerNode[], index: number): BerNode | undefined {
  let found: BerNode | undefined;
  changeNode(nodes, index, (node) => {
    found = node;
    return [node];
  });
  return found;
}
