import type { AccessSecrets } from "../channel/access.js";
import { ChipidError } from "../errors/chipid-error.js";
import { mrzInformation } from "../mrz/mrz-information.js";
import type { DocumentKey } from "./session-types.js";

/**
 * What opens a chip by the keys of a session.
 * @throws ChipidError `usage` for two keys of one kind, `mrz.compose` for fields that are no MRZ text
 */
export function secretsOf(keys: readonly DocumentKey[]): AccessSecrets {
  const kinds = new Set(keys.map(({ kind }) => kind));
  if (kinds.size !== keys.length) throw new ChipidError("usage", "A session has one key of each kind at most.");
  const secrets: { can?: string; mrzInformation?: string; pin?: string; puk?: string } = {};
  for (const key of keys) {
    if (key.kind === "can") secrets.can = key.can;
    else if (key.kind === "mrz") secrets.mrzInformation = mrzInformation(key.mrz);
    else if (key.kind === "pin") secrets.pin = key.pin;
    else secrets.puk = key.puk;
  }
  return secrets;
}
