import { createCrypto, createPureBackend, fromHex } from "@chipid/sdk";
import { type CaseData, judge } from "./judge.js";

/** A case as the driver can hand it over: bytes in hex. */
export type PlainCase = Omit<CaseData, "files" | "trust"> & {
  readonly files: readonly (readonly [CaseData["files"][number][0], string])[];
  readonly trust: readonly { readonly name: string; readonly bytes: string }[];
};

const crypto = createCrypto({ pure: createPureBackend() });

/** What the page offers to the test. */
const page = {
  judge: (plain: PlainCase): string =>
    judge(
      {
        ...plain,
        files: plain.files.map(([name, bytes]) => [name, fromHex(bytes)]),
        trust: plain.trust.map(({ name, bytes }) => ({ name, bytes: fromHex(bytes) })),
      },
      crypto,
    ),
};

export type Page = typeof page;

Reflect.set(globalThis, "chipid", page);
