import { logFault } from "../log/fault-words.js";
import { isLogLine, isOfficerCode } from "../log/loggable.js";
import type { OpenedLog } from "../log/open-log.js";
import type { LogContext, LogEvent } from "../log/types.js";
import type { LogFacts, State } from "../machine/state.js";

/** Days whose counts the administration shows. */
const DAYS = 31;

/** Writes the station's rows, one after the other, and knows how many are missing. */
export class LogDesk {
  /** Rows that the log does not take as they are: a fault of ours or of a setting, and as missing as one without a disk. */
  #refused = 0;

  constructor(
    readonly log: OpenedLog,
    private readonly tell: (facts: LogFacts) => void,
    private readonly fault: (error: unknown) => void,
  ) {}

  get facts(): LogFacts {
    const { unwritten, sound, mended } = this.log.state;
    const fault = logFault(this.log.state);
    return {
      unwritten: unwritten + this.#refused,
      inspections: this.log.unwrittenInspections + this.#refused,
      sound,
      mended,
      fault: fault ?? null,
    };
  }

  /** Time of the last row, ms since 1970; undefined: there is none. */
  get lastRow(): number | undefined {
    const { lastTime } = this.log.state;
    const time = lastTime === null ? Number.NaN : Date.parse(lastTime);
    return Number.isNaN(time) ? undefined : time;
  }

  async append(event: LogEvent, state: State): Promise<void> {
    try {
      await this.log.append(event, contextOf(state));
    } catch (error) {
      if (event.event === "inspection") this.#refused++;
      this.fault(error);
    }
    this.tell(this.facts);
  }

  async tryAgain(state: State): Promise<void> {
    await this.log.tryAgain(contextOf(state));
    this.tell(this.facts);
  }

  counts(): ReturnType<OpenedLog["counts"]> {
    return this.log.counts(DAYS);
  }
}

/** What stands in every row. A setting that no row can hold is left out rather than keep all rows from being written. */
export function contextOf({
  settings,
  officer,
  procedure,
}: Pick<State, "settings" | "officer" | "procedure">): LogContext {
  const { station, legalBasis, legalBasisNote } = settings;
  const plain = (text: string, most: number): boolean => text.trim() !== "" && isLogLine(text, most);
  return {
    station: plain(station, 60) ? station : "-",
    officer: officer !== null && isOfficerCode(officer) ? officer : "-",
    procedure: /^[a-z0-9][a-z0-9.-]{0,39}$/.test(procedure) && isLogLine(procedure, 40) ? procedure : "-",
    legalBasis,
    legalBasisNote: legalBasisNote !== null && plain(legalBasisNote, 200) ? legalBasisNote : null,
  };
}
