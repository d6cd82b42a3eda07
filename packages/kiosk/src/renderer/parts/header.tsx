import { LANGUAGES, type ScreenName } from "../../shared/index.js";
import { useStation } from "../state/station.js";

/** Screens from which the supervisor may come in. */
const ADMIN_FROM: readonly ScreenName[] = ["self-check", "locked", "ready", "no-reader", "key-needed"];
/** Screens on which nobody is being served: training may begin. */
const WAITING: readonly ScreenName[] = ["ready", "no-reader", "key-needed"];
const NO_LOCK: readonly ScreenName[] = ["self-check", "locked", "admin"];
const PROCEDURE_FROM: readonly ScreenName[] = ["ready", "no-reader", "key-needed", "result"];

const LANGUAGE_NAMES = { vi: ["VI", "Tiếng Việt"], en: ["EN", "English"] } as const;

/** Who works here, for which procedure, in which language. */
export function Header() {
  const { view, words, language, send, askPin } = useStation();
  const { name } = view.screen;
  const { officer, training } = view.station;
  const enterAdmin = () => {
    // Without a PIN there is nothing to ask for: the station lets nobody do more there than set one.
    if (view.warnings.includes("no-pin")) void send({ type: "admin", pin: "" });
    else askPin("admin");
  };
  return (
    <header class="header">
      <p class="brand">
        <strong>{words["app.name"]}</strong>
        <span>
          {words["header.station"]}: {view.station.name}
          {officer !== null && (
            <>
              {" · "}
              <span class="officer">
                {words["header.officer"]}: {officer}
              </span>
            </>
          )}
        </span>
      </p>
      {training && <p class="training-badge">{words["header.training.badge"]}</p>}
      <Procedure changeable={PROCEDURE_FROM.includes(name)} />
      <div class="header-actions">
        {WAITING.includes(name) && !training && (
          <button type="button" class="button button-quiet" onClick={() => void send({ type: "training", on: true })}>
            {words["header.training"]}
          </button>
        )}
        {training && name !== "training" && name !== "locked" && name !== "self-check" && (
          <button type="button" class="button button-quiet" onClick={() => void send({ type: "training", on: false })}>
            {words["header.training.leave"]}
          </button>
        )}
        {ADMIN_FROM.includes(name) && (
          <button type="button" class="button button-quiet" onClick={enterAdmin}>
            {words["header.admin"]}
          </button>
        )}
        {!NO_LOCK.includes(name) && (
          <button type="button" class="button button-quiet" onClick={() => void send({ type: "lock" })}>
            {words["header.lock"]}
          </button>
        )}
        <fieldset class="languages" aria-label={words["header.language"]}>
          {LANGUAGES.map((one) => (
            <button
              key={one}
              type="button"
              class="button button-quiet language"
              lang={one}
              aria-pressed={one === language}
              aria-label={`${LANGUAGE_NAMES[one][0]} – ${LANGUAGE_NAMES[one][1]}`}
              onClick={() => void send({ type: "language", language: one })}
            >
              {LANGUAGE_NAMES[one][0]}
            </button>
          ))}
        </fieldset>
      </div>
    </header>
  );
}

function Procedure({ changeable }: { changeable: boolean }) {
  const { view, words, language, send } = useStation();
  if (["locked", "self-check", "admin", "public", "training"].includes(view.screen.name)) return null;
  const present = view.procedures.find(({ id }) => id === view.procedure);
  if (!changeable) {
    return (
      <p class="procedure">
        <span>{words["header.procedure"]}</span>
        <strong>{present?.name[language] ?? view.procedure}</strong>
      </p>
    );
  }
  return (
    <p class="procedure">
      <label for="procedure">{words["header.procedure"]}</label>
      <select
        id="procedure"
        autocomplete="off"
        value={view.procedure}
        onChange={(event) => void send({ type: "procedure", id: event.currentTarget.value })}
      >
        {view.procedures.map((procedure) => (
          <option key={procedure.id} value={procedure.id}>
            {procedure.name[language]}
          </option>
        ))}
      </select>
    </p>
  );
}
