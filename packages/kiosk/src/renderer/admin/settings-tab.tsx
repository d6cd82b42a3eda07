import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { LANGUAGES, LEGAL_BASES, type Refusal, type Settings } from "../../shared/index.js";
import { CheckIcon, WarningIcon } from "../parts/icons.js";
import { useStation } from "../state/station.js";
import { fill, type Word, type Words } from "../words/words.js";
import { patchOf } from "./settings-form.js";
import { Choice, NumberField, TextField, Tick } from "./settings-inputs.js";

const CHOICES = {
  signingTime: ["auto", "attribute", "now", "ignore"],
  crl: ["if-available", "required", "ignore"],
  paceFailed: ["stop", "allow-bac"],
  sha1: ["amber", "allow"],
  deviations: ["known", "strict"],
  copyable: ["green", "amber"],
  proofs: ["first", "all"],
} as const;

const LANGUAGE_NAMES = { vi: "Tiếng Việt", en: "English" } as const;

/** The settings that are changed here; the rest is edited in their file. */
export function SettingsTab({ settings }: { settings: Settings }) {
  const { words, language, send } = useStation();
  const [outcome, setOutcome] = useState<"saved" | { wrong: string }>();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const result = patchOf(settings, {
      text: (name) => String(data.get(name) ?? ""),
      ticked: (name) => data.has(name),
    });
    const wrong = (field: string, refusal: Refusal = "shape") => {
      const label = labelOf(field, words);
      setOutcome({
        wrong:
          refusal === "shape"
            ? fill(words["admin.settings.invalid"], { field: label })
            : `${label}: ${words[`refusal.${refusal}`]}`,
      });
      form.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`)?.focus();
    };
    if (!result.ok) return wrong(result.field);
    setOutcome(undefined);
    const reply = await send({ type: "settings", patch: result.patch });
    if (reply.ok) setOutcome("saved");
    else if (reply.field !== undefined) wrong(reply.field, reply.refusal);
  };

  const policy = (name: keyof typeof CHOICES) => (
    <Choice
      key={name}
      name={`policy.${name}`}
      label={words[`admin.settings.${name}`]}
      value={settings.policy[name]}
      options={CHOICES[name].map((value) => [value, words[`admin.settings.${name}.${value}` as Word]])}
    />
  );
  return (
    <form class="settings" autocomplete="off" noValidate onSubmit={(event) => void submit(event)}>
      <Group title={words["admin.settings.general"]}>
        <TextField
          name="station"
          label={words["admin.settings.station"]}
          hint={words["admin.settings.station.hint"]}
          value={settings.station}
          most={60}
        />
        <Choice
          name="language"
          label={words["admin.settings.language"]}
          value={settings.language}
          options={LANGUAGES.map((value) => [value, LANGUAGE_NAMES[value]])}
        />
        <TextField
          name="reader"
          label={words["admin.settings.reader"]}
          hint={words["admin.settings.reader.hint"]}
          value={settings.reader ?? ""}
          most={128}
        />
        <Tick name="signIn" label={words["admin.settings.signIn"]} value={settings.signIn} />
        <Tick name="facesQueue" label={words["admin.settings.facesQueue"]} value={settings.facesQueue} />
        <Tick name="fullScreen" label={words["admin.settings.fullScreen"]} value={settings.fullScreen} />
      </Group>
      <Group title={words["admin.settings.idle"]}>
        <NumberField name="idle.warnAfter" label={words["admin.settings.warnAfter"]} value={settings.idle.warnAfter} />
        <NumberField name="idle.warning" label={words["admin.settings.warning"]} value={settings.idle.warning} />
        <NumberField name="idle.lockAfter" label={words["admin.settings.lockAfter"]} value={settings.idle.lockAfter} />
      </Group>
      <Group title={words["admin.settings.policy"]}>
        {policy("signingTime")}
        {policy("crl")}
        <NumberField
          name="policy.trustAge"
          label={words["admin.settings.trustAge"]}
          hint={words["admin.settings.trustAge.hint"]}
          value={settings.policy.trustAge === "note" ? null : settings.policy.trustAge}
        />
        {policy("paceFailed")}
        {policy("sha1")}
        {policy("deviations")}
        {policy("copyable")}
        {policy("proofs")}
      </Group>
      <Group title={words["admin.settings.legal"]}>
        <Choice
          name="legalBasis"
          label={words["admin.settings.legalBasis"]}
          value={settings.legalBasis}
          options={LEGAL_BASES.map((value) => [value, words[`admin.settings.legalBasis.${value}`]])}
        />
        <TextField
          name="legalBasisNote"
          label={words["admin.settings.legalBasisNote"]}
          hint={words["admin.settings.legalBasisNote.hint"]}
          value={settings.legalBasisNote ?? ""}
          most={200}
        />
        <NumberField
          name="log.unwrittenLimit"
          label={words["admin.settings.unwrittenLimit"]}
          value={settings.log.unwrittenLimit}
        />
      </Group>
      <Group title={words["admin.settings.outputs"]}>
        <Tick name="outputs.print" label={words["admin.settings.print"]} value={settings.outputs.print} />
        <Tick name="outputs.clipboard" label={words["admin.settings.clipboard"]} value={settings.outputs.clipboard} />
        <TextField
          name="outputs.handover"
          label={words["admin.settings.handover"]}
          hint={words["admin.settings.handover.hint"]}
          value={settings.outputs.handover ?? ""}
          most={1024}
        />
      </Group>
      <Group title={words["admin.settings.procedures"]}>
        <ul class="procedures">
          {settings.procedures.map((procedure) => (
            <li key={procedure.id}>
              {procedure.name[language]}{" "}
              <span class="hint">
                ({fill(words["admin.settings.procedure.fields"], { count: procedure.fields.length })})
              </span>
            </li>
          ))}
        </ul>
      </Group>
      <div class="settings-end">
        <div class="live" role="alert">
          {outcome !== undefined && (
            <p class={`message ${outcome === "saved" ? "message-ok" : "message-warning"}`}>
              {outcome === "saved" ? <CheckIcon state="ok" /> : <WarningIcon />}
              <span>{outcome === "saved" ? words["admin.settings.saved"] : outcome.wrong}</span>
            </p>
          )}
        </div>
        <button type="submit" class="button button-strong">
          {words["admin.settings.save"]}
        </button>
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="panel group">
      <legend>{title}</legend>
      <div class="group-fields">{children}</div>
    </fieldset>
  );
}

/** `idle.warnAfter` is labelled by its last part. */
function labelOf(field: string, words: Words): string {
  const word = `admin.settings.${field.split(".").at(-1)}`;
  return Object.hasOwn(words, word) ? words[word as Word] : field;
}
