import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { InputIssue } from "../../shared/index.js";
import { TYPED_INPUT } from "../input/forget-typed.js";
import { useStation } from "../state/station.js";
import { Action } from "./actions.js";
import { ISSUE_ID, Issue } from "./issue.js";
import { ScanInput } from "./scan-input.js";

const FORMS = { scan: "form-scan", zone: "form-zone", can: "form-can" } as const;
type Way = keyof typeof FORMS;

export interface KeyForms {
  readonly content: ComponentChildren;
  /** Submits the form that was last worked in. */
  readonly primary: ComponentChildren;
}

/** The ways to give a card's key: scan or number, typed zone, CAN. One button opens the card with the one in use. */
export function useKeyForms(issue: InputIssue | null, zoneOnly: boolean): KeyForms {
  const { words } = useStation();
  const [way, setWay] = useState<Way>("scan");
  const used = way === "can" && zoneOnly ? "scan" : way;
  const scanIssue = issue !== null && issue !== "can-length" && issue !== "date";
  return {
    content: (
      <div class="ways">
        <Issue issue={issue} />
        <section class="panel way way-scan" onFocusIn={() => setWay("scan")}>
          <ScanInput
            id="scan"
            label={words["scan.label"]}
            hint={words["scan.hint"]}
            invalid={scanIssue}
            form={FORMS.scan}
            button={false}
          />
        </section>
        <section class="panel way way-zone" onFocusIn={() => setWay("zone")}>
          <ZoneForm issue={issue} />
        </section>
        {!zoneOnly && (
          <section class="panel way way-can" onFocusIn={() => setWay("can")}>
            <CanForm issue={issue} />
          </section>
        )}
      </div>
    ),
    primary: (
      <Action primary form={FORMS[used]}>
        {words["key-needed.open"]}
      </Action>
    ),
  };
}

const PLAIN = { autocomplete: "off", autocorrect: "off", autocapitalize: "off", spellcheck: false } as const;

interface TypedProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly invalid?: boolean;
  readonly digits?: boolean;
  readonly optional?: boolean;
  readonly most: number;
}

function Typed({ name, label, hint, invalid = false, digits = false, optional = false, most }: TypedProps) {
  const id = useId();
  return (
    <div class="typed">
      <label for={id}>{label}</label>
      <input
        {...PLAIN}
        {...{ [TYPED_INPUT]: "" }}
        id={id}
        name={name}
        type="text"
        inputMode={digits ? "numeric" : "text"}
        maxLength={most}
        required={!optional}
        aria-invalid={invalid}
        aria-describedby={[invalid ? ISSUE_ID : "", hint === undefined ? "" : `${id}-hint`].join(" ").trim()}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} class="hint">
          {hint}
        </span>
      )}
    </div>
  );
}

function ZoneForm({ issue }: { issue: InputIssue | null }) {
  const { words, send } = useStation();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = valuesOf(event);
    const [documentNumber, expiry] = [text("documentNumber"), text("expiry")];
    // A citizen card's expiry can be computed, "no expiry" among what comes of it; any other card is taken at its word.
    const computed = expiry === "" && /^\d{12}$/.test(documentNumber.replace(/[\s.-]/g, ""));
    void send({ type: "key", documentNumber, birth: text("birth"), expiry: computed ? null : expiry });
  };
  const date = issue === "date";
  return (
    <form id={FORMS.zone} autocomplete="off" noValidate onSubmit={submit}>
      <h2>{words["key.zone.title"]}</h2>
      <div class="typed-row">
        <Typed name="documentNumber" label={words["key.zone.number"]} most={32} />
        <Typed
          name="birth"
          label={words["key.zone.birth"]}
          hint={words["key.zone.date"]}
          most={10}
          invalid={date}
          digits
        />
        <Typed
          name="expiry"
          label={words["key.zone.expiry"]}
          hint={words["key.zone.expiry.hint"]}
          most={10}
          invalid={date}
          digits
          optional
        />
      </div>
    </form>
  );
}

function CanForm({ issue }: { issue: InputIssue | null }) {
  const { words, send } = useStation();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void send({ type: "can", can: valuesOf(event)("can") });
  };
  return (
    <form id={FORMS.can} autocomplete="off" noValidate onSubmit={submit}>
      <h2>{words["key.can.title"]}</h2>
      <Typed
        name="can"
        label={words["key.can.label"]}
        hint={words["key.can.hint"]}
        most={6}
        invalid={issue === "can-length"}
        digits
      />
    </form>
  );
}

function valuesOf(event: SubmitEvent): (name: string) => string {
  const data = new FormData(event.currentTarget as HTMLFormElement);
  return (name) => String(data.get(name) ?? "").trim();
}
