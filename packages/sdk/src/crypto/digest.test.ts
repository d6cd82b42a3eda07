import * as nodeCrypto from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, toHex, utf8 } from "../bytes/bytes.js";
import { digest, HASH_NAMES, hashLength } from "./digest.js";
import type { HashName } from "./types.js";

// FIPS 180-4 and RFC 1321 examples for "abc".
const ABC: Readonly<Record<HashName, string>> = {
  md5: "900150983cd24fb0d6963f7d28e17f72",
  "sha-1": "a9993e364706816aba3e25717850c26c9cd0d89d",
  "sha-224": "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
  "sha-256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  "sha-384": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
  "sha-512":
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
};

describe.each(HASH_NAMES)("digest %s", (hash) => {
  it("gives the published value", () => {
    expect(toHex(digest(hash, utf8("abc")))).toBe(ABC[hash]);
    expect(digest(hash, utf8("abc"))).toHaveLength(hashLength(hash));
  });

  it("agrees with the host for any parts", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (parts) => {
        const expected = nodeCrypto
          .createHash(hash.replace("-", ""))
          .update(concat(...parts))
          .digest("hex");
        expect(toHex(digest(hash, ...parts))).toBe(expected);
      }),
      { seed: 180 },
    );
  });
});
