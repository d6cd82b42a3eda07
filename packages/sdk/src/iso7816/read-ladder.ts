import type { CommandPort } from "./command-port.js";

/** What one READ BINARY asks for. */
export interface Rung {
  readonly ne: number;
  readonly extended: boolean;
}

/** Below this a chip that still refuses has another reason. */
const LEAST_NE = 16;
/** What buffers of chips and readers hold that take extended length at all, but not the most of it. */
const MODEST_EXTENDED = 1024;

/**
 * The largest rung that limits and habits allow. `tryExtended`: whether a chip of which nothing is known yet is asked
 * with extended length.
 */
export function topRung(port: CommandPort, tryExtended: boolean): Rung {
  const most = (port.secured ? port.habits.mostProtected : port.habits.mostPlain) ?? Number.POSITIVE_INFINITY;
  if (port.extendedLength ?? tryExtended) {
    const ne = Math.min(port.largestNe(true), most);
    if (ne > 256) return { ne, extended: true };
  }
  return { ne: Math.min(port.largestNe(false), most), extended: false };
}

/**
 * Notes in the habits that a read was refused, so that the next top rung is lower: extended → 1024 where extended length
 * is known to work → what a short response carries (256 in plain, 231 or 223 protected) → 128 → 64 → 32 → 16. False when
 * there is nothing below.
 */
export function stepDown(port: CommandPort, refused: Rung, secured: boolean): boolean {
  const habits = port.habits;
  const key = secured ? "mostProtected" : "mostPlain";
  if (refused.extended) {
    if (habits.extended === true && refused.ne > MODEST_EXTENDED) habits[key] = MODEST_EXTENDED;
    else habits.extended = false;
    return true;
  }
  let ne = 128;
  while (ne >= refused.ne) ne >>= 1;
  if (ne < LEAST_NE) return false;
  habits[key] = ne;
  return true;
}
