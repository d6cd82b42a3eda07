import { writeFileSync } from "node:fs";
import { isTrusted, type TrustStore, toBase64 } from "@chipid/sdk";
import { usageError } from "../errors.js";
import type { Terminal } from "../terminal/terminal.js";

/**
 * The anchors as PEM. Unverified ones are left out unless asked for: imported again, each would be trusted as given.
 * @throws ChipidError `usage` when there is nothing to export
 */
export function exportTrust(store: TrustStore, all: boolean, out: string | undefined, terminal: Terminal): void {
  const chosen = store.all().filter((trusted) => all || isTrusted(trusted));
  if (chosen.length === 0) {
    throw usageError(
      store.size === 0
        ? "The trust store is empty"
        : "The trust store holds unverified certificates alone; --all exports them too",
    );
  }
  const text = chosen.map(({ certificate, provenance }) => {
    const from = provenance.map(({ source, status }) => `${status} by ${source}`).join(", ");
    const base64 = toBase64(certificate.raw).replace(/(.{64})(?=.)/g, "$1\n");
    return [
      comment(certificate.subject.text),
      comment(from),
      "-----BEGIN CERTIFICATE-----",
      base64,
      "-----END CERTIFICATE-----",
    ].join("\n");
  });
  if (out === undefined) {
    for (const block of text) terminal.print(block);
    return;
  }
  try {
    writeFileSync(out, `${text.join("\n")}\n`, { flag: "wx", mode: 0o644 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw usageError(`"${out}" is there already`);
    throw error;
  }
  terminal.note(`chipid: ${chosen.length} certificates written to "${out}".`);
}

/** Names come from certificates: kept to one line that no PEM reader takes for a boundary. */
function comment(text: string): string {
  return `# ${text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, " ").replace(/-{2,}/g, "-")}`;
}
