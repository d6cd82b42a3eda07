export interface Daemon {
  readonly pid: number | undefined;
  /** Default SIGTERM; resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Resolves when it takes clients. */
export function startDaemon(): Promise<Daemon>;
