import { concat, fromBigInt, fromHex, toBigInt } from "../src/bytes/bytes.js";
import { KNOWN_CURVES } from "../src/crypto/curves.js";
import { encodeDerSignature, encodePlainSignature, readEcdsaSignature } from "../src/crypto/ecdsa-signature.js";
import { bitLength } from "../src/crypto/modular.js";
import { decodePoint } from "../src/crypto/points.js";
import type {
  BackendName,
  Crypto,
  EcPublicKey,
  HashName,
  PublicKey,
  RsaPublicKey,
  SignatureAlgorithm,
  SignatureFault,
  SignatureOutcome,
} from "../src/crypto/types.js";

// Signature cases as plain data and functions: the vitest suites and the Electron runner share them, so that OpenSSL,
// BoringSSL and the pure back end answer the same questions.

/** One signature and what must be said of it. */
export interface SignatureCase {
  /** File or list it belongs to: the line of the summary table. */
  readonly group: string;
  readonly name: string;
  readonly key: PublicKey;
  readonly algorithm: SignatureAlgorithm;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly valid: boolean;
  /** Exact fault, where the case is made for one. */
  readonly fault?: SignatureFault;
}

/** Which cryptography the process has below it. `none`: the pure back end is alone. */
export type Host = "openssl" | "boringssl" | "none";

/** Who must answer on that host when the engine has nothing to refuse. Written down, not asked of the back end: a silent fall-back must fail a test. */
export function expectedBackend(host: Host, key: PublicKey, algorithm: SignatureAlgorithm): BackendName {
  if (host === "none" || (key.kind === "ec") !== (algorithm.kind === "ecdsa")) return "pure";
  if (key.kind === "ec") {
    if (key.curve === undefined) return "pure";
    return host === "openssl" || ["P-224", "P-256", "P-384", "P-521"].includes(key.curve) ? "native" : "pure";
  }
  if (key.bits < 512 || key.bits > 8192 || bitLength(key.exponent) > 32) return "pure";
  // node:crypto has no option for the hash of the mask generation function.
  return algorithm.kind === "rsa-pss" && algorithm.mgfHash !== algorithm.hash ? "pure" : "native";
}

/** What is wrong with the answer to a case, or undefined. */
function judge(host: Host, item: SignatureCase, outcome: SignatureOutcome): string | undefined {
  const where = `${item.group}: ${item.name}`;
  const { valid, fault } = outcome;
  if (valid !== item.valid) return `${where}: ${valid ? "accepted" : `refused (${fault})`}`;
  if (valid !== (fault === undefined)) return `${where}: valid and fault contradict each other`;
  if (item.fault !== undefined && fault !== item.fault) return `${where}: ${fault}, not ${item.fault}`;
  const backend = isRefusal(outcome) ? "pure" : expectedBackend(host, item.key, item.algorithm);
  return outcome.backend === backend ? undefined : `${where}: answered by ${outcome.backend}, not ${backend}`;
}

/** The engine said no without computing. */
function isRefusal({ fault }: SignatureOutcome): boolean {
  return fault !== undefined && fault !== "mismatch";
}

export interface GroupSummary {
  readonly group: string;
  readonly cases: number;
  readonly valid: number;
  readonly invalid: number;
  /** Answered by the native back end, by the pure one, refused by the engine before either. */
  readonly native: number;
  readonly pure: number;
  readonly refused: number;
  readonly failures: readonly string[];
}

/** Runs all cases; one summary for each group, in order of appearance. */
export function runCases(crypto: Crypto, host: Host, cases: readonly SignatureCase[]): GroupSummary[] {
  const groups = new Map<string, SignatureCase[]>();
  for (const item of cases) {
    const list = groups.get(item.group);
    if (list === undefined) groups.set(item.group, [item]);
    else list.push(item);
  }
  return [...groups].map(([group, list]) => {
    const outcomes = list.map((item) => crypto.verify(item.key, item.algorithm, item.signature, item.message));
    const refused = outcomes.filter(isRefusal).length;
    const native = outcomes.filter(({ backend }) => backend === "native").length;
    const valid = list.filter((item) => item.valid).length;
    const failures = list.flatMap((item, i) => {
      const outcome = outcomes[i];
      return outcome === undefined ? `${item.name}: no answer` : (judge(host, item, outcome) ?? []);
    });
    const pure = list.length - native - refused;
    return { group, cases: list.length, valid, invalid: list.length - valid, native, pure, refused, failures };
  });
}

