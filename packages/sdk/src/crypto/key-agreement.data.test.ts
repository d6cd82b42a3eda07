import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { verifyMappingData } from "./chip-authentication-mapping.js";
import type { CipherName } from "./cipher-types.js";
import { standardisedDomain } from "./domain-parameters.js";
import { pseudoRandom } from "./integrated-mapping.js";
import { basicAccessKeys, deriveKey, deriveSessionKeys, type KeyUse, passwordKey } from "./kdf.js";
import { createPureKeyAgreements } from "./key-agreement.js";
import type { KeyAgreement } from "./key-agreement-types.js";
import { macOfMessage, padMethod2 } from "./mac.js";
import { createPureCiphers } from "./pure-ciphers.js";

// The worked examples of ICAO 9303-11 and of BSI, value for value.

const ciphers = createPureCiphers();
const agreements = createPureKeyAgreements();
const upper = (bytes: Uint8Array) => toHex(bytes).toUpperCase();

function agreementOf(id: number): KeyAgreement {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new Error(`no domain parameters ${id}`);
  return agreements(domain);
}

describeData("key derivation, padding and retail MAC", () => {
  interface Vectors {
    readonly kdf: readonly { secret: string; counter: 1 | 2 | 3; cipher: string; keyBits: number; key: string }[];
    readonly padMethod2: readonly { data: string; block: 8 | 16; padded: string }[];
    readonly retailMac: readonly { key: string; message: string; padBefore: boolean; mac: string }[];
    readonly canPasswordAes: {
      readonly cases: readonly ({ readonly bits: number; readonly kPi: string; readonly macKeyFromPassword: string } & {
        readonly [macOf: `macOf_${string}`]: string;
      })[];
    };
  }
  const vectors = dataJson<Vectors>("icao9303-11/kdf-mac-padding.json");
  const uses: Readonly<Record<1 | 2 | 3, KeyUse>> = { 1: "enc", 2: "mac", 3: "password" };

  it.each(vectors.kdf)("KDF($secret, $counter) for $cipher $keyBits", ({ secret, counter, cipher, keyBits, key }) => {
    const name = cipher === "3des" ? "3des" : (`aes-${keyBits}` as CipherName);
    expect(upper(deriveKey(name, fromHex(secret), uses[counter]))).toBe(key);
  });

  it.each(vectors.padMethod2)("padding of '$data'", ({ data, block, padded }) => {
    expect(upper(padMethod2(fromHex(data), block))).toBe(padded);
  });

  it.each(vectors.retailMac)("retail MAC $mac", ({ key, message, padBefore, mac }) => {
    const data = padBefore ? padMethod2(fromHex(message), 8) : fromHex(message);
    expect(upper(ciphers.mac("3des", fromHex(key), data))).toBe(mac);
  });

  it.each(vectors.canPasswordAes.cases)("CAN 123456 with AES-$bits", (test) => {
    const cipher = `aes-${test.bits}` as CipherName;
    expect(upper(passwordKey(cipher, { kind: "can", value: "123456" }))).toBe(test.kPi);
    const key = deriveKey(cipher, new TextEncoder().encode("123456"), "mac");
    expect(upper(key)).toBe(test.macKeyFromPassword);
    const macs = Object.entries(test).filter(([name]) => name.startsWith("macOf_"));
    expect(macs.length).toBeGreaterThan(0);
    for (const [name, mac] of macs) {
      expect(upper(macOfMessage(ciphers, cipher, key, new TextEncoder().encode(name.slice(6))))).toBe(mac);
    }
  });

  it("BAC", () => {
    const bac = dataJson<Readonly<Record<string, string>>>("icao9303-11/bac.json");
    const text = (name: string) => bac[name] ?? "";
    const access = basicAccessKeys(text("mrzInformation"));
    expect(upper(access.enc)).toBe(text("kEnc"));
    expect(upper(access.mac)).toBe(text("kMac"));
    const iv = new Uint8Array(8);
    expect(upper(ciphers.encryptCbc("3des", access.enc, iv, fromHex(text("s"))))).toBe(text("eIfd"));
    expect(upper(macOfMessage(ciphers, "3des", access.mac, fromHex(text("eIfd"))))).toBe(text("mIfd"));
    expect(upper(macOfMessage(ciphers, "3des", access.mac, fromHex(text("eIc"))))).toBe(text("mIc"));
    expect(upper(ciphers.decryptCbc("3des", access.enc, iv, fromHex(text("eIc"))))).toBe(text("r"));
    const session = deriveSessionKeys("3des", fromHex(text("kSeedSession")));
    expect(upper(session.enc)).toBe(text("ksEnc"));
    expect(upper(session.mac)).toBe(text("ksMac"));
  });
});

