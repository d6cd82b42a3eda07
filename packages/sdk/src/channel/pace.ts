import { derOid } from "../asn1/encode.js";
import { concat, constantTimeEqual, equalBytes } from "../bytes/bytes.js";
import { blockLength, type Ciphers, MAC_LENGTH } from "../crypto/cipher-types.js";
import type { DomainParameters } from "../crypto/domain-parameters.js";
import { terminalNonceLength } from "../crypto/integrated-mapping.js";
import { deriveSessionKeys, type PacePassword, passwordKey } from "../crypto/kdf.js";
import { createPureKeyAgreements } from "../crypto/key-agreement.js";
import type { GroupElement, KeyAgreement } from "../crypto/key-agreement-types.js";
import { macOfMessage, unpadMethod2 } from "../crypto/mac.js";
import { bitLength } from "../crypto/modular.js";
import type { RandomSource } from "../crypto/random.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { Command, Response } from "../iso7816/apdu.js";
import type { TransmitOptions } from "../iso7816/card.js";
import { StatusError, SW, statusText, triesLeft } from "../iso7816/status.js";
import type { PaceMapping, SessionCipher } from "../lds/security-info-types.js";
import { encodeTlv, type Tlv } from "../tlv/tlv.js";
import type { CardChannel } from "./channel.js";
import { draw } from "./draw.js";
import {
  type AuthenticationObject,
  generalAuthenticateCommand,
  readAuthenticationData,
  requireObject,
} from "./general-authenticate.js";
import type { PaceProtocol } from "./pace-oids.js";
import type { SessionKeys } from "./secure-messaging.js";

// Password Authenticated Connection Establishment (ICAO 9303-11 §4.4), the terminal's side.

const REFERENCE = "ICAO 9303-11 §4.4";

/** Password references of MSE:Set AT (ICAO 9303-11 §4.4.4.1). */
const PASSWORD_REFERENCES: Readonly<Record<PacePassword["kind"], number>> = { mrz: 1, can: 2, pin: 3, puk: 4 };

/** Tags of the dynamic authentication data (ICAO 9303-11 table 5). */
const DO = {
  encryptedNonce: 0x80,
  terminalMapping: 0x81,
  chipMapping: 0x82,
  terminalKey: 0x83,
  chipKey: 0x84,
  terminalToken: 0x85,
  chipToken: 0x86,
  authorityReference: 0x87,
  previousAuthorityReference: 0x88,
  encryptedMappingData: 0x8a,
} as const;

/** Public key data object of a token (ICAO 9303-11 §9.4.1 … 9.4.5), with a DH value in 84 and a point in 86. */
const PUBLIC_KEY_TEMPLATE = 0x7f49;
const PUBLIC_VALUE: Readonly<Record<GroupElement["family"], number>> = { dh: 0x84, ecdh: 0x86 };

export interface PaceOptions extends TransmitOptions {
  /** What to run: a PACEInfo fits. */
  readonly protocol: PaceProtocol;
  readonly domain: DomainParameters;
  /**
   * Number of the domain parameters in DO'84' of MSE:Set AT. It is sent when `nameParameters` says so, when the chip is
   * known to want it (habits), or once more after 6A80 or 6A88 (T69e).
   */
  readonly parameterId?: number | undefined;
  /** The chip has several domain parameters for this protocol, so that they must be named (ICAO 9303-11 §4.4.4.1). */
  readonly nameParameters?: boolean;
  readonly password: PacePassword;
  /**
   * Draws `pace.ephemeral.map` and `pace.ephemeral.key` (private keys; each again while out of range), for the integrated
   * mapping `pace.nonce.terminal` instead of the first.
   */
  readonly random: RandomSource;
  readonly keyAgreements?: (domain: DomainParameters) => KeyAgreement;
}

export interface PaceResult {
  readonly protocol: "pace";
  readonly oid: string;
  readonly mapping: PaceMapping;
  readonly domain: DomainParameters;
  readonly password: PacePassword["kind"];
  readonly keys: SessionKeys;
  /** Send sequence counter before the first protected command: zero. */
  readonly counter: bigint;
  /** Tries left as MSE:Set AT warned (63CX): no failure. */
  readonly triesWarned: number | undefined;
  /** DO'84' was sent. */
  readonly namedParameters: boolean;
  /** The chip's ephemeral public key of the key agreement as sent: the chip's identity in terminal authentication. */
  readonly chipKey: Uint8Array;
  /** Trust points for terminal authentication, the current one first (DO'87', DO'88'). */
  readonly authorityReferences: readonly Uint8Array[];
  /** Chip authentication mapping: what is to be verified with EF.CardSecurity (§4.4.3.5). Not verified here. */
  readonly mappingProof?: {
    /** CA_IC, decrypted. */
    readonly data: Uint8Array;
    /** PK_Map,IC: the chip's public key of the mapping. */
    readonly mappingKey: GroupElement;
  };
}

