import * as nodeCrypto from "node:crypto";
import { describe, expect, it } from "vitest";
import { equalBytes, utf8 } from "../bytes/bytes.js";
import { KNOWN_CURVES } from "./curves.js";
import { digest, HASH_NAMES } from "./digest.js";
import { createNativeBackend, type NodeCryptoLike } from "./native.js";
import { createSigner, rsaKeyFromPrimes, rsaPublicFromPrivate } from "./signing.js";
import type { CurveName, PublicKey, RsaPublicKey, SignatureAlgorithm } from "./types.js";

const signer = createSigner();
const message = utf8("message");
const ec = (curve: CurveName): PublicKey => signer.ecPublicFromPrivate({ kind: "ec", curve, d: 5n });
const ecdsa = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const rsaSecret = rsaKeyFromPrimes((1n << 521n) - 1n, (1n << 607n) - 1n);
const rsa = rsaPublicFromPrivate(rsaSecret);
const pss = { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } as const;

/** The host with some functions replaced, and a list of what was called. */
function host(changes: Partial<NodeCryptoLike> = {}): { readonly host: NodeCryptoLike; readonly calls: string[] } {
  const calls: string[] = [];
  const target: NodeCryptoLike = {
    constants: nodeCrypto.constants,
    getCurves: () => nodeCrypto.getCurves(),
    createHash: (name) => nodeCrypto.createHash(name),
    createPublicKey: (input) => nodeCrypto.createPublicKey(input),
    verify: (name, data, key, signature) => nodeCrypto.verify(name, data, key, signature),
    ...changes,
  };
  const proxy = new Proxy(target, {
    get(object, property) {
      calls.push(String(property));
      return Reflect.get(object, property);
    },
  });
  return { host: proxy, calls };
}

describe("what the native back end says it can", () => {
  it("is every curve and scheme on OpenSSL, but for PSS with two hashes", () => {
    const native = createNativeBackend(nodeCrypto);
    for (const { name } of KNOWN_CURVES) {
      for (const hash of HASH_NAMES) expect(native.supportsVerify(ec(name), { ...ecdsa, hash }), name).toBe(true);
    }
    for (const hash of HASH_NAMES) {
      expect(native.supportsHash(hash)).toBe(true);
      expect(native.supportsVerify(rsa, { kind: "rsa-pkcs1", hash })).toBe(true);
      expect(native.supportsVerify(rsa, { ...pss, hash, mgfHash: hash })).toBe(true);
      expect(native.supportsVerify(rsa, { ...pss, hash, mgfHash: hash === "md5" ? "sha-1" : "md5" })).toBe(false);
    }
  });

  it("is no key of another kind, unnamed curve, odd salt or size", () => {
    const native = createNativeBackend(nodeCrypto);
    const sized = (change: Partial<RsaPublicKey>): RsaPublicKey => ({ ...rsa, ...change });
    expect(native.supportsVerify(rsa, ecdsa)).toBe(false);
    expect(native.supportsVerify(ec("P-256"), pss)).toBe(false);
    expect(
      native.supportsVerify(
        { ...signer.ecPublicFromPrivate({ kind: "ec", curve: "P-256", d: 5n }), curve: undefined },
        ecdsa,
      ),
    ).toBe(false);
    expect(native.supportsVerify(rsa, { ...pss, saltLength: -2 })).toBe(false);
    expect(native.supportsVerify(sized({ bits: 511 }), pss)).toBe(false);
    expect(native.supportsVerify(sized({ bits: 8193 }), pss)).toBe(false);
    expect(native.supportsVerify(sized({ exponent: (1n << 32n) + 1n }), pss)).toBe(false);
  });

  const everything: readonly [PublicKey, SignatureAlgorithm][] = [
    [ec("P-256"), ecdsa],
    [ec("brainpoolP256r1"), ecdsa],
    [rsa, { kind: "rsa-pkcs1", hash: "sha-256" }],
    [rsa, pss],
  ];
  const liars: readonly [string, Partial<NodeCryptoLike>][] = [
    ["accepts every signature", { verify: () => true }],
    ["refuses every signature", { verify: () => false }],
    [
      "throws on every signature",
      {
        verify: () => {
          throw new Error("no");
        },
      },
    ],
    ["answers with something else than a boolean", { verify: () => 1 as unknown as boolean }],
    [
      "takes no key",
      {
        createPublicKey: () => {
          throw new Error("no");
        },
      },
    ],
  ];
  it.each(liars)("is nothing when the host %s", (_name, changes) => {
    const native = createNativeBackend(host(changes).host);
    for (const [key, algorithm] of everything) expect(native.supportsVerify(key, algorithm)).toBe(false);
  });

  it("is no curve that the host does not list, and is not tried on it", () => {
    const listed = host({ getCurves: () => ["prime256v1"] });
    const native = createNativeBackend(listed.host);
    expect(native.supportsVerify(ec("brainpoolP256r1"), ecdsa)).toBe(false);
    expect(listed.calls).toEqual(["getCurves"]);
    expect(native.supportsVerify(ec("P-256"), ecdsa)).toBe(true);
  });

  it("is no hash that the host computes wrongly or not at all", () => {
    const wrong = createNativeBackend(host({ createHash: () => nodeCrypto.createHash("sha512") }).host);
    const none = createNativeBackend(
      host({
        createHash: () => {
          throw new Error("no");
        },
      }).host,
    );
    expect(wrong.supportsHash("sha-256")).toBe(false);
    expect(wrong.supportsHash("sha-512")).toBe(true);
    expect(HASH_NAMES.some((hash) => none.supportsHash(hash))).toBe(false);
  });

  it("does not take one key's refusal for the scheme's", () => {
    const picky = host({
      createPublicKey: (input) => {
        const { key } = input as { key: Uint8Array };
        if (equalBytes(key.subarray(-48, -47), spkiTail(ec("P-384")))) throw new Error("not this one");
        return nodeCrypto.createPublicKey(input);
      },
    });
    const native = createNativeBackend(picky.host);
    expect(native.supportsVerify(ec("P-384"), ecdsa)).toBe(false);
    expect(native.supportsVerify(signer.ecPublicFromPrivate({ kind: "ec", curve: "P-384", d: 6n }), ecdsa)).toBe(true);
  });
});

