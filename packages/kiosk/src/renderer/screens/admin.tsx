import { useId, useRef, useState } from "preact/hooks";
import type { ScreenOf } from "../../shared/index.js";
import { LogTab } from "../admin/log-tab.js";
import { PinTab } from "../admin/pin-tab.js";
import { ReadersTab } from "../admin/readers-tab.js";
import { SettingsTab } from "../admin/settings-tab.js";
import { TrustTab } from "../admin/trust-tab.js";
import { Action } from "../parts/actions.js";
import { Heading, Screen } from "../parts/screen.js";
import { useStation } from "../state/station.js";

const TABS = ["readers", "trust", "settings", "log", "pin"] as const;
type Tab = (typeof TABS)[number];

/** S15: what the supervisor sees to. Without a PIN, setting one is all there is. */
export function AdminScreen({ screen }: { screen: ScreenOf<"admin"> }) {
  const { words, send, askPin } = useStation();
  const { admin } = screen;
  const actions = (
    <>
      <Action back onPress={() => void send({ type: "close-admin" })}>
        {words["admin.close"]}
      </Action>
      {!admin.needsPin && (
        <Action danger onPress={() => askPin("quit")}>
          {words["admin.quit"]}
        </Action>
      )}
    </>
  );
  return (
    <Screen name="admin" actions={actions}>
      <Heading>{words["admin.title"]}</Heading>
      {admin.needsPin ? <PinTab first /> : <Tabs screen={screen} />}
    </Screen>
  );
}

function Tabs({ screen: { admin } }: { screen: ScreenOf<"admin"> }) {
  const { words } = useStation();
  const [tab, setTab] = useState<Tab>("readers");
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbour(tab, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setTab(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={words["admin.title"]} onKeyDown={onKeyDown}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${id}-${one}`}
            data-tab={one}
            class="tab"
            aria-selected={one === tab}
            aria-controls={`${id}-panel`}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => setTab(one)}
          >
            {words[`admin.tab.${one}`]}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${id}-${tab}`} key={tab}>
        {tab === "readers" && <ReadersTab admin={admin} />}
        {tab === "trust" && <TrustTab admin={admin} />}
        {tab === "settings" && <SettingsTab settings={admin.settings} />}
        {tab === "log" && <LogTab log={admin.log} />}
        {tab === "pin" && <PinTab />}
      </div>
    </>
  );
}

function neighbour(tab: Tab, key: string): Tab | undefined {
  const at = TABS.indexOf(tab);
  if (key === "ArrowRight") return TABS[(at + 1) % TABS.length];
  if (key === "ArrowLeft") return TABS.at(at - 1);
  if (key === "Home") return TABS[0];
  return key === "End" ? TABS.at(-1) : undefined;
}
