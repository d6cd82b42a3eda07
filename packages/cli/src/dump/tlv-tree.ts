import { fromLatin1, readTlvs, tagName, type Tlv } from "@chipid/sdk";
import { type DumpNode, type DumpOptions, hexValue, textValue } from "./model.js";

const MAX_DEPTH = 32;
const MAX_LINES = 20_000;

/** Names of interindustry and LDS data objects (ISO 7816-4, ICAO 9303-10, TR-03110). */
const NAMES: Readonly<Record<number, string>> = {
  0x42: "Certification Authority Reference",
  0x4f: "application identifier",
  0x5c: "tag list",
  0x5f01: "LDS version",
  0x5f0e: "full name",
  0x5f0f: "other name",
  0x5f1f: "MRZ",
  0x5f20: "Certificate Holder Reference",
  0x5f24: "expiration date",
  0x5f25: "effective date",
  0x5f29: "profile identifier",
  0x5f2e: "biometric data block",
  0x5f36: "Unicode version",
  0x5f37: "signature",
  0x5f40: "displayed portrait",
  0x5f43: "displayed signature",
  0x7f21: "card verifiable certificate",
  0x7f2e: "biometric data block (ISO 39794)",
  0x7f49: "public key",
  0x7f4c: "holder authorization",
  0x7f4e: "certificate body",
  0x7f60: "biometric information template",
  0x7f61: "biometric information group",
  0x06: "object identifier",
  0x50: "application label",
};

function label(tlv: Tlv): string {
  const name = NAMES[tlv.tag];
  return name === undefined ? tagName(tlv.tag) : `${tagName(tlv.tag)} ${name}`;
}

function value(bytes: Uint8Array, options: DumpOptions): string {
  const printable = bytes.length > 2 && bytes.every((b) => b >= 0x20 && b < 0x7f);
  return printable ? `"${textValue(fromLatin1(bytes), options)}"` : hexValue(bytes, options);
}

/**
 * Any BER-TLV file as a tree. A constructed object whose inside is not TLV is shown as hex.
 * @throws ChipidError `tlv.*` when the outer level is not TLV.
 */
export function tlvTree(bytes: Uint8Array, options: DumpOptions): DumpNode[] {
  let left = MAX_LINES;
  const visit = (tlv: Tlv, depth: number): DumpNode => {
    if (--left < 0) return { label: label(tlv), value: "(tree cut here: too many objects)" };
    if (tlv.constructed && depth < MAX_DEPTH) {
      try {
        const children = readTlvs(tlv.value, undefined, { padding: true });
        return { label: label(tlv), value: `${tlv.value.length} bytes`, children: children.map((c) => visit(c, depth + 1)) };
      } catch {
        // Falls through to the hex form.
      }
    }
    return { label: label(tlv), value: value(tlv.value, options) };
  };
  return readTlvs(bytes, undefined, { padding: true }).map((tlv) => visit(tlv, 1));
}
