import { ChipidError, fileFromName, readAsn1 } from "@chipid/sdk";
import { asn1Tree } from "./asn1-tree.js";
import { certificateNodes } from "./certificate.js";
import { comDump, dg1Dump, sodDump } from "./elementary-files.js";
import type { Dump, DumpNode, DumpOptions } from "./model.js";
import { tlvTree } from "./tlv-tree.js";

void certificateNodes;
type Reader = (bytes: Uint8Array, options: DumpOptions) => Dump;

/** Readers by the file's first tag. */
const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [0x60, comDump],
  [0x61, dg1Dump],
  [0x77, sodDump],
]);

function tree(bytes: Uint8Array, options: DumpOptions): { kind: string; nodes: readonly DumpNode[] } {
  try {
    const root = readAsn1(bytes, { mode: "ber", trailing: true });
    const node = asn1Tree(root, options);
    return { kind: "asn1", nodes: [node] };
  } catch {
    return { kind: "tlv", nodes: tlvTree(bytes, options) };
  }
}

export function describeFile(name: string, bytes: Uint8Array, options: DumpOptions & { readonly bare: boolean }): Dump {
  void fileFromName(name);
  const reader = options.bare ? undefined : READERS.get(bytes[0] ?? 0);
  if (reader !== undefined) return reader(bytes, options);
  const { kind, nodes } = tree(bytes, options);
  if (nodes.length === 0) throw new ChipidError("files.empty", "The file holds nothing.");
  return { kind, title: kind === "asn1" ? "ASN.1 data" : "BER-TLV data", nodes };
}
