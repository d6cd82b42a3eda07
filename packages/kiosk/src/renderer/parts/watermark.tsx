import { WORDS } from "../words/words.js";

const MARKS = Array.from({ length: 24 }, (_, index) => index);

/** Across every screen and every slip of a training. Nothing is clicked or read through it. */
export function Watermark() {
  return (
    <div class="watermark" aria-hidden="true">
      {MARKS.map((mark) => (
        <span key={mark}>{WORDS.vi.watermark}</span>
      ))}
    </div>
  );
}
