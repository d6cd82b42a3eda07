import type { Command } from "./commands.js";

// A command as JSON, for browser mode: bytes are base64, everything else is as it is.

type Bytes = Extract<Command, { readonly type: "trust-import" }>;

/** JSON of a command. */
export function commandToJson(command: Command): string {
  return JSON.stringify(command.type === "trust-import" ? { ...command, bytes: toBase64(command.bytes) } : command);
}

/**
 * What a command's JSON says, not yet checked against the schema.
 * @throws SyntaxError when it is no JSON
 */
export function commandFromJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null || !("type" in value) || value.type !== "trust-import") return value;
  const bytes = "bytes" in value && typeof value.bytes === "string" ? fromBase64(value.bytes) : undefined;
  return { ...value, bytes } satisfies Partial<Record<keyof Bytes, unknown>>;
}

/** A multiple of three, so that only the last piece is padded; small enough to be the arguments of one call. */
const PIECE = 3 * 4096;

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE))));
  }
  return parts.join("");
}

/** undefined: not base64 as toBase64 writes it. */
function fromBase64(text: string): Uint8Array | undefined {
  // atob alone also takes blanks, and texts without their padding.
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/=]/.test(text)) return undefined;
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