/** Summaries as a table for people. */
export function summaryTable(summaries: readonly GroupSummary[]): string {
  const rows = summaries.map((s) => [
    s.group,
    s.cases,
    s.valid,
    s.invalid,
    s.native,
    s.pure,
    s.refused,
    s.failures.length,
  ]);
  const total = [1, 2, 3, 4, 5, 6, 7].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
  const all = [
    ["file", "cases", "valid", "invalid", "native", "pure", "refused", "failed"],
    ...rows,
    ["total", ...total],
  ];
  return all
    .map((row) => row.map((v, i) => (i === 0 ? String(v).padEnd(56) : String(v).padStart(8))).join(""))
    .join("\n");
}

// Wycheproof (C2SP/wycheproof, testvectors_v1)

interface WycheproofFile {
  readonly testGroups: readonly WycheproofGroup[];
}

interface WycheproofGroup {
  readonly type: string;
  readonly sha: string;
  readonly mgf?: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly publicKey: {
    readonly curve?: string;
    readonly uncompressed?: string;
    readonly modulus?: string;
    readonly publicExponent?: string;
  };
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly flags: readonly string[];
    readonly msg: string;
    readonly sig: string;
    readonly result: string;
  }[];
}

/**
 * Every "acceptable" case of the files, decided by its flag. A flag that is not here is an error, so that new vectors
 * are decided before they are run.
 *
 * MissingNull: DigestInfo without the NULL parameters. Refused: RFC 8017 §9.2 note 1 and A.2.4 demand the NULL, and the
 * encoded message is compared whole.
 */
export const ACCEPTABLE: Readonly<Record<string, boolean>> = { MissingNull: false };

