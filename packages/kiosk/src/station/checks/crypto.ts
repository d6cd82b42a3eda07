import { type Crypto, fromHex, readPublicKey, toHex, utf8 } from "@chipid/sdk";
import type { Check } from "../../shared/index.js";
import { KNOWN_DIGEST, KNOWN_MESSAGE, KNOWN_SIGNATURES, type KnownSignature } from "./known-answers.js";
import { check } from "./words.js";

/** Signatures and digests whose answers are known, on this very runtime: each has its own cryptography. */
export function checkCrypto(crypto: Crypto): Check {
  if (answersRightly(crypto)) {
    return check("crypto", "ok", { vi: "Tính toán mật mã đúng.", en: "Cryptography computes rightly." });
  }
  return check(
    "crypto",
    "failed",
    { vi: "Tính toán mật mã trên máy này cho kết quả sai.", en: "Cryptography on this machine gives wrong answers." },
    { vi: "Cài lại phần mềm; báo người phụ trách.", en: "Install the program again; call the supervisor." },
  );
}

function answersRightly(crypto: Crypto): boolean {
  try {
    return (
      toHex(crypto.digest("sha-256", utf8("abc"))) === KNOWN_DIGEST &&
      KNOWN_SIGNATURES.every((known) => holds(known, crypto))
    );
  } catch {
    return false;
  }
}

/** The right message holds, and another one does not: a "yes" to everything would be the worst fault. */
function holds({ key, algorithm, signature }: KnownSignature, crypto: Crypto): boolean {
  const read = readPublicKey(fromHex(key));
  if (!read.ok) return false;
  const verify = (message: string): boolean =>
    crypto.verify(read.key, algorithm, fromHex(signature), utf8(message)).valid;
  return verify(KNOWN_MESSAGE) && !verify(`${KNOWN_MESSAGE}.`);
}
