import { concat, toHex, utf8 } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import type { TrustStore } from "../pki/trust-store.js";
import { type TrustFileReader, trustOfSession } from "./session-trust.js";
import type { Session } from "./session-types.js";

/**
 * Imports what sessions carry as trust data once for all that carry the same: recordings of one issuer come by the hundred.
 * Bound to the bytes by SHA-256, to what they were worth and to the moment they are judged at. A session that names its trust
 * data by file is imported each time. Bounded: the oldest goes first.
 */
export class SessionTrustMemory {
  private readonly stores = new Map<string, TrustStore>();

  constructor(
    private readonly crypto: Crypto,
    private readonly limit = 16,
  ) {}

  /** @throws ChipidError as `trustOfSession` */
  async trustOf(session: Session, readFile?: TrustFileReader): Promise<TrustStore> {
    const key = this.keyOf(session);
    const known = key === undefined ? undefined : this.stores.get(key);
    if (known !== undefined) return known;
    const store = await trustOfSession(session, this.crypto, readFile);
    if (key === undefined) return store;
    const [oldest] = this.stores.keys();
    if (this.stores.size >= this.limit && oldest !== undefined) this.stores.delete(oldest);
    this.stores.set(key, store);
    return store;
  }

  private keyOf({ trust, header }: Session): string | undefined {
    const parts = [utf8(JSON.stringify(header.at))];
    for (const item of trust) {
      if ("file" in item) return undefined;
      const { name, bytes, status, kind, date } = item;
      // The length says where one ends and the next begins.
      parts.push(utf8(JSON.stringify([name, status, kind, date, bytes.length])), bytes);
    }
    return toHex(this.crypto.digest("sha-256", concat(...parts)));
  }
}
