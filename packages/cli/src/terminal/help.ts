import type { HelpConfiguration } from "commander";
import type { Terminal } from "./terminal.js";

/** How `--help` looks: one place for every command. */
export function styledHelp(terminal: Terminal): HelpConfiguration {
  const { bold, cyan, dim } = terminal.style;
  return {
    helpWidth: terminal.width,
    styleTitle: (text) => bold(text),
    styleCommandText: (text) => cyan(text),
    styleSubcommandText: (text) => cyan(text),
    styleOptionText: (text) => cyan(text),
    styleArgumentText: (text) => cyan(text),
    styleDescriptionText: (text) => text,
    styleOptionDescription: (text) => text,
    styleUsage: (text) => text,
    styleOptionTerm: (text) => cyan(text),
    styleSubcommandTerm: (text) => cyan(text),
    styleArgumentTerm: (text) => cyan(text),
    styleSubcommandDescription: (text) => dim(text),
  };
}
