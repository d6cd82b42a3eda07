import { expect, it } from "vitest";
import { dataBytes, describeData } from "../../test/data.js";
import { nodeCrypto } from "../node/crypto.js";
import { importTrust, importTrustWithPauses } from "./trust-import.js";
import { TrustStore } from "./trust-store.js";

const now = Date.UTC(2026, 10, 28);
const crypto = nodeCrypto();

describeData("a large import with pauses", () => {
  it("lets others have their turn, and comes to the same store", async () => {
    const files = ["pki/anchors/DE_CSCA07.cer", "pki/masterlists/DE_ML_2025-10-14.ml"].map((name) => ({
      name,
      bytes: dataBytes(name),
    }));
    const whole = importTrust(TrustStore.empty, files, { crypto, now });
    let pauses = 0;
    const paused = await importTrustWithPauses(TrustStore.empty, files, { crypto, now }, async () => {
      pauses++;
    });
    // The list has 570 certificates.
    expect(pauses).toBe(Math.floor(570 / 32));
    expect(paused.report).toEqual(whole.report);
    expect(paused.store.size).toBe(whole.store.size);
    expect(paused.store.data.entries.map(({ raw }) => raw)).toEqual(whole.store.data.entries.map(({ raw }) => raw));
  });
});
