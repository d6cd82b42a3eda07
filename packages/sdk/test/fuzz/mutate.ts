import { type BerNode, changeNode, countNodes, encodeNode, join, leaf, nodeAt, readTree } from "./ber-tree.js";
import type { Random } from "./random.js";

/** Values at which length and count arithmetic goes wrong. */
const EDGES = [
  0, 1, 2, 0x7f, 0x80, 0x81, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Length fields that lie: indefinite, too long, too many bytes, reserved. */
const FALSE_LENGTHS = [
  "80",
  "00",
  "7f",
  "81ff",
  "82ffff",
  "837fffff",
  "84ffffffff",
  "847fffffff",
  "8500ffffffff",
  "88ffffffffffffffff",
  "ff",
];

export interface Mutator {
  mutate(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array;
}

/** Raw edits with no regard to structure. The first `keep` bytes stay in most mutants, so that they reach the parser. */
export function bytesMutator(keep: number): Mutator {
  return {
    mutate(seed, others, random) {
      const kept = random.oneIn(5) ? 0 : Math.min(keep, seed.length);
      let body: Uint8Array = seed.slice(kept);
      for (let times = 1 + random.below(4); times > 0; times--) body = editBytes(body, others, random);
      return join([seed.subarray(0, kept), body]);
    },
  };
}

function editBytes(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const length = 1 + random.below(random.oneIn(4) ? Math.max(1, bytes.length) : 8);
  switch (random.below(9)) {
    case 0:
    case 1: {
      const out = bytes.slice();
      if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
      return out;
    }
    case 2: {
      const out = bytes.slice();
      out.set(random.bytes(Math.min(length, out.length - at)), at);
      return out;
    }
    case 3: {
      const out = bytes.slice();
      const size = random.pick([1, 2, 4]);
      const value = random.pick(EDGES);
      for (let i = 0; i < size && at + i < out.length; i++) out[at + i] = (value / 256 ** (size - 1 - i)) & 255;
      return out;
    }
    case 4:
      return bytes.slice(0, at);
    case 5:
      return join([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 6:
      return join([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 7: {
      const other = random.pick(others);
      const from = random.below(other.length);
      return join([bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at + length)]);
    }
    default:
      return join([bytes.subarray(0, at), random.bytes(Math.min(length, 64)), bytes.subarray(at)]);
  }
}

const trees = new WeakMap<Uint8Array, { readonly nodes: readonly BerNode[]; readonly count: number } | undefined>();

function treeOf(seed: Uint8Array): { readonly nodes: readonly BerNode[]; readonly count: number } | undefined {
  if (!trees.has(seed)) {
    const nodes = readTree(seed);
    trees.set(seed, nodes === undefined || nodes.length === 0 ? undefined : { nodes, count: countNodes(nodes) });
  }
  return trees.get(seed);
}

/** Edits of objects in a TLV or BER file: inside them, of their tag, their length, their number and their nesting. */
export const berMutator: Mutator = {
  mutate(seed, others, random) {
    const tree = treeOf(seed);
    // A file that is no run of definite-length objects (BER with indefinite lengths) gets raw edits behind its header.
    if (tree === undefined || random.oneIn(8)) return bytesMutator(8).mutate(seed, others, random);
    let nodes = [...tree.nodes];
    let count = tree.count;
    for (let times = 1 + random.below(3); times > 0 && count > 0; times--) {
      // The first tag and length change seldom: most mutants shall get past them.
      const index = count === 1 || random.oneIn(12) ? 0 : 1 + random.below(count - 1);
      const edits = index === 0 && !random.oneIn(3) ? CONTENT_EDITS : ALL_EDITS;
      nodes = changeNode(nodes, index, (node) => editNode(node, random.below(edits), others, random));
      if (times > 1) count = countNodes(nodes);
    }
    const out = join(nodes.map(encodeNode));
    if (random.oneIn(40)) return out.slice(0, random.below(out.length));
    return random.oneIn(40) ? join([out, random.bytes(1 + random.below(16))]) : out;
  },
};

/** The first of the edits below leave tag and length in order. */
const CONTENT_EDITS = 7;
const ALL_EDITS = 15;

function editNode(node: BerNode, edit: number, others: readonly Uint8Array[], random: Random): readonly BerNode[] {
  const changed = { ...node, raw: undefined };
  switch (edit) {
    case 0:
    case 1:
    case 2:
    case 3:
      return node.children === undefined
        ? [leaf(node.tag, editBytes(node.value, others, random))]
        : [{ ...changed, children: shuffled(node.children, random) }];
    case 4: {
      const value = node.children === undefined ? node.value : join([node.prefix, ...node.children.map(encodeNode)]);
      return [leaf(node.tag, value.subarray(0, random.below(value.length + 1)))];
    }
    case 5:
      return [leaf(node.tag, new Uint8Array(0))];
    case 6: {
      const value = new Uint8Array(random.pick([1, 64, 1024, 70_000]));
      value.fill(random.pick([0, 0x30, 0x41, 0x7f, 0xff]));
      return [leaf(node.tag, value)];
    }
    case 7: {
      const tag = Uint8Array.from(node.tag);
      tag[random.below(tag.length)] = random.oneIn(2) ? random.byte() : (tag[0] ?? 0) ^ (1 << random.below(8));
      return [{ ...changed, tag }];
    }
    case 8: {
      const donor = treeOf(random.pick(others));
      const other = donor === undefined ? undefined : nodeAt(donor.nodes, random.below(donor.count));
      return [{ ...changed, tag: other?.tag ?? node.tag }];
    }
    case 9:
      return [{ ...changed, length: fromHex(random.pick(FALSE_LENGTHS)) }];
    case 10:
      return Array.from({ length: random.oneIn(20) ? 300 : 2 + random.below(3) }, () => node);
    case 11:
      return [];
    case 12: {
      const donor = treeOf(random.pick(others));
      const other = donor === undefined ? undefined : nodeAt(donor.nodes, random.below(donor.count));
      return other === undefined ? [node] : random.oneIn(2) ? [other] : [node, other];
    }
    default: {
      let nested = node;
      for (let depth = random.oneIn(10) ? 200 : 1 + random.below(8); depth > 0; depth--) {
        nested = { ...changed, children: [nested], value: nested.value };
      }
      return [nested];
    }
  }
}

function shuffled(nodes: readonly BerNode[], random: Random): BerNode[] {
  const out = [...nodes];
  const from = random.below(out.length);
  const [moved] = out.splice(from, 1);
  if (moved !== undefined) out.splice(random.below(out.length + 1), 0, moved);
  return out;
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/**
 * Edits of text: characters of `alphabet`, look-alikes, lines and fields that move, and now and then something that no
 * alphabet holds. `keepLength` in most mutants replaces instead of inserting.
 */
export function textMutator(alphabet: string, separator: string, keepLength: boolean): Mutator {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    mutate(seed, others, random) {
      let text = decoder.decode(seed);
      const fixed = keepLength && !random.oneIn(4);
      for (let times = 1 + random.below(4); times > 0; times--) {
        text = editText(text, decoder.decode(random.pick(others)), alphabet, separator, fixed, random);
      }
      return encoder.encode(text);
    },
  };
}

const STRANGE = [
  "\0",
  "\r",
  "\n",
  "\t",
  "\u00a0",
  "\u202e",
  "\ufeff",
  "Đ",
  "Ế",
  "\ud83d\ude00",
  "\uffff",
  "ı",
  "«",
  "K",
];

function editText(
  text: string,
  other: string,
  alphabet: string,
  separator: string,
  fixed: boolean,
  random: Random,
): string {
  const at = random.below(text.length);
  const end = at + 1 + random.below(8);
  switch (random.below(fixed ? 4 : 11)) {
    case 0:
    case 1:
      return text.slice(0, at) + random.pick([...alphabet]) + text.slice(at + 1);
    case 2: {
      const run = random.pick([...alphabet]).repeat(Math.min(end, text.length) - at);
      return text.slice(0, at) + run + text.slice(at + run.length);
    }
    case 3: {
      const to = random.below(text.length);
      return text.slice(0, at) + text.slice(to, to + 1) + text.slice(at + 1);
    }
    case 4:
      return text.slice(0, at) + text.slice(end);
    case 5:
      return text.slice(0, end) + text.slice(at);
    case 6:
      return text.slice(0, at) + random.pick(STRANGE) + text.slice(random.oneIn(2) ? at : at + 1);
    case 7:
      return text.slice(0, at);
    case 8: {
      const fields = text.split(separator);
      fields.splice(random.below(fields.length), random.below(2), random.pick(other.split(separator)));
      return fields.join(separator);
    }
    case 9: {
      const fields = text.split(separator);
      const [moved] = fields.splice(random.below(fields.length), 1);
      fields.splice(random.below(fields.length + 1), 0, ...(moved === undefined ? [] : [moved, moved]));
      return fields.join(separator);
    }
    default:
      return text.slice(0, at) + random.pick([...alphabet]).repeat(random.pick([1, 100, 5000])) + text.slice(at);
  }
}
