import type { KeyAgreementFamily, PaceInfo, PaceMapping, SessionCipher } from "../lds/security-info-types.js";

/** id-PACE (ICAO 9303-11 §9.2.1). */
const PACE = "0.4.0.127.0.7.2.2.4";

const VARIANTS: readonly (readonly [arc: number, agreement: KeyAgreementFamily, mapping: PaceMapping])[] = [
  [1, "dh", "gm"],
  [2, "ecdh", "gm"],
  [3, "dh", "im"],
  [4, "ecdh", "im"],
  [6, "ecdh", "cam"],
];
const CIPHERS: readonly SessionCipher[] = ["3des", "aes-128", "aes-192", "aes-256"];

export type PaceProtocol = Pick<PaceInfo, "oid" | "agreement" | "mapping" | "cipher">;

/** Every protocol of PACE there is; the chip authentication mapping has AES alone. */
export const PACE_PROTOCOLS: readonly PaceProtocol[] = VARIANTS.flatMap(([arc, agreement, mapping]) =>
  CIPHERS.flatMap((cipher, i) =>
    mapping === "cam" && cipher === "3des" ? [] : [{ oid: `${PACE}.${arc}.${i + 1}`, agreement, mapping, cipher }],
  ),
);
