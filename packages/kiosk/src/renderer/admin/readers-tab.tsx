import type { Admin } from "../../shared/index.js";
import { CheckList } from "../parts/check-list.js";
import { Table } from "../parts/table.js";
import { useStation } from "../state/station.js";

/** Checks of the station and the readers plugged in. */
export function ReadersTab({ admin }: { admin: Admin }) {
  const { words, language, send } = useStation();
  return (
    <>
      <section class="panel">
        <h2>{words["admin.checks"]}</h2>
        <CheckList checks={admin.checks} />
        <p class="panel-actions">
          <button type="button" class="button" onClick={() => void send({ type: "check-again" })}>
            {words["self-check.again"]}
          </button>
        </p>
      </section>
      {admin.readers.length === 0 ? (
        <p class="message message-info">{words["admin.readers.none"]}</p>
      ) : (
        <Table
          caption={words["admin.readers"]}
          head={[
            words["admin.reader.name"],
            words["admin.reader.card"],
            words["admin.reader.used"],
            words["admin.reader.advice"],
          ]}
          rows={admin.readers.map((reader) => ({
            key: reader.name,
            cells: [
              reader.name,
              words[`admin.reader.card.${reader.card}`],
              reader.used ? (
                words["app.yes"]
              ) : (
                <button
                  key="use"
                  type="button"
                  class="button button-small"
                  aria-label={`${words["admin.reader.use"]}: ${reader.name}`}
                  onClick={() => void send({ type: "settings", patch: { reader: reader.name.slice(0, 128) } })}
                >
                  {words["admin.reader.use"]}
                </button>
              ),
              reader.advice?.[language] ?? "–",
            ],
          }))}
        />
      )}
    </>
  );
}
