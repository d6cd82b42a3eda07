import { describe, expect, it } from "vitest";
import { crypto } from "../../../test/authentication-chips.js";
import { type CvHolder, type CvSpec, cvCertificate, TA_OID } from "../../../test/cv-issuer.js";
import { latin1, toHex } from "../../bytes/bytes.js";
import { ecKey } from "../../simulator/issuer/keys.js";
import { type CvCertificate, readCvCertificate } from "./cv-certificate.js";
import { findCvChain, verifyCvChain } from "./cv-chain.js";

const AUTHENTICATION_TERMINAL = "0.4.0.127.0.7.3.1.2.2";

function holder(reference: string): CvHolder {
  return { reference, oid: TA_OID.ecdsaSha256, key: ecKey(reference, "brainpoolP256r1") };
}

function certificate(name: CvHolder, issuer: CvHolder, more: Omit<CvSpec, "holder" | "issuer">): CvCertificate {
  return readCvCertificate(cvCertificate({ holder: name, issuer, ...more }));
}

const old = holder("UTCVCA00001");
const cvca = holder("UTCVCA00002");
const dvHolder = holder("UTDV00001");
const isHolder = holder("UTIS00001");

const oldAnchor = certificate(old, old, { authorization: 0xc3, explicit: true });
const anchor = certificate(cvca, cvca, { authorization: 0xc3, explicit: true });
const link = certificate(cvca, old, { authorization: 0xc3, explicit: true, expires: "240102" });
const dv = certificate(dvHolder, cvca, { authorization: 0x81 });
const terminal = certificate(isHolder, dvHolder, { authorization: 0x03 });

describe("finding the chain to show a chip", () => {
  it("begins below the trust point that the chip knows, and goes over link certificates", () => {
    const all = [dv, anchor, link, oldAnchor, terminal];
    expect(findCvChain(terminal, all, [anchor.holder])).toEqual([dv, terminal]);
    expect(findCvChain(terminal, all, [oldAnchor.holder])).toEqual([link, dv, terminal]);
    expect(findCvChain(terminal, all, [dv.holder])).toEqual([terminal]);
  });

  it("finds none without the DV, without a known trust point, or in a circle", () => {
    expect(findCvChain(terminal, [link], [oldAnchor.holder])).toBeUndefined();
    expect(findCvChain(terminal, [dv, link], [])).toBeUndefined();
    const a = certificate(holder("UTA00001"), holder("UTB00001"), { authorization: 0x83 });
    const b = certificate(holder("UTB00001"), holder("UTA00001"), { authorization: 0x83 });
    const lost = certificate(isHolder, holder("UTA00001"), { authorization: 0x03 });
    expect(findCvChain(lost, [a, b], [anchor.holder])).toBeUndefined();
  });

  it("gives up on a chain longer than any in the field", () => {
    const long = Array.from({ length: 40 }, (_, i) =>
      certificate(holder(`UTL${10_001 + i}`), holder(`UTL${10_000 + i}`), { authorization: 0xc3 }),
    );
    const last = long.at(-1);
    if (last === undefined) throw new Error("empty");
    const from = (number: number): ReturnType<typeof findCvChain> =>
      findCvChain(last, long, [{ raw: latin1(`UTL${number}`), text: "" }]);
    expect(from(10_000)).toBeUndefined();
    expect(from(10_023)).toBeUndefined();
    expect(from(10_024)).toHaveLength(16);
  });
});

