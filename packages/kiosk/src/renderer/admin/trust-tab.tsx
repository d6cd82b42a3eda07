import { useState } from "preact/hooks";
import type { Admin } from "../../shared/index.js";
import { dateText } from "../format/dates.js";
import { Dialog } from "../parts/dialog.js";
import { Facts } from "../parts/facts.js";
import { CheckIcon, WarningIcon } from "../parts/icons.js";
import { Table } from "../parts/table.js";
import { useStation } from "../state/station.js";
import { fill, type Words } from "../words/words.js";
import { TrustImport } from "./trust-import.js";

type TrustFile = Admin["trust"]["files"][number];

/** What this station trusts: where it came from, and whether it was verified. */
export function TrustTab({ admin: { trust } }: { admin: Admin }) {
  const { words, language, send } = useStation();
  const [removing, setRemoving] = useState<TrustFile>();
  return (
    <>
      <section class="panel">
        <Facts
          facts={[
            [
              words["admin.trust.version"],
              <span key="version" class="code">
                {trust.version === "none" ? words["admin.trust.citizen.no"] : trust.version}
              </span>,
            ],
            [words["admin.trust.certificates"], trust.certificates],
            [words["admin.trust.countries"], trust.countries],
            [words["admin.trust.crls"], trust.crls],
            [words["admin.trust.citizen"], words[`admin.trust.citizen.${trust.citizenCard ? "yes" : "no"}`]],
          ]}
        />
      </section>
      <TrustImport importing={trust.importing}>
        <div class="live" role="status">
          {trust.report !== null && (
            <p class={`message ${trust.report.ok ? "message-ok" : "message-error"}`}>
              {trust.report.ok ? <CheckIcon state="ok" /> : <WarningIcon />}
              <span>{trust.report.text[language]}</span>
            </p>
          )}
        </div>
      </TrustImport>
      {trust.files.length === 0 ? (
        <p>{words["admin.trust.files.none"]}</p>
      ) : (
        <Table
          caption={words["admin.trust.files"]}
          head={[
            words["admin.trust.file"],
            words["admin.trust.kind"],
            words["admin.trust.certificates"],
            words["admin.trust.date"],
            words["admin.trust.verified"],
            words["admin.trust.problems"],
            words["admin.trust.remove"],
          ]}
          rows={trust.files.map((file) => ({
            key: file.sha256,
            cells: [
              file.name,
              file.kind[language],
              file.certificates,
              file.date === null ? "–" : dateText(file.date),
              verifiedText(file, words),
              file.problems.length === 0 ? "–" : file.problems.map((problem) => problem[language]).join(" "),
              <button
                key="remove"
                type="button"
                class="button button-small"
                aria-label={fill(words["admin.trust.remove.of"], { name: file.name })}
                onClick={() => setRemoving(file)}
              >
                {words["admin.trust.remove"]}
              </button>,
            ],
          }))}
        />
      )}
      {removing !== undefined && (
        <Dialog
          title={words["admin.trust.remove.title"]}
          text={fill(words["admin.trust.remove.text"], { name: removing.name })}
          onClose={() => setRemoving(undefined)}
        >
          <button type="button" class="button" onClick={() => setRemoving(undefined)}>
            {words["app.cancel"]}
          </button>
          <button
            type="button"
            class="button button-danger"
            onClick={() => {
              setRemoving(undefined);
              void send({ type: "trust-remove", sha256: removing.sha256 });
            }}
          >
            {words["admin.trust.remove.confirm"]}
          </button>
        </Dialog>
      )}
    </>
  );
}

function verifiedText({ verified }: TrustFile, words: Words): string {
  if (verified === null) return words["admin.trust.verified.alone"];
  return words[`admin.trust.verified.${verified ? "yes" : "no"}`];
}
