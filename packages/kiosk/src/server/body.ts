import type { IncomingMessage } from "node:http";
import { MAX_IMPORT } from "../shared/index.js";

/** The largest command is a trust file in base64. */
export const MAX_BODY = Math.ceil(MAX_IMPORT / 3) * 4 + 4096;

/** A request's body as text; undefined when it is no JSON text, does not say its length, or is longer than it says. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (!/^application\/json(; *charset=utf-8)?$/i.test(request.headers["content-type"] ?? "")) return undefined;
  const length = Number(request.headers["content-length"] ?? Number.NaN);
  if (!Number.isInteger(length) || length > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > length) return undefined;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
