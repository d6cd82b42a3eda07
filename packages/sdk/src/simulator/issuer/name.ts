import { derOid, derPrintable, derUtf8, sequence, setOf } from "../../asn1/encode.js";
import { ChipidError } from "../../errors/chipid-error.js";

/** Attribute types of a distinguished name that ICAO 9303-12 §7.1.1.1 allows, by their short names. */
const ATTRIBUTE_OIDS = {
  C: "2.5.4.6",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  CN: "2.5.4.3",
  serialNumber: "2.5.4.5",
} as const;

export type NameAttribute = keyof typeof ATTRIBUTE_OIDS;

/** Which string type the attributes other than C and serialNumber (always PrintableString) are written in. */
export type NameStringType = "utf8" | "printable";

/**
 * DER of a distinguished name from `C=VN,O=…,CN=…`: one attribute in each RDN, in the order written. A comma inside
 * a value is not supported; fixtures need none.
 * @throws ChipidError `asn1.value` for an attribute type or a text that does not fit.
 */
export function encodeName(text: string, strings: NameStringType = "utf8"): Uint8Array {
  const rdns = text.split(",").map((part) => {
    const at = part.indexOf("=");
    const type = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (at < 1 || !(type in ATTRIBUTE_OIDS)) {
      throw new ChipidError("asn1.value", "A distinguished name has an attribute type that is not supported.");
    }
    const printable = strings === "printable" || type === "C" || type === "serialNumber";
    return setOf(
      sequence(derOid(ATTRIBUTE_OIDS[type as NameAttribute]), printable ? derPrintable(value) : derUtf8(value)),
    );
  });
  return sequence(...rdns);
}
