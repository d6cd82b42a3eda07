import * as nodeCrypto from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyAgreementRuns } from "../../test/key-agreement-runs.js";
import { concat, fromBigInt, fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { makeMappingData, verifyMappingData } from "./chip-authentication-mapping.js";
import { CIPHER_NAMES } from "./cipher-types.js";
import { KNOWN_CURVES } from "./curves.js";
import { type DhGroup, STANDARDISED_DOMAIN_IDS, sameDomain, standardisedDomain } from "./domain-parameters.js";
import { EcGroup } from "./ec-group.js";
import { BigIntField } from "./field/bigint-field.js";
import { paceNonceLength, terminalNonceLength } from "./integrated-mapping.js";
import { JacobianArithmetic } from "./jacobian.js";
import { deriveSessionKeys } from "./kdf.js";
import { createPureKeyAgreements, keyAgreements } from "./key-agreement.js";
import type { GroupElement, KeyAgreement } from "./key-agreement-types.js";
import { modPow } from "./modular.js";
import { createNativeKeyAgreements } from "./native-key-agreement.js";
import { isOnCurve } from "./points.js";
import { createPureCiphers } from "./pure-ciphers.js";
import { deterministicRandom, type RandomSource } from "./random.js";

const ciphers = createPureCiphers();
const pure = createPureKeyAgreements();
// Every curve the host has, not only those for which it is worth asking.
const native = createNativeKeyAgreements(nodeCrypto, { curves: KNOWN_CURVES.map(({ name }) => name) });
/** As on a host that bars WebAssembly. */
const plain = keyAgreements(
  ({ parameters }) => new EcGroup(parameters, new JacobianArithmetic(parameters, new BigIntField(parameters.p))),
);
const refusedKey = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key"));

function agreementOf(id: number, of = pure): KeyAgreement {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new Error(`no domain parameters ${id}`);
  return of(domain);
}

describe.each([
  ["pure", pure],
  ["pure without WebAssembly", plain],
  ["native", native],
] as const)("worked examples of ICAO 9303-11, %s", (_, of) => {
  it("G.1: generic mapping on brainpoolP256r1", () => {
    const agreement = agreementOf(13, of);
    const terminalMap = 0x7f4ef07b9ea82fd78ad689b38d0bc78cf21f249d953bc46f4c6e19259c010f99n;
    const chipMap = 0x498ff49756f2dc1587840041839a85982be7761d14715fb091efa7bce9058560n;
    const nonce = fromHex("3F00C4D39D153F2B2A214A078D899B22");
    const generator = agreement.mapGeneric(nonce, terminalMap, agreement.publicKey(chipMap));
    expect(toHex(agreement.encode(generator))).toBe(
      "048ced63c91426d4f0eb1435e7cb1d74a46723a0af21c89634f65a9ae87a9265e28c879506743f8611ac33645c5b985c80b5f09a0b83407c1b6a4d857ae76fe522",
    );
    const terminal = 0xa73fb703ac1436a18e0cfa5abb3f7bec7a070e7a6788486bee230c4a22762595n;
    const chip = 0x107cf58696ef6155053340fd633392ba81909df7b9706f226f32086c7aff974an;
    const secret = agreement.sharedSecret(terminal, agreement.publicKey(chip, generator));
    expect(toHex(secret)).toBe("28768d20701247dae81804c9e780ede582a9996db4a315020b2733197db84925");
    expect(toHex(agreement.sharedSecret(chip, agreement.publicKey(terminal, generator)))).toBe(toHex(secret));
  });

  it("G.2: generic mapping modulo a prime", () => {
    const agreement = agreementOf(0, of);
    const nonce = fromHex("FA5B7E3E49753A0DB9178B7B9BD898C8");
    const chipMap = agreement.publicKey(0x66ddafeac1609cb5b963bb0cb3ff8b3e047f336cn);
    const generator = agreement.mapGeneric(nonce, 0x5265030f751f4ad18b08ac565fc7ac952e41618dn, chipMap);
    const chip = agreement.publicKey(0xa5b780126b7c980e9fcea1d4539da1d27c342dfan, generator);
    const secret = agreement.sharedSecret(0x89ccd99b0e8d3b1f11e1296dca68ec53411cf2can, chip);
    const keys = deriveSessionKeys("aes-128", secret);
    expect(toHex(keys.enc)).toBe("2f7f46adcc9e7e521b45d192fafa9126");
    expect(toHex(keys.mac)).toBe("805a1d27d45a5116f73c54469462b7d8");
  });

  it("H.1: integrated mapping on brainpoolP256r1", () => {
    const agreement = agreementOf(13, of);
    const s = fromHex("2923BE84E16CD6AE529049F1F1BBE9EB");
    const t = fromHex("5DD4CBFC96F5453B130D890A1CDBAE32");
    expect(toHex(agreement.encode(agreement.mapIntegrated(ciphers, "aes-128", s, t)))).toBe(
      "048e82d31559ed0fde92a4d0498add3c23baba94fb77691e31e90aea77fb17d4274c1ae14bd0c3dbac0c871b7f3608169364437ca30ac243a089d3f266c1e60fad",
    );
  });

  it("H.2: integrated mapping modulo a prime", () => {
    const agreement = agreementOf(0, of);
    const s = fromHex("FA5B7E3E49753A0DB9178B7B9BD898C8");
    const t = fromHex("B3A6DB3C870C3E99245E0D1C06B747DE");
    expect(toHex(agreement.encode(agreement.mapIntegrated(ciphers, "aes-128", s, t))).slice(0, 64)).toBe(
      "1d7d767f11e333bcd6dbaef40e799e7a926b96973550656ff3c830726d118d61",
    );
  });

  it("I: chip authentication mapping", () => {
    const agreement = agreementOf(13, of);
    const staticKey = agreement.decode(
      fromHex(
        "041872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E16F",
      ),
    );
    const mappingKey = agreement.decode(
      fromHex(
        "04A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B304F365713A356E65A451E165ECC9AC0AC46E3771342C8FE5AEDD092685338E23",
      ),
    );
    const data = fromHex("85DC3FA93D0952BFA82F5FD189EE75BD82F11D1F0B8ED4BF5319AC9B53C426B3");
    expect(verifyMappingData(agreement, data, staticKey, mappingKey)).toBe(true);
  });
});

describe.each(STANDARDISED_DOMAIN_IDS)("domain parameters %i", (id) => {
  const agreement = agreementOf(id);
  const order = agreement.domain.family === "dh" ? (agreement.domain.q ?? 0n) : agreement.domain.curve.parameters.n;
  const random = deterministicRandom(`key agreement ${id}`);

  it("both sides agree, pure and over the host, with every mapping", () => {
    expect(keyAgreementRuns({ id, runs: 3, of: pure, peer: native, seed: "npm test" })).toMatchObject({ failures: [] });
    expect(keyAgreementRuns({ id, runs: 1, of: plain, peer: pure, seed: "npm test" })).toMatchObject({ failures: [] });
  });

  it("keeps the leading zero bytes of a shared secret (T58b)", () => {
    const { k, peer, secret } = leadingZero(agreement, random);
    const width = agreement.domain.family === "dh" ? agreement.encode(peer).length : agreement.domain.curve.fieldBytes;
    expect(secret.length).toBeGreaterThanOrEqual(width);
    expect(secret[0]).toBe(0);
    for (const of of [pure, plain, native])
      expect(toHex(agreementOf(id, of).sharedSecret(k, peer))).toBe(toHex(secret));
  });

  it("multiplies as the definition says, at the edges too", () => {
    const peer = agreement.publicKey(agreement.generatePrivateKey(random, "edge"));
    for (const other of [agreement, agreementOf(id, plain), agreementOf(id, native)]) {
      expect(other.multiply(1n, peer)).toEqual(peer);
      expect(other.multiply(order + 1n, peer)).toEqual(peer);
      expect(other.encode(other.multiply(order - 1n, other.multiply(order - 1n, peer)))).toEqual(
        agreement.encode(peer),
      );
      for (const k of [2n, 3n, 31n, 32n, 33n, 1_023n, 1_024n]) {
        let expected = peer;
        for (let i = 1n; i < k && k < 40n; i++) expected = sum(agreement, expected, peer);
        if (k < 40n) expect(other.multiply(k, peer)).toEqual(expected);
        const left = other.multiply(k, peer);
        expect(sum(agreement, left, other.multiply(order - k + 1n, peer))).toEqual(peer);
      }
      expect(() => other.multiply(0n, peer)).toThrow(refusedKey);
      expect(() => other.multiply(order, peer)).toThrow(refusedKey);
    }
  });

  it("refuses private keys out of range", () => {
    const peer = agreement.publicKey(1n);
    for (const bad of [0n, -1n, order]) {
      expect(() => agreement.publicKey(bad)).toThrow(refusedKey);
      expect(() => agreement.sharedSecret(bad, peer)).toThrow(refusedKey);
      expect(() => agreement.mapGeneric(new Uint8Array(16), bad, peer)).toThrow(refusedKey);
    }
  });

  it("refuses malformed, trivial and foreign public keys", () => {
    const good = agreement.encode(agreement.publicKey(7n));
    expect(agreement.encode(agreement.decode(good))).toEqual(good);
    const bad: Uint8Array[] = [new Uint8Array(0), Uint8Array.of(0), good.subarray(1), concat(good, Uint8Array.of(0))];
    if (agreement.domain.family === "dh") {
      const { p, q = 0n } = agreement.domain;
      // −1 has order 2, and so has a part of −y: both are outside the subgroup.
      const outside = p - toBigInt(good);
      for (const value of [0n, 1n, p - 1n, p, p + 1n, p + 4n, outside]) bad.push(fromBigInt(value));
      expect(modPow(outside, q, p)).not.toBe(1n);
    } else {
      const flipped = good.slice();
      flipped[good.length - 1] = (flipped[good.length - 1] ?? 0) ^ 1;
      const hybrid = good.slice();
      hybrid[0] = 6 + ((good[good.length - 1] ?? 0) & 1);
      const width = agreement.domain.curve.fieldBytes;
      const { p } = agreement.domain.curve.parameters;
      bad.push(flipped, hybrid, concat(Uint8Array.of(4), new Uint8Array(2 * width)));
      bad.push(concat(Uint8Array.of(4), fromBigInt(p, width), good.subarray(1 + width)));
    }
    for (const octets of bad) expect(() => agreement.decode(octets), toHex(octets).slice(0, 20)).toThrow(refusedKey);

    const foreign = agreementOf(id < 8 ? 13 : 0).publicKey(9n);
    expect(() => agreement.sharedSecret(5n, foreign)).toThrow(refusedKey);
    expect(() => agreement.publicKey(5n, foreign)).toThrow(refusedKey);
    expect(() => agreement.encode(foreign)).toThrow(refusedKey);
    expect(() => agreement.mapGeneric(new Uint8Array(16), 5n, foreign)).toThrow(refusedKey);
  });

  it("never maps to the neutral element", () => {
    // s·G + k·P with k·P = −s·G.
    const peer = agreement.publicKey(1n);
    const nonce = fromHex("000102030405060708090a0b0c0d0e0f");
    expect(() => agreement.mapGeneric(nonce, order - (toBigInt(nonce) % order), peer)).toThrow(refusedKey);
    const zero = agreement.mapGeneric(new Uint8Array(16), 5n, peer);
    expect(zero).toEqual(agreement.publicKey(5n));
  });

  it("draws private keys by rejection", () => {
    const length = Math.ceil(order.toString(2).length / 8);
    const answers = [new Uint8Array(length).fill(255), new Uint8Array(length), fromBigInt(order, length)];
    const asked: string[] = [];
    const source: RandomSource = (n, purpose) => {
      asked.push(`${n} ${purpose}`);
      return answers.shift() ?? fromBigInt(order - 1n, n);
    };
    const all = (1n << BigInt(order.toString(2).length)) - 1n;
    expect(agreement.generatePrivateKey(source, "test.key")).toBe(order - 1n);
    expect(asked).toEqual(Array.from({ length: all >= order ? 4 : 1 }, () => `${length} test.key`));
    const refused = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.random"));
    expect(() => agreement.generatePrivateKey((n) => new Uint8Array(n), "x")).toThrow(refused);
    expect(() => agreement.generatePrivateKey((n) => new Uint8Array(n + 1).fill(1), "x")).toThrow(refused);
  });
});

describe("integrated mapping", () => {
  it.each(CIPHER_NAMES)("lands in the group on every domain but P-224, with %s", (cipher) => {
    const random = deterministicRandom(`integrated ${cipher}`);
    for (const id of STANDARDISED_DOMAIN_IDS) {
      const agreement = agreementOf(id);
      const s = random(paceNonceLength(cipher), "s");
      const t = random(terminalNonceLength(cipher), "t");
      if (id === 10) {
        expect(() => agreement.mapIntegrated(ciphers, cipher, s, t)).toThrow(
          expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.algorithm")),
        );
        continue;
      }
      const generator = agreement.mapIntegrated(ciphers, cipher, s, t);
      // Decoding validates in full: on the curve, or of order q.
      expect(agreement.decode(agreement.encode(generator))).toEqual(generator);
      t[0] = (t[0] ?? 0) ^ 1;
      if (cipher !== "3des") expect(agreement.mapIntegrated(ciphers, cipher, s, t)).not.toEqual(generator);
    }
  });

  it("refuses nonces of another length", () => {
    const refused = expect.toSatisfy((error: unknown) => isChipidError(error, "bytes.range"));
    const agreement = agreementOf(13);
    for (const [s, t] of [
      [15, 16],
      [16, 24],
      [32, 16],
      [0, 0],
    ] as const) {
      expect(() => agreement.mapIntegrated(ciphers, "aes-128", new Uint8Array(s), new Uint8Array(t))).toThrow(refused);
    }
    expect(() => agreement.mapIntegrated(ciphers, "aes-256", new Uint8Array(16), new Uint8Array(32))).toThrow(refused);
  });
});

describe("chip authentication mapping", () => {
  it("is made and verified on every curve, and refused otherwise", () => {
    for (const id of STANDARDISED_DOMAIN_IDS.filter((number) => number >= 8)) {
      const agreement = agreementOf(id);
      const random = deterministicRandom(`cam ${id}`);
      const chip = agreement.generatePrivateKey(random, "chip");
      const map = agreement.generatePrivateKey(random, "map");
      const [staticKey, mappingKey] = [agreement.publicKey(chip), agreement.publicKey(map)];
      const data = makeMappingData(agreement, chip, map);
      expect(verifyMappingData(agreement, data, staticKey, mappingKey)).toBe(true);
      expect(verifyMappingData(agreement, concat(Uint8Array.of(0), data), staticKey, mappingKey)).toBe(true);
      for (const wrong of [new Uint8Array(0), new Uint8Array(data.length), data.subarray(0, -1), concat(data, data)]) {
        expect(verifyMappingData(agreement, wrong, staticKey, mappingKey)).toBe(false);
      }
      const clone = agreement.publicKey(agreement.generatePrivateKey(random, "clone"));
      expect(verifyMappingData(agreement, data, clone, mappingKey)).toBe(false);
      expect(verifyMappingData(agreement, data, staticKey, clone)).toBe(false);
    }
  });

  it("does not exist modulo a prime", () => {
    expect(() => makeMappingData(agreementOf(0), 3n, 5n)).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.algorithm")),
    );
  });
});

