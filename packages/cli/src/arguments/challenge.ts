import { fromHex } from "@chipid/sdk";
import { usageError } from "../errors.js";

/** Eight bytes for Active Authentication that the caller chose. @throws ChipidError `usage` */
export function challengeOf(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9a-f]{16}$/i.test(text)) {
    throw usageError("--challenge takes 8 bytes in hex, chosen by who shall be convinced");
  }
  return fromHex(text);
}
