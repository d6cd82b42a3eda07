import { toHex } from "../bytes/bytes.js";
import type { Inspection } from "./result.js";

/** The inspection as contract.md §3 has it on one line: bytes as lower-case hex, absent values as null. */
export function inspectionToJson(inspection: Inspection, indent?: number): string {
  return JSON.stringify(
    inspection,
    (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value),
    indent,
  );
}
