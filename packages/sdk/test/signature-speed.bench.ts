import * as nodeCrypto from "node:crypto";
import { bench, describe } from "vitest";
import { utf8 } from "../src/bytes/bytes.js";
import { createCrypto } from "../src/crypto/engine.js";
import { createNativeBackend } from "../src/crypto/native.js";
import { createPureBackend } from "../src/crypto/pure.js";
import type { EcPublicKey, HashName, PublicKey, SignatureAlgorithm } from "../src/crypto/types.js";
import { ecKey, rsaKey } from "./signature-cases.js";

// Time of one verification: npx vitest bench packages/sdk/test/signature-speed.bench.ts --run
// "new key" pays for making the host's key object each time, as a document seen for the first time does; node:crypto beside
// it is createPublicKey of the SPKI and verify, with nothing else around them.

const message = utf8("0123456789".repeat(20));
const options = { time: 400, warmupTime: 100 };

function compare(
  name: string,
  key: PublicKey,
  spki: Buffer,
  algorithm: SignatureAlgorithm,
  signature: Buffer,
  plain: object,
) {
  const native = createCrypto({ native: createNativeBackend(nodeCrypto), pure: createPureBackend() });
  const pure = createCrypto({ pure: createPureBackend() });
  const bytes = new Uint8Array(signature);
  const host = algorithm.hash.replace("-", "");
  const check = (ok: boolean) => {
    if (!ok) throw new Error("a signature does not verify");
  };
  describe(name, () => {
    bench(
      "node:crypto",
      () => {
        const publicKey = nodeCrypto.createPublicKey({ key: spki, format: "der", type: "spki" });
        check(nodeCrypto.verify(host, message, { key: publicKey, ...plain }, signature));
      },
      options,
    );
    bench(
      "native, new key",
      () => check(native.verify({ ...key }, algorithm, bytes, message).backend === "native"),
      options,
    );
    bench("native, same key", () => check(native.verify(key, algorithm, bytes, message).backend === "native"), options);
    bench("pure", () => check(pure.verify(key, algorithm, bytes, message).valid), options);
  });
}

const CURVES: readonly [EcPublicKey["curve"] & string, string, HashName][] = [
  ["P-224", "secp224r1", "sha-224"],
  ["P-256", "prime256v1", "sha-256"],
  ["P-384", "secp384r1", "sha-384"],
  ["P-521", "secp521r1", "sha-512"],
  ["brainpoolP256r1", "brainpoolP256r1", "sha-256"],
  ["brainpoolP384r1", "brainpoolP384r1", "sha-384"],
  ["brainpoolP512r1", "brainpoolP512r1", "sha-512"],
];
for (const [curve, namedCurve, hash] of CURVES) {
  const { publicKey, privateKey } = nodeCrypto.generateKeyPairSync("ec", { namedCurve });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const width = 2 * Math.ceil(Number(/\d{3}/.exec(curve)?.[0]) / 8);
  const key = ecKey(curve, new Uint8Array(spki.subarray(-width - 1)));
  const signature = nodeCrypto.sign(hash.replace("-", ""), message, privateKey);
  compare(`ECDSA ${curve} ${hash}`, key, spki, { kind: "ecdsa", hash, encoding: "der" }, signature, {});
}

for (const bits of [2048, 3072, 4096]) {
  const { publicKey, privateKey } = nodeCrypto.generateKeyPairSync("rsa", { modulusLength: bits });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const modulus = Buffer.from(publicKey.export({ format: "jwk" }).n ?? "", "base64url").toString("hex");
  const key = rsaKey(modulus, "10001");
  const pss = { padding: nodeCrypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const pkcs1 = nodeCrypto.sign("sha256", message, privateKey);
  compare(`RSA-${bits} PKCS#1`, key, spki, { kind: "rsa-pkcs1", hash: "sha-256" }, pkcs1, {});
  const signature = nodeCrypto.sign("sha256", message, { key: privateKey, ...pss });
  const algorithm = { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } as const;
  compare(`RSA-${bits} PSS`, key, spki, algorithm, signature, pss);
}
