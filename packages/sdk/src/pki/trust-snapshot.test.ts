import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csca, importAll, masterList, masterListSigner, signer, signerInfo } from "../../test/trust-issuer.js";
import { derOid } from "../asn1/encode.js";
import { concat } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { nodeCrypto } from "../node/crypto.js";
import { createDeviationList, EXTENDED_KEY_USAGE, issueCrl } from "../simulator/index.js";
import { decodeSnapshot, encodeSnapshot } from "./trust-snapshot.js";
import { TrustStore } from "./trust-store.js";

const crypto = nodeCrypto();
const binding = new Uint8Array(32).fill(7);
const de = csca("DE");
const fr = csca("FR", { extensions: { basicConstraints: null } });
const gb = csca("GB", { name: "test" });
const ds = signer(de, undefined, "Document Signer");
const dlSigner = signer(de, EXTENDED_KEY_USAGE.deviationListSigner, "Deviation List Signer");
const files = {
  "de.cer": de.certificate,
  "ds.cer": ds.certificate,
  "list.ml": masterList(masterListSigner(de), [de.certificate, fr.certificate, gb.certificate, Uint8Array.of(0x30, 0)]),
  "french.ml": masterList(masterListSigner(fr), [fr.certificate], { enclosed: [fr.certificate] }),
  "de.crl": issueCrl(de, {
    number: 1,
    thisUpdate: "2026-05-01",
    nextUpdate: "2026-08-01",
    revoked: [{ serial: 7, date: "2026-01-01", reason: 1 }],
  }),
  "de.dvl": createDeviationList({
    certificates: [dlSigner.certificate],
    signers: [signerInfo(dlSigner, "2026-04-01")],
    deviations: [
      { signer: ds.certificate, description: "none", type: "2.23.136.1.1.7.1.2", parameter: derOid("2.5.29.15") },
    ],
  }),
};
const { store } = importAll(files);
const snapshot = encodeSnapshot(store, binding, crypto);

function openError(bytes: Uint8Array, bound = binding): string {
  try {
    decodeSnapshot(bytes, bound, crypto);
    return "opened";
  } catch (error) {
    return isChipidError(error) ? error.code : `thrown: ${String(error)}`;
  }
}

describe("snapshot", () => {
  it("gives the same store back, and the same bytes from it", () => {
    const opened = decodeSnapshot(snapshot, binding, crypto);
    expect(opened.data).toEqual({ ...store.data, refusedCrls: [] });
    expect(encodeSnapshot(opened, binding, crypto)).toEqual(snapshot);
    expect(opened.crlsOf(store.data.crls[0]?.issuerKey ?? "")[0]?.lookup("07")?.reason).toBe("keyCompromise");
    expect(opened.deviations("DE")).toEqual(store.deviations("DE"));
    expect(store.deviations("DE")).toHaveLength(1);
  });

  it("a store that was opened goes on as one that was imported", () => {
    const opened = decodeSnapshot(snapshot, binding, crypto);
    const more = { "fr.cer": fr.certificate };
    const a = importAll(more, {}, opened);
    const b = importAll(more, {}, store);
    expect(a.store.data).toEqual(b.store.data);
    expect(a.report).toEqual(b.report);
    expect(a.report.verifiedNow).toEqual(["french.ml"]);
  });

  it("keeps refused CRLs out: they belong to one run", () => {
    const run = importAll({ "bad.crl": issueCrl(fr, { number: 1, thisUpdate: "2026-05-01", revoked: [] }) });
    expect(run.store.refusedCrls).toHaveLength(1);
    expect(decodeSnapshot(encodeSnapshot(run.store, binding, crypto), binding, crypto).refusedCrls).toEqual([]);
  });

  it("of the empty store is one", () => {
    expect(decodeSnapshot(encodeSnapshot(TrustStore.empty, binding, crypto), binding, crypto).size).toBe(0);
  });

  it("is of no use under another binding or in another version", () => {
    expect(openError(snapshot, new Uint8Array(32))).toBe("trust.snapshot");
    const next = snapshot.slice();
    next[11] = (next[11] ?? 0) + 1;
    expect(openError(next)).toBe("trust.snapshot");
    expect(() => encodeSnapshot(store, new Uint8Array(31), crypto)).toThrow(/32 bytes/);
  });

  it("with any bit changed is refused, wherever the bit is", () => {
    fc.assert(
      fc.property(fc.nat(snapshot.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const changed = snapshot.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(openError(changed)).toBe("trust.snapshot");
      }),
      { seed: 42, numRuns: 2_000 },
    );
  });

  it("cut, lengthened or spliced is refused", () => {
    fc.assert(
      fc.property(fc.nat(snapshot.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), (at, extra) => {
        expect(openError(snapshot.subarray(0, at))).toBe("trust.snapshot");
        expect(openError(concat(snapshot.subarray(0, at), extra, snapshot.subarray(at)))).toBe("trust.snapshot");
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  // Whoever writes a right digest may write anything; it must still not crash or read beyond its parts.
  it("with any index under a right digest opens or is refused, nothing else", () => {
    const INDEX = 80;
    const length = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(76);
    const sealed = (bytes: Uint8Array): Uint8Array => {
      bytes.set(crypto.digest("sha-256", bytes.subarray(0, 44), bytes.subarray(76)), 44);
      return bytes;
    };
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(length - 1), fc.integer({ min: 0x20, max: 0x7e }), (at, value) => {
        const changed = snapshot.slice();
        changed[INDEX + at] = value;
        const outcome = openError(sealed(changed));
        if (outcome === "trust.snapshot") refused++;
        else expect(outcome).toBe("opened");
      }),
      { seed: 42, numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(200);
    const zero = snapshot.slice();
    new DataView(zero.buffer).setUint32(76, 0xffffffff);
    expect(openError(sealed(zero))).toBe("trust.snapshot");
  });
});
