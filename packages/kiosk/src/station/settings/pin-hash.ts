import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import * as v from "valibot";

const FORMAT = "chipid-kiosk-pin/1";
/** About a tenth of a second and 32 MiB a try. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const LENGTH = 32;

const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));
const hashSchema = v.strictObject({
  format: v.literal(FORMAT),
  /** Bounds: a file that says more or less was not written here, and would lock the station up or guard nothing. */
  N: v.picklist([COST.N, 2 * COST.N, 4 * COST.N]),
  r: v.literal(COST.r),
  p: v.literal(COST.p),
  salt: hex(16),
  hash: hex(LENGTH),
});
export type PinHash = v.InferOutput<typeof hashSchema>;

export async function hashPin(pin: string): Promise<PinHash> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, COST);
  return { format: FORMAT, ...COST, salt: salt.toString("hex"), hash: hash.toString("hex") };
}

export async function pinMatches(pin: string, { N, r, p, salt, hash }: PinHash): Promise<boolean> {
  const derived = await derive(pin, Buffer.from(salt, "hex"), { N, r, p });
  return timingSafeEqual(derived, Buffer.from(hash, "hex"));
}

/** undefined: not what was written. */
export function parsePinHash(text: string): PinHash | undefined {
  try {
    return v.parse(hashSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** In Node's own threads: the station goes on meanwhile. */
function derive(pin: string, salt: Uint8Array, { N, r, p }: Pick<ScryptOptions, "N" | "r" | "p">): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: N ?? COST.N, r: r ?? COST.r, p: p ?? COST.p, maxmem: 256 * 1024 * 1024 };
    scrypt(pin, salt, LENGTH, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
