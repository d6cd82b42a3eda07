import { expect, it } from "vitest";
import { createPureChipCrypto } from "../crypto/chip-crypto.js";
import { CIPHER_NAMES } from "../crypto/cipher-types.js";
import { standardisedDomain } from "../crypto/domain-parameters.js";
import { nodeChipCrypto, nodeRandom } from "./chip-crypto.js";

it("offers the host's ciphers and agrees with the pure code, once per process", () => {
  const crypto = nodeChipCrypto();
  expect(nodeChipCrypto()).toBe(crypto);
  for (const cipher of CIPHER_NAMES) expect(crypto.ciphers.backendOf(cipher)).toBe("native");
  const pure = createPureChipCrypto();
  for (const id of [12, 13, 0]) {
    const domain = standardisedDomain(id);
    if (domain === undefined) throw new Error(`no domain parameters ${id}`);
    const [left, right] = [crypto.agreement(domain), pure.agreement(domain)];
    const a = left.generatePrivateKey(nodeRandom, "a");
    const b = right.generatePrivateKey(nodeRandom, "b");
    expect(left.sharedSecret(a, left.decode(right.encode(right.publicKey(b))))).toEqual(
      right.sharedSecret(b, right.decode(left.encode(left.publicKey(a)))),
    );
  }
});
