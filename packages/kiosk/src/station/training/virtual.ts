import { type Card, importTrust, type TrustStore as Store, TrustStore } from "@chipid/sdk";
import { nodeChipCrypto, nodeCrypto, nodeRandom } from "@chipid/sdk/node";
import { chipProfile, createChip, type Holder, simulateDocument } from "@chipid/sdk/simulator";

export interface VirtualDocument {
  readonly card: Card;
  readonly can: string;
  /** The test issuer alone: it vouches for nothing outside training. */
  readonly trust: Store;
}

/** A synthetic citizen card with its dates where the lesson wants them. */
export function virtualCitizenCard(kind: "expired" | "no-expiry", now: number): VirtualDocument {
  const profile = chipProfile("vn-2021");
  if (profile === undefined) throw new Error("the simulator has no citizen card");
  const document = simulateDocument(profile, { holder: holderOf(profile.holder, kind, now) });
  const { ciphers, agreement } = nodeChipCrypto();
  const { store } = importTrust(TrustStore.empty, [{ name: "test issuer", bytes: document.issuer.csca.certificate }], {
    crypto: nodeCrypto(),
    now,
    keepFlagged: true,
  });
  return {
    card: createChip(document.chip, { random: nodeRandom, ciphers, agreements: agreement }),
    can: document.can ?? "",
    trust: store,
  };
}

function holderOf(holder: Holder, kind: "expired" | "no-expiry", now: number): Holder {
  const { national } = holder;
  if (kind === "no-expiry") {
    return { ...holder, expiry: "<<<<<<", ...(national && { national: { ...national, expires: "Không thời hạn" } }) };
  }
  // Some weeks ago: nobody takes it for a slip of the clock.
  const [year = "", month = "", day = ""] = new Date(now - 45 * 86_400_000).toISOString().slice(0, 10).split("-");
  const expiry = `${year.slice(2)}${month}${day}`;
  return { ...holder, expiry, ...(national && { national: { ...national, expires: `${day}/${month}/${year}` } }) };
}
