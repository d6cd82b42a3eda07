import { fromLatin1, latin1 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { parseMrz } from "../mrz/parse.js";
import type { MrzParseResult } from "../mrz/types.js";
import { encodeTlv } from "../tlv/tlv.js";
import { type ElementaryFile, readMembers, readOuter, requireOne } from "./elementary-file.js";
import { lazy } from "./lazy.js";

const REFERENCE = "ICAO 9303-10 §4.7.1";

/** Lines and characters a line by the length of the whole MRZ (ICAO 9303-4, -5, -6). */
const LAYOUTS: ReadonlyMap<number, readonly [lines: number, width: number]> = new Map([
  [90, [3, 30]],
  [72, [2, 36]],
  [88, [2, 44]],
]);

export interface Dg1 extends ElementaryFile {
  /** The MRZ without line breaks: 90 (TD1), 72 (TD2) or 88 (TD3) characters, one for each byte. */
  readonly mrzText: string;
  readonly lines: readonly string[];
  /** What the MRZ says, with its check digits and issues; read when first asked for. */
  readonly mrz: MrzParseResult;
}

function layout(length: number): readonly [lines: number, width: number] {
  const found = LAYOUTS.get(length);
  if (found === undefined) {
    throw new ChipidError("lds.value", `An MRZ of ${length} characters is none of TD1, TD2 and TD3.`, {
      reference: REFERENCE,
    });
  }
  return found;
}

/**
 * DG1 (ICAO 9303-10 §4.7.1): tag 61 with the MRZ in 5F1F. A wrong check digit is no error here.
 * @throws ChipidError `lds.tag`, `lds.structure`, `lds.value` for an MRZ of another length, `tlv.*`
 */
export function readDg1(bytes: Uint8Array): Dg1 {
  const outer = readOuter(bytes, 0x61, "DG1");
  const mrzText = fromLatin1(requireOne(readMembers(outer.value), 0x5f1f, "DG1", REFERENCE).value);
  const [count, width] = layout(mrzText.length);
  const lines = Array.from({ length: count }, (_, i) => mrzText.slice(i * width, (i + 1) * width));
  const mrz = lazy(() => parseMrz(lines));
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    mrzText,
    lines,
    get mrz() {
      return mrz();
    },
  };
}

/** DG1 of an MRZ; line breaks are dropped. @throws ChipidError `lds.value` for another length. */
export function writeDg1(mrz: string): Uint8Array {
  const mrzText = mrz.replace(/[\r\n]/g, "");
  layout(mrzText.length);
  return encodeTlv(0x61, encodeTlv(0x5f1f, latin1(mrzText)));
}
