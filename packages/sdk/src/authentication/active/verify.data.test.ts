import { expect, it } from "vitest";
import { dataJson, describeData } from "../../../test/data.js";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { createCrypto } from "../../crypto/engine.js";
import { openRecoveryBlock } from "../../crypto/iso9796-2.js";
import { createPureBackend } from "../../crypto/pure.js";
import { rsaRecover } from "../../crypto/rsa.js";
import { readDg15, writeDg15 } from "../../lds/dg15.js";
import { verifyActiveAuthentication } from "./verify.js";

interface Vectors {
  readonly appendixF: { readonly rndIfd: string; readonly M1: string; readonly F: string };
  readonly decodeF: readonly {
    readonly hash: string;
    readonly rndIfd: string;
    readonly F: string;
    readonly M1: string;
  }[];
  readonly decodeFReject: readonly string[];
  readonly signatures: readonly {
    readonly dg15?: string;
    readonly spki?: string;
    readonly nonce: string;
    readonly signature: string;
    readonly hash: string;
    readonly recoveredM1: string;
  }[];
}

const crypto = createCrypto({ pure: createPureBackend() });

describeData("Active Authentication (ICAO 9303-11 appendix F, signatures of chips)", () => {
  const vectors = dataJson<Vectors>("icao9303-11/active-authentication.json");

  it("opens the blocks of appendix F and the blocks of every hash function, and no other challenge's", () => {
    const blocks = [{ hash: "SHA-1", ...vectors.appendixF }, ...vectors.decodeF];
    expect(blocks).toHaveLength(6);
    for (const { hash, rndIfd, F, M1 } of blocks) {
      const opened = openRecoveryBlock(fromHex(F), fromHex(rndIfd));
      expect(opened).toMatchObject({ ok: true, hash: hash.toLowerCase(), m1: fromHex(M1) });
      const other = fromHex(rndIfd).map((byte, i) => (i === 7 ? byte ^ 1 : byte));
      expect(openRecoveryBlock(fromHex(F), other)).toEqual({ ok: false, fault: "hash" });
    }
  });

  it("refuses the four malformed blocks", () => {
    expect(vectors.decodeFReject).toHaveLength(4);
    for (const block of vectors.decodeFReject) {
      expect(openRecoveryBlock(fromHex(block), fromHex("0102030405060708")).ok).toBe(false);
    }
  });

  it("takes the six signatures with their keys, and none for another nonce or with a bit changed", () => {
    expect(vectors.signatures).toHaveLength(6);
    for (const { dg15, spki, nonce, signature, hash, recoveredM1 } of vectors.signatures) {
      const file = readDg15(dg15 === undefined ? writeDg15(fromHex(spki ?? "")) : fromHex(dg15));
      const challenge = fromHex(nonce);
      const response = fromHex(signature);
      const verified = verifyActiveAuthentication(file, undefined, challenge, response, crypto);
      expect(verified).toMatchObject({
        outcome: "passed",
        scheme: { kind: "iso9796-2", hash: hash.replace("sha", "sha-") },
        evidence: { challenge, response },
      });
      const key = file.publicKey.ok ? file.publicKey.key : undefined;
      if (key?.kind !== "rsa") throw new Error("not an RSA key");
      const block = rsaRecover(key, response, response.length) ?? new Uint8Array(0);
      const opened = openRecoveryBlock(block, challenge);
      expect(opened.ok && toHex(opened.m1).toUpperCase()).toBe(recoveredM1);
      for (let i = 0; i < 8; i++) {
        const other = challenge.map((byte, at) => (at === i ? byte ^ 0x80 : byte));
        expect(verifyActiveAuthentication(file, undefined, other, response, crypto)).toMatchObject({
          outcome: "failed",
          fault: "hash",
        });
      }
      for (const at of [0, 1, response.length >> 1, response.length - 1]) {
        const changed = response.map((byte, i) => (i === at ? byte ^ 0x01 : byte));
        expect(verifyActiveAuthentication(file, undefined, challenge, changed, crypto).outcome).toBe("failed");
      }
    }
  });
});
