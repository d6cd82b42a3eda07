import { webcrypto } from "node:crypto";

// Node 18, which Electron 25 has, shows WebCrypto to modules alone; whoever draws random values looks for the global. To be
// imported before everything else.
globalThis.crypto ??= webcrypto as typeof globalThis.crypto;
