import { type BiometricHeader, readBiometricTemplates } from "./biometric-templates.js";
import { readOuter } from "./elementary-file.js";

/** What is said about a biometric data block, without the block. */
export interface BiometricSummary {
  readonly header: BiometricHeader;
  readonly dataTag: 0x5f2e | 0x7f2e;
  /** Bytes. */
  readonly dataLength: number;
}

/**
 * A file of fingerprints or irises. It keeps neither the file nor any biometric data: who has to hash the file has
 * its bytes at hand.
 */
export interface BiometricHeaders {
  /** Length of the file's data object, bytes. */
  readonly length: number;
  readonly trailingBytes: number;
  readonly templates: readonly BiometricSummary[];
}

/** @throws ChipidError `lds.*`, `tlv.*` */
export function readBiometricHeaders(bytes: Uint8Array, tag: number, name: string): BiometricHeaders {
  const outer = readOuter(bytes, tag, name);
  return {
    length: outer.raw.length,
    trailingBytes: outer.trailingBytes,
    templates: readBiometricTemplates(outer.value, name).map(({ header, dataTag, data }) => ({
      // Copies: a view would keep the whole file alive.
      header: {
        version: header.version?.slice(),
        biometricType: header.biometricType?.slice(),
        biometricSubtype: header.biometricSubtype?.slice(),
        creationDateTime: header.creationDateTime?.slice(),
        validityPeriod: header.validityPeriod?.slice(),
        creator: header.creator?.slice(),
        formatOwner: header.formatOwner?.slice(),
        formatType: header.formatType?.slice(),
      },
      dataTag,
      dataLength: data.length,
    })),
  };
}
