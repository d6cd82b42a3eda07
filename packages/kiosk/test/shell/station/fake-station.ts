import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Reply, View } from "../../../src/shared/index.js";
import { type Served, servePort } from "../../../src/station/serve-port.js";
import { utilityPort } from "../../../src/station/utility-port.js";
import { fakeView } from "../fake-view.js";

// A station that reads no card, for the tests of the shell around it: it says what it was asked in a file, and dies, hangs
// or breaks the contract when it is told to.

const { port, place } = utilityPort();
const asked = (text: string): void => appendFileSync(join(place.data, "asked.txt"), `${text}\n`);
let listener: (view: View) => void = () => undefined;
let revision = 1;

const scan = (text: string): Promise<Reply> | Reply => {
  if (text === "die") process.exit(9);
  if (text === "hang") return new Promise(() => undefined);
  if (text === "view") listener(fakeView(++revision, "Quầy khác"));
  if (text === "nonsense") port.post({ type: "view", view: { html: "<b>" } as unknown as View });
  return { ok: true, text: "Họ và tên: NGUYỄN VĂN MẪU" };
};

const station: Served = {
  view: () => fakeView(revision, `Quầy thử ${process.versions.node}`),
  async send(command) {
    const { type, text, pin } = command as { type: string; text?: string; pin?: string };
    asked(type);
    if (type === "scan") return scan(text ?? "");
    if (type === "quit") return pin === "123456" ? { ok: true, quit: true } : { ok: false, refusal: "pin-wrong" };
    return { ok: true };
  },
  onView(next) {
    listener = next;
  },
  async portrait(id) {
    return id === "p1" ? { mime: "image/png", bytes: new Uint8Array([1, 2, 3]) } : null;
  },
  async close() {
    asked("(closed)");
  },
};

asked(`(started) ${process.pid}`);
void servePort(port, Promise.resolve(station), () => process.exit(0));
