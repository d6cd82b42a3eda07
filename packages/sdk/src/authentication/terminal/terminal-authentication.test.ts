import { describe, expect, it } from "vitest";
import { crypto } from "../../../test/authentication-chips.js";
import { type CvHolder, type CvSpec, cvCertificate, signCv, TA_OID } from "../../../test/cv-issuer.js";
import { concat, equalBytes, fromHex, latin1, toHex } from "../../bytes/bytes.js";
import { CardChannel } from "../../channel/channel.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { decodeCommand, encodeResponse, type Response } from "../../iso7816/apdu.js";
import type { Card } from "../../iso7816/card.js";
import { ecKey, rsaKey } from "../../simulator/issuer/keys.js";
import { findTlv, readTlvs } from "../../tlv/tlv.js";
import { type CvCertificate, readCvCertificate, readCvcaReferences } from "./cv-certificate.js";
import { verifyCvChain } from "./cv-chain.js";
import {
  authenticateTerminal,
  chipIdentityOfBac,
  chipIdentityOfPace,
  compressKey,
  type TerminalAuthenticationResult,
  type TerminalContext,
} from "./terminal-authentication.js";

interface Pki {
  readonly anchor: CvCertificate;
  readonly dv: CvCertificate;
  readonly terminal: CvCertificate;
  readonly holder: CvHolder;
}

const KINDS = {
  "ECDSA P-256": { oid: TA_OID.ecdsaSha256, key: (name: string) => ecKey(name, "P-256") },
  "ECDSA brainpoolP512r1": { oid: TA_OID.ecdsaSha512, key: (name: string) => ecKey(name, "brainpoolP512r1") },
  "RSA PKCS#1 v1.5": { oid: TA_OID.rsaPkcs1Sha256, key: () => rsaKey("rsa2048-ds") },
  "RSA PSS": { oid: TA_OID.rsaPssSha256, key: () => rsaKey("rsa2048-ds") },
} as const;

function pki(kind: keyof typeof KINDS = "ECDSA P-256", changes: Partial<CvSpec> = {}): Pki {
  const { oid, key } = KINDS[kind];
  const holder = (reference: string): CvHolder => ({ reference, oid, key: key(reference) });
  const [cvca, dv, terminal] = ["UTCVCA00001", "UTDV00001", "UTIS00001"].map(holder);
  if (!cvca || !dv || !terminal) throw new Error("no holders");
  const read = (spec: CvSpec): CvCertificate => readCvCertificate(cvCertificate(spec));
  return {
    anchor: read({ holder: cvca, issuer: cvca, authorization: 0xc3, explicit: true }),
    dv: read({ holder: dv, issuer: cvca, authorization: 0x83 }),
    terminal: read({ holder: terminal, issuer: dv, authorization: 0x03, ...changes }),
    holder: terminal,
  };
}

const DOCUMENT = chipIdentityOfBac("L898902C<3");
const EPHEMERAL = concat(Uint8Array.of(4), new Uint8Array(32).fill(0x11), new Uint8Array(32).fill(0x22));
const CHALLENGE = fromHex("0123456789abcdef");

/** The chip's side of Terminal Authentication: it knows a trust point, and what has been bound to the session. */
class ScriptedChip implements Card {
  readonly atr = undefined;
  readonly limits = {};
  readonly log: string[] = [];
  granted = false;
  private readonly known: CvCertificate[];
  private destination: Uint8Array | undefined;
  private terminal: Uint8Array | undefined;
  private challenged = false;

  constructor(
    anchor: CvCertificate,
    private readonly refusals: Readonly<Record<string, number>> = {},
  ) {
    this.known = [anchor];
  }

  async reset(): Promise<void> {
    throw new Error("not needed");
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    const { ins, p1, p2, data = new Uint8Array(0), ne } = decodeCommand(bytes);
    const header = toHex(Uint8Array.of(ins, p1, p2));
    this.log.push(header);
    const sw = this.refusals[header];
    if (sw !== undefined) return encodeResponse({ data: new Uint8Array(0), sw });
    return encodeResponse(this.answer(header, data, ne));
  }

