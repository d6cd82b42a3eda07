import { describe, expect, it } from "vitest";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import { parseCertificate } from "../../pki/certificate.js";
import { parseCrl, verifyCrl } from "../../pki/crl.js";
import { createCsca, issueCrl } from "../country.js";
import { deltaCrlIndicator } from "./extensions.js";
import { ecKey } from "./keys.js";

const crypto = createCrypto({ pure: createPureBackend() });
const csca = createCsca({
  subject: "C=DE,CN=CSCA Alpha",
  key: ecKey("crl test", "P-256"),
  algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
  serial: 1,
  notBefore: "2020-01-01",
  notAfter: "2035-01-01",
  signsUntil: "2025-01-01",
});
const spec = {
  number: 12,
  thisUpdate: "2026-05-20",
  nextUpdate: "2026-08-20",
  revoked: [
    { serial: 0x99, date: "2025-03-01", reason: 1 },
    { serial: 7, date: "2025-04-01" },
  ],
};

describe("createCrl", () => {
  it("lists what was revoked under the issuer's signature", () => {
    const crl = parseCrl(issueCrl(csca, spec));
    expect(crl).toMatchObject({
      version: 2,
      crlNumber: "12",
      thisUpdate: Date.UTC(2026, 4, 20),
      nextUpdate: Date.UTC(2026, 7, 20),
      revokedCount: 2,
      authorityKeyIdentifier: { keyIdentifier: csca.keyIdentifier },
      quirks: [],
    });
    expect(crl.lookup("0099")).toMatchObject({ date: Date.UTC(2025, 2, 1) });
    expect(crl.lookup("07")).toMatchObject({ date: Date.UTC(2025, 3, 1) });
    expect(crl.lookup("08")).toBeUndefined();
    expect(verifyCrl(crl, [parseCertificate(csca.certificate)], crypto).ok).toBe(true);
  });

  it("can be empty, forged, or a delta", () => {
    expect(parseCrl(issueCrl(csca, { ...spec, revoked: [] })).revokedCount).toBe(0);
    const forged = parseCrl(issueCrl(csca, { ...spec, signWith: ecKey("somebody else", "P-256") }));
    expect(verifyCrl(forged, [parseCertificate(csca.certificate)], crypto)).toEqual({ ok: false, why: "signature" });
    expect(() => parseCrl(issueCrl(csca, { ...spec, extra: [deltaCrlIndicator(11)] }))).toThrow(
      expect.objectContaining({ code: "crl.delta" }),
    );
  });
});
