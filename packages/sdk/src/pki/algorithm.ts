import { type Asn1Node, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { integer, oid, smallInteger, TAG } from "../asn1/values.js";
import type { HashName, PssParameters } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import type { SignatureAlgorithmReading } from "./certificate-types.js";

const HASHES: Readonly<Record<string, HashName>> = {
  [OID.md5]: "md5",
  [OID.sha1]: "sha-1",
  [OID.sha224]: "sha-224",
  [OID.sha256]: "sha-256",
  [OID.sha384]: "sha-384",
  [OID.sha512]: "sha-512",
};

const RSA_PKCS1: Readonly<Record<string, HashName>> = {
  [OID.md5WithRsa]: "md5",
  [OID.sha1WithRsa]: "sha-1",
  [OID.sha1WithRsaOiw]: "sha-1",
  [OID.sha224WithRsa]: "sha-224",
  [OID.sha256WithRsa]: "sha-256",
  [OID.sha384WithRsa]: "sha-384",
  [OID.sha512WithRsa]: "sha-512",
};

const ECDSA: Readonly<Record<string, HashName>> = {
  [OID.ecdsaWithSha1]: "sha-1",
  [OID.ecdsaWithSha224]: "sha-224",
  [OID.ecdsaWithSha256]: "sha-256",
  [OID.ecdsaWithSha384]: "sha-384",
  [OID.ecdsaWithSha512]: "sha-512",
};

const ECDSA_PLAIN: Readonly<Record<string, HashName>> = {
  [OID.ecdsaPlainSha1]: "sha-1",
  [OID.ecdsaPlainSha224]: "sha-224",
  [OID.ecdsaPlainSha256]: "sha-256",
  [OID.ecdsaPlainSha384]: "sha-384",
  [OID.ecdsaPlainSha512]: "sha-512",
};

/** Longer than any salt a 16384-bit key could hold: 2048 bytes. */
const MAX_SALT = 2048;

const HASH_OIDS = new Map<HashName, string>(Object.entries(HASHES).map(([oid, hash]) => [hash, oid]));

/** Hash function of a digest OID, or undefined when this SDK has none for it. */
export function hashByOid(oid: string): HashName | undefined {
  return Object.hasOwn(HASHES, oid) ? HASHES[oid] : undefined;
}

/** Digest OID of a hash function. */
export function hashOid(hash: HashName): string {
  return HASH_OIDS.get(hash) ?? "";
}

/**
 * Hash function of a digest AlgorithmIdentifier (RFC 5754 §2: parameters absent or NULL), or undefined when the OID is
 * unknown, the parameters are others, or the bytes are no AlgorithmIdentifier.
 */
export function readHash(algorithmIdentifier: Uint8Array): HashName | undefined {
  return attempt(() => hashOf(readAsn1(algorithmIdentifier, { mode: "ber" })));
}

/**
 * What a signature AlgorithmIdentifier means. `hash` is the digest algorithm that stands beside it in a SignerInfo; it
 * is used for the OIDs that name a key instead of a signature (rsaEncryption, RFC 3370 §3.2; id-ecPublicKey, as some
 * issuers write) and for nothing else. RSASSA-PSS parameters must be there, each absent field having its default
 * (RFC 4055 §3.1). Never throws.
 */
export function readSignatureAlgorithm(
  oid: string,
  parameters: Uint8Array | undefined,
  hash?: HashName,
): SignatureAlgorithmReading {
  const pkcs1 = lookup(RSA_PKCS1, oid) ?? (oid === OID.rsaEncryption ? hash : undefined);
  if (pkcs1 !== undefined) {
    if (!absentOrNull(parameters)) return { ok: false, oid, why: "parameters" };
    return { ok: true, algorithm: { kind: "rsa-pkcs1", hash: pkcs1 } };
  }
  const der = lookup(ECDSA, oid) ?? (oid === OID.ecPublicKey ? hash : undefined);
  // What stands behind an ECDSA OID (nothing by RFC 5758 §3.2, in practice also NULL or the curve) cannot change what
  // is computed: the curve comes from the key.
  if (der !== undefined) return { ok: true, algorithm: { kind: "ecdsa", hash: der, encoding: "der" } };
  const plain = lookup(ECDSA_PLAIN, oid);
  if (plain !== undefined) return { ok: true, algorithm: { kind: "ecdsa", hash: plain, encoding: "plain" } };
  if (oid === OID.rsassaPss) {
    const pss = parameters === undefined ? undefined : readPssParameters(parameters);
    if (pss === undefined) return { ok: false, oid, why: "parameters" };
    return { ok: true, algorithm: { kind: "rsa-pss", ...pss } };
  }
  return { ok: false, oid, why: "unknown" };
}

/**
 * RSASSA-PSS-params (RFC 4055 §3.1) with the defaults SHA-1, MGF1 with SHA-1, 20 bytes of salt. undefined when
 * malformed, when a hash is unknown, the mask function is not MGF1 or the trailer field is not 1.
 */
export function readPssParameters(parameters: Uint8Array): PssParameters | undefined {
  return attempt(() => {
    const node = readAsn1(parameters, { mode: "ber" }).expect(TAG.sequence);
    let hash: HashName | undefined = "sha-1";
    let mgfHash: HashName | undefined = "sha-1";
    let saltLength = 20;
    let last = 0x9f;
    for (const field of node.children) {
      if (field.tag <= last || field.children.length !== 1) return undefined;
      last = field.tag;
      const inner = field.child(0);
      if (field.tag === 0xa0) {
        hash = hashOf(inner);
      } else if (field.tag === 0xa1) {
        const mgf = inner.expect(TAG.sequence);
        if (mgf.children.length !== 2 || oid(mgf.child(0)) !== OID.mgf1) return undefined;
        mgfHash = hashOf(mgf.child(1));
      } else if (field.tag === 0xa2) {
        saltLength = smallInteger(inner);
      } else if (field.tag !== 0xa3 || integer(inner) !== 1n) {
        return undefined;
      }
    }
    if (hash === undefined || mgfHash === undefined || saltLength > MAX_SALT) return undefined;
    return { hash, mgfHash, saltLength };
  });
}

function hashOf(node: Asn1Node): HashName | undefined {
  const [type, parameters, ...more] = node.expect(TAG.sequence).children;
  if (type === undefined || more.length > 0 || !absentOrNull(parameters?.raw)) return undefined;
  return hashByOid(oid(type));
}

function absentOrNull(parameters: Uint8Array | undefined): boolean {
  return parameters === undefined || (parameters.length === 2 && parameters[0] === TAG.null && parameters[1] === 0);
}

function lookup(table: Readonly<Record<string, HashName>>, oid: string): HashName | undefined {
  return Object.hasOwn(table, oid) ? table[oid] : undefined;
}

/** `read()`, or undefined when the bytes are not what it expects. */
function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}
