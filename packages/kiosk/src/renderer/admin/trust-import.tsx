import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { MAX_IMPORT } from "../../shared/index.js";
import { WarningIcon } from "../parts/icons.js";
import { useStation } from "../state/station.js";
import type { Word } from "../words/words.js";

/** Longest fingerprint, with separators as its publisher writes it. */
const MOST_FINGERPRINT = 128;

export interface TrustImportProps {
  readonly importing: boolean;
  /** What came of the last import; not beside a file that is not even sent. */
  readonly children: ComponentChildren;
}

/** Brings a file of trust data to the station, with what its publisher says of the signer. */
export function TrustImport({ importing, children }: TrustImportProps) {
  const { words, send } = useStation();
  const [problem, setProblem] = useState<Word>();
  const [chosenName, setChosenName] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const signer = useRef<HTMLInputElement>(null);
  const id = useId();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = file.current?.files?.[0];
    const wrong = judge(chosen);
    setProblem(wrong);
    if (wrong !== undefined || chosen === undefined) return;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const fingerprint = signer.current?.value.trim() ?? "";
    const reply = await send({
      type: "trust-import",
      name: chosen.name.slice(0, 255),
      bytes,
      signerSha256: fingerprint === "" ? null : fingerprint,
    });
    if (!reply.ok || file.current === null) return;
    file.current.value = "";
    setChosenName(undefined);
  };

  const form = (
    <form class="panel" autocomplete="off" onSubmit={(event) => void submit(event)}>
      <h2>{words["admin.trust.import"]}</h2>
      <div class="typed-row">
        <div class="typed">
          <label for={`${id}-file`}>{words["admin.trust.import.file"]}</label>
          {/* The browser's own words are in the browser's language: its input lies over ours, unseen. */}
          <div class="file">
            <span class="button button-small" aria-hidden="true">
              {words["admin.trust.import.pick"]}
            </span>
            <span class="file-name" aria-hidden="true">
              {chosenName ?? words["admin.trust.import.none"]}
            </span>
            <input
              id={`${id}-file`}
              ref={file}
              type="file"
              accept=".ml,.ldif,.cer,.crt,.der,.pem,.crl,.dl,.bin"
              aria-describedby={`${id}-problem`}
              onChange={(event) => {
                setChosenName(event.currentTarget.files?.[0]?.name);
                setProblem(undefined);
              }}
            />
          </div>
        </div>
        <div class="typed typed-wide">
          <label for={`${id}-signer`}>{words["admin.trust.import.signer"]}</label>
          <input
            id={`${id}-signer`}
            ref={signer}
            type="text"
            maxLength={MOST_FINGERPRINT}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={`${id}-hint`}
          />
          <span id={`${id}-hint`} class="hint">
            {words["admin.trust.import.signer.hint"]}
          </span>
        </div>
      </div>
      <div id={`${id}-problem`} class="live" role="alert">
        {problem !== undefined && (
          <p class="message message-warning">
            <WarningIcon />
            <span>{words[problem]}</span>
          </p>
        )}
      </div>
      <p class="panel-actions">
        <button type="submit" class="button button-strong" disabled={importing}>
          {words[importing ? "admin.trust.import.running" : "admin.trust.import.do"]}
        </button>
      </p>
    </form>
  );
  return (
    <>
      {form}
      {problem === undefined && children}
    </>
  );
}

function judge(file: File | undefined): Word | undefined {
  if (file === undefined) return "admin.trust.import.choose";
  if (file.size > MAX_IMPORT) return "admin.trust.import.large";
  return file.size === 0 ? "admin.trust.import.empty" : undefined;
}
