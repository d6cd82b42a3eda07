// A scan is under way when the card comes on the reader: the screen changes between two of its keys. What was typed goes
// over to the input of the next screen, if there is one at once; else it is forgotten.

const KEPT_MS = 1000;

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
  timer = setTimeout(forgetCarriedScan, KEPT_MS);
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