const sharedAgreements = createPureKeyAgreements();

/**
 * Runs PACE and, once the chip's token was right, protects every further command of the channel.
 * @throws StatusError `access.key-wrong` for 63XX to the last step (T69c), with the tries left when the chip says so;
 * `access.refused` for every other status
 * @throws ChipidError `access.protocol` for an answer that breaks the protocol: a wrong token, a key that is not in the
 * group or is the terminal's own, an object that is missing; `crypto.key`, `crypto.algorithm`, `crypto.random`; errors of
 * the card
 */
export async function performPace(channel: CardChannel, options: PaceOptions): Promise<PaceResult> {
  for (let runs = 1; ; runs++) {
    const pace = new Pace(channel, options);
    try {
      return await pace.run();
    } catch (error) {
      // The password may be right all the same: another run, other keys. Never where a try less could block a password.
      const again = pace.secretIsAmbiguous && (options.password.kind === "can" || options.password.kind === "mrz");
      if (!again || runs === MAX_RUNS || !isChipidError(error, "access.key-wrong")) throw error;
    }
  }
}

/** One run in 256 meets an ambiguous secret; three in a row do not happen. */
const MAX_RUNS = 3;

class Pace {
  /**
   * The DH secret begins with a zero byte, which some chips leave out of the key derivation (OpenPACE does), against
   * RFC 2631 §2.1.2. Which kind this one is only its answer to the token tells.
   */
  secretIsAmbiguous = false;
  private readonly agreement: KeyAgreement;
  private readonly cipher: SessionCipher;
  private readonly ciphers: Ciphers;

  constructor(
    private readonly channel: CardChannel,
    private readonly options: PaceOptions,
  ) {
    const { protocol, domain } = options;
    if (protocol.agreement !== domain.family) {
      throw new ChipidError("access.parameters", "The domain parameters are of another kind than the PACE protocol.", {
        reference: "ICAO 9303-11 §9.5",
      });
    }
    this.agreement = (options.keyAgreements ?? sharedAgreements)(domain);
    this.cipher = protocol.cipher;
    this.ciphers = channel.ciphers;
  }

  async run(): Promise<PaceResult> {
    const { protocol, domain, password } = this.options;
    const passwordSecret = passwordKey(this.cipher, password);
    const selected = await this.setAuthenticationTemplate();
    const nonce = this.decryptNonce(passwordSecret, requireObject(await this.step([]), DO.encryptedNonce));
    const mapped = protocol.mapping === "im" ? await this.mapIntegrated(nonce) : await this.mapGeneric(nonce);
    const { keys, own, chip } = await this.agree(mapped.generator);
    const answer = await this.confirm(keys, own, chip);
    this.channel.secure(keys, 0n);
    if (selected.named) this.channel.habits.namesParameters = true;
    const references = [DO.authorityReference, DO.previousAuthorityReference];
    return {
      protocol: "pace",
      oid: protocol.oid,
      mapping: protocol.mapping,
      domain,
      password: password.kind,
      keys,
      counter: 0n,
      triesWarned: selected.triesWarned,
      namedParameters: selected.named,
      chipKey: chip.slice(),
      authorityReferences: references.flatMap((tag) => answer.filter((o) => o.tag === tag).map((o) => o.value.slice())),
      ...(protocol.mapping === "cam"
        ? { mappingProof: { data: this.decryptMappingData(keys, answer), mappingKey: mapped.chipKey } }
        : {}),
    };
  }

  /** MSE:Set AT (ICAO 9303-11 §4.4.4.1). No Le: some chips refuse it. */
  private async setAuthenticationTemplate(): Promise<{ named: boolean; triesWarned: number | undefined }> {
    const { parameterId, nameParameters } = this.options;
    let named = parameterId !== undefined && (nameParameters === true || this.channel.habits.namesParameters === true);
    let { sw } = await this.channel.send(this.templateCommand(named), this.options);
    if (!named && parameterId !== undefined && (sw === SW.wrongData || sw === SW.referenceNotFound)) {
      named = true;
      ({ sw } = await this.channel.send(this.templateCommand(named), this.options));
    }
    const triesWarned = triesLeft(sw);
    if (sw !== SW.ok && triesWarned === undefined) throw refused("the parameters of PACE", sw);
    return { named, triesWarned };
  }

