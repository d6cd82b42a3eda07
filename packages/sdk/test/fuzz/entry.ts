import { type ElementaryFileName, elementaryFile } from "../../src/lds/files.js";
import { anyTlvHeader, type Header, textHeader, tlvHeader } from "./headers.js";
import type { MadeTrust } from "./made-seeds.js";
import { berMutator, type Mutator } from "./mutate.js";
import type { FuzzTarget } from "./run.js";
import type { FoundSeeds } from "./seeds.js";

/** A target before its seeds are gathered. */
export interface Entry extends Omit<FuzzTarget, "seeds"> {
  /** Inputs made at run time; the parser must accept every one. */
  readonly made: readonly Uint8Array[];
  /** Further inputs; those the parser refuses are left out. */
  readonly more?: readonly Uint8Array[];
  /** Kinds of found inputs to add; those the parser refuses are left out. Default: the entry's own name. */
  readonly kinds?: readonly string[];
}

/** What the lists of entries make their inputs from. */
export interface Makings {
  readonly trust: MadeTrust;
  readonly found: FoundSeeds;
  /** Certificates that the fixtures' documents chain to. */
  readonly trustFiles: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

type Options = Pick<Entry, "refusal" | "kinds">;

/** For a parser that throws nothing. */
export const NONE = /^(?!)/;

/** A parser of TLV or DER. */
export function ber(
  name: string,
  passesHeader: Header,
  codes: RegExp,
  parse: Entry["parse"],
  made: readonly Uint8Array[],
  options: Options = {},
): Entry {
  return { name, passesHeader, codes, parse, made, mutator: berMutator, ...options };
}

/** The reader of an elementary file. */
export function file(
  name: ElementaryFileName,
  codes: RegExp,
  parse: Entry["parse"],
  ...made: readonly Uint8Array[]
): Entry {
  const { tag } = elementaryFile(name);
  return ber(name, tag === undefined ? anyTlvHeader : tlvHeader(tag), codes, parse, made);
}

/** A parser of text. */
export function text(
  name: string,
  header: RegExp,
  codes: RegExp,
  mutator: Mutator,
  parse: (text: string) => unknown,
  made: readonly string[],
  options: Options = {},
): Entry {
  const decoder = new TextDecoder();
  return {
    name,
    passesHeader: textHeader(header),
    codes,
    mutator,
    parse: (input) => parse(decoder.decode(input)),
    made: made.map(utf8),
    ...options,
  };
}

/** For a parser that never throws: with `flag` false, its `why`, else the code of its first issue. */
export function why(flag: string): (result: unknown) => string | undefined {
  return (result) => {
    if (typeof result !== "object" || result === null || Reflect.get(result, flag) === true) return undefined;
    const issues: unknown = Reflect.get(result, "issues");
    const first: unknown = Array.isArray(issues) ? issues[0] : undefined;
    const reason: unknown =
      Reflect.get(result, "why") ??
      (typeof first === "object" && first !== null ? Reflect.get(first, "code") : undefined);
    return typeof reason === "string" ? reason : "refused without a reason";
  };
}
