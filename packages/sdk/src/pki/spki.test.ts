import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derBitString, derInteger, derNull, derOctetString, derOid, sequence } from "../asn1/encode.js";
import { OID } from "../asn1/oids.js";
import { fromBigInt } from "../bytes/bytes.js";
import { curveByName, KNOWN_CURVES } from "../crypto/curves.js";
import { createCrypto } from "../crypto/engine.js";
import { encodePoint } from "../crypto/points.js";
import { createPureBackend } from "../crypto/pure.js";
import type { CurveParameters } from "../crypto/types.js";
import { pssParameters } from "../simulator/issuer/algorithms.js";
import { ecKey, forgedBasePoint, publicKeyInfo, publicPoint, rsaKey } from "../simulator/issuer/keys.js";
import { readPublicKey } from "./spki.js";

interface Explicit {
  version?: number;
  field?: string;
  p?: bigint;
  a?: bigint;
  b?: bigint;
  base?: Uint8Array;
  n?: bigint;
  h?: bigint | null;
  seed?: boolean;
}

/** A SpecifiedECDomain with parts replaced, and a public point. */
function explicitKey(curve: CurveParameters, point: Uint8Array, change: Explicit = {}): Uint8Array {
  const width = Math.ceil(curve.p.toString(16).length / 2);
  const element = (value: bigint): Uint8Array =>
    derOctetString(fromBigInt(value, value < 1n << BigInt(8 * width) ? width : undefined));
  const domain = sequence(
    derInteger(change.version ?? 1),
    sequence(derOid(change.field ?? OID.primeField), derInteger(change.p ?? curve.p)),
    sequence(
      element(change.a ?? curve.a),
      element(change.b ?? curve.b),
      ...(change.seed === true ? [derBitString(new Uint8Array(20))] : []),
    ),
    derOctetString(change.base ?? encodePoint(curve, { x: curve.gx, y: curve.gy })),
    derInteger(change.n ?? curve.n),
    ...(change.h === null ? [] : [derInteger(change.h ?? curve.h)]),
  );
  return sequence(sequence(derOid(OID.ecPublicKey), domain), derBitString(point));
}

const P256 = curveByName("P-256").parameters;
const key = ecKey("spki test", "P-256");
const point = publicPoint(key);

