import { performBac } from "../src/channel/bac.js";
import { CardChannel } from "../src/channel/channel.js";
import { performPace } from "../src/channel/pace.js";
import type { PacePassword } from "../src/crypto/kdf.js";
import { deterministicRandom, type RandomSource } from "../src/crypto/random.js";
import type { Response } from "../src/iso7816/apdu.js";
import type { Card } from "../src/iso7816/card.js";
import type { ChipPersonalisation } from "../src/simulator/chip/personalisation.js";
import { EMRTD_AID } from "../src/simulator/simulated-document.js";

/** SELECT of the eMRTD application, no answer asked for. */
export const SELECT_APPLICATION = { cla: 0, ins: 0xa4, p1: 0x04, p2: 0x0c, data: EMRTD_AID } as const;

export const selectFile = (fid: number) =>
  ({ cla: 0, ins: 0xa4, p1: 0x02, p2: 0x0c, data: Uint8Array.of(fid >> 8, fid & 0xff) }) as const;

export const readAt = (offset: number, ne: number) =>
  ({ cla: 0, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, ne }) as const;

export const readSfi = (sfi: number, ne: number, offset = 0) =>
  ({ cla: 0, ins: 0xb0, p1: 0x80 | sfi, p2: offset, ne }) as const;

export interface OpenOptions {
  /** Which of the chip's PACE protocols; none or undefined for BAC. */
  readonly pace?: number;
  readonly password?: PacePassword;
  readonly random?: RandomSource;
}

/** Opens a chip as a terminal would, up to the selected application. */
export async function openChip(card: Card, chip: ChipPersonalisation, options: OpenOptions = {}): Promise<CardChannel> {
  const channel = new CardChannel(card);
  const random = options.random ?? deterministicRandom("terminal");
  const protocol = options.pace === undefined ? undefined : chip.pace[options.pace];
  if (protocol === undefined) {
    await ok(channel.send(SELECT_APPLICATION));
    await performBac(channel, chip.passwords.mrz ?? "", { random });
    return channel;
  }
  const { domain, parameterId, oid, agreement, mapping, cipher } = protocol;
  await performPace(channel, {
    protocol: { oid, agreement, mapping, cipher },
    domain,
    parameterId,
    password: options.password ?? { kind: "mrz", mrzInformation: chip.passwords.mrz ?? "" },
    random,
  });
  await ok(channel.send(SELECT_APPLICATION));
  return channel;
}

/** The data of an answer that must be 9000. */
export async function ok(answer: Promise<Response>): Promise<Uint8Array> {
  const { sw, data } = await answer;
  if (sw !== 0x9000) throw new Error(`9000 was expected, ${sw.toString(16)} came`);
  return data;
}

/** A whole file by short identifier, in reads of `ne` bytes; as long as its outer TLV says. */
export async function readFile(channel: CardChannel, sfi: number, ne: number): Promise<Uint8Array> {
  const first = await ok(channel.send(readSfi(sfi, ne)));
  const length = tlvLength(first);
  const out = new Uint8Array(length);
  out.set(first.subarray(0, length));
  for (let at = first.length; at < length; ) {
    const part = await ok(channel.send(readAt(at, Math.min(ne, length - at))));
    if (part.length === 0) throw new Error("a read gave nothing");
    out.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return out;
}

function tlvLength(start: Uint8Array): number {
  const lead = start[1] ?? 0;
  if (lead < 0x80) return 2 + lead;
  const count = lead & 0x7f;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (start[2 + i] ?? 0);
  return 2 + count + length;
}
