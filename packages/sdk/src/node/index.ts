// The public surface of @chipid/sdk/node: what needs a file system or the platform's crypto.

export { makeFolder, writeAtomically } from "./atomic-file.js";
export { nodeChipCrypto, nodeRandom } from "./chip-crypto.js";
export { nodeCrypto } from "./crypto.js";
export { type DocumentFolder, readDocumentFolder } from "./document-folder.js";
export { readWholeFile } from "./files.js";
export { defaultStoreFolder, storeFolder } from "./store-location.js";
export {
  importIntoStore,
  type OpenedStore,
  openTrustStore,
  readStoredFile,
  removeFromStore,
  type StoreImportOptions,
  storedFiles,
} from "./trust-folder.js";
export type { StoredFile } from "./trust-manifest.js";
