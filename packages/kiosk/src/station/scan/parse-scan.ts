import type { CalendarDate } from "@chipid/sdk";
import { MAX_SCAN } from "../../shared/index.js";
import { cleanScan } from "./clean.js";
import { readQrScan } from "./qr.js";
import { keysFromNumber } from "./typed.js";
import type { ScanOutcome } from "./types.js";
import { looksLikeZone, readZoneScan } from "./zone.js";

/**
 * What came from the scanner or was typed in its place: a citizen card's QR text, a machine readable zone (lines parted
 * by line ends or tabs, or by nothing), or the twelve-digit number. Never throws; nothing of the text is in an issue.
 * @param today orders expiry dates that are computed
 */
export function parseScan(text: string, today: CalendarDate): ScanOutcome {
  if (text.length > MAX_SCAN) return { ok: false, issue: "too-long" };
  const clean = cleanScan(text);
  if (/^[\d\s.-]+$/.test(clean) && /\d/.test(clean)) return keysFromNumber(clean, today);
  if (/^\d{12}\s*[^\p{L}\p{M}\p{N}\s]/u.test(clean)) return readQrScan(clean, today);
  if (looksLikeZone(clean)) return readZoneScan(clean, today);
  if (/(?<!\d)\d{12}(?!\d)/.test(clean) || clean.includes("|")) return readQrScan(clean, today);
  return { ok: false, issue: "not-understood" };
}
