import { derInteger, derNull, derOid, explicit, sequence } from "../../asn1/encode.js";
import { OID } from "../../asn1/oids.js";
import type { HashName, PssParameters, SignatureAlgorithm } from "../../crypto/types.js";

const DIGEST_OIDS: Readonly<Record<HashName, string>> = {
  md5: OID.md5,
  "sha-1": OID.sha1,
  "sha-224": OID.sha224,
  "sha-256": OID.sha256,
  "sha-384": OID.sha384,
  "sha-512": OID.sha512,
};

const RSA_OIDS: Readonly<Record<HashName, string>> = {
  md5: OID.md5WithRsa,
  "sha-1": OID.sha1WithRsa,
  "sha-224": OID.sha224WithRsa,
  "sha-256": OID.sha256WithRsa,
  "sha-384": OID.sha384WithRsa,
  "sha-512": OID.sha512WithRsa,
};

const ECDSA_OIDS: Readonly<Partial<Record<HashName, string>>> = {
  "sha-1": OID.ecdsaWithSha1,
  "sha-224": OID.ecdsaWithSha224,
  "sha-256": OID.ecdsaWithSha256,
  "sha-384": OID.ecdsaWithSha384,
  "sha-512": OID.ecdsaWithSha512,
};

const ECDSA_PLAIN_OIDS: Readonly<Partial<Record<HashName, string>>> = {
  "sha-1": OID.ecdsaPlainSha1,
  "sha-224": OID.ecdsaPlainSha224,
  "sha-256": OID.ecdsaPlainSha256,
  "sha-384": OID.ecdsaPlainSha384,
  "sha-512": OID.ecdsaPlainSha512,
};

/** AlgorithmIdentifier of any OID; `parameters` is a whole element. */
export function algorithmIdentifier(oid: string, parameters?: Uint8Array): Uint8Array {
  return sequence(derOid(oid), ...(parameters === undefined ? [] : [parameters]));
}

/** Digest AlgorithmIdentifier, parameters absent as RFC 5754 §2 prefers for SHA-2. */
export function digestAlgorithmIdentifier(hash: HashName): Uint8Array {
  return algorithmIdentifier(DIGEST_OIDS[hash]);
}

/** RSASSA-PSS-params (RFC 4055 §3.1), defaults left out as DER asks. */
export function pssParameters(pss: PssParameters): Uint8Array {
  const hash = algorithmIdentifier(DIGEST_OIDS[pss.hash], derNull());
  const mgf = algorithmIdentifier(OID.mgf1, algorithmIdentifier(DIGEST_OIDS[pss.mgfHash], derNull()));
  return sequence(
    ...(pss.hash === "sha-1" ? [] : [explicit(0, hash)]),
    ...(pss.mgfHash === "sha-1" ? [] : [explicit(1, mgf)]),
    ...(pss.saltLength === 20 ? [] : [explicit(2, derInteger(pss.saltLength))]),
  );
}

/** The AlgorithmIdentifier that declares `algorithm`. */
export function signatureAlgorithmIdentifier(algorithm: SignatureAlgorithm): Uint8Array {
  switch (algorithm.kind) {
    case "rsa-pkcs1":
      return algorithmIdentifier(RSA_OIDS[algorithm.hash], derNull());
    case "rsa-pss":
      return algorithmIdentifier(OID.rsassaPss, pssParameters(algorithm));
    case "ecdsa": {
      const oid = (algorithm.encoding === "plain" ? ECDSA_PLAIN_OIDS : ECDSA_OIDS)[algorithm.hash];
      if (oid === undefined) throw new RangeError("ECDSA has no object identifier with this hash");
      return algorithmIdentifier(oid);
    }
  }
}
