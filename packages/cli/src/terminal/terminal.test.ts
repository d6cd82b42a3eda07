import { describe, expect, it } from "vitest";
import { table } from "./table.js";
import { type OutputStream, Terminal } from "./terminal.js";

class Collector implements OutputStream {
  text = "";
  constructor(
    readonly isTTY: boolean,
    readonly columns?: number,
  ) {}
  write(text: string): void {
    this.text += text;
  }
}

function terminal(tty: { out: boolean; err: boolean }, env: Record<string, string> = {}, columns = 80) {
  const output = new Collector(tty.out, columns);
  const errors = new Collector(tty.err, columns);
  return { output, errors, terminal: new Terminal(output, errors, env) };
}

describe("Terminal", () => {
  it("colours each stream by what that stream is", () => {
    const onlyErrors = terminal({ out: false, err: true });
    expect(onlyErrors.terminal.style.red("x")).toBe("x");
    expect(onlyErrors.terminal.errorStyle.red("x")).not.toBe("x");
    expect(terminal({ out: true, err: true }).terminal.style.red("x")).not.toBe("x");
  });

  it("respects NO_COLOR and a dumb terminal", () => {
    const both = { out: true, err: true };
    expect(terminal(both, { NO_COLOR: "1" }).terminal.style.red("x")).toBe("x");
    expect(terminal(both, { TERM: "dumb" }).terminal.style.red("x")).toBe("x");
    // https://no-color.org: an empty value counts as absent.
    expect(terminal(both, { NO_COLOR: "" }).terminal.style.red("x")).not.toBe("x");
  });

  it("keeps data and everything else apart", () => {
    const { terminal: it, output, errors } = terminal({ out: false, err: false });
    it.print("data");
    it.json({ a: 1 });
    it.note("hint");
    it.error("wrong");
    it.progress("working");
    expect(output.text).toBe('data\n{"a":1}\n');
    expect(errors.text).toBe("hint\nchipid: wrong\n");
  });

  it("shows progress in one line of a terminal and takes it away before anything else is said", () => {
    const { terminal: it, errors } = terminal({ out: true, err: true }, { NO_COLOR: "1" });
    it.progress("working");
    it.error("wrong");
    it.clearProgress();
    expect(errors.text).toBe("\r\u001b[2Kworking\r\u001b[2Kchipid: wrong\n");
  });

  it("keeps to the terminal's width within readable bounds", () => {
    const tty = { out: true, err: true };
    expect(terminal(tty, {}, 72).terminal.width).toBe(72);
    expect(terminal(tty, {}, 400).terminal.width).toBe(110);
    expect(terminal(tty, {}, 10).terminal.width).toBe(40);
    expect(terminal({ out: false, err: false }, {}, 72).terminal.width).toBe(100);
  });
});

describe("table", () => {
  it("aligns by columns on the screen", () => {
    expect(
      table(
        [
          ["Mẹ", "1"],
          ["mother", "22"],
        ],
        { indent: 1, right: [1] },
      ),
    ).toEqual([" Mẹ       1", " mother  22"]);
  });
});
