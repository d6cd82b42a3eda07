import type { ComponentChildren } from "preact";

/** Longest text of a card that is shown whole, characters; the station's own limits are lower. */
const MOST = 600;
/** Characters that are not seen, or that turn the order of others round: shown by their number, never obeyed. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** More marks on one letter than any language puts there. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** A text that came from a chip or from a print: isolated from the text around it, and nothing in it acts. */
export function ChipText({ text, lang }: { text: string; lang?: string | undefined }) {
  const letters = [...text];
  const shown = (letters.length > MOST ? `${letters.slice(0, MOST).join("")}…` : text).replace(PILED_MARKS, "$1");
  return (
    <bdi class="chip-text" {...(lang === undefined ? {} : { lang })}>
      {withMarks(shown)}
    </bdi>
  );
}

function withMarks(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    parts.push(text.slice(from, match.index));
    parts.push(<span class="unseen">{`U+${codeOf(match[0])}`}</span>);
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
