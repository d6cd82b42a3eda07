import type { ComponentChildren } from "preact";
import { useStation } from "../state/station.js";

export interface ActionProps {
  readonly children: ComponentChildren;
  readonly onPress?: (() => void) | undefined;
  /** The screen's one next step: large, and the Enter key. */
  readonly primary?: boolean;
  /** The way back, and the Esc key. */
  readonly back?: boolean;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Id of a form that it submits. */
  readonly form?: string;
}

export function Action({ children, onPress, primary, back, danger, disabled, form }: ActionProps) {
  const { words } = useStation();
  return (
    <button
      type={form === undefined ? "button" : "submit"}
      class={`button${primary ? " button-primary" : ""}${danger ? " button-danger" : ""}`}
      onClick={onPress}
      disabled={disabled ?? false}
      {...(form === undefined ? {} : { form })}
      {...(primary ? { "data-primary": "" } : {})}
      {...(back ? { "data-escape": "" } : {})}
    >
      <span>{children}</span>
      {primary && (
        <span class="key" aria-hidden="true">
          {words["app.key.enter"]}
        </span>
      )}
      {back && (
        <span class="key" aria-hidden="true">
          {words["app.key.escape"]}
        </span>
      )}
    </button>
  );
}
