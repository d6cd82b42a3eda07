import { ExecCard } from "../card/exec-card.js";
import type { Terminal } from "../terminal/terminal.js";
import type { CardSource, SourceOptions } from "./source-types.js";

const EXEC = "exec:";

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
