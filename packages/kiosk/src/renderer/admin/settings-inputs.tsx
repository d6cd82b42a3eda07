import { useId } from "preact/hooks";

// Fields of the settings form. Their values start as the settings are and belong to the form from then on.

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

export function TextField({ name, label, hint, value, most }: FieldProps & { value: string; most: number }) {
  const id = useId();
  return (
    <div class="typed">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="text"
        defaultValue={value}
        maxLength={most}
        spellcheck={false}
        autocomplete="off"
        {...described(id, hint)}
      />
      <Hint id={id} hint={hint} />
    </div>
  );
}

/** A whole number as text: a number input drops without a word what it does not like. */
export function NumberField({ name, label, hint, value }: FieldProps & { value: number | null }) {
  const id = useId();
  return (
    <div class="typed typed-number">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="text"
        inputMode="numeric"
        defaultValue={value === null ? "" : String(value)}
        maxLength={6}
        autocomplete="off"
        {...described(id, hint)}
      />
      <Hint id={id} hint={hint} />
    </div>
  );
}

export interface ChoiceProps extends FieldProps {
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

export function Choice({ name, label, value, options }: ChoiceProps) {
  const id = useId();
  return (
    <div class="typed">
      <label for={id}>{label}</label>
      <select id={id} name={name} autocomplete="off">
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Tick({ name, label, value }: FieldProps & { value: boolean }) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} defaultChecked={value} />
      <span>{label}</span>
    </label>
  );
}

function described(id: string, hint: string | undefined) {
  return hint === undefined ? {} : { "aria-describedby": `${id}-hint` };
}

function Hint({ id, hint }: { id: string; hint: string | undefined }) {
  if (hint === undefined) return null;
  return (
    <span id={`${id}-hint`} class="hint">
      {hint}
    </span>
  );
}
