import { derOid } from "../src/asn1/encode.js";
import { concat, equalBytes, fromHex, toHex } from "../src/bytes/bytes.js";
import type { PaceProtocol } from "../src/channel/pace-oids.js";
import { protectResponse, type SessionKeys, unprotectCommand } from "../src/channel/secure-messaging.js";
import { makeMappingData } from "../src/crypto/chip-authentication-mapping.js";
import { blockLength } from "../src/crypto/cipher-types.js";
import type { DomainParameters } from "../src/crypto/domain-parameters.js";
import { paceNonceLength } from "../src/crypto/integrated-mapping.js";
import { deriveSessionKeys, type PacePassword, passwordKey } from "../src/crypto/kdf.js";
import { createPureKeyAgreements } from "../src/crypto/key-agreement.js";
import type { GroupElement, KeyAgreement } from "../src/crypto/key-agreement-types.js";
import { macOfMessage, padMethod2 } from "../src/crypto/mac.js";
import { createPureCiphers } from "../src/crypto/pure-ciphers.js";
import type { RandomSource } from "../src/crypto/random.js";
import { decodeCommand } from "../src/iso7816/apdu.js";
import type { Card } from "../src/iso7816/card.js";
import { encodeTlv, readOnlyTlv, readTlvs } from "../src/tlv/tlv.js";

const ciphers = createPureCiphers();
const agreements = createPureKeyAgreements();

/** The chip's half of PACE and nothing behind it: for tests of the terminal's half. */
export class PaceChip implements Card {
  readonly atr = undefined;
  readonly limits = {};
  /** Commands seen, in hex. */
  readonly seen: string[] = [];
  readonly agreement: KeyAgreement;
  private step = 0;
  private nonce = new Uint8Array(0);
  private mapping = 0n;
  private generator: GroupElement | undefined;
  private terminalKey: GroupElement | undefined;
  private own: GroupElement | undefined;
  private keys: SessionKeys | undefined;
  private counter = 0n;

  constructor(
    private readonly protocol: PaceProtocol,
    domain: DomainParameters,
    private readonly password: PacePassword,
    private readonly random: RandomSource,
    /** Static private key of the chip authentication mapping. */
    private readonly staticPrivate = 1n,
    /** Replaces the secret that the chip derives its keys from, to see a terminal notice. */
    private readonly alterSecret: (secret: Uint8Array) => Uint8Array = (secret) => secret,
  ) {
    this.agreement = agreements(domain);
  }

  async reset(): Promise<void> {
    this.step = 0;
    this.keys = undefined;
  }

  async transmit(wire: Uint8Array): Promise<Uint8Array> {
    this.seen.push(toHex(wire));
    if (this.keys !== undefined && this.step === 6) {
      const taken = unprotectCommand(this.keys, this.counter, wire);
      const sent = protectResponse(this.keys, taken.counter, { data: fromHex("cafe"), sw: 0x9000 });
      this.counter = sent.counter;
      return sent.bytes;
    }
    const { ins, data = new Uint8Array(0) } = decodeCommand(wire);
    if (ins === 0x22) {
      this.step = 1;
      return fromHex("9000");
    }
    const [object] = readTlvs(readOnlyTlv(data, 0x7c).value);
    const answer = (tag: number, value: Uint8Array, ...more: Uint8Array[]): Uint8Array =>
      concat(encodeTlv(0x7c, encodeTlv(tag, value), ...more), fromHex("9000"));
    const { cipher, mapping, oid } = this.protocol;
    const block = blockLength(cipher);
    switch (this.step++) {
      case 1: {
        this.nonce = this.random(paceNonceLength(cipher), "chip.nonce").slice();
        const secret = passwordKey(cipher, this.password);
        return answer(0x80, ciphers.encryptCbc(cipher, secret, new Uint8Array(block), this.nonce));
      }
      case 2: {
        const value = object?.value ?? new Uint8Array(0);
        if (mapping === "im") {
          this.generator = this.agreement.mapIntegrated(ciphers, cipher, this.nonce, value);
          return answer(0x82, new Uint8Array(0));
        }
        this.mapping = this.agreement.generatePrivateKey(this.random, "chip.map");
        this.generator = this.agreement.mapGeneric(this.nonce, this.mapping, this.agreement.decode(value));
        return answer(0x82, this.agreement.encode(this.agreement.publicKey(this.mapping)));
      }
      case 3: {
        const secret = this.agreement.generatePrivateKey(this.random, "chip.key");
        this.own = this.agreement.publicKey(secret, this.generator);
        this.terminalKey = this.agreement.decode(object?.value ?? new Uint8Array(0));
        const shared = this.alterSecret(this.agreement.sharedSecret(secret, this.terminalKey));
        this.keys = { cipher, ...deriveSessionKeys(cipher, shared) };
        return answer(0x84, this.agreement.encode(this.own));
      }
      default: {
        const { keys, own, terminalKey } = this;
        if (keys === undefined || own === undefined || terminalKey === undefined) return fromHex("6985");
        const token = (key: GroupElement): Uint8Array => {
          const value = encodeTlv(key.family === "dh" ? 0x84 : 0x86, this.agreement.encode(key));
          return macOfMessage(ciphers, cipher, keys.mac, encodeTlv(0x7f49, derOid(oid), value));
        };
        if (!equalBytes(object?.value ?? new Uint8Array(0), token(own))) return fromHex("6300");
        this.step = 6;
        this.counter = 0n;
        if (mapping !== "cam") return answer(0x86, token(terminalKey));
        const iv = ciphers.encryptBlock(cipher, keys.enc, new Uint8Array(block).fill(0xff));
        const proof = padMethod2(makeMappingData(this.agreement, this.staticPrivate, this.mapping), block);
        return answer(0x86, token(terminalKey), encodeTlv(0x8a, ciphers.encryptCbc(cipher, keys.enc, iv, proof)));
      }
    }
  }
}
