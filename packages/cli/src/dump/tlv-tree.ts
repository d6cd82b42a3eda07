import { fromLatin1, readTlvs, type Tlv, tagName } from "@chipid/sdk";
import { type DumpNode, type DumpOptions, hexValue, textValue } from "./model.js";

const MAX_DEPTH = 32;
const MAX_LINES = 20_000;

/** Names of interindustry and LDS data objects (ISO 7816-4, ICAO 9303-10, TR-03110). */
const NAMES: Readonly<Record<number, string>> = {
  66: "Certification Authority Reference",
  79: "application identifier",
  92: "tag list",
  24321: "LDS version",
  24334: "full name",
  24335: "other name",
  24351: "MRZ",
  24352: "Certificate Holder Reference",
  24356: "expiration date",
  24357: "effective date",
  24361: "profile identifier",
  24366: "biometric data block",
  24374: "Unicode version",
  24375: "signature",
  24384: "displayed portrait",
  24387: "displayed signature",
  32545: "card verifiable certificate",
  32558: "biometric data block (ISO 39794)",
  32585: "public key",
  32588: "holder authorization",
  32590: "certificate body",
  32608: "biometric information template",
  32609: "biometric information group",
  6: "object identifier",
  80: "application label",
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
        return {
          label: label(tlv),
          value: `${tlv.value.length} bytes`,
          children: children.map((c) => visit(c, depth + 1)),
        };
      } catch {
        // Falls through to the hex form.
      }
    }
    return { label: label(tlv), value: value(tlv.value, options) };
  };
  return readTlvs(bytes, undefined, { padding: true }).map((tlv) => visit(tlv, 1));
}
