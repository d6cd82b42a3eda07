import { concat, equalBytes, fromHex, toHex } from "../src/bytes/bytes.js";
import { bacCommandData } from "../src/channel/bac.js";
import { PACE_PROTOCOLS } from "../src/channel/pace-oids.js";
import { protectResponse, type SessionKeys, unprotectCommand } from "../src/channel/secure-messaging.js";
import { standardisedDomain } from "../src/crypto/domain-parameters.js";
import { basicAccessKeys, deriveSessionKeys, type PacePassword } from "../src/crypto/kdf.js";
import { createPureCiphers } from "../src/crypto/pure-ciphers.js";
import { deterministicRandom } from "../src/crypto/random.js";
import { ChipidError } from "../src/errors/chipid-error.js";
import { type Command, decodeCommand } from "../src/iso7816/apdu.js";
import type { Card } from "../src/iso7816/card.js";
import { PaceChip } from "./pace-chip.js";

export interface AccessChipOptions {
  readonly cardAccess?: Uint8Array;
  /** The only way that leads to EF.CardAccess; `any` by default. */
  readonly cardAccessBy?: "fid" | "sfi" | "mf" | "any";
  /** Answer to SELECT MF; 9000 by default. */
  readonly selectMf?: number;
  /** Answer to SELECT of the application in plain; 9000 by default. */
  readonly selectAid?: number;
  readonly pace?: { readonly oid: string; readonly id: number; readonly password: PacePassword };
  /** Answers with this status to the n-th command of PACE, MSE:Set AT being 0. */
  readonly paceRefusal?: { readonly at: number; readonly sw: number };
  /** The transport fails there. */
  readonly paceFault?: { readonly at: number; readonly code: "card.timeout" | "card.removed" | "card.transport" };
  /** MSE:Set AT without DO'84' answers this. */
  readonly wantsParameters?: number;
  readonly bac?: { readonly mrzInformation: string; readonly refusal?: number } | { readonly challenge: number };
  readonly atrInfo?: Uint8Array;
  /** An Le with SELECT or MSE answers 6700. */
  readonly refusesLe?: boolean;
  /** Extended length answers 6700. */
  readonly short?: boolean;
}

const ciphers = createPureCiphers();
const hex = (sw: number): Uint8Array => Uint8Array.of(sw >> 8, sw & 0xff);

/** A chip up to its selected application: EF.CardAccess, PACE, BAC, and statuses to order. */
export class AccessChip implements Card {
  readonly atr = undefined;
  readonly limits = {};
  /** What came, as `ins p1 p2` and what is of interest. */
  readonly seen: string[] = [];
  private readonly paceChip: PaceChip | undefined;
  private paceStep = -1;
  private inMf = true;
  private selectedMf = false;
  private current: Uint8Array | undefined;
  private session: { keys: SessionKeys; counter: bigint } | undefined;
  private opened = false;

  constructor(private readonly options: AccessChipOptions) {
    const { pace } = options;
    const protocol = PACE_PROTOCOLS.find(({ oid }) => oid === pace?.oid);
    const domain = standardisedDomain(pace?.id ?? -1);
    if (pace !== undefined && protocol !== undefined && domain !== undefined) {
      this.paceChip = new PaceChip(protocol, domain, pace.password, deterministicRandom("access chip"));
    }
  }

  async reset(): Promise<void> {
    this.paceStep = -1;
    this.inMf = true;
    this.selectedMf = false;
    this.session = undefined;
    this.opened = false;
    await this.paceChip?.reset();
  }

  async transmit(wire: Uint8Array): Promise<Uint8Array> {
    if (this.session !== undefined) {
      const taken = unprotectCommand(this.session.keys, this.session.counter, wire);
      this.note(taken.command, "protected");
      const sent = protectResponse(this.session.keys, taken.counter, { data: new Uint8Array(0), sw: 0x9000 });
      this.session.counter = sent.counter;
      return sent.bytes;
    }
    if (this.opened) return this.paceChip?.transmit(wire) ?? hex(0x6f00);
    const command = decodeCommand(wire);
    this.note(command);
    const extended = wire.length > 5 && wire[4] === 0;
    if (extended && this.options.short === true) return hex(0x6700);
    const le = command.ne !== undefined && (command.ins === 0xa4 || command.ins === 0x22);
    if (le && this.options.refusesLe === true) return hex(0x6700);
    if (command.ins === 0x22 || command.ins === 0x86) return this.pace(wire, command);
    return this.plain(command);
  }

