import { expect, it } from "vitest";
import { agreements, crypto } from "../../test/authentication-chips.js";
import { dataJson, describeData } from "../../test/data.js";
import { derOid } from "../asn1/encode.js";
import { concat, fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { deriveSessionKeys } from "../crypto/kdf.js";
import type { GroupElement, KeyAgreement } from "../crypto/key-agreement-types.js";
import { macOfMessage } from "../crypto/mac.js";
import { createPureCiphers } from "../crypto/pure-ciphers.js";
import { readCardSecurity } from "../lds/card-security.js";
import type { KeyAgreementFamily } from "../lds/security-info-types.js";
import { infosOf } from "../lds/security-infos.js";
import { encodeTlv } from "../tlv/tlv.js";
import { verifyCardSecurity } from "./cam/card-security-signature.js";
import { readChipPublicKey } from "./chip/chip-public-key.js";
import { chipAuthenticationOffer } from "./chip/offer.js";
import { type CvCertificate, readCvCertificate } from "./terminal/cv-certificate.js";
import { findCvChain, verifyCvChain } from "./terminal/cv-chain.js";
import { chipIdentityOfPace, terminalMessage } from "./terminal/terminal-authentication.js";

type Values = Readonly<Record<string, string>>;

const OIDS: Readonly<Record<KeyAgreementFamily, string>> = {
  dh: "0.4.0.127.0.7.2.2.3.1.2",
  ecdh: "0.4.0.127.0.7.2.2.3.2.2",
};

describeData("BSI worked example for Extended Access Control", () => {
  const example = dataJson<Readonly<Record<KeyAgreementFamily, Values>>>("icao9303-11/bsi-eac-worked-example.json");

  for (const family of ["ecdh", "dh"] as const) {
    const bytes = (name: string): Uint8Array => fromHex(example[family][name] ?? "");
    const certificate = (...names: readonly string[]): CvCertificate =>
      readCvCertificate(names.map(bytes).find((found) => found.length > 0) ?? new Uint8Array(0));

    /** The chip's static key, as EF.CardSecurity has it. */
    const chip = (): { agreement: KeyAgreement; publicKey: GroupElement } => {
      const { securityInfos } = readCardSecurity(bytes("ef_cardsecurity"));
      const [info] = infosOf(securityInfos.infos, "chip-authentication-public-key");
      const reading = info === undefined ? undefined : readChipPublicKey(info.spki, family, agreements);
      if (reading?.ok !== true) throw new Error("no static key");
      return { agreement: agreements(reading.domain), publicKey: reading.publicKey };
    };

    it(`${family}: EF.CardSecurity is signed by the certificate inside it, and not once a bit is changed`, () => {
      const file = bytes("ef_cardsecurity");
      expect(verifyCardSecurity(readCardSecurity(file), crypto)).toMatchObject({ outcome: "valid", signerInfos: 1 });
      const { publicKey, agreement } = chip();
      const at = toHex(file).indexOf(toHex(agreement.encode(publicKey))) / 2;
      const changed = file.map((byte, i) => (i === at + 8 ? byte ^ 1 : byte));
      expect(verifyCardSecurity(readCardSecurity(changed), crypto)).toMatchObject({ outcome: "invalid" });
    });

    it(`${family}: its static key is the published one and belongs to Chip Authentication version 2 alone`, () => {
      const { agreement, publicKey } = chip();
      expect(agreement.encode(publicKey)).toEqual(bytes("ca_picc_pub_key"));
      expect(agreement.publicKey(toBigInt(bytes("ca_picc_priv_key")))).toEqual(publicKey);
      const { infos } = readCardSecurity(bytes("ef_cardsecurity")).securityInfos;
      expect(chipAuthenticationOffer(infos, agreements)).toMatchObject({
        options: [],
        unusable: [{ why: "version" }],
        offered: true,
      });
    });

    it(`${family}: the key agreement of Chip Authentication gives the shared secret on both sides`, () => {
      const { agreement, publicKey } = chip();
      const terminalPrivate = toBigInt(bytes("ca_pcd_priv_key"));
      expect(agreement.encode(agreement.publicKey(terminalPrivate))).toEqual(bytes("ca_pcd_pub_key"));
      const secret = agreement.sharedSecret(terminalPrivate, publicKey);
      expect(secret).toEqual(bytes("ca_shared_secret_k"));
      const terminalKey = agreement.decode(bytes("ca_pcd_pub_key"));
      expect(agreement.sharedSecret(toBigInt(bytes("ca_picc_priv_key")), terminalKey)).toEqual(secret);
    });

    it(`${family}: version 2 derives its keys from the secret and the chip's nonce, and version 1 others`, () => {
      const secret = bytes("ca_shared_secret_k");
      // In version 2 a nonce of the chip goes between the secret and the counter (TR-03110-3 A.2.3.2).
      const keys = deriveSessionKeys("aes-128", concat(secret, bytes("ca_nonce")));
      expect(keys).toEqual({ enc: bytes("ca_k_enc"), mac: bytes("ca_k_mac") });
      expect(deriveSessionKeys("aes-128", secret).enc).not.toEqual(keys.enc);
      const template = encodeTlv(
        0x7f49,
        derOid(OIDS[family]),
        encodeTlv(family === "dh" ? 0x84 : 0x86, bytes("ca_pcd_pub_key")),
      );
      expect(macOfMessage(createPureCiphers(), "aes-128", keys.mac, template)).toEqual(bytes("ca_picc_token"));
    });

    it(`${family}: the chain of CV certificates holds, and not with a bit changed in any of them`, () => {
      const anchor = certificate("cvca_cert", "cvca");
      const terminal = certificate("ta_cert");
      const dv = certificate("dv_cert");
      const chain = findCvChain(terminal, [anchor, dv], [anchor.holder]);
      expect(chain).toEqual([dv, terminal]);
      const verified = verifyCvChain(anchor, chain ?? [], crypto);
      expect(verified).toMatchObject({ ok: true });
      expect(verified.ok && toHex(verified.rights)).toBe("0000000110");
      // The trust point is signed by itself.
      expect(verifyCvChain(anchor, [anchor], crypto)).toMatchObject({ ok: true });
      for (const [index, file] of [bytes("dv_cert"), bytes("ta_cert")].entries()) {
        const changed = file.map((byte, i) => (i === file.length - 1 ? byte ^ 1 : byte));
        const forged = (chain ?? []).map((cert, i) => (i === index ? readCvCertificate(changed) : cert));
        expect(verifyCvChain(anchor, forged, crypto)).toEqual({ ok: false, fault: { index, why: "signature" } });
      }
    });

    it(`${family}: the terminal's signature is over chip identity, challenge and compressed ephemeral key`, () => {
      const anchor = certificate("cvca_cert", "cvca");
      const terminal = certificate("ta_cert");
      const chain = verifyCvChain(anchor, [certificate("dv_cert"), terminal], crypto);
      if (!chain.ok || terminal.publicKey.kind === "other") throw new Error("no chain");
      const ephemeralKey = bytes("ca_pcd_pub_key");
      const identity = bytes("picc_pub_key");
      const message = (challenge: Uint8Array): Uint8Array =>
        terminalMessage(
          { chipIdentity: chipIdentityOfPace(identity, family), ephemeralKey, agreement: family },
          challenge,
        );
      const { algorithm } = terminal.publicKey;
      const signature = bytes("ta_pcd_signature");
      expect(crypto.verify(chain.key, algorithm, signature, message(bytes("ta_nonce")))).toMatchObject({ valid: true });
      expect(crypto.verify(chain.key, algorithm, signature, message(new Uint8Array(8))).valid).toBe(false);
    });
  }
});
