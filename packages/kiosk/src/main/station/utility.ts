import { join } from "node:path";
import { utilityProcess } from "electron";
import type { StationProcess } from "./process.js";

export interface StationPlace {
  /** Folder of the program's bundles. */
  readonly program: string;
  /** Folder for everything that the station keeps. */
  readonly data: string;
}

/** Starts the station in a process of its own, which the window's process can end and start again. */
export function startUtility({ program, data }: StationPlace): StationProcess {
  const place = JSON.stringify({ data, lessons: join(program, "lessons") });
  const child = utilityProcess.fork(join(program, "station.cjs"), [`--station=${place}`], {
    serviceName: "chipid station",
    stdio: "inherit",
    // Nothing that changes how Node runs reaches the process that holds the cards.
    env: withoutNodeOptions(process.env),
  });
  return {
    post: (message) => child.postMessage(message),
    kill: () => void child.kill(),
    onMessage: (listener) => void child.on("message", listener),
    onExit: (listener) => void child.once("exit", listener),
  };
}

function withoutNodeOptions(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || /^NODE_/i.test(name) ? [] : [[name, value]],
    ),
  );
}
