import { type Card, ChipidError } from "@chipid/sdk";
import { nodeChipCrypto, nodeRandom, readDocumentFolder } from "@chipid/sdk/node";
import {
  type ChipPersonalisation,
  type ChipTries,
  CLONE_KINDS,
  type CloneKind,
  chipProfile,
  chipProfiles,
  cloneChip,
  createChip,
  parseFault,
  SHORT_LIMITS,
  simulateDocument,
  simulateFiles,
  withFaults,
} from "@chipid/sdk/simulator";
import { usageError } from "../errors.js";
import { aboutFile } from "../input.js";

export interface ChipSource {
  readonly profile?: string;
  readonly from?: string;
  readonly can?: string;
  readonly clone?: string;
  readonly short?: true;
  readonly tries?: string;
}

/** A chip that is ready to be presented. */
export interface PreparedChip {
  readonly chip: ChipPersonalisation;
  /** For people: what it is and what opens it. */
  readonly title: string;
  readonly can: string | undefined;
  readonly mrz: readonly string[];
  /** DER of the anchor that its documents are verified against; undefined for files, whose issuer is not known. */
  readonly anchor: Uint8Array | undefined;
  /** What does not follow from the wish: keys that are not known. */
  readonly remarks: readonly string[];
}

const DEFAULT_PROFILE = "vn-2021";

/** @throws ChipidError `usage` for a profile or clone there is none of; `files.*`, `lds.*`, `mrz.*` for a folder */
export function prepareChip(source: ChipSource): PreparedChip {
  if (source.profile !== undefined && source.from !== undefined) {
    throw usageError("--profile and --from exclude each other");
  }
  const limits = source.short === true ? { limits: SHORT_LIMITS } : {};
  const prepared = source.from === undefined ? ofProfile(source, limits) : ofFolder(source.from, source.can, limits);
  const chip = source.clone === undefined ? prepared.chip : cloneChip(prepared.chip, cloneKind(source.clone));
  return { ...prepared, chip: source.tries === undefined ? chip : { ...chip, tries: triesOf(source.tries) } };
}

function triesOf(text: string): ChipTries {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 15) throw usageError("--tries takes a number of 1 to 15");
  return { mrz: count, can: count, pin: count, puk: count, bac: count };
}

function ofProfile(source: ChipSource, limits: { limits?: typeof SHORT_LIMITS }): PreparedChip {
  const name = source.profile ?? DEFAULT_PROFILE;
  const profile = chipProfile(name);
  if (profile === undefined) {
    const names = chipProfiles().map((known) => known.name);
    throw usageError(`There is no profile "${name}": ${names.slice(0, 9).join(", ")} … (chipid simulate --list)`);
  }
  if (source.can !== undefined) throw usageError("--can goes with --from: a profile has its own");
  const { chip, can, data, issuer } = simulateDocument(profile, limits);
  return { chip, title: profile.title, can, mrz: data.mrz, anchor: issuer.csca.certificate, remarks: [] };
}

const MISSING_KEYS = {
  "chip-authentication": "Chip Authentication",
  "active-authentication": "Active Authentication",
  "pace-cam": "PACE-CAM",
} as const;

function ofFolder(path: string, can: string | undefined, limits: { limits?: typeof SHORT_LIMITS }): PreparedChip {
  const made = aboutFile(path, () =>
    simulateFiles(readDocumentFolder(path).files, { ...limits, ...(can === undefined ? {} : { can }) }),
  );
  const missing = made.missingKeys.map((key) => MISSING_KEYS[key]).join(", ");
  return {
    chip: made.chip,
    title: "Chip made of files",
    can: made.can,
    mrz: made.mrz,
    anchor: undefined,
    remarks: missing === "" ? [] : [`The private keys of these files are not known, so ${missing} will be refused.`],
  };
}

function cloneKind(text: string): CloneKind {
  const kind = CLONE_KINDS.find((candidate) => candidate === text);
  if (kind === undefined) throw usageError(`There is no clone "${text}": one of ${CLONE_KINDS.join(", ")}`);
  return kind;
}

/** The chip, powered up, with what is to go wrong. @throws ChipidError `usage` for a fault that is none */
export function powerUp(chip: ChipPersonalisation, faults: readonly string[], announceReset: boolean): Card {
  const { ciphers, agreement } = nodeChipCrypto();
  const card = createChip(chip, { random: nodeRandom, ciphers, agreements: agreement });
  const parsed = faults.map((text) => {
    try {
      return parseFault(text);
    } catch (error) {
      throw error instanceof ChipidError ? usageError(`--fault does not take "${text}". ${error.message}`) : error;
    }
  });
  if (parsed.length === 0) return card;
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return withFaults(card, parsed, { sleep, announceReset });
}
