import { execFileSync } from "node:child_process";
import type { ElectronApplication, Page } from "playwright-core";

/** A host's printing without a printer: what is asked of it is counted, and the paper is read back. */
export interface Printer {
  /** How often the page was given to the system's print dialog. */
  asked(): Promise<number>;
  /** The text of the paper as it would come out now, without its line breaks. @throws unless it is one page */
  paper(): Promise<string>;
}

/** Takes the place of `window.print` in every page of the context from its next load on. */
export async function browserPrinter(page: Page): Promise<Printer> {
  await page.addInitScript(() => {
    Object.assign(globalThis, { chipidPrints: 0 });
    globalThis.print = () => {
      const counted = globalThis as unknown as { chipidPrints: number };
      counted.chipidPrints++;
    };
  });
  return {
    asked: () => page.evaluate(() => (globalThis as unknown as { chipidPrints: number }).chipidPrints),
    paper: async () => textOf(await page.pdf({ format: "A5" })),
  };
}

/** Takes the place of the window's `webContents.print` in the main process, and answers that it was printed. */
export async function electronPrinter(app: ElectronApplication): Promise<Printer> {
  await app.evaluate(({ BrowserWindow }) => {
    Object.assign(globalThis, { chipidPrints: 0 });
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error("no window");
    window.webContents.print = (options, done) => {
      // Which printer is the officer's choice: never without the dialog.
      if (options?.silent !== false) throw new Error("printed without a dialog");
      const counted = globalThis as unknown as { chipidPrints: number };
      counted.chipidPrints++;
      done?.(true, "");
    };
  });
  return {
    asked: () => app.evaluate(() => (globalThis as unknown as { chipidPrints: number }).chipidPrints),
    async paper() {
      const pdf = await app.evaluate(async ({ BrowserWindow }) => {
        const bytes = await BrowserWindow.getAllWindows()[0]?.webContents.printToPDF({
          pageSize: "A5",
          printBackground: true,
        });
        return bytes?.toString("base64") ?? "";
      });
      return textOf(Buffer.from(pdf, "base64"));
    },
  };
}

function textOf(pdf: Uint8Array): string {
  // -layout: label and value stand in one line, as a person reads them.
  const text = execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf, encoding: "utf8" });
  const pages = text.split("\f").length - 1;
  if (pages !== 1) throw new Error(`${pages} pages`);
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}
