import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { fromHex, toHex } from "../bytes/bytes.js";
import { digest } from "../crypto/digest.js";
import { decodeCommand, encodeCommand } from "./apdu.js";

interface Case {
  readonly name: string;
  readonly header: string;
  readonly lc: number;
  readonly dataByte: string;
  readonly le: number;
  readonly extended: boolean;
  readonly apdu?: string;
  readonly apduPrefix?: string;
  readonly apduSuffix?: string;
  readonly apduLength?: number;
  readonly apduSha256?: string;
}

interface GmrtdCase {
  readonly name: string;
  readonly cla: string;
  readonly ins: string;
  readonly p1: string;
  readonly p2: string;
  readonly data: string;
  readonly le: number;
  readonly apdu: string;
}

describeData("command APDUs, cases 1 to 4", () => {
  const file = dataJson<{
    readonly encode: readonly Case[];
    readonly refuse: readonly { readonly name: string; readonly bytes: string }[];
    readonly gmrtd: readonly GmrtdCase[];
    readonly wrongInSource: readonly { readonly sourceSays: string; readonly correct: string }[];
  }>("apdu-traces/apdu-encoding.json");

  it.each(file.encode)("$name", (entry) => {
    const [cla = 0, ins = 0, p1 = 0, p2 = 0] = fromHex(entry.header);
    const data = new Uint8Array(entry.lc).fill(Number.parseInt(entry.dataByte, 16));
    const command = { cla, ins, p1, p2, ...(entry.lc > 0 ? { data } : {}), ...(entry.le > 0 ? { ne: entry.le } : {}) };
    const bytes = encodeCommand(command, { extended: entry.extended });
    const hex = toHex(bytes).toUpperCase();
    if (entry.apdu !== undefined) expect(hex).toBe(entry.apdu.toUpperCase());
    else {
      expect(hex.startsWith(entry.apduPrefix ?? "?")).toBe(true);
      expect(hex.endsWith(entry.apduSuffix ?? "?")).toBe(true);
      expect(bytes.length).toBe(entry.apduLength);
      expect(toHex(digest("sha-256", bytes))).toBe(entry.apduSha256?.toLowerCase());
    }
    expect(decodeCommand(bytes)).toEqual(command);
  });

  it.each(file.refuse)("refused: $name", ({ bytes }) => {
    expect(() => decodeCommand(fromHex(bytes))).toThrow(expect.objectContaining({ code: "apdu.command" }));
  });

  it.each(file.gmrtd)("$name", ({ cla, ins, p1, p2, data, le, apdu }) => {
    const byte = (hex: string): number => Number.parseInt(hex, 16);
    const command = {
      cla: byte(cla),
      ins: byte(ins),
      p1: byte(p1),
      p2: byte(p2),
      ...(data === "" ? {} : { data: fromHex(data) }),
      ...(le === 0 ? {} : { ne: le }),
    };
    expect(toHex(encodeCommand(command)).toUpperCase()).toBe(apdu.toUpperCase());
  });

  it.each(file.wrongInSource)("$correct, where the source leaves out the leading zero", ({ sourceSays, correct }) => {
    expect(toHex(encodeCommand(decodeCommand(fromHex(correct)))).toUpperCase()).toBe(correct);
    // Without it the bytes are no command of any case.
    expect(() => decodeCommand(fromHex(sourceSays))).toThrow(expect.objectContaining({ code: "apdu.command" }));
  });
});
