import { WORDS } from "../words/words.js";

const MARKS = Array.from({ length: 24 }, (_, index) => index);

/** Across every screen and every slip of a training. Nothing is clicked through it. The badge in the
 * header says the same to those who do not see it. */
export function Watermark() {
  return (
    <div class="watermark" aria-hidden="true">
      {MARKS.map((mark) => (
        <span key={mark} data-mark={WORDS.vi.watermark} />
      ))}
    </div>
  );
}
