import { toHex } from "../bytes/bytes.js";
import { nextCounter, type SessionKeys, unprotectCommand } from "../channel/secure-messaging.js";
import { isChipidError } from "../errors/chipid-error.js";
import { type Command, decodeCommand, encodeCommand } from "../iso7816/apdu.js";
import { ELEMENTARY_FILES } from "../lds/files.js";

/** A command as a person can read it. */
export interface DescribedCommand {
  readonly bytes: Uint8Array;
  /** One line. */
  readonly text: string;
  /** What secure messaging hides, when the session's keys are known and the MAC holds under them. */
  readonly plain?: { readonly bytes: Uint8Array; readonly text: string };
}

const NAMES: Readonly<Record<number, string>> = {
  14: "ERASE BINARY",
  32: "VERIFY",
  34: "MSE",
  42: "PERFORM SECURITY OPERATION",
  112: "MANAGE CHANNEL",
  130: "EXTERNAL AUTHENTICATE",
  132: "GET CHALLENGE",
  134: "GENERAL AUTHENTICATE",
  135: "GENERAL AUTHENTICATE",
  136: "INTERNAL AUTHENTICATE",
  164: "SELECT",
  176: "READ BINARY",
  177: "READ BINARY (odd)",
  192: "GET RESPONSE",
  202: "GET DATA",
};

const MAX_SHOWN = 48;
const SECURE_MESSAGING = 0x0c;
/** Counter values tried ahead: a chained command takes several messages. */
const COUNTER_WINDOW = 16;

/**
 * A command decoded (ISO 7816-4 §5.1), and decrypted when `session` fits: keys and the counter before the command. Every
 * byte string decodes; what is no command says so.
 */
export function describeCommand(
  bytes: Uint8Array,
  session?: { readonly keys: SessionKeys; readonly counter: bigint },
): DescribedCommand {
  const text = commandText(bytes);
  if (session === undefined || ((bytes[0] ?? 0) & SECURE_MESSAGING) !== SECURE_MESSAGING) return { bytes, text };
  const opened = openCommand(bytes, session);
  if (opened === undefined) return { bytes, text };
  const plain = encodeCommand(opened.command);
  return { bytes, text, plain: { bytes: plain, text: commandText(plain) } };
}

/** The command inside a protected one, and the counter after it; undefined when its MAC does not hold. */
export function openCommand(
  bytes: Uint8Array,
  { keys, counter }: { readonly keys: SessionKeys; readonly counter: bigint },
): { readonly command: Command; readonly counter: bigint } | undefined {
  let at = counter;
  for (let i = 0; i < COUNTER_WINDOW; i++) {
    try {
      return unprotectCommand(keys, at, bytes);
    } catch (error) {
      if (!isChipidError(error)) throw error;
      if (error.code !== "channel.mac") return undefined;
    }
    at = nextCounter(keys.cipher, at);
  }
  return undefined;
}

function commandText(bytes: Uint8Array): string {
  let command: Command;
  try {
    command = decodeCommand(bytes);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return `no command APDU (${bytes.length} bytes)`;
  }
  const { cla, ins, p1, p2, data = new Uint8Array(0), ne } = command;
  const secured = (cla & SECURE_MESSAGING) === SECURE_MESSAGING;
  const parts = [NAMES[ins] ?? `INS ${hex(ins)}`, `P1-P2 ${hex(p1)}${hex(p2)}`];
  const meaning = secured && ins !== 0xb0 ? undefined : meaningOf(command);
  if (meaning !== undefined) parts.push(meaning);
  if (data.length > 0) parts.push(`data ${shown(data)}`);
  if (ne !== undefined) parts.push(`Ne ${ne}`);
  if (secured) parts.push("secure messaging");
  return parts.join(", ");
}

function meaningOf({ ins, p1, p2, data = new Uint8Array(0) }: Command): string | undefined {
  if (ins === 0xb0) {
    if (p1 >= 0x80) return `${fileBySfi(p1 & 0x1f)} from ${p2}`;
    return `from ${(p1 << 8) | p2}`;
  }
  if (ins === 0xa4) {
    if (p1 === 0x04) return "application";
    if (data.length === 2) return fileByFid(((data[0] ?? 0) << 8) | (data[1] ?? 0));
    return undefined;
  }
  if (ins === 0x22) {
    const key = `${hex(p1)}${hex(p2)}`;
    return { c1a4: "Set AT for PACE", "41a4": "Set AT for Chip Authentication", "41a6": "Set KAT", "81b6": "Set DST" }[
      key
    ];
  }
  return undefined;
}

function fileBySfi(sfi: number): string {
  const names = ELEMENTARY_FILES.filter((file) => file.sfi === sfi).map((file) => file.name);
  return `${names.length === 0 ? "file" : names.join(" or ")} by SFI ${hex(sfi)}`;
}

function fileByFid(fid: number): string {
  if (fid === 0x3f00) return "the master file";
  const names = ELEMENTARY_FILES.filter((file) => file.fid === fid).map((file) => file.name);
  return names.length === 0 ? `file ${fid.toString(16).padStart(4, "0")}` : names.join(" or ");
}

function shown(data: Uint8Array): string {
  if (data.length <= MAX_SHOWN) return toHex(data);
  return `${toHex(data.subarray(0, MAX_SHOWN))}… (${data.length} bytes)`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
