// The seam between this room and the native library that speaks PC/SC. Two libraries stand behind it (pcsclite-binding.ts,
// smartcard-binding.ts), and a fake one in tests; their own types and errors stop here.

/** Values of the PC/SC API that are passed on (pcsc-lite's pcsclite.h; the same on Windows and macOS). */
export const SHARE = { exclusive: 1, shared: 2 } as const;
export const PROTOCOL = { t0: 1, t1: 2 } as const;
export const DISPOSITION = { leave: 0, reset: 1, unpower: 2 } as const;

/** Bits of a reader's state; the upper 16 bits count insertions and removals where the service counts them. */
export const STATE = {
  changed: 0x0002,
  unknown: 0x0004,
  unavailable: 0x0008,
  empty: 0x0010,
  present: 0x0020,
  exclusive: 0x0080,
  inUse: 0x0100,
  mute: 0x0200,
} as const;

/** A reader as the service reports it. */
export interface ReaderState {
  readonly name: string;
  /** dwEventState as it came. */
  readonly state: number;
  /** Answer to reset of the card in it. */
  readonly atr: Uint8Array | undefined;
}

/** What a service tells while it is open. Called in a turn of the event loop of its own. */
export interface ServiceEvents {
  /** All readers with their state: first when they are known, then at every change. */
  readers(states: readonly ReaderState[]): void;
  /** The service is gone for good; only `close` may follow. At most once. */
  lost(error: unknown): void;
}

/** A native library. Errors of all calls are whatever the library gives; return-codes.ts reads them. */
export interface Binding {
  readonly name: string;
  /** Opens one connection to the PC/SC service; rejects when the service is not there. */
  open(events: ServiceEvents): Promise<Service>;
}

export interface Service {
  /** At most one connection for a reader at a time: the caller sees to that. */
  connect(reader: string, share: number, protocols: number): Promise<Connection>;
  /** Ends everything. Waits for transmissions that are under way: no library here can call one back. */
  close(): Promise<void>;
}

/** A connected card. The caller sends one thing at a time, and disconnects only when nothing is under way. */
export interface Connection {
  /** PROTOCOL.t0 or PROTOCOL.t1. */
  readonly protocol: number;
  readonly atr: Uint8Array | undefined;
  /** @param receive size of the receive buffer, bytes: a longer response is lost, though the card has done the work */
  transmit(command: Uint8Array, receive: number): Promise<Uint8Array>;
  /** Powers the card down and up. */
  powerCycle(): Promise<void>;
  disconnect(disposition: number): Promise<void>;
}
