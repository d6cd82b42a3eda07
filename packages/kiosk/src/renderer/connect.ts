import { API_NAME, type KioskApi } from "../shared/index.js";

/** The api that the preload put on the window, or, in a page served on loopback, one that speaks to its server. */
export async function connect(): Promise<KioskApi> {
  const given: unknown = Reflect.get(window, API_NAME);
  if (isApi(given)) return given;
  const { createBrowserApi } = await import("./browser-api.js");
  return createBrowserApi();
}

function isApi(value: unknown): value is KioskApi {
  return typeof value === "object" && value !== null && "send" in value && "onView" in value;
}
