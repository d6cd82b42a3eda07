/** Most faults that are told one by one. */
const MOST = 100;

/** What does not hold, as `file:line: what`; a log that is broken all over does not fill the memory. */
export class Faults {
  private readonly told: string[] = [];
  private count = 0;

  add(file: string, line: number | undefined, what: string): void {
    this.count++;
    if (this.told.length < MOST) this.told.push(`${file}${line === undefined ? "" : `:${line}`}: ${what}`);
  }

  get list(): readonly string[] {
    const more = this.count - this.told.length;
    return more === 0 ? this.told : [...this.told, `${more} more`];
  }
}
