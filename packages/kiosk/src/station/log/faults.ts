/** Most faults that are told one by one. */
const MOST = 100;

/** Where the log does not hold first, and how many places more there are. */
export interface FaultPlace {
  readonly file: string;
  /** null: the file as a whole. */
  readonly line: number | null;
  readonly more: number;
}

/** What does not hold, as `file:line: what`; a log that is broken all over does not fill the memory. */
export class Faults {
  private readonly told: string[] = [];
  private count = 0;
  private first: Omit<FaultPlace, "more"> | undefined;

  add(file: string, line: number | undefined, what: string): void {
    this.count++;
    this.first ??= { file, line: line ?? null };
    if (this.told.length < MOST) this.told.push(`${file}${line === undefined ? "" : `:${line}`}: ${what}`);
  }

  get list(): readonly string[] {
    const more = this.count - this.told.length;
    return more === 0 ? this.told : [...this.told, `${more} more`];
  }

  get place(): FaultPlace | null {
    return this.first === undefined ? null : { ...this.first, more: this.count - 1 };
  }
}