describe("explicit DH groups", () => {
  const known = standardisedDomain(0);
  if (known?.family !== "dh") throw new Error("no DH group");
  const explicit = (change: Partial<DhGroup>): DhGroup => ({ ...known, id: undefined, ...change });

  it("work with q and without", () => {
    for (const q of [known.q, undefined]) {
      const agreement = pure(explicit({ q }));
      const random = deterministicRandom("explicit");
      const [a, b] = [agreement.generatePrivateKey(random, "a"), agreement.generatePrivateKey(random, "b")];
      expect(agreement.sharedSecret(a, agreement.decode(agreement.encode(agreement.publicKey(b))))).toEqual(
        agreement.sharedSecret(b, agreement.publicKey(a)),
      );
      expect(sameDomain(agreement.domain, known)).toBe(true);
    }
    expect(() =>
      pure(explicit({ q: undefined })).mapIntegrated(ciphers, "aes-128", new Uint8Array(16), new Uint8Array(16)),
    ).toThrow(expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.algorithm")));
  });

  it.each([
    ["an even p", { p: known.p + 1n }],
    ["a short p", { p: (1n << 1023n) + 1n }],
    ["a long p", { p: (1n << 4096n) + 1n }],
    ["g = 1", { g: 1n }],
    ["g = p − 1", { g: known.p - 1n }],
    ["g out of range", { g: known.p + 5n }],
    ["g of another order", { g: 3n }],
    ["another q", { q: (known.q ?? 0n) + 2n }],
    ["a short q", { q: 3n }],
  ] as const)("refuses %s", (_, change) => {
    expect(() => pure(explicit(change))).toThrow(refusedKey);
  });
});

describe("a host that cannot be relied on", () => {
  const domain = standardisedDomain(12);
  if (domain === undefined) throw new Error("no P-256");

  it("is asked for P-256 alone unless told otherwise", () => {
    const told: string[] = [];
    const of = createNativeKeyAgreements(nodeCrypto, { onBackend: (curve, name) => told.push(`${curve} ${name}`) });
    for (const id of STANDARDISED_DOMAIN_IDS) agreementOf(id, of);
    expect(told.filter((line) => line.endsWith("native"))).toEqual(["P-256 native"]);
    expect(told).toHaveLength(11);
  });

  it.each([
    ["has no such curve", { ...nodeCrypto, getCurves: () => ["secp384r1"] }],
    [
      "throws",
      {
        ...nodeCrypto,
        createECDH: () => {
          throw new Error("unsupported");
        },
      },
    ],
    [
      "cuts leading bytes",
      {
        getCurves: () => nodeCrypto.getCurves(),
        createECDH: (name: string) => {
          const state = nodeCrypto.createECDH(name);
          return {
            setPrivateKey: (key: Uint8Array) => state.setPrivateKey(key),
            getPublicKey: () => state.getPublicKey(),
            computeSecret: (peer: Uint8Array) => state.computeSecret(peer).subarray(1),
          };
        },
      },
    ],
  ])("is not asked when it %s", (_, host) => {
    const told: string[] = [];
    const agreement = createNativeKeyAgreements(host, { onBackend: (_curve, name) => told.push(name) })(domain);
    expect(told).toEqual(["pure"]);
    expect(agreement.publicKey(12_345n)).toEqual(pure(domain).publicKey(12_345n));
  });

  it("is replaced for a call that it does not answer", () => {
    let calls = 0;
    const host = {
      getCurves: () => nodeCrypto.getCurves(),
      createECDH: (name: string) => {
        if (++calls > 4) throw new Error("out of memory");
        return nodeCrypto.createECDH(name);
      },
    };
    const told: string[] = [];
    const agreement = createNativeKeyAgreements(host, { onBackend: (_curve, name) => told.push(name) })(domain);
    expect(told).toEqual(["native"]);
    const peer = pure(domain).publicKey(99n);
    expect(toHex(agreement.sharedSecret(12_345n, peer))).toBe(toHex(pure(domain).sharedSecret(12_345n, peer)));
    expect(agreement.mapGeneric(Uint8Array.of(3), 5n, peer)).toEqual(
      pure(domain).mapGeneric(Uint8Array.of(3), 5n, peer),
    );
    expect(calls).toBeGreaterThan(4);
  });
});

describe("scalar multiplication", () => {
  it("gives the same with the generator's table as before it is made, on every known curve", () => {
    for (const { name, parameters } of KNOWN_CURVES) {
      const group = new EcGroup(parameters);
      const { n, gx, gy } = parameters;
      for (const k of [1n, 2n, n - 1n, n - 2n, n / 2n, (2n * n) / 3n, 0n, n, -5n, n + 5n]) {
        const expected = group.multiply(k, { x: gx, y: gy });
        expect(group.multiplyGenerator(k), name).toEqual(expected);
        if (expected !== undefined) expect(isOnCurve(parameters, expected)).toBe(true);
      }
    }
  });

  it("is linear", () => {
    const { parameters } = KNOWN_CURVES.find(({ name }) => name === "brainpoolP256r1") ?? { parameters: undefined };
    if (parameters === undefined) throw new Error("no curve");
    const group = new EcGroup(parameters);
    const scalar = fc.bigInt({ min: 0n, max: parameters.n - 1n });
    fc.assert(
      fc.property(scalar, scalar, scalar, (s, k, d) => {
        const point = group.multiplyGenerator(d + 1n);
        if (point === undefined) return;
        expect(group.multiplySum(s, k, point)).toEqual(group.multiplyGenerator(s + k * (d + 1n)));
      }),
      {
        seed: 8,
        numRuns: 25,
        examples: [
          [0n, 0n, 0n],
          [0n, 5n, 1n],
          [7n, 0n, 1n],
          [parameters.n - 2n, 1n, 1n],
        ],
      },
    );
  });
});

/** The group operation. */
function sum(agreement: KeyAgreement, left: GroupElement, right: GroupElement): GroupElement {
  const { domain } = agreement;
  if (domain.family === "dh") {
    if (left.family !== "dh" || right.family !== "dh") throw new Error("family");
    return { family: "dh", value: (left.value * right.value) % domain.p };
  }
  if (left.family !== "ecdh" || right.family !== "ecdh") throw new Error("family");
  const point = new EcGroup(domain.curve.parameters).add(left, right);
  if (point === undefined) throw new Error("neutral");
  return { family: "ecdh", ...point };
}

/** Walks k·P until it begins with a zero byte: about 256 steps of one group operation each. */
function leadingZero(
  agreement: KeyAgreement,
  random: RandomSource,
): { k: bigint; peer: GroupElement; secret: Uint8Array } {
  const peer = agreement.publicKey(agreement.generatePrivateKey(random, "walk"));
  let at = peer;
  const { domain } = agreement;
  const bits = domain.family === "dh" ? domain.p.toString(2).length : domain.curve.parameters.p.toString(2).length;
  const width = Math.ceil(bits / 8);
  for (let k = 1n; k < 10_000n; k++) {
    const value = at.family === "dh" ? at.value : at.x;
    if (value >> BigInt(8 * (width - 1)) === 0n) return { k, peer, secret: fromBigInt(value, width) };
    at = sum(agreement, at, peer);
  }
  throw new Error("no such scalar");
}
