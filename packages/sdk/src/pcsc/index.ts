// The public surface of @chipid/sdk/pcsc: the PC/SC readers of this machine. Needs Node or Electron's main or utility
// process; the native libraries behind it are optional (see load-binding.ts).

export type { Binding, Connection, ReaderState, Service, ServiceEvents } from "./binding.js";
export { type BindingName, type LoadOptions, loadBinding } from "./load-binding.js";
export { measureOverhead, type Overhead, type OverheadOptions } from "./overhead.js";
export { ReaderCard } from "./reader-card.js";
export type { ReaderInfo } from "./reader-choice.js";
export type { CardPresence, ReaderEvent } from "./reader-events.js";
export { type ReaderKind, type ReaderRating, readerKind, type SlotKind } from "./reader-models.js";
export {
  type ConnectOptions,
  createReaders,
  Readers,
  type ReadersOptions,
  type WaitOptions,
  type WatchEvent,
} from "./readers.js";
export { ReaderError } from "./return-codes.js";
