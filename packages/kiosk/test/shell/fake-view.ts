import { blankView, type View } from "../../src/shared/index.js";

/** A view that holds what a test looks for; no holder exists. */
export const fakeView = (revision: number, name = "Quầy thử"): View => ({
  ...blankView(undefined, revision, []),
  station: { name, version: "0.1.0", officer: "NV-07", training: false },
  screen: { name: "refer", reference: "TEST-REFERENCE", at: "2026-01-02T03:04:05.000Z" },
});
