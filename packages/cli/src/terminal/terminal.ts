import picocolors from "picocolors";

export type Style = ReturnType<typeof picocolors.createColors>;

/** The part of a stream that is used; process.stdout and a test's collector both fit. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const MAX_WIDTH = 110;
const DEFAULT_WIDTH = 100;

function wantsColour(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): boolean {
  // https://no-color.org: any non-empty value. A dumb terminal shows colour sequences as text.
  if ((env.NO_COLOR ?? "") !== "") return false;
  return stream.isTTY === true && env.TERM !== "dumb";
}

/** The two streams and how to write on them: standard output holds data alone, standard error everything else. */
export class Terminal {
  /** Colours for standard output and for standard error: each may or may not be a terminal. */
  readonly style: Style;
  readonly errorStyle: Style;
  /** Columns of standard output, bounded for reading. */
  readonly width: number;
  /** Standard error is a terminal: progress lines may be rewritten in place. */
  readonly interactive: boolean;
  private readonly output: OutputStream;
  private readonly errors: OutputStream;
  private progressShown = false;

  constructor(output: OutputStream, errors: OutputStream, env: Readonly<Record<string, string | undefined>>) {
    this.output = output;
    this.errors = errors;
    this.style = picocolors.createColors(wantsColour(output, env));
    this.errorStyle = picocolors.createColors(wantsColour(errors, env));
    const columns = output.isTTY === true ? (output.columns ?? DEFAULT_WIDTH) : DEFAULT_WIDTH;
    this.width = Math.max(40, Math.min(MAX_WIDTH, columns));
    this.interactive = errors.isTTY === true && env.TERM !== "dumb";
  }

  /** A line of data. */
  print(line = ""): void {
    this.output.write(`${line}\n`);
  }

  /** One JSON document on one line. */
  json(value: unknown): void {
    this.output.write(`${JSON.stringify(value)}\n`);
  }

  /** A hint or a warning. */
  note(line: string): void {
    this.clearProgress();
    this.errors.write(`${line}\n`);
  }

  /** What went wrong and how to mend it, in one line. */
  error(line: string): void {
    this.clearProgress();
    this.errors.write(`${this.errorStyle.red(this.errorStyle.bold("chipid:"))} ${line}\n`);
  }

  /** What is being done now: one line that the next replaces; silent when standard error is not a terminal. */
  progress(line: string): void {
    if (!this.interactive) return;
    this.errors.write(`\r\u001b[2K${this.errorStyle.dim(line)}`);
    this.progressShown = true;
  }

  clearProgress(): void {
    if (!this.progressShown) return;
    this.errors.write("\r\u001b[2K");
    this.progressShown = false;
  }
}
