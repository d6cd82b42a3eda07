import "./node-globals.js";
import { faultLine } from "./fault-line.js";
import { PROGRAM } from "./program.js";
import { servePort } from "./serve-port.js";
import { createStation } from "./station.js";
import { utilityPort } from "./utility-port.js";

// The station as a process of its own below Electron's. It ends when it is asked to, and when anything in it fails in a way
// that nobody foresaw: whoever started it starts it again.

const { port, place } = utilityPort();
const starting = createStation({
  ...PROGRAM,
  dataFolder: place.data,
  lessonsFolder: place.lessons,
  onFault: (error) => process.stderr.write(`station: ${faultLine(error)}\n`),
});
servePort(port, starting, () => process.exit(0)).catch((error: unknown) => {
  process.stderr.write(`the station cannot start: ${error instanceof Error ? error.message : "?"}\n`);
  process.exit(1);
});
