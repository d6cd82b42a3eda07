import { isTrusted, type TrustStore, toBase64 } from "@chipid/sdk";
import { usageError } from "../errors.js";
import { checkOutputs, type Output, writeOutput } from "../output.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";

/**
 * The anchors as PEM. Unverified ones are left out unless asked for: imported again, each would be trusted as given.
 * @param folder the store's, undefined where there is none
 * @throws ChipidError `usage` when there is nothing to export
 */
export function exportTrust(
  store: TrustStore,
  folder: string | undefined,
  { all = false, out, json = false }: { readonly all?: boolean; readonly out?: string; readonly json?: boolean },
  terminal: Terminal,
): void {
  const chosen = store.all().filter((trusted) => all || isTrusted(trusted));
  if (chosen.length === 0) {
    throw usageError(
      store.size === 0
        ? "The trust store is empty"
        : "The trust store holds unverified certificates alone; --all exports them too",
    );
  }
  const pem = chosen
    .map(({ certificate, provenance }) => {
      const from = provenance.map(({ source, status }) => `${status} by ${source}`).join(", ");
      const base64 = toBase64(certificate.raw).replace(/(.{64})(?=.)/g, "$1\n");
      return [
        comment(certificate.subject.text),
        comment(from),
        "-----BEGIN CERTIFICATE-----",
        base64,
        "-----END CERTIFICATE-----",
        "",
      ].join("\n");
    })
    .join("");
  if (out !== undefined) {
    const output: Output = { option: "--out", path: out, fresh: true, shared: true };
    checkOutputs([output]);
    writeOutput(output, Buffer.from(pem, "utf8"));
    terminal.note(`chipid: ${chosen.length} certificates written to "${inert(out)}".`);
  }
  if (json) {
    const countryCodes = [...new Set(chosen.flatMap(({ certificate }) => certificate.subject.country ?? []))].sort();
    terminal.json({
      store: folder ?? null,
      out: out ?? null,
      certificates: chosen.length,
      leftOut: store.size - chosen.length,
      countries: countryCodes.length,
      countryCodes,
      ...(out === undefined ? { pem } : {}),
    });
  } else if (out === undefined) terminal.print(pem.replace(/\n$/, ""));
}

/** Names come from certificates: kept to one line that no PEM reader takes for a boundary. */
function comment(text: string): string {
  return `# ${text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, " ").replace(/-{2,}/g, "-")}`;
}