interface Agreement {
  readonly terminalPrivate: string;
  readonly terminalPublic: string;
  readonly chipPrivate?: string;
  readonly chipPublic: string;
  readonly sharedSecret: string;
  readonly sharedSecretH?: string;
  readonly mappedGenerator: string;
  readonly ksEnc: string;
  readonly ksMac: string;
}

interface GenericMapping {
  readonly parameterId: number;
  readonly mrzInformation: string;
  readonly kPi: string;
  readonly nonceEncrypted: string;
  readonly nonce: string;
  readonly mapping: Agreement;
  readonly keyAgreement: Agreement;
}

describeData("PACE generic mapping", () => {
  it.each(["pace-ecdh-gm", "pace-dh-gm", "pace-cam"])("%s", (file) => {
    const example = dataJson<GenericMapping>(`icao9303-11/${file}.json`);
    const agreement = agreementOf(example.parameterId);
    const { mapping, keyAgreement } = example;

    const password = passwordKey("aes-128", { kind: "mrz", mrzInformation: example.mrzInformation });
    expect(upper(password)).toBe(example.kPi);
    const nonce = ciphers.decryptCbc("aes-128", password, new Uint8Array(16), fromHex(example.nonceEncrypted));
    expect(upper(nonce)).toBe(example.nonce);

    const mapPrivate = toBigInt(fromHex(mapping.terminalPrivate));
    const chipMap = agreement.decode(fromHex(mapping.chipPublic));
    expect(upper(agreement.encode(agreement.publicKey(mapPrivate)))).toBe(mapping.terminalPublic);
    if (mapping.sharedSecretH !== undefined) {
      expect(upper(agreement.encode(agreement.multiply(mapPrivate, chipMap)))).toBe(mapping.sharedSecretH);
    }
    const generator = agreement.mapGeneric(nonce, mapPrivate, chipMap);
    expect(upper(agreement.encode(generator))).toBe(mapping.mappedGenerator);
    if (mapping.chipPrivate !== undefined) {
      const chipPrivate = toBigInt(fromHex(mapping.chipPrivate));
      expect(upper(agreement.encode(agreement.publicKey(chipPrivate)))).toBe(mapping.chipPublic);
      const terminal = agreement.decode(fromHex(mapping.terminalPublic));
      expect(agreement.mapGeneric(nonce, chipPrivate, terminal)).toEqual(generator);
    }

    const privateKey = toBigInt(fromHex(keyAgreement.terminalPrivate));
    expect(upper(agreement.encode(agreement.publicKey(privateKey, generator)))).toBe(keyAgreement.terminalPublic);
    const secret = agreement.sharedSecret(privateKey, agreement.decode(fromHex(keyAgreement.chipPublic)));
    expect(upper(secret)).toBe(keyAgreement.sharedSecret);
    if (keyAgreement.chipPrivate !== undefined) {
      const chipPrivate = toBigInt(fromHex(keyAgreement.chipPrivate));
      expect(upper(agreement.encode(agreement.publicKey(chipPrivate, generator)))).toBe(keyAgreement.chipPublic);
      const terminal = agreement.decode(fromHex(keyAgreement.terminalPublic));
      expect(upper(agreement.sharedSecret(chipPrivate, terminal))).toBe(keyAgreement.sharedSecret);
    }
    const keys = deriveSessionKeys("aes-128", secret);
    expect(upper(keys.enc)).toBe(keyAgreement.ksEnc);
    expect(upper(keys.mac)).toBe(keyAgreement.ksMac);
  });

  it("tokens of the ECDH and the DH example", () => {
    interface Tokens extends GenericMapping {
      readonly authentication: Readonly<Record<"inputTerminal" | "inputChip" | "tokenTerminal" | "tokenChip", string>>;
    }
    for (const file of ["pace-ecdh-gm", "pace-dh-gm"]) {
      const { keyAgreement, authentication } = dataJson<Tokens>(`icao9303-11/${file}.json`);
      const key = fromHex(keyAgreement.ksMac);
      const token = (input: string) => upper(macOfMessage(ciphers, "aes-128", key, fromHex(input)));
      expect(token(authentication.inputTerminal)).toBe(authentication.tokenTerminal);
      expect(token(authentication.inputChip)).toBe(authentication.tokenChip);
    }
  });

  it("chip authentication mapping", () => {
    interface Cam extends GenericMapping {
      readonly chipAuthenticationMapping: { readonly caIc: string; readonly chipAuthenticationPublicKeyInfo: string };
    }
    const example = dataJson<Cam>("icao9303-11/pace-cam.json");
    const agreement = agreementOf(example.parameterId);
    const { caIc, chipAuthenticationPublicKeyInfo: info } = example.chipAuthenticationMapping;
    // The BIT STRING's point inside ChipAuthenticationPublicKeyInfo.
    const at = info.indexOf("034200") + 6;
    const staticKey = agreement.decode(fromHex(info.slice(at, at + 130)));
    const mappingKey = agreement.decode(fromHex(example.mapping.chipPublic));
    const data = fromHex(caIc);
    expect(verifyMappingData(agreement, data, staticKey, mappingKey)).toBe(true);
    expect(verifyMappingData(agreement, data, mappingKey, staticKey)).toBe(false);
    data[31] = (data[31] ?? 0) ^ 1;
    expect(verifyMappingData(agreement, data, staticKey, mappingKey)).toBe(false);
  });

  it("the BSI worked example, over a curve and modulo a prime", () => {
    type Values = Readonly<Record<string, string>>;
    const { ecdh, dh } = dataJson<{ ecdh: Values; dh: Values }>("icao9303-11/bsi-eac-worked-example.json");
    for (const [values, id] of [
      [ecdh, 13],
      [dh, 0],
    ] as const) {
      const agreement = agreementOf(id);
      const bytes = (name: string) => fromHex(values[name] ?? "");
      const scalar = (name: string) => toBigInt(bytes(name));
      const number = (name: string) => upper(agreement.encode(agreement.decode(bytes(name))));
      const peer = (name: string) => agreement.decode(bytes(name));
      const password = passwordKey("aes-128", { kind: "pin", value: "123456" });
      const nonce = ciphers.decryptCbc("aes-128", password, new Uint8Array(16), bytes("nonce_enc"));
      expect(upper(nonce)).toBe(values.nonce);
      const generator = agreement.mapGeneric(nonce, scalar("map_pcd_priv_key"), peer("map_picc_pub_key"));
      expect(upper(agreement.encode(generator))).toBe(number("map_generator"));
      expect(agreement.mapGeneric(nonce, scalar("map_picc_priv_key"), peer("map_pcd_pub_key"))).toEqual(generator);
      for (const [mine, its] of [
        ["pcd", "picc"],
        ["picc", "pcd"],
      ]) {
        const publicKey = agreement.publicKey(scalar(`${mine}_priv_key`), generator);
        expect(upper(agreement.encode(publicKey))).toBe(number(`${mine}_pub_key`));
        const secret = agreement.sharedSecret(scalar(`${mine}_priv_key`), peer(`${its}_pub_key`));
        expect(upper(secret)).toBe(values.shared_secret_k);
        const keys = deriveSessionKeys("aes-128", secret);
        expect(upper(keys.enc)).toBe(values.k_enc);
        expect(upper(keys.mac)).toBe(values.k_mac);
        const ca = agreement.sharedSecret(scalar(`ca_${mine}_priv_key`), peer(`ca_${its}_pub_key`));
        expect(upper(ca)).toBe(values.ca_shared_secret_k);
      }
    }
  });
});

