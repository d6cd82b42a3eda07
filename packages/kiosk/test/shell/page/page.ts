import { createBrowserApi } from "../../../src/renderer/browser-api.js";
import { API_NAME, type KioskApi } from "../../../src/shared/index.js";

// A page that shows which screen the view names, for the tests of what is around the page.
const page = globalThis as unknown as { [API_NAME]?: KioskApi };
page[API_NAME] ??= createBrowserApi();
page[API_NAME].onView((view) => {
  const main = document.querySelector("#view");
  if (main !== null) main.textContent = `${view.screen.name} ${view.station.name} ${view.warnings.join(" ")}`;
});
