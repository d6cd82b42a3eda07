// The public surface of @chipid/sdk. Everything here runs unchanged in Node, Electron and browsers.

export * from "./asn1/cms.js";
export type * from "./asn1/cms-types.js";
export * from "./asn1/node.js";
export * from "./asn1/oids.js";
export * from "./asn1/values.js";
// authentication
export { buildChain, type ChainResult, isTrusted } from "./authentication/passive/chain.js";
// inspection
export { SignerMemory } from "./authentication/passive/signer-memory.js";
export * from "./bytes/bytes.js";
// the chip
export type { AccessAttempt, AccessResult, AccessSecrets } from "./channel/access.js";
export {
  protectCommand,
  protectResponse,
  type SessionKeys,
  unprotectCommand,
  unprotectResponse,
} from "./channel/secure-messaging.js";
export { type ChipCrypto, createPureChipCrypto } from "./crypto/chip-crypto.js";
// crypto
export { createCrypto } from "./crypto/engine.js";
export { createPureBackend } from "./crypto/pure.js";
export { deterministicRandom, type RandomSource, systemRandom } from "./crypto/random.js";
export type * from "./crypto/types.js";
// ground
export { ChipidError, type ChipidErrorOptions, isChipidError } from "./errors/chipid-error.js";
export { ERROR_CODES, type ErrorCode } from "./errors/codes.js";
export type * from "./inspection/effect.js";
export * from "./inspection/evidence/evidence.js";
export { evidenceOf } from "./inspection/evidence/from-reading.js";
export { type EvidenceOptions, inspectEvidence } from "./inspection/evidence/inspect-evidence.js";
export {
  type InspectionInput,
  type InspectionOptions,
  type InspectionProgress,
  inspect,
  inspectFiles,
  type StepName,
} from "./inspection/inspect.js";
export { inspectionToJson } from "./inspection/json.js";
export {
  type CardInspection,
  type CardInspectionOptions,
  type CardPreview,
  type CardProgress,
  type CardReading,
  inspectCard,
  readAndInspectCard,
} from "./inspection/live/inspect-card.js";
export * from "./inspection/policy.js";
export * from "./inspection/reasons.js";
export type * from "./inspection/result.js";
export * from "./inspection/verdict.js";
export type { AbortSignalLike, Card, CardLimits, TransmitOptions } from "./iso7816/card.js";
export type { ReadingHabits } from "./iso7816/command-port.js";
// lds
export { type AtrInfo, readAtrInfo, writeAtrInfo } from "./lds/atr-info.js";
export { type CardAccess, readCardAccess, writeCardAccess } from "./lds/card-access.js";
export { type CardSecurity, readCardSecurity } from "./lds/card-security.js";
export { type Com, type ComFields, readCom, writeCom } from "./lds/com.js";
export { type Dg1, readDg1, writeDg1 } from "./lds/dg1.js";
export { type Dg2, type Dg2Fields, type FaceImage, type FaceTemplate, readDg2, writeDg2 } from "./lds/dg2.js";
export { type Dg3, readDg3 } from "./lds/dg3.js";
export { type Dg4, readDg4 } from "./lds/dg4.js";
export { type Dg5, readDg5, writeDg5 } from "./lds/dg5.js";
export { type Dg7, readDg7, writeDg7 } from "./lds/dg7.js";
export { type Dg11, type Dg11Fields, readDg11, writeDg11 } from "./lds/dg11.js";
export { type Dg12, type Dg12Fields, readDg12, writeDg12 } from "./lds/dg12.js";
export { type Dg14, readDg14, writeDg14 } from "./lds/dg14.js";
export { type Dg15, readDg15, writeDg15 } from "./lds/dg15.js";
export { type Dg16, type PersonToNotify, readDg16, writeDg16 } from "./lds/dg16.js";
export { type ApplicationTemplate, type Dir, readDir, writeDir } from "./lds/dir.js";
export type { ElementaryFile } from "./lds/elementary-file.js";
export * from "./lds/files.js";
export { identifyImage } from "./lds/image/identify.js";
export type * from "./lds/image/types.js";
export * from "./lds/lds-security-object.js";
export type * from "./lds/security-info-types.js";
export * from "./lds/sod.js";
// mrz
export { checkDigit, tryCheckDigit } from "./mrz/check-digit.js";
export * from "./mrz/compose.js";
export { digitFor } from "./mrz/confusions.js";
export * from "./mrz/date.js";
export { type MrzKeyFields, mrzInformation } from "./mrz/mrz-information.js";
export { parseMrz } from "./mrz/parse.js";
export * from "./mrz/repair.js";
export type * from "./mrz/types.js";
// pki
export * from "./pki/algorithm.js";
export * from "./pki/certificate.js";
export type * from "./pki/certificate-types.js";
export { type CrlRefusal, type CrlVerification, parseCrl, verifyCrl } from "./pki/crl.js";
export type * from "./pki/crl-types.js";
export * from "./pki/master-list.js";
export { parseName } from "./pki/name.js";
export { findIssuers, type IssuerCandidate, type IssuerMatch, type IssuerSearch } from "./pki/path.js";
export { findSigner } from "./pki/signed-data.js";
export { readPublicKey } from "./pki/spki.js";
export { auditTrust, type TrustAudit } from "./pki/trust-audit.js";
export { type TrustFileKind, trustFileKind } from "./pki/trust-file.js";
export { FLAG_TEXTS } from "./pki/trust-flags.js";
export * from "./pki/trust-import.js";
export { readTrustFile, type TrustPart, type TrustParts } from "./pki/trust-parts.js";
export { decodeSnapshot, encodeSnapshot } from "./pki/trust-snapshot.js";
export * from "./pki/trust-store.js";
export type * from "./pki/trust-types.js";
export * from "./tlv/tlv.js";
