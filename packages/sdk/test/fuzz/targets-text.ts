import { parseMrz } from "../../src/mrz/parse.js";
import { repairMrz } from "../../src/mrz/repair.js";
import { compareScan } from "../../src/vietnam/compare-scan.js";
import { parsePersonalNumber } from "../../src/vietnam/personal-number.js";
import { parseQr } from "../../src/vietnam/qr.js";
import { type Entry, NONE, text, why } from "./entry.js";
import { MRZ_TD1, MRZ_TD2, MRZ_TD3, QR_2021 } from "./made-texts.js";
import { textMutator } from "./mutate.js";

/** Three lines of 30, two of 36 or two of 44: all that a reader of the zone looks at first. */
const MRZ_SHAPE = /^(?:[^\n]{30}\n[^\n]{30}\n[^\n]{30}|[^\n]{36}\n[^\n]{36}|[^\n]{44}\n[^\n]{44})$/;
const MRZ_ALPHABET = "<<<<<<ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const SIGNED = parseMrz(MRZ_TD1);

/** What is scanned or typed. */
export function textTargets(): Entry[] {
  const zones = [MRZ_TD1, MRZ_TD2, MRZ_TD3];
  const zoneMutator = textMutator(MRZ_ALPHABET, "\n", true);
  return [
    text("mrz", MRZ_SHAPE, NONE, zoneMutator, parseMrz, zones, { refusal: why("ok") }),
    text("mrz repair", MRZ_SHAPE, NONE, zoneMutator, (zone) => repairMrz(zone), zones, { kinds: ["mrz"] }),
    text(
      "vietnam QR",
      /^[^|]*\|[^|]*\|[^|]*\|[^|]*\|/,
      NONE,
      textMutator("|||0123456789 NamữAăâđêôơưĐ,.", "|", false),
      parseQr,
      [QR_2021, QR_2021.replace("012345678", ""), "001099000001|Nguyễn Văn Thử|15011999|Nam|20022021|15012039"],
      { refusal: why("ok") },
    ),
    text(
      "scan comparison",
      /^[^|\n]*[|\n]/,
      NONE,
      textMutator(`|||\n\n${MRZ_ALPHABET}`, "|", false),
      (scan) => compareScan(scan, { mrz: SIGNED.ok ? SIGNED.mrz : undefined }),
      [MRZ_TD1, MRZ_TD3, QR_2021],
    ),
    text("vietnam number", /^.{12}$/s, /^vietnam\.number$/, textMutator("0123456789", "0", true), parsePersonalNumber, [
      "001099000001",
      "079203012345",
    ]),
  ];
}
