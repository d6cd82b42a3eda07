import { describe, expect, it } from "vitest";
import { SIGNED_AT, type SignedDocument, signedDocument } from "../../../test/signed-document.js";
import { fromHex } from "../../bytes/bytes.js";
import { createPureChipCrypto } from "../../crypto/chip-crypto.js";
import { recoveryCapacity, signRecovery } from "../../crypto/iso9796-2.js";
import { deterministicRandom } from "../../crypto/random.js";
import { createSigner } from "../../crypto/signing.js";
import { mrzInformation } from "../../mrz/mrz-information.js";
import { nodeCrypto } from "../../node/crypto.js";
import { importTrust } from "../../pki/trust-import.js";
import { TrustStore } from "../../pki/trust-store.js";
import { createChip } from "../../simulator/chip/chip.js";
import { chipProfile } from "../../simulator/chip-profiles.js";
import { type DocumentProfile, PROFILES } from "../../simulator/index.js";
import { simulateDocument } from "../../simulator/simulated-document.js";
import { readAndInspectCard } from "../live/inspect-card.js";
import type { ReasonCode } from "../reasons.js";
import type { Inspection } from "../result.js";
import { createEvidence, type Evidence, readEvidence } from "./evidence.js";
import { evidenceOf as fromReading } from "./from-reading.js";
import { type EvidenceOptions, inspectEvidence } from "./inspect-evidence.js";

const challenge = fromHex("0011223344556677");
const crypto = nodeCrypto();

/** The chip's answer, by its private key. */
function answer({ document: { activeKey } }: SignedDocument, to: Uint8Array): Uint8Array {
  if (activeKey === undefined) throw new Error("no key");
  if (activeKey.kind === "ec") {
    return createSigner().sign(activeKey, { kind: "ecdsa", hash: "sha-256", encoding: "plain" }, to);
  }
  const options = { hash: "sha-256", trailer: "explicit" } as const;
  const m1 = deterministicRandom("m1")(recoveryCapacity({ ...options, modulusBits: 2048 }), "m1");
  return signRecovery(activeKey, m1, to, options);
}

function evidenceOf({ files }: SignedDocument, more: Partial<Evidence> = {}): Evidence {
  const made: Evidence = { created: SIGNED_AT, tool: "test", files, transcripts: [], ...more };
  // Always through the bytes, as it is used.
  return readEvidence(createEvidence(made));
}

function inspectAs(made: SignedDocument, evidence: Evidence, more: Partial<EvidenceOptions> = {}): Inspection {
  return inspectEvidence(evidence, { trust: made.trust, crypto, at: SIGNED_AT, policy: { crl: "ignore" }, ...more });
}

const codes = (inspection: Inspection): ReasonCode[] => inspection.reasons.map((reason) => reason.code);