  private answer(header: string, data: Uint8Array, ne: number | undefined): Response {
    const reference = findTlv(readTlvs(header === "820000" ? new Uint8Array(0) : data), 0x83)?.value;
    switch (header) {
      case "2281b6":
        this.destination = this.known.find(({ holder }) => equalBytes(holder.raw, reference ?? data))?.holder.raw;
        return status(this.destination === undefined ? 0x6a88 : 0x9000);
      case "2a00be":
        return status(this.verify(data) ? 0x9000 : 0x6300);
      case "2281a4":
        this.terminal = reference;
        return status(this.known.some(({ holder }) => equalBytes(holder.raw, reference ?? data)) ? 0x9000 : 0x6a88);
      case "840000":
        this.challenged = true;
        return { data: CHALLENGE.subarray(0, ne), sw: 0x9000 };
      case "820000":
        this.granted = this.challenged && this.authenticate(data);
        return status(this.granted ? 0x9000 : 0x6300);
      default:
        return status(0x6d00);
    }
  }

  private verify(data: Uint8Array): boolean {
    const certificate = readCvCertificate(concat(fromHex("7f2182"), lengthOf(data), data));
    const path = this.pathTo(certificate);
    const [anchor] = this.known;
    if (anchor === undefined || !verifyCvChain(anchor, path, crypto).ok) return false;
    if (!equalBytes(certificate.authority.raw, this.destination ?? new Uint8Array(0))) return false;
    this.known.push(certificate);
    return true;
  }

  private pathTo(certificate: CvCertificate): readonly CvCertificate[] {
    return [...this.known.slice(1), certificate];
  }

  private authenticate(signature: Uint8Array): boolean {
    const certificate = this.known.find(({ holder }) => equalBytes(holder.raw, this.terminal ?? new Uint8Array(0)));
    const [anchor, ...path] = this.known;
    if (anchor === undefined || certificate === undefined || certificate.publicKey.kind === "other") return false;
    const chain = verifyCvChain(anchor, path, crypto);
    if (!chain.ok) return false;
    const message = concat(DOCUMENT, CHALLENGE, EPHEMERAL.subarray(1, 33));
    return crypto.verify(chain.key, certificate.publicKey.algorithm, signature, message).valid;
  }
}

function status(sw: number): Response {
  return { data: new Uint8Array(0), sw };
}

function lengthOf(data: Uint8Array): Uint8Array {
  return Uint8Array.of(data.length >> 8, data.length & 0xff);
}

interface Run {
  readonly result: TerminalAuthenticationResult;
  readonly chip: ScriptedChip;
}

async function run(
  { anchor, dv, terminal, holder }: Pki,
  changes: { context?: Partial<TerminalContext>; refusals?: Record<string, number>; key?: CvHolder } = {},
): Promise<Run> {
  const chip = new ScriptedChip(anchor, changes.refusals);
  const result = await authenticateTerminal(
    new CardChannel(chip),
    {
      certificate: terminal,
      certificates: [dv, anchor],
      sign: async (_, message) => signCv(changes.key ?? holder, message),
    },
    {
      references: [anchor.holder],
      chipIdentity: DOCUMENT,
      ephemeralKey: EPHEMERAL,
      agreement: "ecdh",
      ...changes.context,
    },
  );
  return { result, chip };
}

