/** Predicates for the outer header of a format: what a mutant must still have to get past a parser's first look. */
export type Header = (input: Uint8Array) => boolean;

/** One object of one of these tags with a definite length that fits, or (BER) an indefinite one. */
export function tlvHeader(...tags: readonly number[]): Header {
  return (input) => {
    const tag = ((input[0] ?? 0) & 0x1f) === 0x1f ? ((input[0] ?? 0) << 8) | (input[1] ?? 0) : (input[0] ?? 0);
    if (!tags.includes(tag)) return false;
    let at = tag > 0xff ? 2 : 1;
    const lead = input[at++];
    if (lead === undefined || lead === 0xff) return false;
    if (lead < 0x80) return at + lead <= input.length;
    if (lead === 0x80) return true;
    let length = 0;
    for (let count = lead & 0x7f; count > 0; count--) length = length * 256 + (input[at++] ?? 0);
    return at + length <= input.length;
  };
}

/** Any object with a tag that is not zero and a length that fits. */
export const anyTlvHeader: Header = (input) => {
  const first = input[0] ?? 0;
  const tag = (first & 0x1f) === 0x1f ? (first << 8) | (input[1] ?? 0) : first;
  return first !== 0 && tlvHeader(tag)(input);
};

/** One of the magic numbers, given in hex. */
export function magic(...numbers: readonly string[]): Header {
  return (input) => {
    const start = Buffer.from(input.subarray(0, 32)).toString("hex");
    return numbers.some((number) => start.startsWith(number));
  };
}

/** Text that matches. */
export function textHeader(pattern: RegExp): Header {
  const decoder = new TextDecoder();
  return (input) => pattern.test(decoder.decode(input));
}
