import { useEffect, useState } from "preact/hooks";
import * as v from "valibot";
import { type End, type KioskApi, type View, viewSchema } from "../../shared/index.js";

export type ViewState = View | "starting" | "fault" | End;

/**
 * The station's present view. One that is not of its shape is not shown, and what stood before it goes too. After the end
 * of views there is none.
 */
export function useView(api: KioskApi): ViewState {
  const [state, setState] = useState<ViewState>("starting");
  useEffect(() => {
    const stop = api.onView((view) => {
      const parsed = v.safeParse(viewSchema, view);
      setState(parsed.success ? parsed.output : "fault");
    });
    api.onEnd?.((end) => {
      stop();
      setState(end);
    });
    return stop;
  }, [api]);
  return state;
}