describe("inspection of evidence", () => {
  const profiles: [string, DocumentProfile][] = [
    ["RSA", PROFILES["vn-2021"]],
    ["ECDSA", PROFILES["vn-2024"]],
  ];
  describe.each(profiles)("with an Active Authentication answer, %s", (_name, profile) => {
    const made = signedDocument(profile);
    const active = { challenge, response: answer(made, challenge) };

    it("is genuine over the challenge that the verifier states", () => {
      const inspection = inspectAs(made, evidenceOf(made, { active }), { challenge, path: "a.json" });
      expect(inspection).toMatchObject({ verdict: "genuine", source: "evidence", path: "a.json" });
      expect(inspection.chip).toEqual({ active: "passed", chip: "not-done", cam: "absent" });
      expect(codes(inspection)).toContain("chip.proof.passed");
      expect(codes(inspection)).not.toContain("chip.proof.not-in-evidence");
    });

    it("is copyable when the challenge is not stated, or another one is", () => {
      for (const stated of [undefined, fromHex("0011223344556678")]) {
        const inspection = inspectAs(made, evidenceOf(made, { active }), stated && { challenge: stated });
        expect(inspection.verdict).toBe("genuine-copyable");
        expect(inspection.chip.active).toBe("not-counted");
        expect(codes(inspection)).toContain("chip.proof.not-transferable");
        expect(codes(inspection)).not.toContain("chip.proof.passed");
      }
    });

    it("is not genuine when the answer is to another challenge than recorded and stated (T62)", () => {
      const other = { challenge, response: answer(made, fromHex("ffffffffffffffff")) };
      const inspection = inspectAs(made, evidenceOf(made, { active: other }), { challenge });
      expect(inspection).toMatchObject({ verdict: "not-genuine", chip: { active: "failed" } });
      expect(codes(inspection)).toContain("chip.active.failed");
    });

    it("counts no answer of a key that the issuer did not sign (T60)", () => {
      const evidence = evidenceOf(made, { active });
      const other = signedDocument({ ...profile, holder: { ...profile.holder, documentNumber: "304123499" } });
      const foreign = profile === PROFILES["vn-2021"] ? fromHex("6f00") : (other.files.get("DG15") ?? fromHex("6f00"));
      const files = new Map([...evidence.files, ["DG15", foreign] as const]);
      const inspection = inspectAs(made, { ...evidence, files }, { challenge });
      expect(inspection).toMatchObject({ verdict: "not-genuine", chip: { active: "not-counted" } });
      expect(codes(inspection)).not.toContain("chip.proof.passed");
    });

    it("counts no answer without the key", () => {
      const evidence = evidenceOf(made, { active });
      const files = new Map([...evidence.files].filter(([name]) => name !== "DG15"));
      const inspection = inspectAs(made, { ...evidence, files }, { challenge });
      expect(inspection.verdict).not.toBe("genuine");
      expect(inspection.chip.active).toBe("not-counted");
    });

    it("says nothing definite of half an answer", () => {
      const half = { challenge, response: active.response.subarray(0, 40) };
      const inspection = inspectAs(made, evidenceOf(made, { active: half }), { challenge });
      expect(inspection).toMatchObject({ verdict: "genuine-copyable", chip: { active: "not-counted" } });
    });
  });

  const made = signedDocument(PROFILES["vn-2021"]);

  it("never counts a transcript of Chip Authentication or PACE-CAM", () => {
    const transcripts = [
      { protocol: "ca", outcome: "passed", details: {} },
      { protocol: "cam", outcome: "passed", details: {} },
    ] as const;
    const inspection = inspectAs(made, evidenceOf(made, { transcripts }), { challenge });
    expect(inspection.verdict).toBe("genuine-copyable");
    expect(inspection.chip).toEqual({ active: "not-done", chip: "not-counted", cam: "not-counted" });
    const reason = inspection.reasons.find(({ code }) => code === "chip.proof.not-transferable");
    expect(reason?.detail).toMatch(/Chip Authentication .*PACE-CAM/);
  });

  it("without any proof judges as files at rest", () => {
    const inspection = inspectAs(made, evidenceOf(made));
    expect(inspection.verdict).toBe("genuine-copyable");
    expect(codes(inspection)).toContain("chip.proof.not-in-evidence");
  });

  it("does not count an answer under a key whose signer nobody trusts", () => {
    const active = { challenge, response: answer(made, challenge) };
    const inspection = inspectAs(made, evidenceOf(made, { active }), { challenge, trust: TrustStore.empty });
    expect(inspection).toMatchObject({ verdict: "unconfirmed", chip: { active: "not-counted" } });
  });

  it("follows the policy on copyable documents", () => {
    const active = { challenge, response: answer(made, challenge) };
    const policy = { copyable: "amber", crl: "ignore" } as const;
    expect(inspectAs(made, evidenceOf(made, { active }), { policy }).verdict).toBe("unconfirmed");
  });

  it("is made from a card's reading, and the caller's own challenge proves it later", async () => {
    for (const name of ["vn-2021", "passport-pace-cam", "passport-aa"]) {
      const profile = chipProfile(name);
      if (profile === undefined) throw new Error(`no profile ${name}`);
      const { chip, can, data, issuer } = simulateDocument(profile);
      const { store } = importTrust(TrustStore.empty, [{ name: "csca", bytes: issuer.csca.certificate }], {
        crypto,
        now: SIGNED_AT,
        keepFlagged: true,
      });
      const options = { trust: store, crypto, at: SIGNED_AT, policy: { proofs: "all" } } as const;
      const { inspection, reading } = await readAndInspectCard(createChip(chip, { random: deterministicRandom("c") }), {
        ...options,
        secrets: { can, mrzInformation: mrzInformation(data.holder) },
        random: deterministicRandom("t"),
        chipCrypto: createPureChipCrypto(),
        challenge,
      });
      expect(inspection.verdict).toBe("genuine");
      const evidence = readEvidence(createEvidence(fromReading(reading, { created: SIGNED_AT, tool: "test" })));
      const protocols = evidence.transcripts.map(({ protocol }) => protocol);
      expect(protocols).toEqual(name === "vn-2021" ? ["ca"] : name === "passport-aa" ? [] : ["cam"]);
      const later = inspectEvidence(evidence, { ...options, challenge });
      expect(later.verdict).toBe(name === "passport-pace-cam" ? "genuine-copyable" : "genuine");
      expect(later.holder).toEqual(inspection.holder);
      expect(inspectEvidence(evidence, options).verdict).toBe("genuine-copyable");
    }
  });

  it("refuses a challenge of another length", () => {
    expect(() => inspectAs(made, evidenceOf(made), { challenge: fromHex("00") })).toThrow(
      expect.objectContaining({ code: "usage" }),
    );
  });
});