  private templateCommand(named: boolean): Command {
    const { protocol, parameterId, password } = this.options;
    // The value of the OID alone: its tag is that of the data object.
    const oid = encodeTlv(0x80, derOid(protocol.oid).subarray(2));
    const reference = encodeTlv(0x83, Uint8Array.of(PASSWORD_REFERENCES[password.kind]));
    const parameters =
      named && parameterId !== undefined ? encodeTlv(0x84, Uint8Array.of(parameterId)) : new Uint8Array(0);
    return { cla: 0, ins: 0x22, p1: 0xc1, p2: 0xa4, data: concat(oid, reference, parameters) };
  }

  private async step(
    objects: readonly AuthenticationObject[],
    answerLength = 0,
    last = false,
  ): Promise<readonly Tlv[]> {
    const { sw, data } = await this.send(objects, answerLength, last);
    if (sw === SW.ok) return readAuthenticationData(data);
    if (last && sw >> 8 === 0x63) {
      throw new StatusError("access.key-wrong", `The chip refuses the password: ${statusText(sw)}.`, sw, {
        reference: REFERENCE,
      });
    }
    throw refused("a step of PACE", sw);
  }

  private async send(objects: readonly AuthenticationObject[], answerLength: number, last: boolean): Promise<Response> {
    const { channel } = this;
    const ask = (ne: number): Promise<Response> =>
      channel.send(generalAuthenticateCommand(objects, { last, ne }), this.options);
    const long = channel.extendedLength !== false && answerLength > 256;
    const first = long ? Math.max(256, channel.largestNe(true)) : 256;
    const response = await ask(first);
    if (response.sw !== SW.wrongLength) return response;
    // Chips are known that take one form of the lengths only.
    if (first > 256 || channel.extendedLength === undefined) {
      if (first > 256) channel.habits.extended = false;
      return ask(first > 256 ? 256 : channel.largestNe(true));
    }
    return response;
  }

  private decryptNonce(passwordSecret: Uint8Array, encrypted: Uint8Array): Uint8Array {
    const block = blockLength(this.cipher);
    // It should be as long as the key at least (§4.4.1 step 1); chips are known that give one block with every cipher.
    if (encrypted.length === 0 || encrypted.length > 32 || encrypted.length % block !== 0) {
      throw protocolError("The encrypted nonce of the chip has the wrong length.");
    }
    return this.ciphers.decryptCbc(this.cipher, passwordSecret, new Uint8Array(block), encrypted);
  }

  private async mapGeneric(nonce: Uint8Array): Promise<{ generator: GroupElement; chipKey: GroupElement }> {
    const { agreement } = this;
    const secret = agreement.generatePrivateKey(this.options.random, "pace.ephemeral.map");
    const own = agreement.encode(agreement.publicKey(secret));
    const answer = await this.step([{ tag: DO.terminalMapping, value: own }], this.answerLength(own.length));
    const octets = requireObject(answer, DO.chipMapping);
    if (equalBytes(octets, own)) throw protocolError("The chip sent the terminal's own mapping key back.");
    const chipKey = this.decode(octets);
    return { generator: computed(() => agreement.mapGeneric(nonce, secret, chipKey)), chipKey };
  }

  private async mapIntegrated(nonce: Uint8Array): Promise<{ generator: GroupElement; chipKey: GroupElement }> {
    const t = draw(this.options.random, terminalNonceLength(this.cipher), "pace.nonce.terminal");
    const answer = await this.step([{ tag: DO.terminalMapping, value: t }]);
    // The chip has nothing to say here: an empty DO'82', an empty template or nothing (§4.4.3.3.2).
    if (answer.some((object) => object.tag !== DO.chipMapping || object.value.length !== 0)) {
      throw protocolError("The chip answers the integrated mapping with data.");
    }
    const generator = computed(() => this.agreement.mapIntegrated(this.ciphers, this.cipher, nonce, t));
    return { generator, chipKey: generator };
  }

