import type { CardInspection, CardPreview } from "@chipid/sdk";
import type { PublicDg13 } from "@chipid/sdk/vietnam";
import type { Field, Preview } from "../../shared/index.js";
import { documentLabel, MAX_REASONS, readerModel } from "../log/loggable.js";
import type { CardOutcome } from "../machine/outcome.js";
import type { DocumentKeys } from "../scan/types.js";
import { needsZone, wrongKeyOf } from "./advice.js";
import { detailsOf } from "./details.js";
import { fieldsOf, onDemandFields, type SignedContents, zoneFields } from "./fields.js";
import { generationOf } from "./generation.js";
import { comparePrinted, type PrintedComparison } from "./printed.js";
import { distinct, reasonOf, weighty } from "./reasons.js";
import { sentenceOf } from "./sentences.js";

/** What the reading was made with, as far as the result speaks of it. */
export interface ReadingContext {
  readonly keys: Pick<DocumentKeys, "source" | "citizen" | "computedExpiry">;
  readonly scans: readonly string[];
  /** PC/SC name; null for a lesson. */
  readonly reader: string | null;
  readonly trust: string;
  /** All that the officer waited for, ms: attempts with other keys included. */
  readonly milliseconds: number;
}

/** An inspection as the screens and the log need it. */
export function outcomeOf({ inspection, reading }: CardInspection, context: ReadingContext): CardOutcome {
  const codes = inspection.reasons.map(({ code }) => code);
  const contents = contentsOf(inspection, codes);
  const printed = comparePrinted(context.scans, { files: reading.files, groups: inspection.passive.dataGroups });
  const heavy = weighty(distinct(inspection.reasons));
  const model = context.reader === null ? null : readerModel(context.reader);
  return {
    verdict: inspection.verdict,
    ...sentenceOf(inspection),
    reasons: heavy.map(reasonOf),
    generation: contents.generation,
    fields: [...fieldsOf(contents), ...onlyPrinted(contents, printed)].map((field) => withPrinted(field, printed)),
    onDemand: onDemandFields(contents).map((field) => withPrinted(field, printed)),
    portrait: inspection.portrait?.image !== undefined,
    compared: printed.compared,
    milliseconds: Math.round(context.milliseconds),
    details: detailsOf(inspection, context.reader, context.trust),
    logged: {
      document: documentLabel(inspection.document?.type, inspection.document?.issuer),
      reader: model,
      reasons: heavy.slice(0, MAX_REASONS).map(({ code }) => code),
      access: inspection.access.protocol,
      totalMs: Math.round(context.milliseconds),
      cardMs: Math.round(inspection.timing.cardMs),
      trust: context.trust,
    },
    wrongKey: wrongKeyOf(inspection, context.keys),
    needsZone: needsZone(inspection),
  };
}

/** Texts that match their signed hashes, before there is a verdict. Without what is shown on demand. */
export function previewOf(preview: CardPreview): Preview {
  const contents = contentsOf(preview, []);
  return { generation: contents.generation, fields: fieldsOf(contents) };
}

function contentsOf(
  from: Pick<CardPreview, "document" | "holder" | "vietnam">,
  codes: readonly string[],
): SignedContents {
  const { document, holder } = from;
  const national = from.vietnam as PublicDg13 | null;
  return { document, holder, national, generation: generationOf(document, national, codes) };
}

/** Fields that this kind of document does not show, unless the print says otherwise than the chip. */
function onlyPrinted(contents: SignedContents, { fields }: PrintedComparison): Field[] {
  const shown = new Set(fieldsOf(contents).map(({ id }) => id));
  return zoneFields(contents).filter(({ id }) => !shown.has(id) && fields.get(id)?.agrees === false);
}

function withPrinted<T extends Field>(field: T, { fields }: PrintedComparison): T {
  const printed = fields.get(field.id);
  return printed === undefined ? field : { ...field, printed };
}
