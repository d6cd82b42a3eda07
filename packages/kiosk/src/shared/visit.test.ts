import { expect, it } from "vitest";
import { blankView } from "./blank-view.js";
import type { ScreenName } from "./view.js";
import { Visit } from "./visit.js";

const shows = (visit: Visit, name: ScreenName): boolean =>
  visit.shown({ ...blankView(undefined, 1, []), screen: { name } as never });

it("tells a wipe once, and a finish not at all", () => {
  const visit = new Visit();
  expect(["ready", "reading", "result", "slip"].map((name) => shows(visit, name as ScreenName))).not.toContain(true);
  expect(shows(visit, "ready")).toBe(true);
  expect(shows(visit, "ready")).toBe(false);
  shows(visit, "slip");
  visit.sent({ type: "finish" });
  expect(shows(visit, "ready")).toBe(false);
  shows(visit, "result");
  expect(shows(visit, "locked")).toBe(true);
});

it("takes no finish for one that came to nothing", () => {
  const visit = new Visit();
  shows(visit, "slip");
  visit.sent({ type: "finish" });
  shows(visit, "result");
  expect(shows(visit, "ready")).toBe(true);
});
