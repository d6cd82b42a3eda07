import "../station/node-globals.js";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { faultLine } from "../station/fault-line.js";
import { PROGRAM } from "../station/program.js";
import { createStation, type Station } from "../station/station.js";
import { defaultDataFolder } from "./data-folder.js";
import { type Serving, serve } from "./serve.js";

// Browser mode: the station in this process, its page for one browser on this machine. The address is the first line of
// standard output and the only one.

const USAGE = 2;

interface Options {
  readonly data: string;
  readonly port: number;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      port: { type: "string", default: "0" },
      // Whoever starts this program opens the browser; the word is taken so that it can be passed on.
      "no-open": { type: "boolean" },
    },
  });
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`--port ${values.port}: a number from 0 to 65535`);
  if (values.data?.trim() === "") throw new Error("--data names no folder");
  return { data: resolve(values.data ?? defaultDataFolder()), port };
}

function fail(text: string, code: number): never {
  process.stderr.write(`chipid kiosk: ${text}\n`);
  process.exit(code);
}

/** What a system's error is in words; the station's own errors have their own. */
function explain(error: unknown, { data, port }: Options): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === "LogInUseError") return `another station works with ${data}: end it, or name another folder with --data`;
  if (code === "EADDRINUSE") return `port ${port} is taken: name another with --port, or none`;
  if (code === "EACCES" && /listen/.test(message)) return `port ${port} may not be used: name one above 1023, or none`;
  if (code === "ENOENT" && /mkdir/.test(message)) return `${data} cannot be made: name another folder with --data`;
  return message;
}

async function main(): Promise<void> {
  let options: Options;
  try {
    options = readOptions();
  } catch (error) {
    fail((error as Error).message.split(". ")[0] ?? "", USAGE);
  }
  let station: Station | undefined;
  let serving: Serving | undefined;
  let ending = false;
  const end = async (): Promise<void> => {
    // A second signal does not wait for anything.
    if (ending) process.exit(1);
    ending = true;
    await serving?.close();
    await station?.close();
    process.exit(0);
  };
  // Whoever started this program is gone, killed perhaps: nobody could end it any more.
  if (process.channel !== undefined) process.once("disconnect", () => void end());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end());
  try {
    station = await createStation({
      ...PROGRAM,
      dataFolder: options.data,
      lessonsFolder: join(__dirname, "lessons"),
      onFault: (error) => process.stderr.write(`station: ${faultLine(error)}\n`),
    });
    serving = await serve({
      pages: join(__dirname, "renderer"),
      port: options.port,
      station,
      onQuit: () => void end(),
    });
  } catch (error) {
    await station?.close().catch(() => undefined);
    fail(explain(error, options), 1);
  }
  process.stdout.write(`${serving.url}\n`);
}

void main();
