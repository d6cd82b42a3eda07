import * as host from "node:crypto";
import { createCrypto } from "../crypto/engine.js";
import { createNativeBackend, type NodeCryptoLike } from "../crypto/native.js";
import { createPureBackend } from "../crypto/pure.js";
import type { Crypto } from "../crypto/types.js";

let shared: Crypto | undefined;

/**
 * The signature engine of this process: the platform's native crypto where it proved that it can, the pure back end for
 * the rest. One per process, since what the host can do is tried once and does not change.
 */
export function nodeCrypto(): Crypto {
  // Node takes any Uint8Array as key material; its types of this major ask for a Buffer.
  shared ??= createCrypto({
    native: createNativeBackend(host as unknown as NodeCryptoLike),
    pure: createPureBackend(),
  });
  return shared;
}
