/**
 * Every error code of the SDK: `area.fault`, stable for ever. What a parser refuses is an error; what an inspection
 * finds out about a document is a reason code (inspection/reasons.ts), never an error.
 */
export const ERROR_CODES = [
  // bytes
  "bytes.hex",
  "bytes.base64",
  "bytes.utf8",
  "bytes.range",
  // tlv
  "tlv.truncated",
  "tlv.length",
  "tlv.tag",
  "tlv.depth",
  "tlv.count",
  "tlv.trailing",
  // asn1
  "asn1.truncated",
  "asn1.length",
  "asn1.tag",
  "asn1.depth",
  "asn1.count",
  "asn1.not-der",
  "asn1.value",
  "asn1.oid",
  "asn1.trailing",
  "cms.structure",
  "cms.content-type",
  // crypto
  "crypto.key",
  "crypto.curve",
  "crypto.algorithm",
  "crypto.signature-encoding",
  // pki
  "cert.structure",
  "cert.pem",
  "crl.structure",
  "crl.delta",
  "crl.signer",
  "crl.signature",
  "ml.structure",
  "ml.signature",
  "ml.older",
  "ml.signer",
  "ldif.structure",
  "deviation-list.structure",
  "deviation-list.signer",
  "deviation-list.signature",
  "trust.unknown-format",
  "trust.flagged",
  "trust.store",
  "trust.snapshot",
  "trust.limit",
  // mrz, vietnam
  "mrz.compose",
  "mrz.unreadable",
  "vietnam.qr",
  "vietnam.number",
  // lds
  "lds.tag",
  "lds.structure",
  "lds.limit",
  "lds.value",
  "image.structure",
  // inspection and files
  "inspection.input",
  "files.not-found",
  "files.unreadable",
  "files.empty",
  "files.duplicate",
  "files.no-sod",
  "files.too-large",
  "usage",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
