// A scan is under way when the card comes on the reader: the screen changes between two of its keys. What was typed goes
// over to the input of the next screen, if there is one at once; else it is forgotten.

/** How long a scan waits for its next key or screen, ms. */
export const CARRIED_MS = 1000;

export interface CarriedScan {
  readonly lines: readonly string[];
  readonly text: string;
}

let carried: CarriedScan | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function carryScan(scan: CarriedScan): void {
  forgetCarriedScan();
  if (scan.text === "" && scan.lines.length === 0) return;
  carried = scan;
  timer = setTimeout(forgetCarriedScan, CARRIED_MS);
}

export function takeCarriedScan(): CarriedScan | undefined {
  const scan = carried;
  forgetCarriedScan();
  return scan;
}

export function forgetCarriedScan(): void {
  clearTimeout(timer);
  timer = undefined;
  carried = undefined;
}