function spkiTail(key: PublicKey): Uint8Array {
  return key.kind === "ec" ? Uint8Array.of(Number(key.y >> 376n)) : new Uint8Array(0);
}

describe("what the native back end hands over", () => {
  it("is the host's own JWK for P-256, also for explicit parameters (T50)", () => {
    const inputs: unknown[] = [];
    const spy = host({
      createPublicKey: (input) => {
        inputs.push((input as { key: unknown }).key);
        return nodeCrypto.createPublicKey(input);
      },
    });
    const { privateKey, publicKey } = nodeCrypto.generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const { d } = privateKey.export({ format: "jwk" });
    const scalar = BigInt(`0x${Buffer.from(d ?? "", "base64url").toString("hex")}`);
    const key = signer.ecPublicFromPrivate({ kind: "ec", curve: "P-256", d: scalar }, "explicit");
    expect(createNativeBackend(spy.host).supportsVerify(key, ecdsa)).toBe(true);
    expect(inputs).toContainEqual(publicKey.export({ format: "jwk" }));
  });

  it("is the host's own named-curve SPKI for every other curve", () => {
    for (const { name, opensslName } of KNOWN_CURVES) {
      if (name === "P-256") continue;
      const inputs: Uint8Array[] = [];
      const spy = host({
        createPublicKey: (input) => {
          inputs.push((input as { key: Uint8Array }).key);
          return nodeCrypto.createPublicKey(input);
        },
      });
      const { privateKey, publicKey } = nodeCrypto.generateKeyPairSync("ec", { namedCurve: opensslName });
      const ecdh = nodeCrypto.createECDH(opensslName);
      ecdh.generateKeys();
      const d = BigInt(`0x${ecdh.getPrivateKey("hex")}`);
      const key = signer.ecPublicFromPrivate({ kind: "ec", curve: name, d }, "explicit");
      expect(createNativeBackend(spy.host).supportsVerify(key, ecdsa)).toBe(true);
      // The prefix is the host's, the point what ECDH gives for the same private key.
      const exported = publicKey.export({ type: "spki", format: "der" });
      const point = ecdh.getPublicKey();
      const expected = Buffer.concat([exported.subarray(0, exported.length - point.length), point]);
      expect(
        inputs.some((input) => equalBytes(input, expected)),
        name,
      ).toBe(true);
      expect(privateKey.type).toBe("private");
    }
  });

  it("is an RSAPublicKey as the host writes it", () => {
    const inputs: Uint8Array[] = [];
    const spy = host({
      createPublicKey: (input) => {
        inputs.push((input as { key: Uint8Array }).key);
        return nodeCrypto.createPublicKey(input);
      },
    });
    createNativeBackend(spy.host).supportsVerify(rsa, pss);
    const exported = inputs.map((key) =>
      nodeCrypto
        .createPublicKey({ key: Buffer.from(key), format: "der", type: "pkcs1" })
        .export({ type: "pkcs1", format: "der" }),
    );
    expect(inputs).toHaveLength(2);
    expect(exported.every((der, i) => equalBytes(der, inputs[i] ?? new Uint8Array(0)))).toBe(true);
  });

  it("is one key object for each key of ours, and one probe for each scheme", () => {
    const spy = host();
    const native = createNativeBackend(spy.host);
    const count = (name: string) => spy.calls.filter((call) => call === name).length;
    const key = ec("P-256");
    const signature = signer.sign({ kind: "ec", curve: "P-256", d: 5n }, ecdsa, message);
    for (let i = 0; i < 3; i++) {
      expect(native.supportsVerify(key, ecdsa)).toBe(true);
      expect(native.verify(key, ecdsa, signature, message)).toBe(true);
    }
    expect([count("createPublicKey"), count("verify")]).toEqual([2, 2 + 3]);
    native.supportsVerify(ec("P-256"), ecdsa);
    expect([count("createPublicKey"), count("verify")]).toEqual([3, 2 + 3]);
  });

  it("never touches anything but hashes, curves, keys and verify", () => {
    const spy = host();
    const native = createNativeBackend(spy.host);
    for (const [key, algorithm] of [
      [ec("P-384"), ecdsa],
      [rsa, pss],
    ] as const)
      native.supportsVerify(key, algorithm);
    native.digest("sha-256", message);
    expect([...new Set(spy.calls)].sort()).toEqual([
      "constants",
      "createHash",
      "createPublicKey",
      "getCurves",
      "verify",
    ]);
  });
});

describe("native digest", () => {
  it.each(HASH_NAMES)("%s is a plain array with the right bytes", (hash) => {
    const found = createNativeBackend(nodeCrypto).digest(hash, message, utf8("more"));
    expect(Object.getPrototypeOf(found)).toBe(Uint8Array.prototype);
    expect(found).toEqual(digest(hash, message, utf8("more")));
  });
});
