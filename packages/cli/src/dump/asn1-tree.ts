import {
  type Asn1Node,
  bitString,
  describeOid,
  fromLatin1,
  integer,
  oid,
  readAsn1,
  TAG,
  text,
  time,
} from "@chipid/sdk";
import { type DumpNode, type DumpOptions, dateValue, hexValue, textValue } from "./model.js";

const TAG_NAMES: Readonly<Record<number, string>> = {
  [TAG.boolean]: "BOOLEAN",
  [TAG.integer]: "INTEGER",
  [TAG.bitString]: "BIT STRING",
  [TAG.octetString]: "OCTET STRING",
  [TAG.null]: "NULL",
  [TAG.oid]: "OBJECT IDENTIFIER",
  [TAG.enumerated]: "ENUMERATED",
  [TAG.utf8]: "UTF8String",
  [TAG.numeric]: "NumericString",
  [TAG.printable]: "PrintableString",
  [TAG.teletex]: "TeletexString",
  [TAG.ia5]: "IA5String",
  [TAG.utcTime]: "UTCTime",
  [TAG.generalizedTime]: "GeneralizedTime",
  [TAG.visible]: "VisibleString",
  [TAG.universal]: "UniversalString",
  [TAG.bmp]: "BMPString",
  [TAG.sequence]: "SEQUENCE",
  [TAG.set]: "SET",
};

/** What is drawn at most: a tree longer than this helps nobody and could fill the memory. */
const MAX_LINES = 20_000;

function tagLabel(tag: number): string {
  const name = TAG_NAMES[tag];
  if (name !== undefined) return name;
  const number = tag & 0x1f;
  const kind = (["UNIVERSAL ", "APPLICATION ", "", "PRIVATE "] as const)[tag >> 6] ?? "";
  return `[${kind}${number}]`;
}

/** An element inside a string's bytes, when they are exactly one whole DER or BER element worth unfolding. */
function inside(bytes: Uint8Array): Asn1Node | undefined {
  const first = bytes[0];
  if (bytes.length < 2 || (first !== TAG.sequence && first !== TAG.set && first !== TAG.octetString)) return undefined;
  try {
    const node = readAsn1(bytes, { mode: "ber" });
    if (first === TAG.octetString) return node.content.length > 0 ? node : undefined;
    // Random bytes may look like an outer element; one level down they hardly ever do.
    void node.children.length;
    return node;
  } catch {
    return undefined;
  }
}

function primitiveValue(node: Asn1Node, options: DumpOptions): string {
  switch (node.tag) {
    case TAG.boolean:
      return node.content[0] === 0 ? "FALSE" : "TRUE";
    case TAG.integer:
    case TAG.enumerated:
      return node.content.length <= 6 ? String(integer(node, node.tag)) : hexValue(node.content, options);
    case TAG.null:
      return "";
    case TAG.oid:
      return describeOid(oid(node));
    case TAG.utcTime:
    case TAG.generalizedTime:
      return `${dateValue(time(node)) ?? ""}  "${fromLatin1(node.content)}"`;
    case TAG.bitString: {
      const { bytes, unused } = bitString(node);
      return unused === 0 ? hexValue(bytes, options) : `${hexValue(bytes, options)} (${unused} unused bits)`;
    }
    case TAG.utf8:
    case TAG.numeric:
    case TAG.printable:
    case TAG.teletex:
    case TAG.ia5:
    case TAG.visible:
    case TAG.universal:
    case TAG.bmp:
      return `"${textValue(text(node), options)}"`;
    default:
      return hexValue(node.content, options);
  }
}

/**
 * Any ASN.1 element as a tree, strings that hold an element unfolded. A part that does not parse is shown as hex with
 * what is wrong, so that a damaged file can still be looked at.
 */
export function asn1Tree(root: Asn1Node, options: DumpOptions): DumpNode {
  let left = MAX_LINES;
  const visit = (node: Asn1Node): DumpNode => {
    const label = tagLabel(node.tag);
    if (--left < 0) return { label, value: "(tree cut here: too many elements)" };
    try {
      if (node.constructed) {
        const kids = node.children;
        return { label, value: kids.length === 1 ? "1 element" : `${kids.length} elements`, children: kids.map(visit) };
      }
      if (node.tag === TAG.octetString || node.tag === TAG.bitString) {
        const bytes = node.tag === TAG.bitString ? bitString(node).bytes : node.content;
        const content = inside(bytes);
        if (content !== undefined)
          return { label, value: `${bytes.length} bytes, holding`, children: [visit(content)] };
      }
      const value = primitiveValue(node, options);
      return value === "" ? { label } : { label, value };
    } catch (error) {
      const why = error instanceof Error ? error.message : "unreadable";
      return { label, value: `${hexValue(node.content, options)}  (${why})` };
    }
  };
  return visit(root);
}
