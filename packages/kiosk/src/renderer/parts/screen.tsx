import type { ComponentChildren } from "preact";
import { Header } from "./header.js";
import { Warnings } from "./warnings.js";

/** Id of the heading that takes the focus when the screen changes. */
export const HEADING_ID = "screen-heading";

export function Heading({ children, class: name }: { children: ComponentChildren; class?: string }) {
  return (
    <h1 id={HEADING_ID} tabIndex={-1} {...(name === undefined ? {} : { class: name })}>
      {children}
    </h1>
  );
}

export interface ScreenProps {
  readonly name: string;
  readonly children: ComponentChildren;
  readonly actions?: ComponentChildren;
}

/** A screen: what scrolls, and below it, never over it, the row of actions. */
export function Screen({ name, children, actions }: ScreenProps) {
  return (
    <>
      <div class="scroll">
        <Header />
        <Warnings />
        <main class={`screen screen-${name}`} aria-labelledby={HEADING_ID}>
          {children}
        </main>
      </div>
      {actions !== undefined && <div class="actions">{actions}</div>}
    </>
  );
}
