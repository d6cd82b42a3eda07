import { createHash } from "node:crypto";
import type { TrustStore } from "@chipid/sdk";
import type { StoredFile } from "@chipid/sdk/node";

/** Of a station without trust data. */
export const NO_TRUST = "none";

/**
 * Names a state of the trust data in the log: the same files with the same newest date give the same name, at every station.
 * Sixteen hex digits.
 */
export function trustVersion(files: readonly StoredFile[], store: Pick<TrustStore, "newest" | "size">): string {
  if (store.size === 0 && files.length === 0) return NO_TRUST;
  const hash = createHash("sha256");
  for (const sha256 of files.map((file) => file.sha256).sort()) hash.update(sha256);
  return hash
    .update(` ${store.newest ?? ""} ${store.size}`)
    .digest("hex")
    .slice(0, 16);
}
