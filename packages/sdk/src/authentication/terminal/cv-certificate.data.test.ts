import { expect, it } from "vitest";
import { crypto } from "../../../test/authentication-chips.js";
import { dataJson, describeData } from "../../../test/data.js";
import { readAsn1 } from "../../asn1/node.js";
import { oid } from "../../asn1/values.js";
import { fromHex } from "../../bytes/bytes.js";
import { readCardAccess } from "../../lds/card-access.js";
import { readCardSecurity } from "../../lds/card-security.js";
import { parseCertificate } from "../../pki/certificate.js";
import { readCvCertificate, readCvRequest, verifyCvSignature } from "./cv-certificate.js";
import { resolveCvKey } from "./cv-public-key.js";

const DESCRIPTION_PLAIN = "0.4.0.127.0.7.3.1.3.1.1";

describeData("CV certificates and requests (TR-03110-3 C)", () => {
  const { certificates } = dataJson<{ certificates: Readonly<Record<string, string>> }>(
    "icao9303-11/cv-certificates-openpace.json",
  );
  const entries = Object.entries(certificates).map(([name, hex]) => [name, fromHex(hex)] as const);

  it("each of the 35 samples is read as what it is", () => {
    const kinds = new Map<string, number>();
    for (const [name, bytes] of entries) {
      const kind = read(name, bytes);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    expect(Object.fromEntries(kinds)).toEqual({
      "EF.CardAccess": 5,
      "EF.CardSecurity": 1,
      "X.509 certificate": 1,
      description: 6,
      certificate: 19,
      request: 3,
    });
  });

  it("roles, references, dates and the curve of a trust point are read", () => {
    const dv = readCvCertificate(bytesOf("kba_dvca_cert"));
    expect(dv.authority.text).toBe("DECVCAeID00102");
    expect(dv.holder.text).toBe("DEDVeIDDTR101201");
    expect(dv.authorization).toMatchObject({ terminalType: "authentication-terminal", role: "dv-foreign" });
    expect(dv.publicKey).toMatchObject({ kind: "ec", domain: undefined, algorithm: { hash: "sha-256" } });
    const cvca = readCvCertificate(bytesOf("wrong_tc_ecdh_cvca"));
    expect(cvca.authorization).toMatchObject({ role: "cvca" });
    expect(resolveCvKey(cvca.publicKey)).toMatchObject({ ok: true, curve: "brainpoolP256r1" });
    expect(cvca.effective <= cvca.expires).toBe(true);
  });

  it("the signatures that requests make with their own keys are verified", () => {
    for (const name of ["req_18102010_csr", "MY_cvreq", "csr_with_outer_sig"]) {
      const request = readCvRequest(bytesOf(name));
      const reading = resolveCvKey(request.publicKey);
      if (!reading.ok) throw new Error(reading.why);
      const verify = (body: Uint8Array): boolean =>
        verifyCvSignature({ ...request, body }, request.publicKey, reading.key, crypto).valid;
      expect(verify(request.body), name).toBe(true);
      expect(verify(request.body.map((byte, i) => (i === 12 ? byte ^ 1 : byte))), name).toBe(false);
    }
  });

  it("the certificates of terminals are signed by the DVs that they name, on the curve of their trust point", () => {
    const read = entries.filter(([name]) => /_(dv|dvca_)?cert/.test(name) && !name.endsWith("_desc"));
    const all = read.flatMap(([name, bytes]) => (bytes[0] === 0x7f ? [{ name, ...readCvCertificate(bytes) }] : []));
    let verified = 0;
    for (const certificate of all.filter(({ authorization }) => authorization.role === "terminal")) {
      const issuers = all.filter(({ holder }) => holder.text === certificate.authority.text);
      const valid = issuers.filter(({ publicKey }) => {
        const reading = resolveCvKey(publicKey, "brainpoolP256r1");
        return reading.ok && verifyCvSignature(certificate, publicKey, reading.key, crypto).valid;
      });
      if (valid.length > 0) verified++;
    }
    expect(verified).toBe(11);
  });

  function bytesOf(name: string): Uint8Array {
    return fromHex(certificates[name] ?? "");
  }
});

function read(name: string, bytes: Uint8Array): string {
  if (bytes[0] === 0x31) {
    expect(readCardAccess(bytes).securityInfos.infos.length, name).toBeGreaterThan(0);
    return "EF.CardAccess";
  }
  if (bytes[0] === 0x30) {
    const first = readAsn1(bytes, { mode: "ber" }).child(0);
    if (first.tag === 0x06 && oid(first) === DESCRIPTION_PLAIN) return "description";
    if (first.tag === 0x30) return parseCertificate(bytes).raw === undefined ? "" : "X.509 certificate";
    return readCardSecurity(bytes).securityInfos.infos.length > 0 ? "EF.CardSecurity" : "";
  }
  if (name.includes("req") || name.includes("csr")) {
    const request = readCvRequest(bytes);
    expect(request.outer === undefined, name).toBe(bytes[0] !== 0x67);
    return "request";
  }
  const certificate = readCvCertificate(bytes);
  expect(certificate.raw).toEqual(bytes);
  return "certificate";
}
