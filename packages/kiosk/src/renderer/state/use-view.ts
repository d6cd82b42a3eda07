import { useEffect, useState } from "preact/hooks";
import * as v from "valibot";
import { type KioskApi, type View, viewSchema } from "../../shared/index.js";

export type ViewState = View | "starting" | "fault";

/** The station's present view. One that is not of its shape is not shown, and what stood before it goes too. */
export function useView(api: KioskApi): ViewState {
  const [state, setState] = useState<ViewState>("starting");
  useEffect(
    () =>
      api.onView((view) => {
        const parsed = v.safeParse(viewSchema, view);
        setState(parsed.success ? parsed.output : "fault");
      }),
    [api],
  );
  return state;
}
