import type { KnownDeviation } from "./trust-types.js";

/** Deviations of issuers that are documented in public: issuer, reason code that becomes a note, source. */
export const KNOWN_DEVIATIONS: readonly KnownDeviation[] = [];