describe("Terminal Authentication version 1 (ICAO 9303-11 §7.1)", () => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("opens the chip with %s", async (kind) => {
    const { result, chip } = await run(pki(kind));
    expect(result).toMatchObject({ outcome: "passed", evidence: { holder: "UTIS00001", challenge: CHALLENGE } });
    expect(chip.granted).toBe(true);
    expect(chip.log).toEqual(["2281b6", "2a00be", "2281b6", "2a00be", "2281a4", "840000", "820000"]);
  });

  it("has failed when the terminal signs with another key, or something else", async () => {
    const made = pki();
    const other = { ...made.holder, key: ecKey("somebody else", "P-256") };
    for (const changes of [
      { key: other },
      { context: { chipIdentity: chipIdentityOfBac("L898902C<4") } },
      { context: { ephemeralKey: EPHEMERAL.map((byte, i) => (i === 5 ? byte ^ 1 : byte)) } },
    ]) {
      const { result, chip } = await run(made, changes);
      expect(result).toMatchObject({ outcome: "failed", why: "signature", sw: 0x6300, channelEnded: false });
      expect(chip.granted).toBe(false);
    }
  });

  it.each([
    ["2281b6", "mse-set-dst", 0],
    ["2a00be", "verify-certificate", 0],
    ["2281a4", "mse-set-at", undefined],
    ["840000", "get-challenge", undefined],
  ] as const)("names the step when %s is refused", async (header, step, index) => {
    const { result, chip } = await run(pki(), { refusals: { [header]: 0x6a80 } });
    expect(result).toMatchObject({ outcome: "not-done", why: "refused", step, sw: 0x6a80, channelEnded: false });
    expect("index" in result ? result.index : undefined).toBe(index);
    expect(chip.log.at(-1)).toBe(header);
  });

  it("says which certificate the chip refuses", async () => {
    const made = pki();
    const forged = made.terminal.raw.map((byte, i) => (i === made.terminal.raw.length - 1 ? byte ^ 1 : byte));
    const { result } = await run({ ...made, terminal: readCvCertificate(forged) });
    expect(result).toMatchObject({ outcome: "not-done", why: "refused", step: "verify-certificate", index: 1 });
  });

  it("sends nothing when no certificates lead from the chip's trust points to the terminal", async () => {
    const made = pki();
    const references = readCvcaReferences(concat(fromHex("420b"), latin1("UTCVCA00009"), new Uint8Array(23)));
    const { result, chip } = await run(made, { context: { references } });
    expect(result).toEqual({ outcome: "not-done", why: "no-chain" });
    expect(chip.log).toEqual([]);
  });

  it("takes the older of two trust points where only that one has issued", async () => {
    const made = pki();
    const references = [{ raw: latin1("UTCVCA00002"), text: "UTCVCA00002" }, made.anchor.holder];
    expect((await run(made, { context: { references } })).result.outcome).toBe("passed");
  });

  it("sends nothing when the terminal's key is of a kind that is not known", async () => {
    const made = pki();
    const unknown = { ...made.terminal, publicKey: { kind: "other", oid: "1.2.3" } } as const;
    const { result, chip } = await run({ ...made, terminal: unknown });
    expect(result).toEqual({ outcome: "not-done", why: "algorithm" });
    expect(chip.log).toEqual([]);
  });

  it("gives up when it is told to", async () => {
    const made = pki();
    const chip = new ScriptedChip(made.anchor);
    const signal = { aborted: true, reason: new Error("given up") };
    const result = authenticateTerminal(
      new CardChannel(chip),
      { certificate: made.terminal, certificates: [made.dv], sign: async () => new Uint8Array(64) },
      { references: [made.anchor.holder], chipIdentity: DOCUMENT, ephemeralKey: EPHEMERAL, agreement: "ecdh" },
      { signal },
    );
    await expect(result).rejects.toBe(signal.reason);
    expect(chip.log).toEqual([]);
  });

  it("does not sign a challenge that has not eight bytes", async () => {
    const made = pki();
    const chip = new ScriptedChip(made.anchor);
    const transmit = chip.transmit.bind(chip);
    chip.transmit = async (bytes) => (bytes[1] === 0x84 ? fromHex("01029000") : transmit(bytes));
    let signed = 0;
    const result = await authenticateTerminal(
      new CardChannel(chip),
      {
        certificate: made.terminal,
        certificates: [made.dv],
        sign: async () => {
          signed++;
          return new Uint8Array(64);
        },
      },
      { references: [made.anchor.holder], chipIdentity: DOCUMENT, ephemeralKey: EPHEMERAL, agreement: "ecdh" },
    );
    expect(result).toEqual({ outcome: "not-done", why: "challenge" });
    expect(signed).toBe(0);
  });
});

describe("identity of the chip and compressed keys", () => {
  it("is the document number with its check digit, or the x coordinate of the chip's key", () => {
    expect(toHex(chipIdentityOfBac("D23145890734"))).toBe(toHex(latin1("D23145890734")));
    expect(chipIdentityOfPace(EPHEMERAL, "ecdh")).toEqual(new Uint8Array(32).fill(0x11));
  });

  it("is the SHA-1 of a DH value", () => {
    expect(toHex(compressKey(latin1("abc"), "dh"))).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
  });

  it.each(["", "L898902C", "l898902c<3", "L898902C<X", "L898902C<3\n"])("refuses %j as a document number", (text) => {
    expect(() => chipIdentityOfBac(text)).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error, "authentication.input")),
    );
  });

  it.each(["", "02", "0211", "0411", "04112233", "021122"])("refuses %j as a point to compress", (hex) => {
    expect(() => compressKey(fromHex(hex), "ecdh")).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error, "authentication.input")),
    );
  });
});
