import { derInteger, derNull, derOctetString, derOid, derPrintable, sequence } from "../asn1/encode.js";
import { Asn1Context, type Asn1Node, type Asn1Quirk, readAsn1 } from "../asn1/node.js";
import { octetString, oid, smallInteger, TAG, text } from "../asn1/values.js";
import type { HashName } from "../crypto/types.js";
import { ChipidError } from "../errors/chipid-error.js";
import { hashByOid, hashOid } from "../pki/algorithm.js";
import { type DataGroupNumber, isDataGroupNumber } from "./files.js";

const REFERENCE = "ICAO 9303-10 §4.6.2.3";
const MAX_HASHES = 64;

const DIGEST_LENGTHS: Readonly<Record<HashName, number>> = {
  md5: 16,
  "sha-1": 20,
  "sha-224": 28,
  "sha-256": 32,
  "sha-384": 48,
  "sha-512": 64,
};

export interface DataGroupHash {
  readonly number: DataGroupNumber;
  /** As listed, whatever its length. */
  readonly hash: Uint8Array;
  /**
   * `empty`, `zero` (all bytes 00, T08) or `length` (not the digest length of the declared algorithm): such a hash
   * can match nothing. undefined for a hash that is well formed, or whose algorithm is unknown.
   */
  readonly fault: "empty" | "zero" | "length" | undefined;
}

export interface LdsSecurityObject {
  /** The element as received, inside eContent. */
  readonly raw: Uint8Array;
  readonly version: 0 | 1;
  readonly digestAlgorithm: {
    readonly oid: string;
    /** undefined: not an algorithm of this SDK (T24). */
    readonly hash: HashName | undefined;
  };
  /** In the order of the file; a number may appear more than once (T22). */
  readonly dataGroupHashes: readonly DataGroupHash[];
  readonly versionInfo: { readonly ldsVersion: string; readonly unicodeVersion: string } | undefined;
  readonly quirks: readonly Asn1Quirk[];
  /** Bytes of eContent behind the object; they are signed but mean nothing. */
  readonly trailingBytes: number;
}

/**
 * LDSSecurityObject, version 0 and 1 (ICAO 9303-10 §4.6.2.3). Read as BER; departures from DER are in `quirks`.
 * @throws ChipidError `asn1.*`, `lds.structure`, `lds.value` (version, data group number), `lds.limit`
 */
export function readLdsSecurityObject(bytes: Uint8Array): LdsSecurityObject {
  const context = new Asn1Context({ mode: "ber", maxDepth: 12, maxNodes: 1024 });
  const root = readAsn1(bytes, { context, trailing: true }).expect(TAG.sequence);
  if (root.children.length < 3 || root.children.length > 4) {
    throw new ChipidError("lds.structure", "The LDS security object has not three or four elements.", {
      reference: REFERENCE,
    });
  }
  const version = smallInteger(root.child(0));
  if (version !== 0 && version !== 1) {
    throw new ChipidError("lds.value", "The LDS security object has an unknown version.", { reference: REFERENCE });
  }
  const algorithm = oid(root.child(1).expect(TAG.sequence).child(0));
  const hash = hashByOid(algorithm);
  const length = hash === undefined ? undefined : DIGEST_LENGTHS[hash];
  const list = root.child(2).expect(TAG.sequence);
  if (list.children.length > MAX_HASHES) {
    throw new ChipidError("lds.limit", `The LDS security object lists more than ${MAX_HASHES} hashes.`);
  }
  const info = root.children[3];
  return {
    raw: root.raw,
    version,
    digestAlgorithm: { oid: algorithm, hash },
    dataGroupHashes: list.children.map((node) => dataGroupHash(node, length)),
    versionInfo: info === undefined ? undefined : versionInfo(info),
    quirks: [...context.quirks],
    trailingBytes: bytes.length - root.end,
  };
}

function dataGroupHash(node: Asn1Node, length: number | undefined): DataGroupHash {
  if (node.expect(TAG.sequence).children.length !== 2) {
    throw new ChipidError("lds.structure", "A data group hash is not a number and a value.", { reference: REFERENCE });
  }
  const number = smallInteger(node.child(0));
  if (!isDataGroupNumber(number)) {
    throw new ChipidError("lds.value", "A data group number is outside 1 to 16.", { reference: REFERENCE });
  }
  const hash = octetString(node.child(1));
  return { number, hash, fault: faultOf(hash, length) };
}

function faultOf(hash: Uint8Array, length: number | undefined): DataGroupHash["fault"] {
  if (hash.length === 0) return "empty";
  if (hash.every((byte) => byte === 0)) return "zero";
  return length !== undefined && hash.length !== length ? "length" : undefined;
}

function versionInfo(node: Asn1Node): { ldsVersion: string; unicodeVersion: string } {
  node.expect(TAG.sequence);
  return { ldsVersion: text(node.child(0)), unicodeVersion: text(node.child(1)) };
}

export interface LdsSecurityObjectFields {
  readonly hash: HashName;
  readonly dataGroupHashes: readonly { readonly number: number; readonly hash: Uint8Array }[];
  /** Default: 1 when versionInfo is given, else 0. */
  readonly version?: number;
  readonly versionInfo?: { readonly ldsVersion: string; readonly unicodeVersion: string };
}

/** DER of an LDSSecurityObject, in the order given. Nothing is checked: test issuers write false ones with it. */
export function writeLdsSecurityObject(fields: LdsSecurityObjectFields): Uint8Array {
  const info = fields.versionInfo;
  return sequence(
    derInteger(fields.version ?? (info === undefined ? 0 : 1)),
    sequence(derOid(hashOid(fields.hash)), derNull()),
    sequence(...fields.dataGroupHashes.map(({ number, hash }) => sequence(derInteger(number), derOctetString(hash)))),
    ...(info === undefined ? [] : [sequence(derPrintable(info.ldsVersion), derPrintable(info.unicodeVersion))]),
  );
}
