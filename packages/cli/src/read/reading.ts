import { type CardInspection, type CardInspectionOptions, type ChipidError, readAndInspectCard } from "@chipid/sdk";
import { recordInspection } from "@chipid/sdk/recording";
import type { DocumentKeys } from "./keys.js";
import type { RecordFile } from "./record-file.js";
import type { CardSource } from "./source-types.js";

export interface ReadingOptions extends Omit<CardInspectionOptions, "secrets"> {
  readonly keys: DocumentKeys;
  readonly record: RecordFile | undefined;
  /** Name and version of what records. */
  readonly tool: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** Inspects the card with the keys there are: the next one only where the chip refused the one before. */
export async function readWithKeys(source: CardSource, options: ReadingOptions): Promise<CardInspection> {
  const { keys, record, tool, created, ...inspection } = options;
  let { card } = source;
  const { reconnect } = source;
  const common = {
    ...inspection,
    ...(reconnect === undefined
      ? {}
      : {
          reconnect: async (fault: ChipidError) => {
            const back = await reconnect(fault);
            card = back ?? card;
            return back;
          },
        }),
  };
  let result: CardInspection | undefined;
  for (const { secrets, keys: documentKeys } of keys.attempts) {
    if (result !== undefined) {
      record?.restart();
      await card.reset();
    }
    result =
      record === undefined
        ? await readAndInspectCard(card, { ...common, secrets })
        : await recordInspection(card, {
            ...common,
            keys: documentKeys,
            sink: record.line,
            tool,
            created,
            reader: source.reader,
          });
    if (!result.inspection.reasons.some(({ code }) => code === "access.key.wrong")) break;
  }
  if (result === undefined) throw new Error("a reading without a key");
  return result;
}
