import { safeParse } from "valibot";
import {
  blankView,
  commandToJson,
  type KioskApi,
  portraitReplySchema,
  type Reply,
  replySchema,
  type View,
  viewSchema,
} from "../shared/index.js";

/**
 * The contract over a page's own loopback server. While the server is not there, or another page has taken over, the view
 * holds nothing of a card.
 */
export function createBrowserApi(): KioskApi {
  const listeners = new Set<(view: View) => void>();
  let present: View | undefined;

  const show = (view: View): void => {
    present = view;
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
  for (const end of ["taken", "closed"]) {
    events.addEventListener(end, () => {
      events.close();
      blank();
    });
  }
  // The browser connects again by itself.
  events.addEventListener("error", blank);

  return {
    async send(command) {
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
      async copy(text) {
        try {
          await navigator.clipboard.writeText(text);
          return true;
        } catch {
          return false;
        }
      },
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
