import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

export interface DialogProps {
  readonly title: string;
  readonly text: string;
  readonly alert?: boolean;
  /** Esc. */
  readonly onClose: () => void;
  /** Its buttons; the first one takes the focus, unless something is marked to take it. */
  readonly children: ComponentChildren;
}

/** A question that stands above the screen; the focus goes in and comes back. */
export function Dialog({ title, text, alert = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("input, button")?.focus();
    // Closing while it is still there gives the focus back to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      role={alert ? "alertdialog" : "dialog"}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <div class="dialog-actions">{children}</div>
    </dialog>
  );
}
