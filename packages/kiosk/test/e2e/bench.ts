import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Daemon } from "../../../sdk/test/pcsc/daemon.mjs";
import { startDaemon } from "../../../sdk/test/pcsc/daemon.mjs";
import type { ScreenName } from "../../src/shared/index.js";
import type { CardProcess } from "./card-process.js";
import type { Host } from "./hosts.js";

/** Longest wait for a screen, ms: a machine that does other things too is slow. */
const PATIENCE = 20_000;

/** A counter: the station's page, its data, a card in the officer's hand, and the PC/SC daemon below. */
export class Bench {
  #daemon: Daemon | undefined;

  constructor(
    readonly host: Host,
    readonly card: CardProcess,
    daemon: Daemon,
    private readonly shots: string,
  ) {
    this.#daemon = daemon;
    mkdirSync(shots, { recursive: true });
  }

  get page(): Page {
    return this.host.page;
  }

  /** Waits until the page shows a screen. @throws with the screen that it shows instead */
  async screen(name: ScreenName, within = PATIENCE): Promise<void> {
    try {
      // No element is held on to: what the page drops is to be gone.
      await this.page.locator(`.screen-${name}`).waitFor({ timeout: within });
    } catch {
      throw new Error(`the screen ${name} did not come within ${within} ms; there is ${await this.present()}`);
    }
  }

  /** What the page shows, for a report; nothing of a holder but in this suite, whose holders do not exist. */
  async present(): Promise<string> {
    const main = this.page.locator("main").first();
    const name = await main.getAttribute("class").catch(() => "no page");
    const text = (await main.textContent().catch(() => null)) ?? "";
    return `${name}: ${text.replace(/\s+/g, " ").slice(0, 400)}`;
  }

  /** All that the page holds, shown or not. */
  async text(): Promise<string> {
    return (await this.page.locator("body").textContent()) ?? "";
  }

  /** Waits until all of it is there. */
  async expectText(...parts: readonly string[]): Promise<void> {
    for (let waited = 0; ; waited += 50) {
      const text = await this.text();
      const missing = parts.find((part) => !text.includes(part));
      if (missing === undefined) return;
      if (waited >= 5000) throw new Error(`"${missing}" is not shown; there is ${await this.present()}`);
      await this.page.waitForTimeout(50);
    }
  }

  async expectNoText(...parts: readonly string[]): Promise<void> {
    const text = await this.text();
    for (const part of parts) if (text.includes(part)) throw new Error(`"${part}" is still shown`);
  }

  /** Presses the button with this label. */
  async press(label: string): Promise<void> {
    await this.page.getByRole("button", { name: label, exact: false }).first().click({ timeout: PATIENCE });
  }

  /** A keyboard-wedge scanner: all keys within some milliseconds, then Enter. */
  async scan(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** The primary action. A new screen does not take Enter for its first moments: a person needs longer to look at it. */
  async enter(): Promise<void> {
    await this.page.waitForTimeout(350);
    await this.page.keyboard.press("Enter");
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.shots, `${this.host.name}-${name}.png`) });
  }

  async stopDaemon(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.#daemon?.stop(signal);
    this.#daemon = undefined;
  }

  async startDaemon(config?: string): Promise<void> {
    this.#daemon = await startDaemon(config);
  }

  async close(): Promise<void> {
    await this.host.close();
    this.card.end();
    await this.stopDaemon();
  }
}
