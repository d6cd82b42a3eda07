import { ChipidError } from "../../errors/chipid-error.js";
import type { Card, TransmitOptions } from "../../iso7816/card.js";
import { readDg14, writeDg14 } from "../../lds/dg14.js";
import { writeDg15 } from "../../lds/dg15.js";
import { type ElementaryFileName, elementaryFile } from "../../lds/files.js";
import type { SecurityInfoFields } from "../../lds/security-infos.js";
import { agreementKey, agreementKeyInfo } from "../issuer/agreement-keys.js";
import { ecKey, publicKeyInfo, rsaKey } from "../issuer/keys.js";
import type {
  ActiveAuthenticationKey,
  ChipAgreementKey,
  ChipFile,
  ChipPersonalisation,
  ChipQuirks,
} from "./personalisation.js";

/**
 * Chips that are not what they copy:
 * - `chip-key-absent`: Chip Authentication answers 9000 and the first exchange under the new keys fails (T59);
 * - `chip-refused`: it is refused with 6A80;
 * - `active-key-absent`: Active Authentication with another key than DG15's;
 * - `active-other-challenge`: it signs another challenge than it got (T62);
 * - `active-refused`: 6D00;
 * - `own-keys`: keys of its own, and DG14 and DG15 that fit them (T60);
 * - `mapping-key-absent`: PACE-CAM with another key than EF.CardSecurity's (T03c).
 */
export const CLONE_KINDS = [
  "chip-key-absent",
  "chip-refused",
  "active-key-absent",
  "active-other-challenge",
  "active-refused",
  "own-keys",
  "mapping-key-absent",
] as const;

export type CloneKind = (typeof CLONE_KINDS)[number];

/** A clone of a chip: all files can be copied, its keys cannot. */
export function cloneChip(chip: ChipPersonalisation, kind: CloneKind): ChipPersonalisation {
  switch (kind) {
    case "chip-key-absent":
      return { ...chip, chipKeys: chip.chipKeys.map(otherKey) };
    case "chip-refused":
      return withQuirks(chip, { chipAuthenticationRefused: 0x6a80 });
    case "active-key-absent":
      return { ...chip, activeAuthentication: otherActiveKey(chip.activeAuthentication) };
    case "active-other-challenge":
      return withQuirks(chip, { signsOtherChallenge: true });
    case "active-refused":
      return withQuirks(chip, { activeAuthenticationRefused: 0x6d00 });
    case "own-keys":
      return withOwnKeys(chip);
    case "mapping-key-absent":
      return { ...chip, mappingKey: chip.mappingKey === undefined ? undefined : otherKey(chip.mappingKey) };
  }
}

export function withQuirks(chip: ChipPersonalisation, quirks: ChipQuirks): ChipPersonalisation {
  return { ...chip, quirks: { ...chip.quirks, ...quirks } };
}

/** The chip with other files: bytes in the place of a file, or null for none. Files it did not have are added. */
export function withFiles(
  chip: ChipPersonalisation,
  changes: Readonly<Partial<Record<ElementaryFileName, Uint8Array | null>>>,
): ChipPersonalisation {
  let { masterFile, applications } = chip;
  for (const [name, bytes] of Object.entries(changes) as [ElementaryFileName, Uint8Array | null][]) {
    const { parent } = elementaryFile(name);
    if (parent === "mf") masterFile = changed(masterFile, name, bytes);
    else applications = applications.map((app) => ({ ...app, files: changed(app.files, name, bytes) }));
  }
  return { ...chip, masterFile, applications };
}

function changed(files: readonly ChipFile[], name: ElementaryFileName, bytes: Uint8Array | null): ChipFile[] {
  const { fid, sfi, parent } = elementaryFile(name);
  const old = files.find((file) => file.fid === fid);
  const others = files.filter((file) => file.fid !== fid);
  if (bytes === null) return others;
  const read = old?.read ?? (parent === "emrtd" ? "access" : name === "EF.CardSecurity" ? "pace" : "always");
  return [...others, { fid, sfi, bytes, read }];
}

function otherKey(key: ChipAgreementKey): ChipAgreementKey {
  return { ...key, secret: agreementKey("clone", key.domain).secret };
}

function otherActiveKey(active: ActiveAuthenticationKey | undefined): ActiveAuthenticationKey | undefined {
  if (active === undefined) return undefined;
  // As long as the copied one, so that the answer has the right length and is wrong all the same.
  if ("encoding" in active) return { ...active, key: ecKey("clone", active.key.curve) };
  return { ...active, key: rsaKey("rsa2048-ds") };
}

function withOwnKeys(chip: ChipPersonalisation): ChipPersonalisation {
  const chipKeys = chip.chipKeys.map(otherKey);
  const active = otherActiveKey(chip.activeAuthentication);
  const dg14 = chip.applications.flatMap(({ files }) => files).find(({ fid }) => fid === elementaryFile("DG14").fid);
  return withFiles(
    { ...chip, chipKeys, activeAuthentication: active },
    {
      ...(dg14 === undefined ? {} : { DG14: withOtherKeys(dg14.bytes, chipKeys) }),
      ...(active === undefined ? {} : { DG15: writeDg15(publicKeyInfo(active.key)) }),
    },
  );
}

/** DG14 with every entry as it was but the keys. */
function withOtherKeys(dg14: Uint8Array, keys: readonly ChipAgreementKey[]): Uint8Array {
  const infos = readDg14(dg14).securityInfos.infos.map((info): SecurityInfoFields => {
    if (info.kind !== "chip-authentication-public-key") return { kind: "raw", raw: info.raw };
    const { agreement, keyId } = info;
    const key = keys.find((candidate) => candidate.keyId === keyId);
    if (key === undefined) return { kind: "raw", raw: info.raw };
    return {
      kind: "chip-authentication-public-key",
      agreement,
      spki: agreementKeyInfo(key),
      ...(keyId === undefined ? {} : { keyId }),
    };
  });
  return writeDg14(infos);
}

/**
 * Cards that take each other's place: every reset puts the next one into the field, the last stays (T69).
 * @throws ChipidError `usage` without a card
 */
export function takingTurns(cards: readonly Card[]): Card {
  if (cards.length === 0) throw new ChipidError("usage", "No card takes a turn.");
  return new TakingTurns(cards);
}

class TakingTurns implements Card {
  private turn = 0;

  constructor(private readonly cards: readonly Card[]) {}

  private get card(): Card {
    const card = this.cards[Math.min(this.turn, this.cards.length - 1)];
    if (card === undefined) throw new ChipidError("card.none", "There is no card.");
    return card;
  }

  get atr(): Uint8Array | undefined {
    return this.card.atr;
  }

  get limits(): Card["limits"] {
    return this.card.limits;
  }

  transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array> {
    return this.card.transmit(command, options);
  }

  async reset(): Promise<void> {
    this.turn++;
    await this.card.reset();
  }
}
