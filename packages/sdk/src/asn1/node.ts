import { concat } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";

/** Departures from DER (X.690 §10–11) that tolerant reading lets pass and reports. */
export type Asn1Quirk =
  | "indefinite-length"
  | "constructed-string"
  | "non-minimal-length"
  | "non-minimal-integer"
  | "boolean-value"
  | "unused-bits"
  | "time-format"
  | "set-order";

export interface Asn1Options {
  /** `der` refuses every quirk; `ber` lets them pass and adds them to `quirks`. Default `der`. */
  readonly mode?: "der" | "ber";
  readonly maxDepth?: number;
  /** Nodes made in one tree, children included. */
  readonly maxNodes?: number;
}

/** What one tree shares: the mode, the limits left and the quirks met. Made per input, never global. */
export class Asn1Context {
  readonly ber: boolean;
  readonly maxDepth: number;
  readonly quirks = new Set<Asn1Quirk>();
  private left: number;

  constructor(options: Asn1Options = {}) {
    this.ber = options.mode === "ber";
    this.maxDepth = options.maxDepth ?? 48;
    this.left = options.maxNodes ?? 100_000;
  }

  count(offset: number): void {
    if (--this.left < 0) throw new ChipidError("asn1.count", "Too many ASN.1 elements.", { offset });
  }

  quirk(quirk: Asn1Quirk, offset: number, message: string): void {
    if (!this.ber) throw new ChipidError("asn1.not-der", message, { offset });
    this.quirks.add(quirk);
  }
}

/**
 * One ASN.1 element over the bytes as received; children are found when asked for. Nothing is copied or re-encoded:
 * `raw` is what a signature or a hash covers.
 */
export class Asn1Node {
  /** The identifier byte: class, constructed bit, number (0x30, 0x02, 0xa0 …). High tag numbers are refused. */
  readonly tag: number;
  /** Offset of the identifier in `data`. */
  readonly start: number;
  readonly contentStart: number;
  /** End of the content; for indefinite length, where its end-of-contents begins. */
  readonly contentEnd: number;
  /** End of the element, end-of-contents included. */
  readonly end: number;
  readonly depth: number;
  readonly data: Uint8Array;
  readonly context: Asn1Context;
  private kids: Asn1Node[] | undefined;

  constructor(data: Uint8Array, start: number, limit: number, depth: number, context: Asn1Context) {
    context.count(start);
    if (depth > context.maxDepth) throw new ChipidError("asn1.depth", "ASN.1 nesting is too deep.", { offset: start });
    if (start + 2 > limit) throw new ChipidError("asn1.truncated", "ASN.1 data end early.", { offset: start });
    const tag = data[start] ?? 0;
    if ((tag & 0x1f) === 0x1f) {
      throw new ChipidError("asn1.tag", "ASN.1 tag numbers above 30 are not used in these files.", { offset: start });
    }
    if (tag === 0) throw new ChipidError("asn1.tag", "ASN.1 tag is zero.", { offset: start });
    let at = start + 1;
    let length = data[at++] ?? 0;
    let indefinite = false;
    if (length === 0x80) {
      if ((tag & 0x20) === 0) {
        throw new ChipidError("asn1.length", "A primitive element has an indefinite length.", { offset: start });
      }
      context.quirk("indefinite-length", start, "An indefinite length is not DER.");
      indefinite = true;
    } else if (length > 0x80) {
      const count = length & 0x7f;
      if (count > 4)
        throw new ChipidError("asn1.length", "An ASN.1 length has more than four bytes.", { offset: start });
      if (at + count > limit) throw new ChipidError("asn1.truncated", "ASN.1 data end early.", { offset: at });
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (data[at++] ?? 0);
      if (length < 0x80 || (count > 1 && length < 2 ** (8 * (count - 1)))) {
        context.quirk("non-minimal-length", start, "A length is longer than it need be.");
      }
    }
    this.data = data;
    this.tag = tag;
    this.start = start;
    this.contentStart = at;
    this.depth = depth;
    this.context = context;
    if (!indefinite) {
      if (length > limit - at) throw new ChipidError("asn1.truncated", "ASN.1 data end early.", { offset: start });
      this.contentEnd = at + length;
      this.end = this.contentEnd;
      return;
    }
    const kids: Asn1Node[] = [];
    for (;;) {
      if (at + 2 > limit)
        throw new ChipidError("asn1.truncated", "An indefinite length never ends.", { offset: start });
      if (data[at] === 0 && data[at + 1] === 0) break;
      const kid: Asn1Node = new Asn1Node(data, at, limit, depth + 1, context);
      kids.push(kid);
      at = kid.end;
    }
    this.kids = kids;
    this.contentEnd = at;
    this.end = at + 2;
  }

  get constructed(): boolean {
    return (this.tag & 0x20) !== 0;
  }

  /** The whole element as received. */
  get raw(): Uint8Array {
    return this.data.subarray(this.start, this.end);
  }

  /** The content as received. */
  get content(): Uint8Array {
    return this.data.subarray(this.contentStart, this.contentEnd);
  }

  /** Elements inside a constructed element. @throws ChipidError `asn1.*` */
  get children(): readonly Asn1Node[] {
    if (this.kids !== undefined) return this.kids;
    if (!this.constructed) {
      throw new ChipidError("asn1.tag", "Expected a constructed ASN.1 element.", { offset: this.start });
    }
    const kids: Asn1Node[] = [];
    for (let at = this.contentStart; at < this.contentEnd; ) {
      const kid = new Asn1Node(this.data, at, this.contentEnd, this.depth + 1, this.context);
      kids.push(kid);
      at = kid.end;
    }
    this.kids = kids;
    return kids;
  }

  /** The child at `index`. @throws ChipidError `asn1.value` when there is none. */
  child(index: number): Asn1Node {
    const kid = this.children[index];
    if (kid === undefined) throw new ChipidError("asn1.value", "An ASN.1 element is missing.", { offset: this.end });
    return kid;
  }

  /** This node, when it has the tag. @throws ChipidError `asn1.tag` */
  expect(tag: number): this {
    if (this.tag !== tag) {
      throw new ChipidError("asn1.tag", `Expected ASN.1 tag ${hex(tag)}, found ${hex(this.tag)}.`, {
        offset: this.start,
      });
    }
    return this;
  }

  /**
   * Value of a string type whose primitive tag is `tag` (0x04 OCTET STRING, 0x80 [0] IMPLICIT …): primitive, or in
   * BER constructed, when the value is the segments joined (X.690 §8.7.3.2).
   */
  stringValue(tag: number): Uint8Array {
    if (this.tag === tag) return this.content;
    this.expect(tag | 0x20);
    this.context.quirk("constructed-string", this.start, "A constructed string is not DER.");
    return concat(...this.children.map((segment) => segment.stringValue(0x04)));
  }
}

function hex(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(2, "0");
}

/**
 * Reads the element at the start of `data`; bytes behind it are an error unless `trailing` is set.
 * @throws ChipidError `asn1.*`
 */
export function readAsn1(
  data: Uint8Array,
  options: Asn1Options & { readonly trailing?: boolean; readonly context?: Asn1Context } = {},
): Asn1Node {
  const node = new Asn1Node(data, 0, data.length, 1, options.context ?? new Asn1Context(options));
  if (options.trailing !== true && node.end !== data.length) {
    throw new ChipidError("asn1.trailing", "Bytes follow the ASN.1 element.", { offset: node.end });
  }
  return node;
}
