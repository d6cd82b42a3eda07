import type { KnownDeviation } from "./trust-types.js";

// What is not in a published list or report is not in here. known-deviations.data.test.ts holds the entries on CSCA
// certificates against the lists they are taken from.

const NO_CA_FLAG = "cert.csca.no-ca-flag";
const LEGACY_CONTENT_TYPE = "sod.content-type.legacy";
/** The one legacy content type that these issuers are known for. */
const EARLY_OID = { contentType: "1.3.27.1.1.1" } as const;

/** Deviations of issuers that are documented in public: issuer, reason code that becomes a note, source. */
export const KNOWN_DEVIATIONS: readonly KnownDeviation[] = [
  { country: "BE", code: NO_CA_FLAG, source: "BSI master list 2025-10-14: Belgium Country Signing CA 02 and 03" },
  { country: "CM", code: NO_CA_FLAG, source: "BSI master list 2025-10-14: Cameroon CSCA Crosslink 001 002" },
  { country: "IT", code: NO_CA_FLAG, source: "BSI master list 2024-04-10: Italian Country Signer CA, serial 0321" },
  { country: "LU", code: NO_CA_FLAG, source: "BSI master list 2025-10-14: Luxembourg CSCA eTravel Documents" },
  { country: "PT", code: NO_CA_FLAG, source: "BSI master list 2025-10-14: ECN Crosslink 007 - 008" },
  {
    country: "TR",
    code: NO_CA_FLAG,
    source: "BSI master list 2025-10-14: Passport CSCA Turkey, serials 8856 and A653",
  },
  { country: "BE", code: LEGACY_CONTENT_TYPE, source: "gmrtd issue 424, pymrtd pull request 8", scope: EARLY_OID },
  { country: "FR", code: LEGACY_CONTENT_TYPE, source: "gmrtd pull request 425, JMRTD", scope: EARLY_OID },
];
