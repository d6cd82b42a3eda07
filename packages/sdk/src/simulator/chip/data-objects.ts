import { isChipidError } from "../../errors/chipid-error.js";
import { SW } from "../../iso7816/status.js";
import { readOnlyTlv, readTlvs, type Tlv } from "../../tlv/tlv.js";
import { refuse } from "./refused.js";

const LIMITS = { maxDepth: 2, maxLength: 65_536, maxCount: 16 };

/** The data objects of a command's data field, each tag once; 6A80 for anything else. */
export function dataObjects(data: Uint8Array | undefined): ReadonlyMap<number, Uint8Array> {
  const objects = new Map<number, Uint8Array>();
  for (const object of parsed(() => readTlvs(data ?? new Uint8Array(0), LIMITS))) {
    if (objects.has(object.tag)) refuse(SW.wrongData);
    objects.set(object.tag, object.value);
  }
  return objects;
}

/** The objects inside dynamic authentication data 7C (ISO 7816-4 §11.5.5). */
export function dynamicAuthenticationData(data: Uint8Array | undefined): ReadonlyMap<number, Uint8Array> {
  return dataObjects(parsed(() => readOnlyTlv(data ?? new Uint8Array(0), 0x7c, LIMITS)).value);
}

/** The data are one whole object 7C. */
export function isWholeAuthenticationData(data: Uint8Array): boolean {
  try {
    readOnlyTlv(data, 0x7c, LIMITS);
    return true;
  } catch (error) {
    if (isChipidError(error)) return false;
    throw error;
  }
}

function parsed<T extends Tlv | Tlv[]>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isChipidError(error)) refuse(SW.wrongData);
    throw error;
  }
}
