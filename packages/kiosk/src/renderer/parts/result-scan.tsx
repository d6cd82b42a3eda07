import type { Result } from "../../shared/index.js";
import { useStation } from "../state/station.js";
import { fill } from "../words/words.js";
import { CheckIcon, WarningIcon } from "./icons.js";
import { ScanInput } from "./scan-input.js";

/** The comparison of the chip with the print: its outcome, or the way to make it. */
export function ResultScan({ result }: { result: Result }) {
  const { words } = useStation();
  // After a reading that did not finish a scan is a new key; there is nothing yet to compare it with.
  if (result.verdict === "retry") {
    return (
      <section class="panel compare">
        <ScanInput id="scan" form="form-scan" label={words["scan.label"]} invalid={false} />
      </section>
    );
  }
  const differing = result.fields.filter(({ printed }) => printed?.agrees === false).length;
  return (
    <section class="panel compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{words["result.compared"]}</h2>
      {!result.compared && <p class="note">{words["result.compared.none"]}</p>}
      {result.compared && (
        <p class={`printed ${differing > 0 ? "printed-differs" : "printed-agrees"}`} role="status">
          {differing > 0 ? <WarningIcon /> : <CheckIcon state="ok" />}
          <span>
            {differing > 0 ? fill(words["result.compared.some"], { count: differing }) : words["result.compared.all"]}
          </span>
        </p>
      )}
      <ScanInput id="scan" form="form-scan" label={words["result.scan"]} invalid={false} />
    </section>
  );
}
