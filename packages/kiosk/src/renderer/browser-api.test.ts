import { afterEach, expect, it, vi } from "vitest";
import { blankView, type View } from "../shared/index.js";
import { createBrowserApi } from "./browser-api.js";

afterEach(() => vi.unstubAllGlobals());

it("takes away what stood there when a view is not of its shape", () => {
  const listeners = new Map<string, (event: { data: string }) => void>();
  class Source {
    addEventListener(type: string, listener: (event: { data: string }) => void): void {
      listeners.set(type, listener);
    }
    close(): void {}
  }
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("addEventListener", () => undefined);
  const shown: View[] = [];
  createBrowserApi().onView((view) => shown.push(view));
  const tell = (value: unknown) => listeners.get("view")?.({ data: JSON.stringify(value) });
  const refer = { name: "refer", reference: "7KQF-92MX", at: "2026-11-28T08:00:00" } as const;
  const view = (revision: number): View => ({ ...blankView(undefined, revision, []), screen: refer });
  tell(view(1));
  tell({ ...view(2), surprise: true });
  tell(view(3));
  expect(shown.map(({ screen }) => screen.name)).toEqual(["refer", "self-check", "refer"]);
  listeners.get("view")?.({ data: "{" });
  expect(shown.at(-1)?.screen.name).toBe("self-check");
});

it("says for good that another page has taken over, or that the program has ended", () => {
  vi.useFakeTimers();
  const listeners = new Map<string, () => void>();
  class Source {
    static readonly CLOSED = 2;
    readyState = 0;
    addEventListener(type: string, listener: () => void): void {
      listeners.set(type, listener);
    }
    close(): void {}
  }
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("addEventListener", () => undefined);
  const endOf = (...told: string[]) => {
    const ends: string[] = [];
    createBrowserApi().onEnd?.((end) => ends.push(end));
    for (const type of told) listeners.get(type)?.();
    vi.advanceTimersByTime(60_000);
    return ends;
  };
  expect(endOf("taken")).toEqual(["taken"]);
  expect(endOf("closed")).toEqual(["closed"]);
  expect(endOf("error", "open")).toEqual([]);
  expect(endOf("error", "error")).toEqual(["closed"]);
  vi.useRealTimers();
});
