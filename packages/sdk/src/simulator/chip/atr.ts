import { concat } from "../../bytes/bytes.js";
import { writeAtrInfo } from "../../lds/atr-info.js";
import type { ChipLimits } from "./personalisation.js";

/** Selection by name, file and short identifier; data units of one byte; chaining, and extended length where it is. */
function capabilities({ extended }: ChipLimits): Uint8Array {
  return Uint8Array.of(0x94, 0x01, extended ? 0xc0 : 0x80);
}

/** The ATR that a contactless reader makes of the chip's historical bytes (PC/SC part 3 §3.1.3.2.3.1). */
export function answerToReset(limits: ChipLimits): Uint8Array {
  const historical = concat(Uint8Array.of(0x00, 0x73), capabilities(limits), Uint8Array.of(0x00, 0x90, 0x00));
  const checked = concat(Uint8Array.of(0x80 | historical.length, 0x80, 0x01), historical);
  const check = checked.reduce((sum, byte) => sum ^ byte, 0);
  return concat(Uint8Array.of(0x3b), checked, Uint8Array.of(check));
}

/** Header, long Lc and Le around the data. */
const COMMAND_OVERHEAD = 9;
const STATUS_LENGTH = 2;

/** EF.ATR/INFO that says what the chip takes (ICAO 9303-10 §3.11.1). */
export function atrInfo(limits: ChipLimits): Uint8Array {
  return writeAtrInfo({
    cardCapabilities: capabilities(limits),
    ...(limits.extended
      ? {
          maxCommandLength: Math.min(65535, limits.maxCommandData + COMMAND_OVERHEAD),
          maxResponseLength: Math.min(65536, limits.maxResponseData + STATUS_LENGTH),
        }
      : {}),
  });
}
