import type { Check, Text } from "../../shared/index.js";

type State = Exclude<Check["state"], "running">;

export function check(id: Check["id"], state: State, text: Text, todo: Text | null = null): Check {
  return { id, state, text, todo };
}

/** S0 before anything was looked at. */
export const RUNNING: readonly Check[] = (
  ["settings", "log", "clock", "crypto", "driver", "reader", "trust", "disk"] as const
).map((id) => ({ id, state: "running", text: { vi: "Đang kiểm tra…", en: "Checking…" }, todo: null }));
