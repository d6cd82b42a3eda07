import { createRequire } from "node:module";
import type { ChipidError } from "../errors/chipid-error.js";
import type { Binding } from "./binding.js";
import { type PcscliteModule, pcscliteBinding } from "./pcsclite-binding.js";
import { ReaderError } from "./return-codes.js";
import { type SmartcardModule, smartcardBinding } from "./smartcard-binding.js";

export type BindingName = "pcsclite" | "smartcard";

export interface LoadOptions {
  /** Only this one; default: the first that loads, in the order that suits the host. */
  readonly binding?: BindingName;
  /** File or file: URL that the libraries are looked up from, after this file itself. */
  readonly from?: string;
  /** Loads a module by name; for tests. */
  readonly require?: (name: string) => unknown;
  /** process.versions; for tests. */
  readonly versions?: Readonly<Record<string, string | undefined>>;
}

/**
 * `pcsclite` is built for one version of Node and needs a rebuild for each Electron, `smartcard` (N-API) runs in all of
 * them.
 */
export function bindingOrder(versions: Readonly<Record<string, string | undefined>>): readonly BindingName[] {
  return versions.electron === undefined ? ["pcsclite", "smartcard"] : ["smartcard", "pcsclite"];
}

/** A native library as it is. */
export type Library =
  | { readonly name: "pcsclite"; readonly module: PcscliteModule }
  | { readonly name: "smartcard"; readonly module: SmartcardModule };

/**
 * Loads a native PC/SC library. Both are optional at install: the rest of the SDK works without them.
 * @throws ChipidError `reader.install` when none can be loaded, with what is missing and what to do
 */
export function loadBinding(options: LoadOptions = {}): Binding {
  const library = loadLibrary(options);
  return library.name === "pcsclite" ? pcscliteBinding(library.module) : smartcardBinding(library.module);
}

/** @throws ChipidError as loadBinding */
export function loadLibrary(options: LoadOptions = {}): Library {
  const versions: Readonly<Record<string, string | undefined>> = options.versions ?? process.versions;
  const names = options.binding === undefined ? bindingOrder(versions) : [options.binding];
  const load = options.require ?? lookup(options.from);
  const failures: unknown[] = [];
  for (const name of names) {
    try {
      return known(name, load(name));
    } catch (error) {
      failures.push(error);
    }
  }
  throw installError(names, failures);
}

function known(name: BindingName, module: unknown): Library {
  if (name === "pcsclite") {
    if (typeof module === "function") return { name, module: module as PcscliteModule };
  } else if (typeof module === "object" && module !== null && "Context" in module) {
    return { name, module: module as SmartcardModule };
  }
  throw new ReaderError("reader.install", `The package ${name} is not the one that is known by this name.`);
}

/** Not import(): the libraries are CommonJS, a bundler must leave them alone, and a bundle has no place of its own. */
function lookup(from: string | undefined): (name: string) => unknown {
  const places = [import.meta.url, ...(from === undefined ? [] : [from])].map((place) => createRequire(place));
  return (name) => {
    let first: unknown;
    for (const load of places) {
      try {
        return load(name);
      } catch (error) {
        first = isMissing(error, name) && first !== undefined ? first : error;
      }
    }
    throw first;
  };
}

function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "MODULE_NOT_FOUND" &&
    error.message.startsWith(`Cannot find module '${name}'`)
  );
}

const LINUX_PACKAGES =
  "libpcsclite-dev, python3 and a C++ compiler (on Debian and Ubuntu: apt-get install libpcsclite-dev python3 g++)";

function installError(names: readonly BindingName[], failures: readonly unknown[]): ChipidError {
  const text = failures.map((error) => (error instanceof Error ? error.message : String(error))).join("\n");
  const what = names.join(" or ");
  const [problem, remedy] = diagnose(text, failures, names);
  return new ReaderError("reader.install", `Card readers cannot be used: ${problem} ${remedy}`, {
    cause: new AggregateError(failures, `no PC/SC library could be loaded (${what})`),
  });
}

function diagnose(
  text: string,
  failures: readonly unknown[],
  names: readonly BindingName[],
): readonly [problem: string, remedy: string] {
  const what = names.join(" or ");
  if (/libpcsclite\.so/.test(text)) {
    return [
      "the system's PC/SC library is missing.",
      "Install it (on Debian and Ubuntu: apt-get install libpcsclite1 pcscd).",
    ];
  }
  if (/NODE_MODULE_VERSION|did not self-register/.test(text)) {
    return [`${what} was built for another version of Node.`, "Build it again: npm rebuild pcsclite smartcard."];
  }
  if (failures.every((error, i) => isMissing(error, names[i] ?? ""))) {
    return [
      `the optional package ${what} is not installed.`,
      "Install it beside the SDK: npm install smartcard@3.7.0.",
    ];
  }
  const needs = process.platform === "linux" ? `install ${LINUX_PACKAGES}, then ` : "";
  return [
    `the native part of ${what} was not built.`,
    `To build it, ${needs}run npm rebuild pcsclite smartcard (in a checkout of chipid: npm run readers).`,
  ];
}