describeData("PACE integrated mapping", () => {
  interface Example extends Agreement {
    readonly parameterId: number;
    readonly nonceEncrypted: string;
    readonly nonceS: string;
    readonly nonceT: string;
    readonly R: string;
    readonly Rp: string;
  }
  const examples = dataJson<{ readonly kPi: string; readonly ecdh: Example; readonly dh: Example }>(
    "icao9303-11/pace-im.json",
  );

  it.each(["ecdh", "dh"] as const)("%s", (family) => {
    const example = examples[family];
    const agreement = agreementOf(example.parameterId);
    const nonce = ciphers.decryptCbc(
      "aes-128",
      fromHex(examples.kPi),
      new Uint8Array(16),
      fromHex(example.nonceEncrypted),
    );
    expect(upper(nonce)).toBe(example.nonceS);
    const { domain } = agreement;
    const p = domain.family === "dh" ? domain.p : domain.curve.parameters.p;
    const random = pseudoRandom(ciphers, "aes-128", nonce, fromHex(example.nonceT), p);
    expect(upper(random)).toBe(example.R);
    expect(toBigInt(random) % p).toBe(toBigInt(fromHex(example.Rp)));
    const generator = agreement.mapIntegrated(ciphers, "aes-128", nonce, fromHex(example.nonceT));
    expect(upper(agreement.encode(generator))).toBe(example.mappedGenerator);

    const privateKey = toBigInt(fromHex(example.terminalPrivate));
    expect(upper(agreement.encode(agreement.publicKey(privateKey, generator)))).toBe(
      example.terminalPublic.replace(/^00/, ""),
    );
    const secret = agreement.sharedSecret(privateKey, agreement.decode(fromHex(example.chipPublic)));
    expect(upper(secret)).toBe(example.sharedSecret);
    const keys = deriveSessionKeys("aes-128", secret);
    expect(upper(keys.enc)).toBe(example.ksEnc);
    expect(upper(keys.mac)).toBe(example.ksMac);
  });
});
