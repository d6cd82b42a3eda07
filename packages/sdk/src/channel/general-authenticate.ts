import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { Command } from "../iso7816/apdu.js";
import { encodeTlv, readOnlyTlv, readTlvs, type Tlv } from "../tlv/tlv.js";

// GENERAL AUTHENTICATE and its dynamic authentication data (ISO 7816-4 §11.5.5, ICAO 9303-11 §4.4.4.2, §6.2.4.2).

const DYNAMIC_AUTHENTICATION_DATA = 0x7c;
const GENERAL_AUTHENTICATE = 0x86;
const CHAINING = 0x10;
const LIMITS = { maxDepth: 1, maxLength: 8192, maxCount: 16 };
const REFERENCE = "ICAO 9303-11 §4.4.4.2";

/** One object of the dynamic authentication data. */
export interface AuthenticationObject {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** `last`: the step that ends the protocol; all before it have the chaining bit. */
export function generalAuthenticateCommand(
  objects: readonly AuthenticationObject[],
  options: { readonly last: boolean; readonly ne: number },
): Command {
  const data = encodeTlv(DYNAMIC_AUTHENTICATION_DATA, ...objects.map(({ tag, value }) => encodeTlv(tag, value)));
  return { cla: options.last ? 0 : CHAINING, ins: GENERAL_AUTHENTICATE, p1: 0, p2: 0, data, ne: options.ne };
}

/**
 * The objects of a response, in order. A step that answers nothing may leave the template empty or out.
 * @throws ChipidError `access.protocol` when it is not one template of data objects
 */
export function readAuthenticationData(data: Uint8Array): readonly Tlv[] {
  if (data.length === 0) return [];
  try {
    return readTlvs(readOnlyTlv(data, DYNAMIC_AUTHENTICATION_DATA, LIMITS).value, LIMITS);
  } catch (cause) {
    if (!isChipidError(cause)) throw cause;
    throw new ChipidError("access.protocol", "The chip's dynamic authentication data are malformed.", {
      cause,
      reference: REFERENCE,
    });
  }
}

/**
 * The value of the one object that is due, which must come first.
 * @throws ChipidError `access.protocol`
 */
export function requireObject(objects: readonly Tlv[], tag: number): Uint8Array {
  const [first] = objects;
  if (first?.tag !== tag || objects.filter((object) => object.tag === tag).length !== 1) {
    throw new ChipidError("access.protocol", "The chip's dynamic authentication data lack what this step is due.", {
      reference: REFERENCE,
    });
  }
  return first.value;
}