  private async agree(generator: GroupElement): Promise<{ keys: SessionKeys; own: Uint8Array; chip: Uint8Array }> {
    const { agreement, cipher } = this;
    const secret = agreement.generatePrivateKey(this.options.random, "pace.ephemeral.key");
    const own = agreement.encode(agreement.publicKey(secret, generator));
    const answer = await this.step([{ tag: DO.terminalKey, value: own }], this.answerLength(own.length));
    const chip = requireObject(answer, DO.chipKey);
    if (equalBytes(chip, own)) throw protocolError("The chip sent the terminal's own public key back.");
    const chipKey = this.decode(chip);
    const shared = computed(() => agreement.sharedSecret(secret, chipKey));
    this.secretIsAmbiguous = chipKey.family === "dh" && shared[0] === 0;
    return { keys: { cipher, ...deriveSessionKeys(cipher, shared) }, own, chip };
  }

  /**
   * Mutual authentication (§4.4.3.4): each token is over the other side's public key, as it was sent: chips differ in
   * whether a DH key keeps its leading zero bytes.
   */
  private async confirm(keys: SessionKeys, own: Uint8Array, chip: Uint8Array): Promise<readonly Tlv[]> {
    const value = this.token(keys, chip);
    const answer = await this.step([{ tag: DO.terminalToken, value }], 0, true);
    const received = requireObject(answer, DO.chipToken);
    if (received.length !== MAC_LENGTH || !constantTimeEqual(received, this.token(keys, own))) {
      throw protocolError("The chip's authentication token is wrong.");
    }
    return answer;
  }

  private token(keys: SessionKeys, key: Uint8Array): Uint8Array {
    const { protocol, domain } = this.options;
    return paceToken(this.ciphers, keys, protocol.oid, domain.family, key);
  }

  /** CA_IC: decrypted with the IV that is E(KS_Enc, −1) (§4.4.3.5). */
  private decryptMappingData(keys: SessionKeys, answer: readonly Tlv[]): Uint8Array {
    const found = answer.filter((object) => object.tag === DO.encryptedMappingData);
    const encrypted = found[0]?.value;
    const block = blockLength(this.cipher);
    if (found.length !== 1 || encrypted === undefined || encrypted.length === 0 || encrypted.length % block !== 0) {
      throw protocolError("The chip's answer lacks the data of the chip authentication mapping.");
    }
    const iv = this.ciphers.encryptBlock(this.cipher, keys.enc, new Uint8Array(block).fill(0xff));
    const data = unpadMethod2(this.ciphers.decryptCbc(this.cipher, keys.enc, iv, encrypted), block);
    if (data === undefined) throw protocolError("The data of the chip authentication mapping have no padding.");
    return data.slice();
  }

  private decode(octets: Uint8Array): GroupElement {
    return computed(() => this.agreement.decode(octets));
  }

  /** A response as long as the command, which carries a key of the same group. */
  private answerLength(keyLength: number): number {
    const { domain } = this.options;
    const width = domain.family === "dh" ? Math.ceil(bitLength(domain.p) / 8) : keyLength;
    return encodeTlv(0x7c, encodeTlv(DO.chipKey, new Uint8Array(width))).length;
  }
}

/**
 * Authentication token (ICAO 9303-11 §4.4.3.4): MAC with KS_MAC over the public key data object of the *other* side's
 * ephemeral key. Both sides use it.
 */
export function paceToken(
  ciphers: Ciphers,
  keys: SessionKeys,
  oid: string,
  family: GroupElement["family"],
  publicKey: Uint8Array,
): Uint8Array {
  const object = encodeTlv(PUBLIC_KEY_TEMPLATE, derOid(oid), encodeTlv(PUBLIC_VALUE[family], publicKey));
  return macOfMessage(ciphers, keys.cipher, keys.mac, object);
}

/** What the chip sent makes a computation impossible: the chip's fault, not the caller's. */
function computed<T>(compute: () => T): T {
  try {
    return compute();
  } catch (cause) {
    if (!isChipidError(cause, "crypto.key") && !isChipidError(cause, "bytes.range")) throw cause;
    throw new ChipidError("access.protocol", "The chip sent a key or nonce that PACE cannot go on with.", {
      cause,
      reference: REFERENCE,
    });
  }
}

function refused(what: string, sw: number): StatusError {
  return new StatusError("access.refused", `The chip refuses ${what}: ${statusText(sw)}.`, sw, {
    reference: REFERENCE,
  });
}

function protocolError(message: string): ChipidError {
  return new ChipidError("access.protocol", message, { reference: REFERENCE });
}
