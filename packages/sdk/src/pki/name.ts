import { Asn1Context, type Asn1Node, readAsn1 } from "../asn1/node.js";
import { oid, TAG, text } from "../asn1/values.js";
import { fromLatin1, toHex, utf8 } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { DistinguishedName } from "./certificate-types.js";

const SHORT_NAMES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "SERIALNUMBER",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "T",
  "2.5.4.42": "GN",
  "2.5.4.97": "organizationIdentifier",
  "1.2.840.113549.1.9.1": "E",
  "0.9.2342.19200300.100.1.25": "DC",
};

const COUNTRY = "2.5.4.6";
const COMMON_NAME = "2.5.4.3";

/** Separators of the comparison form; `prepare` leaves no control character in a value. */
const RDN = "\n";
const ATTRIBUTE = "\t";
const BINARY = "\u0001";

/**
 * Reads a Name (RFC 5280 §4.1.2.4).
 * @throws ChipidError `cert.structure` when the bytes are not one.
 */
export function parseName(bytes: Uint8Array): DistinguishedName {
  try {
    const node = readAsn1(bytes, { context: new Asn1Context({ mode: "ber", maxNodes: 2_000 }) });
    checkName(node);
    return readName(node);
  } catch (error) {
    if (!isChipidError(error) || error.code === "cert.structure") throw error;
    throw new ChipidError("cert.structure", "A distinguished name is malformed.", { cause: error });
  }
}

/** Walks a Name and checks its shape, so that `readName` cannot fail on it later. @throws ChipidError `asn1.*` */
export function checkName(name: Asn1Node): void {
  for (const rdn of name.expect(TAG.sequence).children) {
    for (const attribute of rdn.expect(TAG.set).children) {
      attribute.expect(TAG.sequence);
      oid(attribute.child(0));
      attribute.child(1);
    }
  }
}

/** The name of a node that passed `checkName`. */
export function readName(name: Asn1Node): DistinguishedName {
  const texts: string[] = [];
  const keys: string[] = [];
  const countries: string[] = [];
  let commonName: string | undefined;
  for (const rdn of name.children) {
    const rdnTexts: string[] = [];
    const rdnKeys: string[] = [];
    for (const attribute of rdn.children) {
      const type = oid(attribute.child(0));
      const node = attribute.child(1);
      const value = valueText(node);
      if (value === undefined) {
        rdnTexts.push(`${SHORT_NAMES[type] ?? type}=#${toHex(node.raw)}`);
        rdnKeys.push(`${type}=${BINARY}${toHex(node.raw)}`);
        continue;
      }
      rdnTexts.push(`${SHORT_NAMES[type] ?? type}=${escapeText(value)}`);
      rdnKeys.push(`${type}=${prepare(value)}`);
      if (type === COUNTRY) countries.push(value.trim().toUpperCase());
      if (type === COMMON_NAME) commonName = value;
    }
    texts.push(rdnTexts.join("+"));
    keys.push(rdnKeys.length > 1 ? rdnKeys.sort().join(ATTRIBUTE) : (rdnKeys[0] ?? ""));
  }
  return {
    raw: name.raw,
    text: texts.join(","),
    country: countries.length === 1 ? countries[0] : undefined,
    commonName,
    key: keys.join(RDN),
  };
}

/** Text of an attribute value; undefined when it is no string. Bytes that are not valid UTF-8 are read one by one. */
function valueText(node: Asn1Node): string | undefined {
  try {
    return text(node);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return error.code === "bytes.utf8" ? fromLatin1(node.content) : undefined;
  }
}

/** RFC 4518 §2 as far as names in certificates need it: compatibility form, no controls, one case, single spaces. */
function prepare(value: string): string {
  let plain = value;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) {
      plain = value
        .normalize("NFKC")
        .replace(/[\t\n\v\f\r\u0085]/g, " ")
        .replace(/\p{Cc}|\p{Cf}|\u034f|[\ufe00-\ufe0f]/gu, "")
        .replace(/[\p{Zs}\p{Zl}\p{Zp}]/gu, " ");
      break;
    }
  }
  const lower = plain.toLowerCase();
  return lower.includes("  ") || lower.startsWith(" ") || lower.endsWith(" ")
    ? lower.trim().replace(/ {2,}/g, " ")
    : lower;
}

/** Characters that show nothing, or turn the direction of what is shown. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Separators escaped as in RFC 4514 §2.4; invisible characters by their UTF-8 bytes, so that a name reads as it is. */
function escapeText(value: string): string {
  return value
    .replace(/[,+"\\<>;=]/g, "\\$&")
    .replace(INVISIBLE, (c) => Array.from(utf8(c), (byte) => `\\${toHex(Uint8Array.of(byte))}`).join(""));
}
