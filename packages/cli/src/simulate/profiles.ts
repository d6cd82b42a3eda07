import { parseMrz } from "@chipid/sdk";
import { type ChipProfile, chipProfiles, simulateDocument } from "@chipid/sdk/simulator";
import { readVietnamTd1 } from "@chipid/sdk/vietnam";
import { table } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";

/** What a person needs to read a simulated document: all of it invented. */
export interface ListedProfile {
  readonly name: string;
  readonly title: string;
  /** As `chipid read --number` takes it: twelve digits on a citizen card, else the document number. */
  readonly number: string;
  readonly documentNumber: string;
  /** null: the chip has none. */
  readonly can: string | null;
  readonly mrz: readonly string[];
  /** ISO dates, as `--birth` and `--expiry` take them. */
  readonly birth: string;
  readonly expiry: string;
  readonly bac: boolean;
  readonly pace: boolean;
}

/** Every profile with what opens its chip. */
export function listProfiles(): ListedProfile[] {
  return chipProfiles().map(listed);
}

function listed(profile: ChipProfile): ListedProfile {
  const { data, can, chip } = simulateDocument(profile);
  const parsed = parseMrz([...data.mrz]);
  const { birth, expiry, documentNumber } = profile.holder;
  const personal = parsed.ok ? readVietnamTd1(parsed.mrz)?.personalNumber : undefined;
  return {
    name: profile.name,
    title: profile.title,
    number: personal ?? documentNumber,
    documentNumber,
    can: can ?? null,
    mrz: data.mrz,
    birth: isoDate(birth, Number(birth.slice(0, 2)) > 50 ? "19" : "20"),
    expiry: isoDate(expiry, "20"),
    bac: chip.bac,
    pace: chip.pace.length > 0,
  };
}

/** The holders of the profiles were born after 1950; their documents end in this century. */
function isoDate(yymmdd: string, century: string): string {
  return `${century}${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4, 6)}`;
}

export function printProfiles(profiles: readonly ListedProfile[], terminal: Terminal): void {
  const { dim, bold } = terminal.style;
  const head = ["profile", "number", "CAN", "birth", "expiry", "what it is"].map((text) => dim(text));
  const rows = profiles.map(({ name, number, can, birth, expiry, title }) => [
    bold(name),
    number,
    can ?? "–",
    birth,
    expiry,
    title,
  ]);
  for (const line of table([head, ...rows])) terminal.print(line);
}
