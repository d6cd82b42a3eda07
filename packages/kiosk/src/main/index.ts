import * as inspector from "node:inspector";
import { join } from "node:path";
import { app, type BrowserWindow, ipcMain, Menu, powerMonitor, session } from "electron";
import { CHANNELS, type Command, type Reply, Visit } from "../shared/index.js";
import { stationData } from "./data-folder.js";
import { wantsFullScreen } from "./full-screen.js";
import { copied, print } from "./host.js";
import { registerIpc } from "./ipc/register.js";
import { guardContents, guardSession } from "./security/index.js";
import { registerScheme } from "./security/protocol.js";
import { enforceSandbox } from "./security/sandbox.js";
import { kioskSession } from "./security/session.js";
import { takeSingleInstance } from "./security/single-instance.js";
import { superviseStation } from "./station/supervisor.js";
import { startUtility } from "./station/utility.js";
import { applySwitches, isRemoteControlled } from "./switches.js";
import { openWindow } from "./window.js";

// The shell around the station: one window, one station process, the rules between them. Nothing about cards is known here.

/** Exit code of a program that was started to be driven from outside. */
const REFUSED = 3;

const program = __dirname;
let window: BrowserWindow | undefined;
let fullScreen = false;
let ending = false;

const data = stationData(app, process.env);
applySwitches(app.commandLine);
registerScheme();

if (isRemoteControlled(app.commandLine, app.isPackaged, inspector.url() !== undefined)) {
  process.stderr.write("chipid: this program is not driven from outside\n");
  app.exit(REFUSED);
} else if (takeSingleInstance(app, toFront)) {
  enforceSandbox(app, process.getuid?.());
  guardContents(app);
  void app.whenReady().then(run);
} else {
  app.exit(0);
}

function toFront(): void {
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

async function run(): Promise<void> {
  Menu.setApplicationMenu(null);
  const own = kioskSession();
  const pages = join(program, "renderer");
  for (const each of [own, session.defaultSession]) guardSession(each, pages);
  fullScreen = await wantsFullScreen(data);

  const station = superviseStation({ start: () => startUtility({ program, data }) });
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await copied.forget().catch(() => undefined);
    await station.close();
    app.exit(0);
  };
  const visit = new Visit();
  const send = async (command: Command): Promise<Reply> => {
    visit.sent(command);
    const reply = await station.send(command);
    if (!reply.ok) return reply;
    if (command.type === "settings" && command.patch.fullScreen !== undefined) {
      fullScreen = command.patch.fullScreen;
      window?.setKiosk(fullScreen);
    }
    // After the answer has gone out.
    if (command.type === "quit" && reply.quit === true) setImmediate(end);
    return reply;
  };

  registerIpc(ipcMain, {
    contents: () => window?.webContents,
    send,
    portrait: (id) => station.portrait(id),
    view: () => station.view(),
    print: async () => window !== undefined && print(window),
    copy: (text) => copied.copy(text),
  });
  station.onView((view) => {
    if (visit.shown(view)) void copied.forget().catch(() => undefined);
    if (window !== undefined && !window.isDestroyed()) window.webContents.send(CHANNELS.viewChanged, view);
  });

  window = openWindow({
    preload: join(program, "preload.cjs"),
    session: own,
    fullScreen,
    // A station over the whole screen is left with the supervisor's PIN and in no other way.
    mayClose: () => ending || !fullScreen,
  });
  window.on("session-end", () => void end());
  app.on("window-all-closed", () => void end());
  // The system shuts down, or a terminal ends the program: the log gets its last line.
  app.on("before-quit", (event) => {
    if (ending) return;
    event.preventDefault();
    if (!fullScreen) void end();
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end());
  powerMonitor.on("shutdown", () => void end());
  for (const away of ["lock-screen", "suspend"] as const) {
    powerMonitor.on(away as "suspend", () => void send({ type: "lock" }));
  }
}
