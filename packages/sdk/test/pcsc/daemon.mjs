// Starts and stops the PC/SC daemon inside the world that with-pcscd.mjs makes.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const SOCKET = "/run/pcscd/pcscd.comm";
/** Ports of vpcd's two slots, as /proc/net/tcp writes the first. */
const PORT = 35963;
const LISTENING = `:${PORT.toString(16).toUpperCase()} 00000000:0000 0A`;

/**
 * @param {string} [config] folder of reader configurations in the place of the system's; an empty one has no readers
 * @returns {Promise<{ readonly pid: number, stop(signal?: NodeJS.Signals): Promise<void> }>} when it takes clients
 */
export async function startDaemon(config) {
  const child = spawn("pcscd", ["--foreground", ...(config === undefined ? [] : ["--config", config])], {
    stdio: "ignore",
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` },
  });
  // However this process ends, save by SIGKILL.
  process.on("exit", () => child.kill("SIGKILL"));
  let ended;
  const exit = new Promise((resolve) => {
    const over = (how) => {
      ended = how;
      resolve();
    };
    child.on("error", (error) => over(`cannot be started: ${error.message}`));
    child.on("exit", (code, signal) => over(`ended at once (${code ?? signal})`));
  });
  for (let waited = 0; ended === undefined && waited < 10_000; waited += 10) {
    if (existsSync(SOCKET) && (config !== undefined || readFileSync("/proc/net/tcp", "utf8").includes(LISTENING))) {
      return {
        pid: child.pid,
        async stop(signal = "SIGTERM") {
          if (ended !== undefined) return;
          child.kill(signal);
          await exit;
        },
      };
    }
    await new Promise((done) => setTimeout(done, 10));
  }
  child.kill("SIGKILL");
  throw new Error(`pcscd ${ended ?? "opened no socket within 10 s"}`);
}
