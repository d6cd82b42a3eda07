import { describe, expect, it } from "vitest";
import { openChip, readFile } from "../../test/chip-terminal.js";
import { OID } from "../asn1/oids.js";
import { fromHex, toHex } from "../bytes/bytes.js";
import { curveByName } from "../crypto/curves.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { deterministicRandom } from "../crypto/random.js";
import { inspectFiles } from "../inspection/inspect.js";
import { readCardSecurity } from "../lds/card-security.js";
import { readDg14 } from "../lds/dg14.js";
import { infosOf, readSecurityInfos, writeSecurityInfos } from "../lds/security-infos.js";
import { importTrust } from "../pki/trust-import.js";
import { TrustStore } from "../pki/trust-store.js";
import { createChip } from "./chip/chip.js";
import { SHORT_LIMITS } from "./chip/personalisation.js";
import { chipProfile, chipProfiles } from "./chip-profiles.js";
import { algorithmIdentifier } from "./issuer/algorithms.js";
import { explicitParameters } from "./issuer/keys.js";
import { paceProtocols, passwordsOf, simulateDocument } from "./simulated-document.js";
import { testIssuer } from "./test-issuers.js";

const crypto = createCrypto({ pure: createPureBackend() });
const AT = Date.UTC(2026, 5, 1, 12);

function profileOf(name: string) {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

describe("profiles", () => {
  it("have names of their own, and every combination of protocols is among them", () => {
    const names = chipProfiles().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ["vn-2021", "vn-2024", "passport-bac", "passport-aa", "passport-pace", "passport-pace-cam"]) {
      expect(names).toContain(name);
    }
    for (const cipher of ["3des", "aes-128", "aes-192", "aes-256"]) {
      for (const mapping of ["gm", "im"]) {
        for (const agreement of ["ecdh", "dh"]) expect(names).toContain(`pace-${mapping}-${agreement}-${cipher}`);
      }
      expect(names.includes(`pace-cam-ecdh-${cipher}`)).toBe(cipher !== "3des");
    }
    expect(chipProfile("none")).toBeUndefined();
  });

  it.each(chipProfiles())("$name: its name says what its chip does", (profile) => {
    const { chip } = simulateDocument(profile);
    const [, mapping, agreement, cipher] = /^pace-(gm|im|cam)-(ecdh|dh)-(.+)$/.exec(profile.name) ?? [];
    if (mapping === undefined) return;
    expect(chip.pace.some((p) => p.mapping === mapping && p.agreement === agreement && p.cipher === cipher)).toBe(true);
  });
});

describe("simulateDocument", () => {
  it("gives the same bytes each time", () => {
    for (const profile of chipProfiles()) {
      const [one, two] = [simulateDocument(profile), simulateDocument(profile)];
      for (const [name, bytes] of one.files) {
        expect(toHex(two.files.get(name) ?? new Uint8Array()), `${profile.name} ${name}`).toBe(toHex(bytes));
      }
    }
  });

  it.each(chipProfiles())(
    "$name: its files are genuine under its issuer, and without trust in it are not",
    (profile) => {
      const { files, issuer } = simulateDocument(profile);
      // EF.CardSecurity and the protected groups are no part of what a folder holds.
      const readable = new Map([...files].filter(([name]) => name !== "DG3"));
      const { store } = importTrust(TrustStore.empty, [{ name: "csca.cer", bytes: issuer.csca.certificate }], {
        crypto,
        now: AT,
      });
      const verdict = (trust: TrustStore) => inspectFiles({ files: readable }, { crypto, trust, at: AT }).verdict;
      expect(verdict(store)).toBe("genuine-copyable");
      expect(verdict(TrustStore.empty)).toBe("unconfirmed");
    },
  );

  it("signs EF.CardSecurity with the document's signer over the key of PACE-CAM", () => {
    const document = simulateDocument(profileOf("passport-pace-cam"));
    const security = readCardSecurity(document.files.get("EF.CardSecurity") ?? new Uint8Array());
    expect(security.signedData.eContentType).toBe(OID.securityObject);
    expect(infosOf(security.securityInfos.infos, "pace").map(({ mapping }) => mapping)).toEqual(["gm", "cam"]);
    const [key] = infosOf(security.securityInfos.infos, "chip-authentication-public-key");
    expect(key?.keyId).toBe(13n);
    // The same entries are signed in DG14, without the key: it proves nothing there.
    const dg14 = readDg14(document.files.get("DG14") ?? new Uint8Array());
    expect(infosOf(dg14.securityInfos.infos, "chip-authentication-public-key")).toEqual([]);
  });

  it("takes a portrait, a holder, limits and habits", async () => {
    const profile = profileOf("passport-bac");
    const holder = { ...profile.holder, documentNumber: "CFX000009" };
    const dg2 = fromHex(`7582${(15_000).toString(16)}${"00".repeat(15_000)}`);
    const document = simulateDocument(profile, { holder, dg2, limits: SHORT_LIMITS, quirks: { readCap: 100 } });
    expect(document.chip.passwords.mrz).toMatch(/^CFX000009/);
    const channel = await openChip(createChip(document.chip, { random: deterministicRandom("chip") }), document.chip);
    expect(toHex(await readFile(channel, 2, 200))).toBe(toHex(dg2));
  });
});