describe("verifying a chain", () => {
  it("holds below its trust point, over a link certificate whatever its dates, and gives the rights of all", () => {
    const below = verifyCvChain(anchor, [dv, terminal], crypto, "2025-06-01");
    expect(below.ok && toHex(below.rights)).toBe("01");
    expect(verifyCvChain(oldAnchor, [link, dv, terminal], crypto, "2025-06-01")).toMatchObject({ ok: true });
  });

  it.each([
    ["2023-12-31", 0],
    ["2024-01-01", undefined],
    ["2026-12-31", undefined],
    ["2027-01-01", 0],
  ])("is judged by the dates at %s", (at, index) => {
    const result = verifyCvChain(anchor, [dv, terminal], crypto, at);
    if (index === undefined) expect(result.ok).toBe(true);
    else expect(result).toEqual({ ok: false, fault: { index, why: "dates" } });
    expect(verifyCvChain(anchor, [dv, terminal], crypto).ok).toBe(true);
  });

  it("refuses dates that contradict each other", () => {
    const odd = certificate(isHolder, dvHolder, { authorization: 0x03, effective: "260101", expires: "250101" });
    expect(verifyCvChain(anchor, [dv, odd], crypto)).toEqual({ ok: false, fault: { index: 1, why: "dates" } });
  });

  it("takes a certificate for one day", () => {
    const day = certificate(isHolder, dvHolder, { authorization: 0x03, effective: "250601", expires: "250601" });
    expect(verifyCvChain(anchor, [dv, day], crypto, "2025-06-01").ok).toBe(true);
  });

  it("leaves the role out of the rights, and gives nothing that one authorisation does not reach", () => {
    const rights = (...chain: readonly CvCertificate[]): string => {
      const result = verifyCvChain(oldAnchor, chain, crypto);
      return result.ok ? toHex(result.rights) : result.fault.why;
    };
    expect(rights(link)).toBe("03");
    expect(rights(certificate(cvca, old, { authorization: [0xff, 0xfd], explicit: true }))).toBe("01");
    expect(rights(certificate(cvca, old, { authorization: 0xc0, explicit: true }))).toBe("00");
  });

  it("takes sixteen certificates and no more", () => {
    const links = Array.from({ length: 17 }, (_, i) =>
      certificate(holder(`UTL${20_001 + i}`), i === 0 ? old : holder(`UTL${20_000 + i}`), {
        authorization: 0xc3,
        explicit: true,
      }),
    );
    expect(verifyCvChain(oldAnchor, links.slice(0, 16), crypto).ok).toBe(true);
    expect(verifyCvChain(oldAnchor, links, crypto)).toEqual({ ok: false, fault: { index: 0, why: "length" } });
  });

  it("refuses an empty one, another name, another role, another type and another signature", () => {
    const wrongType = certificate(isHolder, dvHolder, {
      authorization: 0x03,
      terminalType: AUTHENTICATION_TERMINAL,
    });
    const imposter = { ...dvHolder, key: ecKey("imposter", "brainpoolP256r1") };
    const forged = certificate(isHolder, imposter, { authorization: 0x03 });
    const byTerminal = certificate(holder("UTX00001"), isHolder, { authorization: 0x03 });
    const dvByDv = certificate(holder("UTDV00002"), dvHolder, { authorization: 0x83 });
    const terminalByCvca = certificate(isHolder, cvca, { authorization: 0x03 });
    const cases: readonly [readonly CvCertificate[], number, string][] = [
      [[], 0, "length"],
      [[terminal], 0, "authority"],
      [[link], 0, "authority"],
      [[terminalByCvca], 0, "role"],
      [[dv, dvByDv], 1, "role"],
      [[dv, terminal, byTerminal], 2, "role"],
      [[dv, wrongType], 1, "terminal-type"],
      [[dv, forged], 1, "signature"],
    ];
    for (const [chain, index, why] of cases) {
      expect(verifyCvChain(anchor, chain, crypto)).toEqual({ ok: false, fault: { index, why } });
    }
  });

  it("lets a trust point serve terminals of another type than its own, with the rights below it", () => {
    const type = AUTHENTICATION_TERMINAL;
    const dvAt = certificate(dvHolder, cvca, { authorization: [0x80, 0, 0, 1, 0x10], terminalType: type });
    const at = certificate(isHolder, dvHolder, { authorization: [0, 0, 0, 3, 0x11], terminalType: type });
    const result = verifyCvChain(anchor, [dvAt, at], crypto);
    expect(result.ok && toHex(result.rights)).toBe("0000000110");
  });

  it("refuses a trust point that names no curve, and one whose curve is forged", () => {
    const bare = certificate(cvca, cvca, { authorization: 0xc3 });
    expect(verifyCvChain(bare, [dv, terminal], crypto)).toEqual({ ok: false, fault: { index: 0, why: "key" } });
    const forged = { ...anchor, publicKey: { ...anchor.publicKey } };
    if (forged.publicKey.kind !== "ec" || forged.publicKey.domain === undefined) throw new Error("no domain");
    const domain = { ...forged.publicKey.domain, gx: forged.publicKey.domain.gx + 1n };
    expect(verifyCvChain({ ...forged, publicKey: { ...forged.publicKey, domain } }, [dv, terminal], crypto)).toEqual({
      ok: false,
      fault: { index: 0, why: "key" },
    });
  });

  it("does not hold with any byte of a certificate changed that can still be read", () => {
    let read = 0;
    for (let i = 0; i < terminal.raw.length; i++) {
      const changed = terminal.raw.map((byte, at) => (at === i ? byte ^ 1 : byte));
      let certificate: CvCertificate;
      try {
        certificate = readCvCertificate(changed);
      } catch {
        continue;
      }
      read++;
      expect(verifyCvChain(anchor, [dv, certificate], crypto).ok, `byte ${i}`).toBe(false);
    }
    expect(read).toBeGreaterThan(100);
  });
});
