import type { View, WARNINGS } from "./view.js";

/**
 * What is shown while no station answers: the self-check without a line in it. Nothing of a card, and nobody signed in;
 * of the last view stays what the station is called and the language it speaks.
 *
 * @param last the last view of the station, if there was one
 */
export function blankView(last: View | undefined, revision: number, warnings: (typeof WARNINGS)[number][]): View {
  return {
    revision,
    language: last?.language ?? "vi",
    station: {
      name: last?.station.name ?? "",
      version: last?.station.version ?? "",
      officer: null,
      training: last?.station.training ?? false,
    },
    warnings,
    notes: [],
    procedures: last?.procedures ?? [],
    procedure: last?.procedure ?? "",
    idle: null,
    screen: { name: "self-check", checks: [], blocked: false },
  };
}
