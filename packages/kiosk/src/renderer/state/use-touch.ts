import { useEffect } from "preact/hooks";
import type { Command } from "../../shared/index.js";

const EVERY_MS = 1000;
/** A desk that is bumped moves the pointer a little; that is nobody's touch. */
const LEAST_MOVE_PX = 6;

/** Says that somebody is there, at most once a second. */
export function useTouch(send: (command: Command) => Promise<unknown>): void {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const now = () => {
      if (performance.now() - last < EVERY_MS) return;
      last = performance.now();
      void send({ type: "touch" });
    };
    const moved = (event: PointerEvent) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) >= LEAST_MOVE_PX) now();
    };
    const options = { capture: true, passive: true };
    document.addEventListener("pointerdown", now, options);
    document.addEventListener("keydown", now, options);
    document.addEventListener("wheel", now, options);
    document.addEventListener("pointermove", moved, options);
    return () => {
      document.removeEventListener("pointerdown", now, options);
      document.removeEventListener("keydown", now, options);
      document.removeEventListener("wheel", now, options);
      document.removeEventListener("pointermove", moved, options);
    };
  }, [send]);
}
