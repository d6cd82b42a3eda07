/**
 * Makes `--trust A B` as plain as `--trust=A --trust=B`, and keeps the last list from swallowing the operands: in
 * `verify --trust list.ml card/` the folder is what is to be verified. Without an operand elsewhere, what looks
 * like one at the end of the last list, else its last value, is taken as operand.
 *
 * @param flags options that take a list of values
 *   with, where that can be told by its form, what tells a value of the flag from an operand
 * @param valued options that take one value
 * @param isOperand what looks like an operand: for `verify`, a folder of elementary files
 */
export function separateLists(
  argv: readonly string[],
  flags: Readonly<Record<string, ((value: string) => boolean) | undefined>>,
  valued: readonly string[],
  isOperand: (value: string) => boolean,
): string[] {
  const out: string[] = [];
  const operands: string[] = [];
  let last: { flag: string; from: number; to: number } | undefined;
  let i = 0;
  while (i < argv.length) {
    const word = argv[i] ?? "";
    if (word === "--") {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (Object.hasOwn(flags, word)) {
      const belongs = flags[word];
      const values: string[] = [];
      for (i++; i < argv.length; i++) {
        const value = argv[i] ?? "";
        if (value.startsWith("-") && value !== "-") break;
        if (values.length > 0 && belongs !== undefined && !belongs(value)) break;
        values.push(value);
      }
      // Left as it is, the parser says that the value is missing.
      if (values.length === 0) out.push(word);
      const from = out.length;
      out.push(...values.map((value) => `${word}=${value}`));
      last = { flag: word, from, to: out.length };
      continue;
    }
    if (word.startsWith("-") && word !== "-") {
      out.push(word);
      if (valued.includes(word) && i + 1 < argv.length) out.push(argv[++i] ?? "");
    } else operands.push(word);
    i++;
  }
  if (operands.length === 0 && last !== undefined && last.to - last.from > 1) {
    const prefix = last.flag.length + 1;
    const valueAt = (index: number): string => (out[index] ?? "").slice(prefix);
    let from = last.to;
    while (from - 1 > last.from && isOperand(valueAt(from - 1))) from--;
    if (from === last.to) from = last.to - 1;
    operands.push(...out.splice(from, last.to - from).map((word) => word.slice(prefix)));
  }
  // An option left without its value at the end must not take the "--" for it.
  const end = out.at(-1) ?? "";
  const lacking = Object.hasOwn(flags, end) || valued.includes(end);
  return lacking || operands.length === 0 ? [...operands, ...out] : [...out, "--", ...operands];
}
