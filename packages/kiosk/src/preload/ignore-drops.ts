/** The part of the page's window that is used. */
export interface Target {
  addEventListener(
    type: string,
    listener: (event: { preventDefault(): void; stopImmediatePropagation(): void }) => void,
    options: { capture: true },
  ): void;
}

/** Nothing is dragged into the page or out of it: a file dropped on it would be opened in its place. */
export function ignoreDrops(target: Target): void {
  for (const type of ["dragstart", "dragenter", "dragover", "drop"]) {
    target.addEventListener(
      type,
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
  }
}
