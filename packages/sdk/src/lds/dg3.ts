import { encodeTlv } from "../tlv/tlv.js";
import { type BiometricHeaders, readBiometricHeaders } from "./biometric-headers.js";
import { type BiometricTemplateFields, writeBiometricTemplates } from "./biometric-templates.js";

/** DG3: what is said about its fingerprints. Their data are behind Extended Access Control and are never kept. */
export type Dg3 = BiometricHeaders;

/**
 * DG3 (ICAO 9303-10 §4.7.3), headers alone.
 * @throws ChipidError `lds.*`, `tlv.*`
 */
export function readDg3(bytes: Uint8Array): Dg3 {
  return readBiometricHeaders(bytes, 0x63, "DG3");
}

/** DG3 with the given templates; none is allowed. */
export function writeDg3(templates: readonly BiometricTemplateFields[]): Uint8Array {
  return encodeTlv(0x63, writeBiometricTemplates(templates));
}
