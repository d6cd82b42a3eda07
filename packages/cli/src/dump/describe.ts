import { ChipidError, fileFromName, OID, oid, readAsn1, readTlv, TAG, trustFileKind } from "@chipid/sdk";
import { asn1Tree } from "./asn1-tree.js";
import { atrInfo, BY_TAG, cardSecurity, dir } from "./elementary-files.js";
import type { Dump, DumpNode, DumpOptions } from "./model.js";
import { tlvTree } from "./tlv-tree.js";
import { otherCmsDump, trustFileDump } from "./trust-files.js";

type Reader = (bytes: Uint8Array, options: DumpOptions) => Dump;

/** What a file turned out to be, and why its contents could not be read as such, when they could not. */
export interface Description {
  readonly dump: Dump;
  readonly fault: ChipidError | undefined;
}

/** Content type of a CMS ContentInfo holding a SignedData; undefined for anything else. */
function signedContentType(bytes: Uint8Array): string | undefined {
  try {
    const [type, content] = readAsn1(bytes, { mode: "ber", trailing: true }).children;
    if (type?.tag !== TAG.oid || oid(type) !== OID.signedData) return undefined;
    return oid(content?.child(0).child(2).child(0) ?? type);
  } catch {
    return undefined;
  }
}

function sequenceReader(bytes: Uint8Array): Reader | undefined {
  const type = signedContentType(bytes);
  if (type === undefined || type === OID.cscaMasterList || type === OID.deviationList) return trustFileDump;
  return type === OID.securityObject ? cardSecurity : otherCmsDump;
}

/** The reader for a file: by its content, and by its name only where two kinds begin alike. */
function readerOf(name: string, bytes: Uint8Array): Reader | undefined {
  const first = bytes[0] ?? 0;
  if (fileFromName(name) === "EF.DIR") return dir;
  // DG1 holds 5F1F in its template, EF.DIR an application identifier 4F.
  if (first === 0x61 && readTlv(bytes).value[0] === 0x4f) return dir;
  if (/atr/i.test(name) && BY_TAG.get(first) === undefined) return atrInfo;
  if (first === TAG.sequence) return sequenceReader(bytes);
  return BY_TAG.get(first);
}

function bareTree(bytes: Uint8Array, options: DumpOptions): Dump {
  let nodes: readonly DumpNode[];
  try {
    const root = readAsn1(bytes, { mode: "ber", trailing: true });
    if (root.constructed) void root.children.length;
    nodes = [asn1Tree(root, options)];
    if (root.end === bytes.length && root.tag >> 6 === 0) return { kind: "asn1", title: "ASN.1 data", nodes };
  } catch {
    // Not ASN.1: high tag numbers, for one.
  }
  nodes = tlvTree(bytes, options);
  if (nodes.length === 0) throw new ChipidError("files.unknown-kind", "The file holds nothing but zeros.");
  return { kind: "tlv", title: "BER-TLV data", nodes };
}

function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 512);
  return head.every((b) => b === 9 || b === 10 || b === 13 || (b >= 0x20 && b !== 0x7f));
}

/**
 * Describes any file this SDK knows. Contents that do not read as what the file says it is are shown as a bare tree,
 * with the fault beside it.
 * @throws ChipidError when not even that can be drawn
 */
export function describeFile(
  name: string,
  bytes: Uint8Array,
  options: DumpOptions & { readonly bare: boolean },
): Description {
  if (options.bare) return { dump: bareTree(bytes, options), fault: undefined };
  // Text can only be trust data; their reader also names what a file is that is none (a PDF, a web page).
  if (isText(bytes)) return { dump: textDump(bytes, options), fault: undefined };
  const reader = readerOf(name, bytes);
  if (reader === undefined) return { dump: unknownDump(bytes, options), fault: undefined };
  try {
    return { dump: reader(bytes, options), fault: undefined };
  } catch (error) {
    if (!(error instanceof ChipidError)) throw error;
    try {
      return { dump: bareTree(bytes, options), fault: error };
    } catch {
      throw error;
    }
  }
}

function textDump(bytes: Uint8Array, options: DumpOptions): Dump {
  try {
    return trustFileDump(bytes, options);
  } catch (cause) {
    if (!(cause instanceof ChipidError) || cause.code !== "trust.unknown-format") throw cause;
    throw new ChipidError("files.unknown-kind", `This is no file that is known here: it ${lookOf(bytes)}.`, { cause });
  }
}

function unknownDump(bytes: Uint8Array, options: DumpOptions): Dump {
  try {
    return bareTree(bytes, options);
  } catch (cause) {
    if (!(cause instanceof ChipidError)) throw cause;
    throw new ChipidError("files.unknown-kind", `This is no file that is known here: it ${lookOf(bytes)}.`, { cause });
  }
}

/** What else the file looks like: the reader of trust data knows what is met in place of it. */
function lookOf(bytes: Uint8Array): string {
  try {
    trustFileKind(bytes);
  } catch (error) {
    const look = error instanceof ChipidError ? /: it (.+)\.$/.exec(error.message)?.[1] : undefined;
    if (look !== undefined) return look;
  }
  return "is neither BER-TLV nor ASN.1";
}
