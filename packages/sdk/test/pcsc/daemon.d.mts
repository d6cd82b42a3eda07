export interface Daemon {
  readonly pid: number | undefined;
  /** Default SIGTERM; resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Resolves when it takes clients.
 * @param config folder of reader configurations in the place of the system's; an empty one has no readers
 */
export function startDaemon(config?: string): Promise<Daemon>;
