import type { Slip } from "../../shared/index.js";
import type { FolderState } from "./folder-state.js";

/** Gives a slip to what waits for it outside: the text for the clipboard, a file for the dossier system. */
export interface SlipOutput {
  /**
   * The slip's fields as plain text, a line a field, for pasting into a form; in the station's language.
   * @param training puts the watermark above it
   */
  text(slip: Slip, language: "vi" | "en", training?: boolean): string;
  /** Whether a hand-over folder takes files. Never rejects. */
  folder(folder: string): Promise<FolderState>;
  /**
   * Writes the slip as JSON (`chipid-handover/1`) into the folder, whole or not at all, named by its reference.
   * @param training says in the file that its data are made up
   * @throws ChipidError `files.*` when the folder does not take it
   */
  handOver(slip: Slip, folder: string, training?: boolean): Promise<void>;
}
