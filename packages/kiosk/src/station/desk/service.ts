import { isAbsolute } from "node:path";
import { makeFolder } from "@chipid/sdk/node";
import type { Admin, Reply, Slip } from "../../shared/index.js";
import type { LogEvent } from "../log/types.js";
import type { Event, Served } from "../machine/events.js";
import type { State } from "../machine/state.js";
import type { SlipOutput } from "../output/types.js";
import { trustAge } from "../trust/age.js";
import type { TrustDesk } from "../trust/desk.js";
import type { LogDesk } from "./log-desk.js";
import { type PinDesk, type SettingsDesk, SettingsRefused } from "./types.js";

export interface ServiceParts {
  readonly settings: SettingsDesk;
  readonly pin: PinDesk;
  readonly trust: TrustDesk;
  readonly log: LogDesk;
  readonly output: SlipOutput;
  readonly exportFolder: string;
  readonly now: () => number;
  readonly state: () => State;
  /** Looks at the station again: something changed that the self-check is about. */
  readonly check: () => void;
  readonly tell: (event: Event) => void;
  readonly fault: (error: unknown) => void;
}

const DONE: Reply = { ok: true };

/**
 * Does the commands whose answer is not the machine's alone: it has said that they may be done. What they change, the
 * machine is told as an event.
 */
export class Service {
  #report: Admin["trust"]["report"] = null;
  #importing = false;
  #exported: string | null = null;

  constructor(private readonly parts: ServiceParts) {}

  serve(command: Served): Promise<Reply> {
    switch (command.type) {
      case "admin":
        return this.#admin(command.pin);
      case "set-pin":
        return this.#setPin(command.pin);
      case "settings":
        return this.#settings(command.patch);
      case "trust-import":
        return this.#trust("import", () => this.parts.trust.import(command));
      case "trust-remove":
        return this.#trust("remove", () => this.parts.trust.remove(command.sha256));
      case "log-export":
        return this.#export(command.month);
      case "quit":
        return this.#quit(command.pin);
      case "output":
        return this.#output(command.output);
    }
  }

  async #admin(pin: string): Promise<Reply> {
    const refused = await this.#checkPin(pin);
    if (refused !== undefined) {
      await this.#log({ event: "admin", granted: false });
      return refused;
    }
    await this.#log({ event: "admin", granted: true });
    this.#report = null;
    this.#exported = null;
    await this.#show(true);
    return DONE;
  }

  /** A station without a PIN is open to whoever sets one: nothing else can be done before. */
  async #checkPin(pin: string): Promise<Reply | undefined> {
    if (!this.parts.pin.set) return undefined;
    const answer = await this.parts.pin.verify(pin);
    if (answer === "right") return undefined;
    if (answer === "wrong") return { ok: false, refusal: "pin-wrong" };
    return { ok: false, refusal: "pin-wait", seconds: answer.waitSeconds };
  }

  async #setPin(pin: string): Promise<Reply> {
    const change = this.parts.pin.set ? "change" : "set";
    try {
      if ((await this.parts.pin.change(pin)) === "easy") return { ok: false, refusal: "pin-easy" };
    } catch (error) {
      return this.#unwritten(error);
    }
    this.parts.tell({ type: "pin-set" });
    await this.#log({ event: "pin", change });
    this.parts.check();
    await this.#show();
    return DONE;
  }

  async #settings(patch: Extract<Served, { readonly type: "settings" }>["patch"]): Promise<Reply> {
    const { settings, tell, output } = this.parts;
    const folder = patch.outputs?.handover ?? null;
    // A path that is mistyped, or a share that is not there, is told to whoever names it, not to the first officer.
    if (folder !== null && folder !== settings.settings.outputs.handover && isAbsolute(folder)) {
      if ((await output.folder(folder)) !== "usable") {
        return { ok: false, refusal: "folder-unusable", field: "outputs.handover" };
      }
    }
    let changed: readonly string[];
    try {
      changed = await settings.change(patch);
    } catch (error) {
      return this.#unwritten(error);
    }
    tell({ type: "settings", settings: settings.settings, fault: settings.fault ?? null });
    if (changed.length > 0) await this.#log({ event: "settings", changed });
    this.parts.check();
    return DONE;
  }

  /** What cannot be a setting is not of its shape; all else is the disk's. */
  #unwritten(error: unknown): Reply {
    if (error instanceof SettingsRefused) return { ok: false, refusal: "shape", field: error.place.slice(0, 64) };
    this.parts.fault(error);
    return { ok: false, refusal: "settings-unwritable" };
  }

  async #trust(change: "import" | "remove", work: () => ReturnType<TrustDesk["import"]>): Promise<Reply> {
    const { trust, tell, now } = this.parts;
    this.#importing = true;
    this.#report = null;
    await this.#show();
    try {
      const { ok, text, sha256 } = await work();
      this.#report = { ok, text };
      for (const one of sha256) await this.#log({ event: "trust", change, sha256: one, trust: trust.version });
      tell({ type: "trust", trust: trustAge(trust.store, now()) });
    } finally {
      this.#importing = false;
      await this.#show();
    }
    return DONE;
  }

  async #export(month: string): Promise<Reply> {
    const { log, exportFolder } = this.parts;
    try {
      makeFolder(exportFolder);
      this.#exported = await log.log.exportCsv(month, exportFolder);
    } catch (error) {
      this.parts.fault(error);
      return { ok: false, refusal: "export-failed" };
    }
    await this.#log({ event: "export", month });
    await this.#show();
    return DONE;
  }

  async #quit(pin: string): Promise<Reply> {
    const refused = await this.#checkPin(pin);
    await this.#log({ event: "quit", granted: refused === undefined });
    return refused ?? { ok: true, quit: true };
  }

  async #output(output: Slip["outputs"][number]): Promise<Reply> {
    const { state, tell } = this.parts;
    const { case: known, settings, language, training } = state();
    const slip = known?.slip ?? null;
    if (slip === null || !slip.outputs.includes(output)) return { ok: false, refusal: "not-now" };
    const done: Event = { type: "output-done", reference: slip.reference, output };
    try {
      if (output === "clipboard") {
        const text = this.parts.output.text(slip, language, training);
        tell(done);
        return { ok: true, text };
      }
      const folder = settings.outputs.handover;
      if (output === "handover") {
        if (folder === null) return { ok: false, refusal: "not-now" };
        await this.parts.output.handOver(slip, folder, training);
      }
      // Paper comes from the window that shows the slip: here it is only written down.
      tell(done);
      return DONE;
    } catch (error) {
      this.parts.fault(error);
      return { ok: false, refusal: "output-failed" };
    }
  }

  /** Brings the administration's page up to date; opens it where the PIN was right. */
  async #show(open = false): Promise<void> {
    const { trust, log, pin, tell } = this.parts;
    const counts = await log.counts();
    const { state } = log.log;
    const count = ({ period, byVerdict, total }: (typeof counts.days)[number]) => ({
      period,
      byVerdict: { ...byVerdict } as Admin["log"]["days"][number]["byVerdict"],
      total,
    });
    tell({
      type: "admin",
      open,
      data: {
        needsPin: !pin.set,
        trust: { ...trust.view(), report: this.#report, importing: this.#importing },
        log: {
          lines: state.rows,
          sound: state.sound,
          fault: log.facts.fault,
          mended: state.mended,
          unwritten: log.facts.unwritten,
          months: [...state.months],
          days: counts.days.map(count),
          perMonth: counts.months.map(count),
          exported: this.#exported,
        },
      },
    });
  }

  #log(event: LogEvent): Promise<void> {
    return this.parts.log.append(event, this.parts.state());
  }
}