const WYCHEPROOF_CURVES: Readonly<Record<string, string>> = {
  secp192r1: "P-192",
  secp224r1: "P-224",
  secp256r1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

const WYCHEPROOF_HASHES: Readonly<Record<string, HashName>> = {
  "SHA-1": "sha-1",
  "SHA-224": "sha-224",
  "SHA-256": "sha-256",
  "SHA-384": "sha-384",
  "SHA-512": "sha-512",
};

/** Cases of one Wycheproof file, and how many of them were "acceptable" and decided here. */
export interface WycheproofCases {
  readonly cases: readonly SignatureCase[];
  readonly acceptable: number;
}

export function wycheproofCases(group: string, json: string): WycheproofCases {
  const file = JSON.parse(json) as WycheproofFile;
  let acceptable = 0;
  const cases = file.testGroups.flatMap((testGroup): SignatureCase[] => {
    const algorithm = wycheproofAlgorithm(testGroup);
    const key = wycheproofKey(testGroup, algorithm);
    return testGroup.tests.map((test) => {
      let valid = test.result === "valid";
      if (test.result === "acceptable") {
        acceptable++;
        const decisions = test.flags.map((flag) => ACCEPTABLE[flag]);
        if (decisions.length === 0 || decisions.includes(undefined)) {
          throw new Error(`${group} #${test.tcId}: acceptable with undecided flags ${test.flags.join(" ")}`);
        }
        valid = decisions.every((decision) => decision === true);
      } else if (!["valid", "invalid"].includes(test.result)) {
        throw new Error(`${group} #${test.tcId}: unknown result`);
      }
      const name = `#${test.tcId} ${test.comment}`;
      return { group, name, key, algorithm, message: fromHex(test.msg), signature: fromHex(test.sig), valid };
    });
  });
  return { cases, acceptable };
}

function wycheproofHash(name: string | undefined): HashName {
  const hash = WYCHEPROOF_HASHES[name ?? ""];
  if (hash === undefined) throw new Error(`no hash function ${name}`);
  return hash;
}

function wycheproofAlgorithm(group: WycheproofGroup): SignatureAlgorithm {
  const hash = wycheproofHash(group.sha);
  switch (group.type) {
    case "EcdsaVerify":
      return { kind: "ecdsa", hash, encoding: "der" };
    case "EcdsaP1363Verify":
      return { kind: "ecdsa", hash, encoding: "plain" };
    case "RsassaPkcs1Verify":
      return { kind: "rsa-pkcs1", hash };
    case "RsassaPssVerify":
    case "RsassaPssWithParametersVerify":
      if (group.mgf !== "MGF1" || group.sLen === undefined) throw new Error("a PSS group without its parameters");
      return { kind: "rsa-pss", hash, mgfHash: wycheproofHash(group.mgfSha), saltLength: group.sLen };
    default:
      throw new Error(`unknown group type ${group.type}`);
  }
}

function wycheproofKey(group: WycheproofGroup, algorithm: SignatureAlgorithm): PublicKey {
  const { curve, uncompressed, modulus, publicExponent } = group.publicKey;
  if (curve !== undefined && uncompressed !== undefined) {
    return ecKey(WYCHEPROOF_CURVES[curve] ?? curve, fromHex(uncompressed));
  }
  if (modulus === undefined || publicExponent === undefined) throw new Error("a group without a public key");
  const key = rsaKey(modulus, publicExponent);
  if (group.type !== "RsassaPssWithParametersVerify" || algorithm.kind !== "rsa-pss") return key;
  const { hash, mgfHash, saltLength } = algorithm;
  return { ...key, pss: { hash, mgfHash, saltLength } };
}

/** A named-curve key of an encoded point. */
export function ecKey(curve: string, point: Uint8Array): EcPublicKey {
  const known = KNOWN_CURVES.find(({ name }) => name === curve);
  if (known === undefined) throw new Error(`unknown curve ${curve}`);
  const { parameters } = known;
  return { kind: "ec", curve: known.name, parameters, encoding: "named", ...decodePoint(parameters, point) };
}

export function rsaKey(modulusHex: string, exponentHex: string): RsaPublicKey {
  const modulus = BigInt(`0x${modulusHex}`);
  return { kind: "rsa", modulus, exponent: BigInt(`0x${exponentHex}`), bits: bitLength(modulus) };
}

// Signatures made with openssl (src/crypto/vectors/openssl-signatures.json)

interface OpensslVectors {
  readonly message: string;
  readonly ecdsa: readonly {
    readonly curve: string;
    readonly hash: HashName;
    readonly x: string;
    readonly y: string;
    readonly compressedPoint: string;
    readonly signature: string;
  }[];
  readonly rsa: readonly {
    readonly bits: number;
    readonly modulus: string;
    readonly exponent: string;
    readonly scheme: "rsa-pkcs1" | "rsa-pss";
    readonly hash: HashName;
    readonly mgfHash?: HashName;
    readonly saltLength?: number;
    readonly signature: string;
  }[];
}

/** Each signature as openssl made it, and what must be refused of it: altered in turn, with the fault expected. */
export function opensslCases(json: string): SignatureCase[] {
  const vectors = JSON.parse(json) as OpensslVectors;
  const message = fromHex(vectors.message);
  return [...opensslEcdsa(vectors, message), ...opensslRsa(vectors, message)];
}

function opensslEcdsa(vectors: OpensslVectors, message: Uint8Array): SignatureCase[] {
  return vectors.ecdsa.flatMap((vector): SignatureCase[] => {
    const key = ecKey(vector.curve, fromHex(`04${vector.x}${vector.y}`));
    const { parameters } = key;
    const { n } = parameters;
    const algorithm = { kind: "ecdsa", hash: vector.hash, encoding: "der" } as const;
    const der = fromHex(vector.signature);
    const pair = readEcdsaSignature(der, n, "der");
    if (pair === undefined) throw new Error("a signature of openssl is not DER");
    const { r, s } = pair;
    const plain = encodePlainSignature(pair, n);
    const group = `openssl ${vector.curve}`;
    const base = { group, key, algorithm, message, signature: der };
    const other = message.slice();
    other[0] = (other[0] ?? 0) ^ 1;
    const mirrored = { ...key, y: parameters.p - key.y };
    const wrongHash: HashName = vector.hash === "sha-256" ? "sha-512" : "sha-256";
    const bad = (name: string, fault: SignatureFault, change: Partial<SignatureCase>): SignatureCase => ({
      ...base,
      name: `${vector.hash} ${name}`,
      valid: false,
      fault,
      ...change,
    });
    const wide = (value: bigint) => fromBigInt(value, Math.ceil(bitLength(n) / 8));
    const plainAlgorithm = { ...algorithm, encoding: "plain" } as const;
    return [
      { ...base, name: `${vector.hash} as made`, valid: true },
      { ...base, name: `${vector.hash} as r‖s`, valid: true, algorithm: plainAlgorithm, signature: plain },
      {
        ...base,
        name: `${vector.hash} with the point decompressed`,
        valid: true,
        key: ecKey(vector.curve, fromHex(vector.compressedPoint)),
      },
      { ...base, name: `${vector.hash} with s mirrored`, valid: true, signature: encodeDerSignature({ r, s: n - s }) },
      bad("over another message", "mismatch", { message: other }),
      bad("with another hash", "mismatch", { algorithm: { ...algorithm, hash: wrongHash } }),
      bad("under the mirrored key", "mismatch", { key: mirrored }),
      bad("with r and s changed over", "mismatch", { signature: encodeDerSignature({ r: s, s: r }) }),
      bad("with s + 1", "mismatch", { signature: encodeDerSignature({ r, s: s + 1n < n ? s + 1n : 1n }) }),
      bad("with r = 0", "encoding", { signature: encodeDerSignature({ r: 0n, s }) }),
      bad("with s = 0", "encoding", { signature: encodeDerSignature({ r, s: 0n }) }),
      bad("with r = n", "encoding", { signature: encodeDerSignature({ r: n, s }) }),
      bad("with s + n", "encoding", { signature: encodeDerSignature({ r, s: s + n }) }),
      bad("with a byte behind", "encoding", { signature: concat(der, Uint8Array.of(0)) }),
      bad("with a byte missing", "encoding", { signature: der.subarray(0, -1) }),
      bad("empty", "encoding", { signature: new Uint8Array(0) }),
      bad("r‖s declared as DER", "encoding", { signature: plain }),
      bad("DER declared as r‖s", "encoding", { algorithm: plainAlgorithm }),
      bad("r‖s one byte short", "encoding", { algorithm: plainAlgorithm, signature: plain.subarray(1) }),
      bad("r‖s padded by one byte each", "encoding", {
        algorithm: plainAlgorithm,
        signature: concat(Uint8Array.of(0), wide(r), Uint8Array.of(0), wide(s)),
      }),
      bad("point off the curve", "key", { key: { ...key, y: key.y ^ 1n } }),
      bad("forged generator", "key", {
        key: { ...key, encoding: "explicit", parameters: { ...parameters, gx: key.x, gy: key.y } },
      }),
      bad("under an RSA algorithm", "key-type", { algorithm: { kind: "rsa-pkcs1", hash: vector.hash } }),
    ];
  });
}

function opensslRsa(vectors: OpensslVectors, message: Uint8Array): SignatureCase[] {
  return vectors.rsa.flatMap((vector): SignatureCase[] => {
    const key = rsaKey(vector.modulus, vector.exponent);
    if (key.bits !== vector.bits) throw new Error("an RSA modulus has not the size it was made for");
    const { hash, mgfHash, saltLength } = vector;
    if (vector.scheme === "rsa-pss" && (mgfHash === undefined || saltLength === undefined)) {
      throw new Error("a PSS vector without its parameters");
    }
    const pss = { hash, mgfHash: mgfHash ?? hash, saltLength: saltLength ?? 0 };
    const algorithm: SignatureAlgorithm =
      vector.scheme === "rsa-pss" ? { kind: "rsa-pss", ...pss } : { kind: "rsa-pkcs1", hash };
    const signature = fromHex(vector.signature);
    const value = toBigInt(signature);
    const scheme = vector.scheme === "rsa-pss" ? `PSS ${hash}/${mgfHash}/${saltLength}` : `PKCS#1 ${hash}`;
    const base = { group: `openssl RSA-${vector.bits}`, key, algorithm, message, signature };
    const bad = (name: string, fault: SignatureFault, change: Partial<SignatureCase>): SignatureCase => ({
      ...base,
      name: `${scheme} ${name}`,
      valid: false,
      fault,
      ...change,
    });
    const otherHash: HashName = hash === "sha-1" ? "md5" : "sha-1";
    const width = signature.length;
    const overflow = value + key.modulus < 1n << BigInt(8 * width);
    const cases = [
      { ...base, name: `${scheme} as made`, valid: true },
      bad("over another message", "mismatch", { message: concat(message, message) }),
      bad("negated", "mismatch", { signature: fromBigInt(key.modulus - value, width) }),
      bad("plus one", "mismatch", { signature: fromBigInt(value + 1n, width) }),
      bad("of zero", "mismatch", { signature: new Uint8Array(width) }),
      bad("with a zero byte in front", "encoding", { signature: concat(Uint8Array.of(0), signature) }),
      bad("one byte short", "encoding", { signature: signature.subarray(1) }),
      bad("empty", "encoding", { signature: new Uint8Array(0) }),
      bad("equal to the modulus", "encoding", { signature: fromBigInt(key.modulus, width) }),
      ...(overflow ? [bad("plus the modulus", "encoding", { signature: fromBigInt(value + key.modulus, width) })] : []),
      bad("with another modulus", "mismatch", { key: rsaKey((key.modulus - 2n).toString(16), vector.exponent) }),
      bad("with an even modulus", "key", { key: rsaKey((key.modulus - 1n).toString(16), vector.exponent) }),
      bad("with exponent 1", "key", { key: rsaKey(vector.modulus, "1") }),
      bad("with an even exponent", "key", { key: rsaKey(vector.modulus, "10000") }),
      bad("under an ECDSA algorithm", "key-type", { algorithm: { kind: "ecdsa", hash, encoding: "der" } }),
    ];
    if (algorithm.kind === "rsa-pkcs1") {
      return [
        ...cases,
        bad("with another hash", "mismatch", { algorithm: { kind: "rsa-pkcs1", hash: otherHash } }),
        bad("declared as PSS", "mismatch", { algorithm: { kind: "rsa-pss", hash, mgfHash: hash, saltLength: 0 } }),
        bad("with a PSS key", "key-type", { key: { ...key, pss: { hash, mgfHash: hash, saltLength: 0 } } }),
      ];
    }
    const declare = (change: Partial<typeof pss>) => ({ algorithm: { ...algorithm, ...change } });
    const restricted = (change: Partial<typeof pss>) => ({ key: { ...key, pss: { ...pss, ...change } } });
    return [
      ...cases,
      { ...base, name: `${scheme} with a key of these parameters`, valid: true, ...restricted({}) },
      ...(pss.saltLength > 0
        ? [
            { ...base, name: `${scheme} key with a lower salt limit`, valid: true, ...restricted({ saltLength: 0 }) },
            bad("declared with less salt", "mismatch", declare({ saltLength: pss.saltLength - 1 })),
          ]
        : []),
      bad("declared with another MGF hash", "mismatch", declare({ mgfHash: pss.mgfHash === "md5" ? "sha-1" : "md5" })),
      bad("declared with an impossible salt", "encoding", declare({ saltLength: width })),
      bad("declared with a negative salt", "encoding", declare({ saltLength: -2 })),
      bad("with a key of a higher salt limit", "pss-restriction", restricted({ saltLength: pss.saltLength + 1 })),
      bad("with a key of another hash", "pss-restriction", restricted({ hash: otherHash })),
      bad("with a key of another MGF hash", "pss-restriction", restricted({ mgfHash: "md5" })),
      bad("declared as PKCS#1", "mismatch", { algorithm: { kind: "rsa-pkcs1", hash } }),
    ];
  });
}
