// The public surface of @chipid/sdk. Everything here runs unchanged in Node, Electron and browsers.

// ground
export { ChipidError, type ChipidErrorOptions, isChipidError } from "./errors/chipid-error.js";
export { ERROR_CODES, type ErrorCode } from "./errors/codes.js";
export * from "./bytes/bytes.js";
export * from "./tlv/tlv.js";
export * from "./asn1/cms.js";
export type * from "./asn1/cms-types.js";
export * from "./asn1/node.js";
export * from "./asn1/oids.js";
export * from "./asn1/values.js";

// crypto
export type * from "./crypto/types.js";

// mrz
export { checkDigit, tryCheckDigit } from "./mrz/check-digit.js";
export * from "./mrz/date.js";
export { mrzInformation, type MrzKeyFields } from "./mrz/mrz-information.js";
export { parseMrz } from "./mrz/parse.js";
export type * from "./mrz/types.js";

// pki
export * from "./pki/algorithm.js";
export * from "./pki/certificate.js";
export type * from "./pki/certificate-types.js";
export { parseName } from "./pki/name.js";
export type * from "./pki/trust-types.js";

// lds
export { type Com, type ComFields, readCom, writeCom } from "./lds/com.js";
export { type Dg1, readDg1, writeDg1 } from "./lds/dg1.js";
export type { ElementaryFile } from "./lds/elementary-file.js";
export * from "./lds/files.js";
export * from "./lds/lds-security-object.js";
export * from "./lds/sod.js";

// inspection
export * from "./inspection/policy.js";
export * from "./inspection/reasons.js";
export type * from "./inspection/result.js";
export * from "./inspection/verdict.js";
