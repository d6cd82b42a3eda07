import type { ComponentChildren } from "preact";
import type { Verdict } from "../../shared/index.js";

// Drawn here, so that nothing is loaded. They stand beside words and are hidden from screen readers.

function Icon({ children, class: name = "icon" }: { children: ComponentChildren; class?: string }) {
  return (
    <svg class={name} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const VERDICT_SHAPES: Readonly<Record<Verdict, () => ComponentChildren>> = {
  // A shield with a tick.
  genuine: () => (
    <>
      <path d="M12 2.5 4.5 5.3v5.9c0 4.7 3.1 8.5 7.5 10.3 4.4-1.8 7.5-5.6 7.5-10.3V5.3z" />
      <path d="m8.3 12 2.6 2.6 4.8-5" />
    </>
  ),
  // Two sheets, the front one ticked.
  "genuine-copyable": () => (
    <>
      <path d="M8 7V3.5h12.5V17H17" />
      <path d="M3.5 7H17v13.5H3.5z" />
      <path d="m7 13.8 2.3 2.3 4.2-4.4" />
    </>
  ),
  // A question in a circle.
  unconfirmed: () => (
    <>
      <circle cx="12" cy="12" r="9.5" />
      <path d="M9.2 9.3a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1-1.5 2.1v.3" />
      <path d="M12 17.3v.2" />
    </>
  ),
  // An arrow that turns back.
  retry: () => (
    <>
      <path d="M20.5 12a8.5 8.5 0 1 1-2.5-6" />
      <path d="M18.3 2v4.3H14" />
    </>
  ),
  // An octagon with a bar.
  "not-genuine": () => (
    <>
      <path d="M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8z" />
      <path d="M7.5 12h9" />
    </>
  ),
  // A calendar with a cross.
  "not-valid": () => (
    <>
      <path d="M3.5 5h17v16h-17zM3.5 9.5h17M8 2.5V7M16 2.5V7" />
      <path d="m9.5 12.8 5 5m0-5-5 5" />
    </>
  ),
};

export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  return <Icon class="icon">{VERDICT_SHAPES[verdict]()}</Icon>;
}

export function CheckIcon({ state }: { state: "running" | "waiting" | "ok" | "done" | "warning" | "failed" }) {
  switch (state) {
    case "ok":
    case "done":
      return (
        <Icon>
          <circle cx="12" cy="12" r="9.5" />
          <path d="m7.5 12.3 3 3 6-6.3" />
        </Icon>
      );
    case "warning":
      return <WarningIcon />;
    case "failed":
      return (
        <Icon>
          <circle cx="12" cy="12" r="9.5" />
          <path d="m8.5 8.5 7 7m0-7-7 7" />
        </Icon>
      );
    case "running":
      return (
        <Icon class="icon turning">
          <path d="M12 2.5a9.5 9.5 0 1 1-9.5 9.5" />
        </Icon>
      );
    case "waiting":
      return (
        <Icon>
          <circle cx="12" cy="12" r="9.5" />
        </Icon>
      );
  }
}

export function WarningIcon() {
  return (
    <Icon>
      <path d="M12 3 1.8 20.8h20.4z" />
      <path d="M12 9.5v5.5M12 17.7v.2" />
    </Icon>
  );
}

export function LockIcon() {
  return (
    <Icon>
      <path d="M5 10.5h14v10.5H5zM8 10.5V7a4 4 0 0 1 8 0v3.5" />
    </Icon>
  );
}

export function PersonIcon() {
  return (
    <Icon class="icon">
      <circle cx="12" cy="8" r="4.5" />
      <path d="M3.5 21.5c.5-5 4-7.5 8.5-7.5s8 2.5 8.5 7.5" />
    </Icon>
  );
}

/** A card above a reader. */
export function ReaderPicture({ state }: { state: "ready" | "lost" | "moved" | "key" }) {
  return (
    <svg class={`picture picture-${state}`} viewBox="0 0 240 180" aria-hidden="true" focusable="false">
      <path
        class="picture-reader"
        d="M28 122h184a10 10 0 0 1 10 10v22a10 10 0 0 1-10 10H28a10 10 0 0 1-10-10v-22a10 10 0 0 1 10-10z"
      />
      <circle class="picture-lamp" cx="198" cy="143" r="5" />
      {state === "lost" ? (
        <path class="picture-cross" d="m92 24 56 56m0-56-56 56" />
      ) : (
        <>
          <g class="picture-card">
            <rect x="62" y="14" width="116" height="74" rx="8" />
            <rect class="picture-face" x="74" y="34" width="28" height="36" rx="3" />
            <path d="M112 38h52M112 50h40M112 62h46" />
          </g>
          <path class="picture-arrow" d="M120 96v18m-8-8 8 8 8-8" />
        </>
      )}
    </svg>
  );
}
