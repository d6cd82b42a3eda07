import {
  type Crypto,
  type ElementaryFileName,
  importTrust,
  inspectFiles,
  inspectionToJson,
  isChipidError,
  type Policy,
  TrustStore,
} from "@chipid/sdk";

/** A document of fixtures/cases as plain data, so that it can be handed to a page. */
export interface CaseData {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly policy: Partial<Policy>;
  readonly scans: readonly string[];
  readonly files: readonly (readonly [ElementaryFileName, Uint8Array])[];
  readonly trust: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/**
 * Judges a case with nothing but the public entry point, so that the same code runs in Node and in a page. Gives the
 * inspection's JSON, or the code of the error it stopped with.
 */
export function judge(data: CaseData, crypto: Crypto): string {
  const { at, policy, scans } = data;
  try {
    const { store } = importTrust(TrustStore.empty, data.trust, { crypto, now: at, keepFlagged: true });
    const inspection = inspectFiles({ files: new Map(data.files) }, { trust: store, crypto, at, policy, scans });
    return inspectionToJson(inspection);
  } catch (error) {
    if (isChipidError(error)) return `error: ${error.code}`;
    throw error;
  }
}
