import { expect, it } from "vitest";
import { utf8 } from "../bytes/bytes.js";
import { KNOWN_CURVES } from "./curves.js";
import { createCrypto } from "./engine.js";
import { createPureBackend } from "./pure.js";
import { createSigner } from "./signing.js";

it("tmp", () => {
  const crypto = createCrypto({ pure: createPureBackend() });
  const signer = createSigner();
  for (const { name } of KNOWN_CURVES) {
    for (const encoding of ["der", "plain"] as const) {
      const key = { kind: "ec", curve: name, d: 123456789n } as const;
      const alg = { kind: "ecdsa", hash: "sha-512", encoding } as const;
      const pub = signer.ecPublicFromPrivate(key);
      const sig = signer.sign(key, alg, utf8("abc"));
      expect(crypto.verify(pub, alg, sig, utf8("abc"))).toEqual({ valid: true, backend: "pure" });
      expect(crypto.verify(pub, alg, sig, utf8("abd"))).toEqual({ valid: false, fault: "mismatch", backend: "pure" });
    }
  }
});
