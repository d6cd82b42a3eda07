import { ExecCard } from "../card/exec-card.js";
import { usageError } from "../errors.js";
import type { Terminal } from "../terminal/terminal.js";
import type { CardSource, SourceOptions } from "./source-types.js";

const EXEC = "exec:";

/** Whether the reader's name can be one, before anybody is asked for a card. @throws ChipidError `usage` */
export function checkReader(reader: string | undefined): void {
  if (reader?.startsWith(EXEC) !== true || reader.slice(EXEC.length).trim() !== "") return;
  throw usageError('--reader exec: takes a command behind the colon, such as "exec:chipid simulate --stdio"');
}

/** @throws ChipidError `reader.*`, `card.*` */
export async function openSource(options: SourceOptions, terminal: Terminal): Promise<CardSource> {
  const { reader } = options;
  if (reader?.startsWith(EXEC) === true) {
    const card = await ExecCard.start(reader.slice(EXEC.length), options.timeout);
    return { card, name: reader, reader: "exec", close: () => card.close() };
  }
  const { openReader } = await import("./reader-source.js");
  return openReader(options, terminal);
}
