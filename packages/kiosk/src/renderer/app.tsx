import { useCallback, useMemo, useState } from "preact/hooks";
import type { Command, KioskApi, Reply, View } from "../shared/index.js";
import { useKeyboard } from "./input/use-keyboard.js";
import { Announcer } from "./parts/announcer.js";
import { IdleDialog } from "./parts/idle-dialog.js";
import { Notice } from "./parts/notice.js";
import { PinDialog, type PinPurpose } from "./parts/pin-dialog.js";
import { Watermark } from "./parts/watermark.js";
import { AnyScreen, screenKey } from "./screens/any-screen.js";
import { EndScreen, FaultScreen, StartingScreen } from "./screens/no-view.js";
import { createSender } from "./state/sender.js";
import { type Station, StationContext, wordsOf } from "./state/station.js";
import { useDocumentLanguage, useHeadingFocus, useNewScreen } from "./state/use-screen.js";
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
  if (view === "taken" || view === "closed") return <EndScreen end={view} />;
  return <Page api={api} view={view} send={send} notice={notice} setNotice={setNotice} />;
}

interface PageProps {
  readonly api: KioskApi;
  readonly view: View;
  readonly send: (command: Command) => Promise<Reply>;
  readonly notice: NoticeState;
  readonly setNotice: (notice: NoticeState) => void;
}

/**
 * Makes no function that outlives a view: a function keeps what was in scope where it was made, and hooks keep functions.
 * What has to stay is made in hooks that never see the view.
 */
function Page({ api, view, send, notice, setNotice }: PageProps) {
  const [pin, setPin] = useState<PinPurpose | null>(null);
  const { language, screen } = view;
  const key = screenKey(screen);
  const closePin = useSetNull(setPin);
  const closeNotice = useSetNull(setNotice);
  const station = useStationValue(view, api, send, setNotice, setPin);

  useKeyboard(key);
  useTouch(send);
  useDocumentLanguage(language);
  // A question about one screen does not outlive it.
  useNewScreen(screen.name, closePin);
  useHeadingFocus(key);

  return (
    <StationContext.Provider value={station}>
      <div class={`page${view.station.training ? " page-training" : ""}`}>
        <AnyScreen key={key} screen={screen} />
        <Notice text={noticeText(notice, station.words)} onClose={closeNotice} />
        <Announcer />
        {view.station.training && <Watermark />}
        {pin !== null && view.idle === null && <PinDialog purpose={pin} onClose={closePin} />}
        {view.idle !== null && <IdleDialog seconds={view.idle} />}
      </div>
    </StationContext.Provider>
  );
}

function useStationValue(
  view: View,
  api: KioskApi,
  send: PageProps["send"],
  setNotice: PageProps["setNotice"],
  askPin: Station["askPin"],
): Station {
  const notify = useNotify(setNotice);
  return useMemo(
    () => ({ view, language: view.language, words: wordsOf(view.language), api, send, notify, askPin }),
    [view, api, send, notify, askPin],
  );
}

function useNotify(setNotice: PageProps["setNotice"]): Station["notify"] {
  return useCallback((word) => setNotice({ word, seconds: 0 }), [setNotice]);
}

function useSetNull(set: (value: null) => void): () => void {
  return useCallback(() => set(null), [set]);
}

function noticeText(notice: NoticeState, words: Words): string | null {
  return notice === null ? null : fill(words[notice.word], { seconds: notice.seconds });
}
