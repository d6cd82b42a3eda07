import { useLayoutEffect, useRef } from "preact/hooks";
import { TYPED_INPUT } from "../input/forget-typed.js";
import { CARRIED_MS, carryScan, takeCarriedScan } from "../input/scan-carry.js";
import { ScanCollector } from "../input/scan-collector.js";
import { useStation } from "../state/station.js";
import { ISSUE_ID } from "./issue.js";

/** A Tab this soon after a character is a scanner's end of line, ms. */
const TAB_BURST_MS = 60;

export interface ScanInputProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly invalid: boolean;
  /** Id of the form around it, for a button elsewhere. */
  readonly form: string;
  /** False: the button stands elsewhere. */
  readonly button?: boolean;
}

/**
 * The one place where scans and numbers come in. The browser's own editing does compositions and corrections of input
 * methods; what was typed leaves the input the moment it is sent.
 */
export function ScanInput({ id, label, hint, invalid, form, button = true }: ScanInputProps) {
  const { words, send } = useStation();
  const input = useRef<HTMLInputElement>(null);
  const lastKey = useRef(Number.NEGATIVE_INFINITY);
  const lastInput = useRef(Number.NEGATIVE_INFINITY);
  const latestSend = useRef(send);
  latestSend.current = send;
  const collector = useRef<ScanCollector | undefined>(undefined);
  collector.current ??= new ScanCollector(
    () => takeValue(input.current),
    (text) => void latestSend.current({ type: "scan", text }),
  );

  useLayoutEffect(() => {
    const element = input.current;
    const scans = collector.current;
    const carried = takeCarriedScan();
    if (carried !== undefined && element !== null) {
      element.value = carried.text;
      element.focus();
      scans?.resume(carried.lines);
      lastInput.current = performance.now();
    }
    return () => {
      const scan = { lines: scans?.release() ?? [], text: takeValue(element) };
      // What was typed before that is no scan under way: a screen that wipes must not find it on the next one.
      if (performance.now() - lastInput.current < CARRIED_MS) carryScan(scan);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const scans = collector.current;
    if (scans === undefined || event.isComposing) return;
    const burst = event.timeStamp - lastKey.current < TAB_BURST_MS;
    if (event.key === "Enter" || (event.key === "Tab" && burst && !event.shiftKey)) {
      // Enter with nothing typed stays what it is elsewhere: the form's own button.
      if (scans.lineEnd()) event.preventDefault();
      lastKey.current = event.timeStamp;
    } else if (event.key.length === 1) {
      lastKey.current = event.timeStamp;
    }
  };

  return (
    <form
      id={form}
      class="scan"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (input.current?.value === "") input.current.focus();
        collector.current?.flush();
      }}
    >
      <label for={id}>{label}</label>
      <div class="scan-row">
        <input
          id={id}
          ref={input}
          type="text"
          autocomplete="off"
          autocorrect="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={invalid}
          aria-describedby={[invalid ? ISSUE_ID : "", hint === undefined ? "" : `${id}-hint`].join(" ").trim()}
          data-scan-input=""
          {...{ [TYPED_INPUT]: "" }}
          onKeyDown={onKeyDown}
          onInput={() => {
            lastInput.current = performance.now();
            collector.current?.typed();
          }}
        />
        {button && (
          <button type="submit" class="button">
            {words["scan.send"]}
          </button>
        )}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </form>
  );
}

function takeValue(element: HTMLInputElement | null): string {
  if (element === null) return "";
  const { value } = element;
  element.value = "";
  return value;
}
