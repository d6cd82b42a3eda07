import * as v from "valibot";
import type { Port } from "./serve-port.js";

/** What Electron gives a utility process; known here without knowing Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { readonly data: unknown }) => void): void;
}

const placeSchema = v.strictObject({
  /** Folder for everything that the station keeps. */
  data: v.pipe(v.string(), v.minLength(1)),
  /** Folder of recorded sessions to train with. */
  lessons: v.pipe(v.string(), v.minLength(1)),
});
export type Place = v.InferOutput<typeof placeSchema>;

const ARGUMENT = "--station=";

/**
 * The port of this process, and where the station is to work.
 * @throws when this is no process that Electron's main process started for a station
 */
export function utilityPort(): { readonly port: Port; readonly place: Place } {
  const { parentPort } = process as { parentPort?: ParentPort };
  const argument = process.argv.find((text) => text.startsWith(ARGUMENT));
  if (parentPort === undefined || argument === undefined)
    throw new Error("this process is started by the kiosk's window");
  return {
    place: v.parse(placeSchema, JSON.parse(argument.slice(ARGUMENT.length))),
    port: {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on("message", ({ data }) => listener(data)),
    },
  };
}
