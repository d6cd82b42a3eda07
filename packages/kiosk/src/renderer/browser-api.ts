import { safeParse } from "valibot";
import {
  blankView,
  commandToJson,
  type End,
  type KioskApi,
  portraitReplySchema,
  type Reply,
  replySchema,
  type View,
  Visit,
  viewSchema,
} from "../shared/index.js";
import { Copied } from "./copied.js";

/** Without its server for so long, a page is told that the program has ended, ms: a server that comes back knows no page. */
const GIVE_UP_MS = 10_000;

/**
 * The contract over a page's own loopback server. While the server is not there, or another page has taken over, the view
 * holds nothing of a card.
 */
export function createBrowserApi(): KioskApi {
  const listeners = new Set<(view: View) => void>();
  const endListeners = new Set<(end: End) => void>();
  let present: View | undefined;
  let ended: End | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;

  const visit = new Visit();
  const copied = new Copied(
    () => navigator.clipboard,
    (back) => globalThis.addEventListener("focus", back),
  );

  const show = (view: View): void => {
    present = view;
    if (visit.shown(view)) void copied.forget();
    for (const listener of [...listeners]) listener(view);
  };
  const blank = (): void => {
    if (present === undefined || present.screen.name === "self-check") return;
    show(blankView(present, present.revision + 1, ["station-restarted"]));
  };
  const take = (raw: unknown): void => {
    const view = safeParse(viewSchema, raw);
    // It may be the one that wipes: what stood there goes all the same.
    if (!view.success) blank();
    // The page counts on from what it showed while the server was not there.
    else show({ ...view.output, revision: Math.max(view.output.revision, (present?.revision ?? -1) + 1) });
  };

  const events = new EventSource("/api/events");
  events.addEventListener("view", ({ data }) => take(parsed(String(data))));
  const endWith = (why: End): void => {
    events.close();
    clearTimeout(lost);
    blank();
    ended = why;
    for (const listener of endListeners) listener(why);
  };
  for (const why of ["taken", "closed"] as const) events.addEventListener(why, () => endWith(why));
  events.addEventListener("open", () => {
    clearTimeout(lost);
    lost = undefined;
  });
  // The browser connects again by itself, unless it was refused.
  events.addEventListener("error", () => {
    blank();
    if (events.readyState === EventSource.CLOSED) endWith("closed");
    else lost ??= setTimeout(() => endWith("closed"), GIVE_UP_MS);
  });

  return {
    async send(command) {
      visit.sent(command);
      const down: Reply = { ok: false, refusal: "station-down" };
      try {
        const response = await fetch("/api/command", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: commandToJson(command),
        });
        if (!response.ok) return down;
        const reply = safeParse(replySchema, await response.json());
        return reply.success ? reply.output : { ok: false, refusal: "internal" };
      } catch {
        return down;
      }
    },
    onView(listener) {
      listeners.add(listener);
      if (present !== undefined) listener(present);
      return () => void listeners.delete(listener);
    },
    onEnd(listener) {
      endListeners.add(listener);
      if (ended !== undefined) listener(ended);
    },
    async portrait(id) {
      try {
        const response = await fetch(`/api/portrait/${encodeURIComponent(id)}`);
        if (!response.ok) return null;
        const portrait = safeParse(portraitReplySchema, {
          mime: response.headers.get("Content-Type"),
          bytes: new Uint8Array(await response.arrayBuffer()),
        });
        return portrait.success ? portrait.output : null;
      } catch {
        return null;
      }
    },
    host: {
      async print() {
        globalThis.print();
        return true;
      },
      copy: (text) => copied.copy(text),
    },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
