import { fromBase64 } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_BLOCKS = 20_000;

export interface PemBlock {
  /** `CERTIFICATE`, `X509 CRL`, `PKCS7`, `CMS` … */
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * Blocks of a PEM text (RFC 7468), in order: LF, CRLF or CR line ends, a byte order mark, text around and between the
 * blocks, headers inside them (RFC 1421) are let pass.
 * @throws ChipidError `cert.pem` when there is no block, one does not end, ends under another label, or is not Base64.
 */
export function parsePem(bytes: Uint8Array): readonly PemBlock[] {
  if (bytes.length > MAX_BYTES) throw pem("The PEM text is over 64 MB.");
  const text = new TextDecoder("latin1").decode(bytes);
  const blocks: PemBlock[] = [];
  const begin = /-----BEGIN ([A-Z0-9][A-Z0-9 .#_-]{0,60})-----/g;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const label = match[1] ?? "";
    const start = begin.lastIndex;
    const end = text.indexOf("-----END ", start);
    if (end < 0) throw pem("A PEM block does not end.");
    const closing = `-----END ${label}-----`;
    if (!text.startsWith(closing, end)) throw pem("A PEM block ends under another label.");
    if (blocks.length >= MAX_BLOCKS) throw pem(`More than ${MAX_BLOCKS} PEM blocks.`);
    blocks.push({ label, der: decode(text.slice(start, end)) });
    begin.lastIndex = end + closing.length;
  }
  if (blocks.length === 0) throw pem("The text holds no PEM block.");
  return blocks;
}

/** Whether the bytes look like PEM text rather than DER: a BEGIN line stands in them and they do not start as a SEQUENCE. */
export function isPem(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x30) return false;
  const marker = "-----BEGIN ";
  const limit = Math.min(bytes.length, 64 * 1024) - marker.length;
  for (let at = 0; at <= limit; at++) {
    let i = 0;
    while (i < marker.length && bytes[at + i] === marker.charCodeAt(i)) i++;
    if (i === marker.length) return true;
  }
  return false;
}

/**
 * The DER objects of a file that is DER or PEM; a DER file is one object, whatever follows it included.
 * @throws ChipidError `cert.pem` when it is neither.
 */
export function derOrPem(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes[0] === 0x30) return [bytes];
  if (isPem(bytes)) return parsePem(bytes).map((block) => block.der);
  throw pem("The file is neither DER nor PEM.");
}

function decode(body: string): Uint8Array {
  // Headers "Name: value" end with an empty line.
  const headers = /^\s*[A-Za-z][A-Za-z0-9-]*:[\s\S]*?(?:\r\n\r\n|\n\n|\r\r)/.exec(body);
  try {
    const der = fromBase64(headers === null ? body : body.slice(headers[0].length));
    if (der.length === 0) throw pem("A PEM block is empty.");
    return der;
  } catch (cause) {
    if (isChipidError(cause, "bytes.base64")) throw pem("A PEM block is not Base64.", cause);
    throw cause;
  }
}

function pem(message: string, cause?: unknown): ChipidError {
  return new ChipidError("cert.pem", message, cause === undefined ? {} : { cause });
}
