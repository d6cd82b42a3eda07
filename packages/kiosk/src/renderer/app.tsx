import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Command, KioskApi, Reply, View } from "../shared/index.js";
import { SCAN_INPUT, useKeyboard } from "./input/use-keyboard.js";
import { Announcer } from "./parts/announcer.js";
import { Header } from "./parts/header.js";
import { IdleDialog } from "./parts/idle-dialog.js";
import { Notice } from "./parts/notice.js";
import { PinDialog, type PinPurpose } from "./parts/pin-dialog.js";
import { HEADING_ID } from "./parts/screen.js";
import { Warnings } from "./parts/warnings.js";
import { Watermark } from "./parts/watermark.js";
import { AnyScreen, screenKey } from "./screens/any-screen.js";
import { FaultScreen, StartingScreen } from "./screens/no-view.js";
import { createSender } from "./state/sender.js";
import { type Station, StationContext, wordsOf } from "./state/station.js";
import { useTouch } from "./state/use-touch.js";
import { useView } from "./state/use-view.js";
import { fill, type Word, type Words } from "./words/words.js";

type NoticeState = { readonly word: Word; readonly seconds: number } | null;

/** The renderer: a function of the station's view. */
export function App({ api }: { api: KioskApi }) {
  const view = useView(api);
  const [notice, setNotice] = useState<NoticeState>(null);
  const send = useMemo(
    () =>
      createSender(api, {
        sent: () => setNotice(null),
        refused: (reply) => setNotice({ word: `refusal.${reply.refusal}`, seconds: reply.seconds ?? 0 }),
      }),
    [api],
  );
  if (view === "starting") return <StartingScreen />;
  if (view === "fault") return <FaultScreen />;
  return <Page api={api} view={view} send={send} notice={notice} setNotice={setNotice} />;
}

interface PageProps {
  readonly api: KioskApi;
  readonly view: View;
  readonly send: (command: Command) => Promise<Reply>;
  readonly notice: NoticeState;
  readonly setNotice: (notice: NoticeState) => void;
}

function Page({ api, view, send, notice, setNotice }: PageProps) {
  const [pin, setPin] = useState<PinPurpose | null>(null);
  const { language, screen } = view;
  const words = wordsOf(language);
  const key = screenKey(screen);
  const station = useMemo<Station>(
    () => ({
      view,
      language,
      words,
      api,
      send,
      notify: (word) => setNotice({ word, seconds: 0 }),
      askPin: setPin,
    }),
    [view, language, words, api, send, setNotice],
  );

  useKeyboard(key);
  useTouch(useCallback(() => void send({ type: "touch" }), [send]));
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = words["app.name"];
  }, [language, words]);
  // A question about one screen does not outlive it.
  useEffect(() => setPin(null), [screen.name]);
  useLayoutEffect(() => focusHeading(), [key]);

  return (
    <StationContext.Provider value={station}>
      <div class={`page${view.station.training ? " page-training" : ""}`}>
        <Header />
        <Warnings />
        <AnyScreen key={key} screen={screen} />
        <Notice text={noticeText(notice, words)} onClose={() => setNotice(null)} />
        <Announcer />
        {view.station.training && <Watermark />}
        {pin !== null && view.idle === null && <PinDialog purpose={pin} onClose={() => setPin(null)} />}
        {view.idle !== null && <IdleDialog seconds={view.idle} />}
      </div>
    </StationContext.Provider>
  );
}

/** A new screen starts at its heading, unless a scan is being typed into it. */
function focusHeading(): void {
  const active = document.activeElement;
  if (active instanceof HTMLInputElement && active.hasAttribute(SCAN_INPUT) && active.value !== "") return;
  document.getElementById(HEADING_ID)?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function noticeText(notice: NoticeState, words: Words): string | null {
  return notice === null ? null : fill(words[notice.word], { seconds: notice.seconds });
}
