import { describe, expect, it } from "vitest";
import { csca, NOW } from "../../../test/trust-issuer.js";
import type { AccessResult } from "../../channel/access.js";
import { readCardAccess, writeCardAccess } from "../../lds/card-access.js";
import type { ElementaryFileName } from "../../lds/files.js";
import type { SecurityInfoFields } from "../../lds/security-infos.js";
import { nodeCrypto } from "../../node/crypto.js";
import { importTrust } from "../../pki/trust-import.js";
import { TrustStore } from "../../pki/trust-store.js";
import {
  createDocumentSigner,
  type DocumentProfile,
  ecKey,
  PROFILES,
  personalise,
  signDocument,
} from "../../simulator/index.js";
import { CONTENT_STEPS, newState, TRUST_STEPS } from "../procedure.js";
import { judgeChip } from "./judge-chip.js";
import type { CardReading } from "./types.js";

const crypto = nodeCrypto();
const de = csca("DE");
const signer = createDocumentSigner(de, {
  subject: "C=DE,O=Test State,CN=DS",
  key: ecKey("judge chip ds", "P-256"),
  algorithm: de.algorithm,
  serial: 3,
  notBefore: "2020-01-01",
  notAfter: "2034-01-01",
  signsUntil: "2025-01-01",
});
const GM: SecurityInfoFields = { kind: "pace", oid: "0.4.0.127.0.7.2.2.4.2.2", version: 2, parameterId: 13 };
const CAM: SecurityInfoFields = { kind: "pace", oid: "0.4.0.127.0.7.2.2.4.6.2", version: 2, parameterId: 13 };
const NO_PACE: SecurityInfoFields = { kind: "terminal-authentication", version: 1 };

/** Codes and proofs of a card whose signed DG14 lists `signed`, after an access that went as `access` says. */
function judged(
  signed: readonly SecurityInfoFields[],
  shown: readonly SecurityInfoFields[] | undefined,
  access: Partial<AccessResult>,
): { codes: readonly string[]; cam: string } {
  const profile: DocumentProfile = { ...PROFILES["passport-bac"], access: signed };
  const data = personalise(profile);
  const files = new Map<ElementaryFileName, Uint8Array>([["EF.SOD", signDocument(data, signer, "2021-02-20")]]);
  for (const [number, bytes] of data.dataGroups) files.set(`DG${number}`, bytes);
  const cardAccess = shown === undefined ? undefined : writeCardAccess(shown);
  if (cardAccess !== undefined) files.set("EF.CardAccess", cardAccess);
  const { store } = importTrust(TrustStore.empty, [{ name: "csca", bytes: de.certificate }], { crypto, now: NOW });
  const state = newState(files, "live", { trust: store, crypto, at: NOW });
  for (const { run } of [...TRUST_STEPS, ...CONTENT_STEPS]) run(state);
  const reading: CardReading = {
    files,
    unread: new Map(),
    proofs: { cam: undefined, chip: undefined, active: undefined },
    cardSecurityUnread: false,
    access: {
      protocol: "bac",
      mapping: undefined,
      password: "mrz",
      oid: undefined,
      parameterId: undefined,
      curve: undefined,
      fellBack: false,
      paceUnknown: false,
      assumed: false,
      cardAccess:
        cardAccess === undefined ? undefined : { path: "fid", bytes: cardAccess, file: readCardAccess(cardAccess) },
      attempts: [],
      pace: undefined,
      bac: undefined,
      ...access,
    },
  };
  const { cam } = judgeChip(state, reading, { chipFailures: 0 });
  const codes = state.findings.weigh(state.policy, store, crypto, undefined).map(({ code }) => code);
  return { codes: codes.filter((code) => /^(?:access|chip)\./.test(code)), cam };
}

describe("a chip that hides what was signed", () => {
  it.each([
    ["no EF.CardAccess", undefined],
    ["an EF.CardAccess without its PACE entries", [NO_PACE]],
  ])("T64b: BAC after %s is noticed", (_, shown) => {
    expect(judged([GM], shown, {}).codes).toContain("access.pace.hidden");
  });

  it("T64b: and so is a chip that is open to everyone", () => {
    expect(judged([GM], undefined, { protocol: "none" }).codes).toContain("access.pace.hidden");
  });

  it("says nothing of it where none was signed, or where policy let BAC follow a PACE that failed", () => {
    expect(judged([NO_PACE], undefined, {}).codes).toEqual(["chip.proof.not-offered"]);
    expect(judged([GM], [GM], { fellBack: true }).codes).toEqual(["chip.proof.not-offered", "access.pace.fell-back"]);
  });

  it("offers PACE-CAM by its signed DG14, though EF.CardAccess leaves it out", () => {
    const pace = { protocol: "pace", mapping: "gm", oid: GM.kind === "pace" ? GM.oid : "", parameterId: 13 } as const;
    expect(judged([GM], [GM], pace)).toEqual({ codes: ["chip.proof.not-offered"], cam: "absent" });
    expect(judged([GM, CAM], [GM], pace)).toEqual({ codes: ["chip.proof.none-done"], cam: "not-done" });
  });
});
