// The least number of exchanges that reading takes: the yardstick that measured sessions are held against.

/** Longest offset of READ BINARY with an even INS: 15 bits of P1-P2 (ISO 7816-4 §11.3.3). */
export const LAST_SHORT_OFFSET = 0x7fff;

/**
 * Most file bytes that an odd READ BINARY brings when it asks for `ne` bytes: the answer is wrapped in DO'53', tag and
 * length of it count.
 */
export function oddReadData(ne: number): number {
  if (ne < 2 + 0x80) return ne - 2;
  if (ne < 3 + 0x100) return Math.max(ne - 3, 0x7f);
  if (ne < 4 + 0x10000) return Math.max(ne - 4, 0xff);
  return ne - 5;
}

/** Bytes that an odd READ BINARY must ask for to bring `length` bytes of the file. */
export function oddReadNe(length: number): number {
  return length + (length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 5);
}

/**
 * READ BINARY commands for a file of `length` bytes, at most `ne` bytes each:
 *
 *     ⌈n / Ne⌉ for n ≤ 32768 rounded up to whole reads; above, the rest in reads of Ne less the header of DO'53'
 *
 * A read that starts at or below offset 32767 is an even one, whatever it reaches. An empty file takes one.
 */
export function leastReads(length: number, ne: number): number {
  const even = Math.min(Math.max(1, Math.ceil(length / ne)), Math.floor(LAST_SHORT_OFFSET / ne) + 1);
  const rest = length - even * ne;
  return rest <= 0 ? even : even + Math.ceil(rest / oddReadData(ne));
}

/** One file of a session. */
export interface PlannedFile {
  readonly length: number;
  /** Read by short file identifier in its first READ BINARY; else a SELECT comes first. */
  readonly bySfi: boolean;
  /** Ne of its reads. */
  readonly ne: number;
}

export interface PlannedSession {
  readonly files: readonly PlannedFile[];
  /**
   * PACE: MSE:Set AT and four GENERAL AUTHENTICATE (ICAO 9303-11 §4.4.4); BAC: GET CHALLENGE, EXTERNAL AUTHENTICATE.
   */
  readonly access: "pace" | "bac" | "none";
  /** SELECT of an application. */
  readonly applications: number;
  /** AES: MSE:Set AT and GENERAL AUTHENTICATE; 3DES by MSE:Set KAT (ICAO 9303-11 §6.2.4). */
  readonly chipAuthentication: "set-at" | "set-kat" | "none";
  /** INTERNAL AUTHENTICATE. */
  readonly activeAuthentication: boolean;
}

/** The least number of APDUs for a session, when no response has to be fetched with GET RESPONSE. */
export function leastExchanges(session: PlannedSession): number {
  const reading = session.files.reduce((sum, f) => sum + (f.bySfi ? 0 : 1) + leastReads(f.length, f.ne), 0);
  const access = { pace: 5, bac: 2, none: 0 }[session.access];
  const chip = { "set-at": 2, "set-kat": 1, none: 0 }[session.chipAuthentication];
  return reading + access + session.applications + chip + (session.activeAuthentication ? 1 : 0);
}
