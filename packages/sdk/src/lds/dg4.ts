import { encodeTlv } from "../tlv/tlv.js";
import { type BiometricHeaders, readBiometricHeaders } from "./biometric-headers.js";
import { type BiometricTemplateFields, writeBiometricTemplates } from "./biometric-templates.js";

/** DG4: what is said about its irises. Their data are behind Extended Access Control and are never kept. */
export type Dg4 = BiometricHeaders;

/**
 * DG4 (ICAO 9303-10 §4.7.4), headers alone.
 * @throws ChipidError `lds.*`, `tlv.*`
 */
export function readDg4(bytes: Uint8Array): Dg4 {
  return readBiometricHeaders(bytes, 0x76, "DG4");
}

/** DG4 with the given templates; none is allowed. */
export function writeDg4(templates: readonly BiometricTemplateFields[]): Uint8Array {
  return encodeTlv(0x76, writeBiometricTemplates(templates));
}