describe("passwordsOf", () => {
  it("knows the CAN of a Vietnamese card, and takes one for any other", () => {
    const vietnam = [
      "IDVNM0991234561001099123456<<2",
      "9901155M3901153VNM<<<<<<<<<<<8",
      "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<",
    ];
    expect(passwordsOf(vietnam)).toEqual({ mrz: "099123456199011553901153", can: "123456" });
    const passport = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    expect(passwordsOf(passport)).toEqual({ mrz: "L898902C3674081221204159", can: undefined });
    expect(passwordsOf(passport, "111111").can).toBe("111111");
    expect(() => passwordsOf(["nothing"])).toThrowError(expect.objectContaining({ code: "mrz.unreadable" }));
  });
});

describe("paceProtocols", () => {
  it("takes domain parameters of the file's own", async () => {
    const oid = "0.4.0.127.0.7.2.2.4.2.2";
    const parameters = explicitParameters(curveByName("P-256").parameters);
    const cardAccess = writeSecurityInfos([
      { kind: "pace", oid, version: 2, parameterId: 40 },
      {
        kind: "pace-domain-parameters",
        oid: "0.4.0.127.0.7.2.2.4.2",
        domainParameter: algorithmIdentifier(OID.ecPublicKey, parameters),
        id: 40,
      },
      { kind: "pace", oid: "0.4.0.127.0.7.2.2.4.2.4", version: 2, parameterId: 31 },
    ]);
    const protocols = paceProtocols(readSecurityInfos(cardAccess).infos);
    expect(protocols).toHaveLength(1);
    expect(protocols[0]).toMatchObject({ oid, parameterId: 40, domain: { family: "ecdh", curve: { name: "P-256" } } });
    const document = simulateDocument(profileOf("passport-pace"));
    const chip = { ...document.chip, pace: protocols };
    const channel = await openChip(createChip(chip, { random: deterministicRandom("chip") }), chip, { pace: 0 });
    expect(channel.secured).toBe(true);
  });
});

describe("testIssuer", () => {
  it("is one issuer a state, a signer for each kind of document", () => {
    const of = (name: string) => testIssuer(profileOf(name));
    expect(of("passport-bac")).toBe(of("passport-pace"));
    expect(of("residence-card").csca.certificate).toEqual(of("passport-bac").csca.certificate);
    expect(of("residence-card").signer.certificate).not.toEqual(of("passport-bac").signer.certificate);
    expect(of("vn-2021").csca.certificate).toEqual(of("vn-2024").csca.certificate);
    expect(of("vn-2021").signingTime).toBe("2021-02-20");
    expect(of("vn-2024").signingTime).toBe("2024-08-01");
  });
});