describe("readPublicKey", () => {
  it.each(KNOWN_CURVES.map(({ name }) => name))("reads keys on %s, named and explicit (T50)", (name) => {
    const on = ecKey("spki test", name);
    const named = readPublicKey(publicKeyInfo(on));
    const explicit = readPublicKey(publicKeyInfo(on, { explicit: true }));
    expect(named).toMatchObject({ ok: true, key: { kind: "ec", curve: name, encoding: "named" } });
    expect(explicit).toMatchObject({ ok: true, key: { kind: "ec", curve: name, encoding: "explicit" } });
    if (named.ok && explicit.ok) expect({ ...explicit.key, encoding: "named" }).toEqual(named.key);
  });

  it("reads compressed points and a compressed base point, with seed, without cofactor", () => {
    const { x, y } = { x: P256.gx, y: P256.gy };
    const base = encodePoint(P256, { x, y }, true);
    for (const change of [{ base }, { seed: true, version: 2 }, { h: null, version: 3 }]) {
      expect(readPublicKey(explicitKey(P256, point, change))).toMatchObject({ ok: true, key: { curve: "P-256" } });
    }
    const compressed = sequence(
      sequence(derOid(OID.ecPublicKey), derOid(curveByName("P-256").oid)),
      derBitString(encodePoint(P256, { x, y }, true)),
    );
    expect(readPublicKey(compressed)).toMatchObject({ ok: true, key: { x, y } });
  });

  it("refuses a forged generator and every other single change as forged (T51)", () => {
    expect(readPublicKey(publicKeyInfo(forgedBasePoint("P-256", 7n, 12345n)))).toMatchObject({
      ok: false,
      why: "curve-forged",
    });
    const other = encodePoint(P256, { x: P256.gx, y: P256.p - P256.gy });
    for (const change of [
      { base: other },
      { base: encodePoint(P256, { x: P256.gx, y: P256.p - P256.gy }, true) },
      { base: Uint8Array.from(other).fill(1, 1) },
      { a: P256.a - 1n },
      { b: P256.b + 1n },
      { a: P256.a + P256.p },
      { n: P256.n - 2n },
      { h: 2n },
    ]) {
      expect(readPublicKey(explicitKey(P256, point, change)), Object.keys(change)[0]).toMatchObject({
        ok: false,
        why: "curve-forged",
      });
    }
  });

  it("refuses curves that are not known, binary fields and sizes beyond the field", () => {
    const elsewhere = { p: P256.p + 6n, a: 1n, b: 2n, n: P256.n + 2n };
    expect(readPublicKey(explicitKey(P256, point, elsewhere))).toMatchObject({ why: "curve-unknown" });
    expect(readPublicKey(explicitKey(P256, point, { field: OID.characteristicTwoField }))).toMatchObject({
      why: "curve-unknown",
    });
    expect(readPublicKey(explicitKey(P256, point, { p: 1n << 700n }))).toMatchObject({ why: "parameters" });
    expect(readPublicKey(explicitKey(P256, point, { p: -5n }))).toMatchObject({ why: "parameters" });
    expect(readPublicKey(explicitKey(P256, point, { version: 4 }))).toMatchObject({ why: "parameters" });
    expect(readPublicKey(explicitKey(P256, point, { base: Uint8Array.of(0) }))).toMatchObject({ why: "parameters" });
    expect(
      readPublicKey(sequence(sequence(derOid(OID.ecPublicKey), derOid("1.3.132.0.10")), derBitString(point))),
    ).toEqual({
      ok: false,
      why: "curve-unknown",
      oid: "1.3.132.0.10",
    });
  });

  it("refuses a curve inherited from the issuer, and none at all", () => {
    for (const parameters of [[derNull()], []]) {
      const spki = sequence(sequence(derOid(OID.ecPublicKey), ...parameters), derBitString(point));
      expect(readPublicKey(spki)).toEqual({ ok: false, why: "parameters", oid: OID.ecPublicKey });
    }
  });

  it("refuses points off the curve and at infinity (T52)", () => {
    const off = point.slice();
    off[64] = (off[64] ?? 0) ^ 1;
    for (const bad of [
      off,
      Uint8Array.of(0),
      point.subarray(0, 64),
      Uint8Array.from(point).fill(6, 0, 1),
      new Uint8Array(0),
    ]) {
      expect(readPublicKey(publicKeyInfo(key, { point: bad }))).toMatchObject({ ok: false, why: "point" });
      expect(readPublicKey(publicKeyInfo(key, { point: bad, explicit: true }))).toMatchObject({
        ok: false,
        why: "point",
      });
    }
  });

  it("tells a key under another curve's name apart from a forged one (T58)", () => {
    const brainpool = ecKey("spki test", "brainpoolP256r1");
    expect(readPublicKey(publicKeyInfo(brainpool, { curveLabel: "P-256" }))).toEqual({
      ok: false,
      why: "curve-label",
      oid: curveByName("P-256").oid,
    });
    expect(readPublicKey(publicKeyInfo(ecKey("spki test", "P-384"), { curveLabel: "P-256" }))).toMatchObject({
      why: "curve-label",
    });
  });

  it("reads RSA keys, and RSASSA-PSS keys with their restriction (RFC 4055 §1.2)", () => {
    const rsa = rsaKey("rsa2048-ds");
    expect(readPublicKey(publicKeyInfo(rsa))).toEqual({
      ok: true,
      key: { kind: "rsa", modulus: rsa.modulus, exponent: rsa.exponent, bits: 2048 },
    });
    const pss = { hash: "sha-256", mgfHash: "sha-1", saltLength: 17 } as const;
    expect(readPublicKey(publicKeyInfo(rsa, { pss }))).toMatchObject({ ok: true, key: { pss } });
    const bits = derBitString(sequence(derInteger(rsa.modulus), derInteger(rsa.exponent)));
    const bad = sequence(sequence(derOid(OID.rsassaPss), derNull()), bits);
    expect(readPublicKey(bad)).toMatchObject({ ok: false, why: "parameters" });
    const good = sequence(sequence(derOid(OID.rsassaPss), pssParameters(pss)), bits);
    expect(readPublicKey(good)).toMatchObject({ ok: true, key: { pss, pssOnly: true } });
    const unrestricted = readPublicKey(sequence(sequence(derOid(OID.rsassaPss)), bits));
    expect(unrestricted).toMatchObject({ ok: true, key: { pssOnly: true } });
    // Without parameters any PSS signature may count, a PKCS#1 one never.
    if (!unrestricted.ok) throw new Error("unreadable");
    const crypto = createCrypto({ pure: createPureBackend() });
    const signature = new Uint8Array(256).fill(1);
    const outcome = crypto.verify(unrestricted.key, { kind: "rsa-pkcs1", hash: "sha-256" }, signature, signature);
    expect(outcome).toMatchObject({ valid: false, fault: "key-type" });
  });

  it.each([
    [0n, 3n],
    [-7n, 3n],
    [1n << 2047n, 65537n],
    [(1n << 2047n) + 1n, 2n],
    [(1n << 2047n) + 1n, 1n],
    [(1n << 2047n) + 1n, -3n],
    [(1n << 100n) + 1n, 3n],
    [(1n << 2047n) + 1n, (1n << 1000n) + 1n],
  ])("refuses an RSA key that is none", (modulus, exponent) => {
    const spki = sequence(
      sequence(derOid(OID.rsaEncryption), derNull()),
      derBitString(sequence(derInteger(modulus), derInteger(exponent))),
    );
    expect(readPublicKey(spki)).toMatchObject({ ok: false, why: "parameters" });
  });

  it("names the algorithm that it does not know", () => {
    expect(readPublicKey(sequence(sequence(derOid("1.3.101.112")), derBitString(new Uint8Array(32))))).toEqual({
      ok: false,
      why: "algorithm",
      oid: "1.3.101.112",
    });
  });

  it("never throws for mutated input", () => {
    const seeds = [publicKeyInfo(key), publicKeyInfo(key, { explicit: true }), publicKeyInfo(rsaKey("rsa1024"))];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        (seed, changes) => {
          const bytes = seed.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const read = readPublicKey(bytes);
          if (read.ok && read.key.kind === "ec") expect(read.key.curve).toBeDefined();
        },
      ),
      { seed: 20263, numRuns: 2000 },
    );
  });
});
