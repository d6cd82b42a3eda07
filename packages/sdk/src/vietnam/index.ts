export {
  type AccessKeyCandidate,
  type AccessKeyOrigin,
  type AccessKeySource,
  accessKeyCandidates,
} from "./access-keys.js";
export { compareScan, type ScanComparison, type ScanField, type SignedIdentity } from "./compare-scan.js";
export { readCompactDate, readDate, readExpiry, saysNoExpiry } from "./dates.js";
export { readDg13 } from "./dg13.js";
export { type PublicDg13, publicDg13 } from "./dg13-public.js";
export * from "./dg13-types.js";
export { type Dg13Content, writeDg13 } from "./dg13-write.js";
export {
  checkPersonalNumber,
  isPersonalNumber,
  type PersonalNumber,
  type PersonalNumberWarning,
  parsePersonalNumber,
} from "./personal-number.js";
export { PLACES, type Place, VIETNAM_MERGED } from "./places.js";
export { parseQr, type QrIssue, type QrIssueCode, type QrResult, type VietnamQr } from "./qr.js";
export {
  composeVietnamTd1,
  isVietnamTd1,
  readVietnamTd1,
  repairVietnamMrz,
  VIETNAM_TD1_CHECK,
  type VietnamTd1,
  type VietnamTd1Issue,
} from "./td1.js";
export { birthday, EXCHANGE_AGES, type ExpiryCandidate, expiryCandidates, expiryOf } from "./validity.js";
