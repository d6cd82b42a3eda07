import { describe, expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { type Exchange, ScriptedCard, scriptedRandom } from "../../test/scripted-card.js";
import { fromBigInt, fromHex, toBigInt, toHex } from "../bytes/bytes.js";
import { standardisedDomain } from "../crypto/domain-parameters.js";
import type { PacePassword } from "../crypto/kdf.js";
import { createPureKeyAgreements } from "../crypto/key-agreement.js";
import { createPureCiphers } from "../crypto/pure-ciphers.js";
import { encodeCommand } from "../iso7816/apdu.js";
import { CardChannel } from "./channel.js";
import { generalAuthenticateCommand, readAuthenticationData, requireObject } from "./general-authenticate.js";
import { type PaceOptions, paceToken, performPace } from "./pace.js";
import { PACE_PROTOCOLS } from "./pace-oids.js";

interface Apdu {
  readonly command: string;
  readonly alternative?: string;
  readonly response: string;
  readonly responseWithCar?: string;
}

interface Gm {
  readonly oid: string;
  readonly parameterId: number;
  readonly mrzInformation: string;
  readonly mapping: { readonly terminalPrivate: string; readonly terminalPublic: string; readonly chipPublic: string };
  readonly keyAgreement: {
    readonly terminalPrivate: string;
    readonly ksEnc: string;
    readonly ksMac: string;
  };
  readonly apdus: readonly Apdu[];
}

function domainOf(id: number) {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new Error(`no domain ${id}`);
  return domain;
}

function optionsOf(oid: string, id: number, password: PacePassword, random: Record<string, string>): PaceOptions {
  const protocol = PACE_PROTOCOLS.find((known) => known.oid === oid);
  if (protocol === undefined) throw new Error(`no protocol ${oid}`);
  return { protocol, domain: domainOf(id), parameterId: id, password, random: scriptedRandom(random) };
}

const script = (apdus: readonly Apdu[], named: boolean): Exchange[] =>
  apdus.map(({ command, alternative, response }, i) => [
    i === 0 && named ? (alternative ?? command) : command,
    response,
  ]);

function gmOptions(vector: Gm): PaceOptions {
  return optionsOf(
    vector.oid,
    vector.parameterId,
    { kind: "mrz", mrzInformation: vector.mrzInformation },
    {
      "pace.ephemeral.map": vector.mapping.terminalPrivate,
      "pace.ephemeral.key": vector.keyAgreement.terminalPrivate,
    },
  );
}

async function runsThrough(options: PaceOptions, exchanges: readonly Exchange[], ksEnc: string, ksMac: string) {
  const card = new ScriptedCard(exchanges);
  const channel = new CardChannel(card);
  const result = await performPace(channel, options);
  expect(card.finished).toBe(true);
  expect([toHex(result.keys.enc), toHex(result.keys.mac)]).toEqual([ksEnc.toLowerCase(), ksMac.toLowerCase()]);
  expect(result.counter).toBe(0n);
  expect(channel.secured).toBe(true);
  return result;
}

describeData("PACE with the generic mapping, ICAO 9303-11 G.1 and G.2", () => {
  describe.each(["pace-ecdh-gm", "pace-dh-gm"])("%s", (name) => {
    const vector = dataJson<Gm>(`icao9303-11/${name}.json`);
    const { ksEnc, ksMac } = vector.keyAgreement;

    it("sends the example's APDUs and gets its keys", async () => {
      const result = await runsThrough(gmOptions(vector), script(vector.apdus, false), ksEnc, ksMac);
      expect(result).toMatchObject({ password: "mrz", namedParameters: false, triesWarned: undefined });
    });

    it("names the parameters when asked to", async () => {
      const options = { ...gmOptions(vector), nameParameters: true };
      const result = await runsThrough(options, script(vector.apdus, true), ksEnc, ksMac);
      expect(result.namedParameters).toBe(true);
    });

    it.each(["6A80", "6A88"])("names the parameters after %s", async (sw) => {
      const [first, ...rest] = script(vector.apdus, false);
      const [named] = script(vector.apdus, true);
      if (first === undefined || named === undefined) throw new Error("no APDUs");
      const result = await runsThrough(gmOptions(vector), [[first[0], sw], named, ...rest], ksEnc, ksMac);
      expect(result.namedParameters).toBe(true);
    });

    it("goes on after 63C2 at MSE:Set AT and reports it", async () => {
      const exchanges = script(vector.apdus, false).map(([c, r], i): Exchange => [c, i === 0 ? "63C2" : r]);
      const result = await runsThrough(gmOptions(vector), exchanges, ksEnc, ksMac);
      expect(result.triesWarned).toBe(2);
    });

    it("refuses every bit of the chip's token that is altered", async () => {
      for (let bit = 0; bit < 64; bit++) {
        const exchanges = script(vector.apdus, false);
        const last = exchanges.at(-1);
        if (last === undefined || typeof last[1] !== "string") throw new Error("no APDUs");
        const answer = fromHex(last[1]);
        const at = answer.length - 2 - 8 + (bit >> 3);
        answer[at] = (answer[at] ?? 0) ^ (1 << (bit & 7));
        exchanges[exchanges.length - 1] = [last[0], toHex(answer)];
        const channel = new CardChannel(new ScriptedCard(exchanges));
        await expect(performPace(channel, gmOptions(vector))).rejects.toMatchObject({ code: "access.protocol" });
        expect(channel.secured).toBe(false);
      }
    });

    it.each([
      ["the terminal's own mapping key", (_chip: string, own: string) => own],
      [
        "a mapping key with another last byte",
        (chip: string) => chip.slice(0, -2) + (chip.endsWith("00") ? "01" : "00"),
      ],
    ])("refuses %s", async (_, alter) => {
      const exchanges = script(vector.apdus, false).slice(0, 3);
      const { chipPublic, terminalPublic } = vector.mapping;
      const [command, answer] = exchanges[2] ?? ["", ""];
      if (typeof answer !== "string") throw new Error("no answer");
      expect(answer).toContain(chipPublic);
      exchanges[2] = [command, answer.replace(chipPublic, alter(chipPublic, terminalPublic))];
      const channel = new CardChannel(new ScriptedCard(exchanges));
      await expect(performPace(channel, gmOptions(vector))).rejects.toMatchObject({ code: "access.protocol" });
    });

    it("refuses an answer with tag 83 where 82 is due", async () => {
      const exchanges = script(vector.apdus, false).slice(0, 3);
      const [command, answer] = exchanges[2] ?? ["", ""];
      if (typeof answer !== "string") throw new Error("no answer");
      const altered = answer.replace(/^(7C(?:81)?..)82/, "$183");
      expect(altered).not.toBe(answer);
      exchanges[2] = [command, altered];
      const channel = new CardChannel(new ScriptedCard(exchanges));
      await expect(performPace(channel, gmOptions(vector))).rejects.toMatchObject({ code: "access.protocol" });
    });

    it.each([
      ["6300", undefined],
      ["63C1", 1],
    ])("says that the password is wrong after %s to the last step", async (sw, triesLeft) => {
      const exchanges = script(vector.apdus, false).map(
        ([c, r], i, all): Exchange => [c, i === all.length - 1 ? sw : r],
      );
      const channel = new CardChannel(new ScriptedCard(exchanges));
      await expect(performPace(channel, gmOptions(vector))).rejects.toMatchObject({
        code: "access.key-wrong",
        triesLeft,
      });
    });
  });

  it("keeps a certification authority reference for terminal authentication", async () => {
    const vector = dataJson<Gm>("icao9303-11/pace-dh-gm.json");
    const apdus = vector.apdus.map((apdu) => ({ ...apdu, response: apdu.responseWithCar ?? apdu.response }));
    const { ksEnc, ksMac } = vector.keyAgreement;
    const result = await runsThrough(gmOptions(vector), script(apdus, false), ksEnc, ksMac);
    expect(result.authorityReferences.map(toHex)).toEqual(["444554455354435643413030303033"]);
  });

  it("repeats GENERAL AUTHENTICATE with the other form of Le after 6700", async () => {
    const vector = dataJson<Gm>("icao9303-11/pace-ecdh-gm.json");
    const [set, nonce, ...rest] = script(vector.apdus, false);
    if (set === undefined || nonce === undefined) throw new Error("no APDUs");
    const extended = "10860000 000002 7C00 0000";
    const exchanges: Exchange[] = [set, [nonce[0], "6700"], [extended, nonce[1]], ...rest];
    await runsThrough(gmOptions(vector), exchanges, vector.keyAgreement.ksEnc, vector.keyAgreement.ksMac);
  });
});

describeData("PACE with the integrated mapping, ICAO 9303-11 appendix H", () => {
  interface Im {
    readonly oid: string;
    readonly parameterId: number;
    readonly nonceEncrypted: string;
    readonly nonceS: string;
    readonly nonceT: string;
    readonly mappedGenerator: string;
    readonly terminalPrivate: string;
    readonly terminalPublic: string;
    readonly chipPublic: string;
    readonly ksEnc: string;
    readonly ksMac: string;
    readonly tokenTerminal: string;
    readonly tokenChip: string;
    readonly apdus?: readonly Apdu[];
  }
  const file = dataJson<{ readonly can: string; readonly ecdh: Im; readonly dh: Im }>("icao9303-11/pace-im.json");

  it.each(["7C0282009000", "7C009000", "9000"])("ECDH, the chip answering the mapping with %s", async (mapping) => {
    const v = file.ecdh;
    const options = optionsOf(
      v.oid,
      v.parameterId,
      { kind: "can", value: file.can },
      { "pace.nonce.terminal": v.nonceT, "pace.ephemeral.key": v.terminalPrivate },
    );
    const exchanges = script(v.apdus ?? [], false).map(([c, r], i): Exchange => [c, i === 2 ? mapping : r]);
    const result = await runsThrough({ ...options, nameParameters: true }, exchanges, v.ksEnc, v.ksMac);
    expect(result.mapping).toBe("im");
  });

  it("DH", async () => {
    const v = file.dh;
    const domain = domainOf(v.parameterId);
    if (domain.family !== "dh" || domain.q === undefined) throw new Error("not DH");
    // The example's private key is longer than q; modulo q it is the same key.
    const secret = toHex(fromBigInt(toBigInt(fromHex(v.terminalPrivate)) % domain.q, 20));
    const options = optionsOf(
      v.oid,
      v.parameterId,
      { kind: "can", value: file.can },
      { "pace.nonce.terminal": v.nonceT, "pace.ephemeral.key": secret },
    );
    const key = (tag: string, value: string): string => `7C8183${tag}8180${value}`;
    const exchanges: Exchange[] = [
      ["0022C1A40F800A04007F00070202040302830102", "9000"],
      ["10860000027C0000", `7C128010${v.nonceEncrypted}9000`],
      [`10860000147C128110${v.nonceT}00`, "7C0282009000"],
      [`1086000086${key("83", v.terminalPublic)}00`, `${key("84", v.chipPublic)}9000`],
      [`008600000C7C0A8508${v.tokenTerminal}00`, `7C0A8608${v.tokenChip}9000`],
    ];
    await runsThrough(options, exchanges, v.ksEnc, v.ksMac);
  });
});

describeData("PACE with the chip authentication mapping, ICAO 9303-11 appendix I", () => {
  interface Cam extends Gm {
    readonly chipAuthenticationMapping: { readonly caIc: string };
  }
  const vector = dataJson<Cam>("icao9303-11/pace-cam.json");

  it("decrypts the chip authentication data and keeps the mapping key", async () => {
    const { ksEnc, ksMac } = vector.keyAgreement;
    const options = { ...gmOptions(vector), nameParameters: true };
    const result = await runsThrough(options, script(vector.apdus, false), ksEnc, ksMac);
    expect(toHex(result.mappingProof?.data ?? new Uint8Array(0))).toBe(
      vector.chipAuthenticationMapping.caIc.toLowerCase(),
    );
    const agreement = createPureKeyAgreements()(domainOf(vector.parameterId));
    const key = result.mappingProof?.mappingKey;
    expect(key && toHex(agreement.encode(key))).toBe(vector.mapping.chipPublic.toLowerCase());
  });

  it("refuses an answer without them, or without their padding", async () => {
    const exchanges = script(vector.apdus, false);
    const [command] = exchanges.at(-1) ?? [""];
    const answers = [
      "7C0A86088596CF055C67C1A39000",
      `7C3C86088596CF055C67C1A38A30${"00".repeat(48)}9000`,
      `7C1B86088596CF055C67C1A38A0F${"00".repeat(15)}9000`,
    ];
    for (const answer of answers) {
      const card = new ScriptedCard([...exchanges.slice(0, -1), [command, answer]]);
      const run = performPace(new CardChannel(card), { ...gmOptions(vector), nameParameters: true });
      await expect(run).rejects.toMatchObject({ code: "access.protocol" });
    }
  });
});

describeData("PACE of the BSI worked example", () => {
  type Values = Readonly<Record<string, string>>;
  const file = dataJson<{
    readonly password: { readonly value: string };
    readonly oids: Readonly<Record<"ecdh" | "dh", string>>;
    readonly ecdh: Values;
    readonly dh: Values;
  }>("icao9303-11/bsi-eac-worked-example.json");
  const ciphers = createPureCiphers();

  it.each([
    ["ecdh", 13],
    ["dh", 0],
  ] as const)("%s: mapping, keys and tokens", (family, id) => {
    const values = file[family];
    const value = (name: string): Uint8Array => fromHex(values[name] ?? "");
    const domain = domainOf(id);
    const agreement = createPureKeyAgreements()(domain);
    const scalar = (name: string): bigint => {
      const secret = toBigInt(value(name));
      return domain.family === "dh" && domain.q !== undefined ? secret % domain.q : secret;
    };
    const map = scalar("map_pcd_priv_key");
    expect(toHex(agreement.encode(agreement.publicKey(map)))).toBe(toHex(value("map_pcd_pub_key")));
    const generator = agreement.mapGeneric(value("nonce"), map, agreement.decode(value("map_picc_pub_key")));
    expect(toHex(agreement.encode(generator))).toBe(toHex(value("map_generator")));
    const shared = agreement.sharedSecret(scalar("pcd_priv_key"), agreement.decode(value("picc_pub_key")));
    expect(toHex(shared)).toBe(toHex(value("shared_secret_k")));
    const keys = { cipher: "aes-128" as const, enc: value("k_enc"), mac: value("k_mac") };
    const token = (key: string): string =>
      toHex(paceToken(ciphers, keys, file.oids[family], family, agreement.encode(agreement.decode(value(key)))));
    expect(token("picc_pub_key")).toBe(toHex(value("authentication_token_pcd")));
    expect(token("pcd_pub_key")).toBe(toHex(value("authentication_token_picc")));
  });

  it("ECDH as a dialogue with the PIN", async () => {
    const v = file.ecdh;
    const at = (name: string): string => v[name] ?? "";
    const key = (tag: string, value: string): string => `7C43${tag}41${value}`;
    const exchanges: Exchange[] = [
      ["0022C1A40F800A04007F00070202040202830103", "9000"],
      ["10860000027C0000", `7C128010${at("nonce_enc")}9000`],
      [`1086000045${key("81", at("map_pcd_pub_key"))}00`, `${key("82", at("map_picc_pub_key"))}9000`],
      [`1086000045${key("83", at("pcd_pub_key"))}00`, `${key("84", at("picc_pub_key"))}9000`],
      [`008600000C7C0A8508${at("authentication_token_pcd")}00`, `7C0A8608${at("authentication_token_picc")}9000`],
    ];
    const options = optionsOf(
      file.oids.ecdh,
      13,
      { kind: "pin", value: file.password.value },
      { "pace.ephemeral.map": at("map_pcd_priv_key"), "pace.ephemeral.key": at("pcd_priv_key").slice(2) },
    );
    await runsThrough(options, exchanges, at("k_enc"), at("k_mac"));
  });
});

describeData("GENERAL AUTHENTICATE", () => {
  const file = dataJson<{
    readonly responses: readonly { readonly response: string; readonly expected: string }[];
    readonly commands: readonly { readonly name: string; readonly data: string; readonly apdu: string }[];
  }>("apdu-traces/general-authenticate.json");

  it.each(file.responses)("$expected", ({ response, expected }) => {
    const data = fromHex(response).subarray(0, -2);
    if (expected === "refused: DO 81 missing") {
      // Its template is also longer than the response, so that it is refused whatever is looked for.
      expect(() => readAuthenticationData(data)).toThrow(expect.objectContaining({ code: "access.protocol" }));
      expect(() => requireObject(readAuthenticationData(fromHex(`7C0A${toHex(data.subarray(2))}`)), 0x81)).toThrow(
        expect.objectContaining({ code: "access.protocol" }),
      );
      return;
    }
    const objects = readAuthenticationData(data);
    const refused = /^refused: DO (\w\w) where DO (\w\w) is due$/.exec(expected);
    if (refused !== null) {
      const due = Number.parseInt(refused[2] ?? "", 16);
      expect(() => requireObject(objects, due)).toThrow(expect.objectContaining({ code: "access.protocol" }));
      expect(objects[0]?.tag).toBe(Number.parseInt(refused[1] ?? "", 16));
    } else {
      const due = { nonce: 0x80, mapping: 0x82, ephemeral: 0x84, authentication: 0x86, token: 0x86, chip: 0x81 };
      const [word = ""] = expected.split(/[ :,]/);
      const tag = due[word as keyof typeof due];
      const value = requireObject(objects, tag);
      expect(value.length).toBe({ 128: 16, 130: 65, 132: 65, 134: 8, 129: 8 }[tag]);
      for (const hex of expected.match(/= ([0-9A-F]{16,})/g) ?? []) {
        expect(objects.map((object) => toHex(object.value))).toContain(hex.slice(2).toLowerCase());
      }
    }
  });

  it.each(file.commands.filter(({ name }) => name !== "MSE:Set AT"))("$name", ({ name, data, apdu }) => {
    const objects = readAuthenticationData(fromHex(data)).map(({ tag, value }) => ({ tag, value }));
    const command = generalAuthenticateCommand(objects, { last: name === "last step", ne: 256 });
    expect(toHex(encodeCommand(command))).toBe(apdu);
  });

  it("MSE:Set AT", async () => {
    const [command] = file.commands.filter(({ name }) => name === "MSE:Set AT");
    const options = optionsOf("0.4.0.127.0.7.2.2.4.2.1", 13, { kind: "mrz", mrzInformation: "0".repeat(24) }, {});
    const card = new ScriptedCard([[command?.apdu ?? "", "6A81"]]);
    await expect(performPace(new CardChannel(card), options)).rejects.toMatchObject({
      code: "access.refused",
      sw: 0x6a81,
    });
  });
});
