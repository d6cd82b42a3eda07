import { describe, expect, it } from "vitest";
import { toHex, utf8 } from "../../bytes/bytes.js";
import { KNOWN_CURVES } from "../../crypto/curves.js";
import { createCrypto } from "../../crypto/engine.js";
import { modPow } from "../../crypto/modular.js";
import { createPureBackend } from "../../crypto/pure.js";
import { isRoca } from "../../crypto/roca.js";
import type { SignatureAlgorithm } from "../../crypto/types.js";
import { readPublicKey } from "../../pki/spki.js";
import { ecKey, forgedBasePoint, publicKeyInfo, rsaKey, type SigningKey, signWith } from "./keys.js";
import { TEST_RSA_KEYS, type TestRsaKeyName } from "./test-rsa-keys.js";

const crypto = createCrypto({ pure: createPureBackend() });
const message = utf8("what is signed");

function verifies(key: SigningKey, algorithm: SignatureAlgorithm, spki = publicKeyInfo(key)): boolean {
  const reading = readPublicKey(spki);
  return reading.ok && crypto.verify(reading.key, algorithm, signWith(key, algorithm, message), message).valid;
}

describe("test keys", () => {
  it.each(KNOWN_CURVES.map((curve) => curve.name))("on %s come from their label alone and sign", (curve) => {
    const key = ecKey("a label", curve);
    expect(ecKey("a label", curve).d).toBe(key.d);
    expect(ecKey("another label", curve).d).not.toBe(key.d);
    expect(verifies(key, { kind: "ecdsa", hash: "sha-256", encoding: "der" })).toBe(true);
    const explicit = readPublicKey(publicKeyInfo(key, { explicit: true }));
    expect(explicit).toMatchObject({ ok: true, key: { curve, encoding: "explicit" } });
  });

  it("hold the same key for ever: fixtures depend on it", () => {
    expect(toHex(publicKeyInfo(ecKey("csca vietnam 2021", "P-384"))).slice(-32)).toMatchInlineSnapshot(
      `"37e4e99063db106f558065d421176fea"`,
    );
  });

  it.each(Object.keys(TEST_RSA_KEYS) as TestRsaKeyName[])("%s is an RSA key of its size", (name) => {
    const key = rsaKey(name);
    expect(modPow(modPow(0xc0ffeen, key.d, key.modulus), key.exponent, key.modulus)).toBe(0xc0ffeen);
    expect(readPublicKey(publicKeyInfo(key))).toMatchObject({ ok: true, key: { bits: TEST_RSA_KEYS[name].bits } });
    expect(isRoca(key.modulus)).toBe(name === "rsa2048-roca");
    expect(verifies(key, { kind: "rsa-pkcs1", hash: "sha-256" })).toBe(true);
  });

  it("may be restricted to RSA-PSS", () => {
    const pss = { hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } as const;
    const spki = publicKeyInfo(rsaKey("rsa2048-pss"), { pss });
    expect(readPublicKey(spki)).toMatchObject({ ok: true, key: { pss } });
    expect(verifies(rsaKey("rsa2048-pss"), { kind: "rsa-pss", ...pss }, spki)).toBe(true);
  });
});

describe("departures", () => {
  it("a forged base point is told from the curve it imitates", () => {
    const key = forgedBasePoint("P-256", 7n, 11n);
    expect(readPublicKey(publicKeyInfo(key))).toMatchObject({ ok: false, why: "curve-forged" });
    // 11 times the forged base point is 77 times the true one: the same public point.
    const honest = readPublicKey(publicKeyInfo({ kind: "ec", curve: "P-256", d: 77n }));
    expect(honest.ok).toBe(true);
    expect(toHex(publicKeyInfo(key)).slice(-128)).toBe(
      toHex(publicKeyInfo({ kind: "ec", curve: "P-256", d: 77n })).slice(-128),
    );
  });

  it("a wrong point and a wrong label are not readable as a key", () => {
    const key = ecKey("departures", "brainpoolP256r1");
    expect(readPublicKey(publicKeyInfo(key, { point: Uint8Array.of(0) })).ok).toBe(false);
    expect(readPublicKey(publicKeyInfo(key, { curveLabel: "P-256" })).ok).toBe(false);
  });
});