  private note({ ins, p1, p2, data, ne }: Command, how = ""): void {
    const fields = [ins, p1, p2].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const short = data === undefined || data.length > 20 ? "" : ` ${toHex(data)}`;
    this.seen.push(`${fields}${short}${ne === undefined ? "" : ` le ${ne}`}${how === "" ? "" : ` ${how}`}`);
  }

  private async pace(wire: Uint8Array, command: Command): Promise<Uint8Array> {
    this.paceStep = command.ins === 0x22 ? 0 : this.paceStep + 1;
    const { paceRefusal, paceFault, wantsParameters } = this.options;
    if (paceFault?.at === this.paceStep) throw new ChipidError(paceFault.code, "no answer");
    if (paceRefusal?.at === this.paceStep) return hex(paceRefusal.sw);
    if (command.ins === 0x22 && wantsParameters !== undefined && !toHex(command.data ?? hex(0)).includes("8401")) {
      return hex(wantsParameters);
    }
    if (this.paceChip === undefined) return hex(0x6d00);
    const answer = await this.paceChip.transmit(wire);
    if (command.ins === 0x86 && command.cla === 0 && toHex(answer.subarray(-2)) === "9000") this.opened = true;
    return answer;
  }

  private plain({ ins, p1, p2, data = new Uint8Array(0) }: Command): Uint8Array {
    const { cardAccess, cardAccessBy = "any", selectMf = 0x9000, selectAid = 0x9000, bac, atrInfo } = this.options;
    if (ins === 0xa4 && p1 === 0) {
      this.selectedMf = selectMf === 0x9000;
      return hex(selectMf);
    }
    if (ins === 0xa4 && p1 === 4) {
      if (selectAid === 0x9000) this.inMf = false;
      return hex(selectAid);
    }
    if (ins === 0xa4 && p1 === 2) {
      const there = cardAccessBy === "any" || cardAccessBy === "fid" || (cardAccessBy === "mf" && this.selectedMf);
      if (!this.inMf || cardAccess === undefined || !there || toHex(data) !== "011c") return hex(0x6a82);
      this.current = cardAccess;
      return hex(0x9000);
    }
    if (ins === 0xb0 && p1 === 0x9c) {
      const there = cardAccessBy === "any" || cardAccessBy === "sfi";
      return cardAccess !== undefined && there ? concat(cardAccess, hex(0x9000)) : hex(0x6a82);
    }
    if (ins === 0xb0 && p1 === 0x81) return atrInfo === undefined ? hex(0x6a82) : concat(atrInfo, hex(0x9000));
    if (ins === 0xb0) return this.current === undefined ? hex(0x6986) : concat(this.current.subarray(p2), hex(0x9000));
    if (ins === 0x84) {
      if (bac === undefined) return hex(0x6d00);
      return "challenge" in bac ? hex(bac.challenge) : fromHex("4608F919887022129000");
    }
    if (ins === 0x82 && bac !== undefined && "mrzInformation" in bac) return this.authenticate(bac, data);
    return hex(0x6d00);
  }

  private authenticate(
    bac: { readonly mrzInformation: string; readonly refusal?: number },
    data: Uint8Array,
  ): Uint8Array {
    const keys = basicAccessKeys(bac.mrzInformation);
    const plain = ciphers.decryptCbc("3des", keys.enc, new Uint8Array(8), data.subarray(0, 32));
    const rndIc = fromHex("4608F91988702212");
    const [rndIfd, echoed, kIfd] = [plain.slice(0, 8), plain.slice(8, 16), plain.slice(16)];
    const expected = bacCommandData(ciphers, keys, { rndIfd, rndIc, kIfd });
    if (bac.refusal !== undefined) return hex(bac.refusal);
    if (!equalBytes(echoed, rndIc) || !equalBytes(expected, data)) return hex(0x6300);
    const kIc = fromHex("0B4F80323EB3191CB04970CB4052790B");
    const seed = kIfd.map((byte, i) => byte ^ (kIc[i] ?? 0));
    const counter = BigInt(`0x${toHex(rndIc.subarray(4))}${toHex(rndIfd.subarray(4))}`);
    this.session = { keys: { cipher: "3des", ...deriveSessionKeys("3des", seed) }, counter };
    // The chip's half has the same form, the challenges the other way round.
    return concat(bacCommandData(ciphers, keys, { rndIfd: rndIc, rndIc: rndIfd, kIfd: kIc }), hex(0x9000));
  }
}
