import { ChipidError, type ErrorCode } from "@chipid/sdk";
import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { OutputLost } from "./terminal/standard-stream.js";
import { inert } from "./terminal/text.js";

/** Wrong usage, found after the command line itself was understood. `message` says what is wrong and how to mend it. */
export function usageError(message: string): ChipidError {
  return new ChipidError("usage", message);
}

/** An error with advice of its own, where what a code stands for is mended in different ways. */
export class AdvisedError extends ChipidError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly remedy: string,
    readonly exit: ExitCode = EXIT.usage,
  ) {
    super(code, message);
  }
}

/** How to mend what one message of a code says, where the code's own advice does not fit. The first that fits counts. */
const REMEDIES_BY_MESSAGE: readonly (readonly [ErrorCode, RegExp, string])[] = [
  ["files.unreadable", /is a folder, not a file/, "name a file"],
  ["files.unreadable", /is a file, not a folder/, "name the folder that it is in"],
  ["files.unreadable", /is not a regular file/, "pipes and devices are not read: save it as a file and name that"],
  [
    "ml.signer",
    /no extended key usage/,
    "ask its publisher for one that a master list signer's certificate signed; --force does not take this one",
  ],
  ["reader.unknown", /chip process/, "check the command behind exec:, and with --timeout how long it may take"],
  ["ml.signer", /is not in it/, "get the list again from its publisher"],
];

/** How to mend what a code says, where the message alone does not tell. By code, else by the code's area. */
const REMEDIES: Readonly<Record<string, string>> = {
  "files.not-found": "check the path",
  "files.unreadable": "check that you may read it",
  "files.empty": "get it again from its source",
  "files.no-sod": "give the folder that holds EF_SOD.bin with the data groups",
  "files.duplicate": "keep one file of each group in the folder",
  "files.too-large": "give the elementary file alone",
  "files.unknown-kind": "give an elementary file, SOD, certificate, master list, LDIF or CRL",
  "trust.unknown-format": "give a certificate (DER or PEM), master list, LDIF, CRL or deviation list",
  "trust.store": "name another folder with --store, or use --store none",
  "trust.flagged": "use --force to take it all the same",
  "trust.limit": "import fewer files",
  "deviation-list.structure": "get the list again from its publisher",
  "deviation-list.signature": "get the list again from its publisher",
  "deviation-list.signer":
    "import the CSCA certificate of the state that published the list first, or get a list of that state's signer",
  "crl.delta": "give the full CRL",
  "crl.signer": "import the CSCA certificate that signed it first",
  "ml.older": "use --force to take it all the same",
  "ml.signer": "check the fingerprint that the publisher of the list tells",
  "evidence.format": "give a file that chipid read --evidence wrote, or a folder of elementary files",
  "evidence.version": "use the version of chipid that wrote it, or a newer one",
  "evidence.critical": "use a newer version of chipid",
  "evidence.limit": "give an evidence file",
  "session.format": "give a recording (*.session.jsonl) that chipid read --record wrote",
  "session.version": "use the version of chipid that wrote it, or a newer one",
  "session.critical": "use a newer version of chipid",
  "session.line": "the recording was altered: get it again from its source",
  "session.cut": "the recorder was stopped or the copy is incomplete: record it again",
  "session.redact": "see with chipid replay where it differs, and record the card again with this version of chipid",
  "session.limit": "give a recording of one card",
  "reader.ambiguous": "name one with --reader",
  "reader.unknown": "see chipid readers",
  "reader.service": "see chipid doctor",
  "card.none": "put the card on the reader, or say with --wait how long to wait for it",
  "inspection.input": "the file is cut or damaged: read it again from the chip",
  tlv: "the file is cut or is not an elementary file: read it again from the chip",
  asn1: "the file is cut or is not what its name says: get it again from its source",
  cms: "the file is cut or is not what its name says: get it again from its source",
  cert: "the file is cut or is not a certificate: get it again from its source",
  crl: "the file is cut or is not a CRL: get it again from its source",
  ml: "get the list again from its publisher",
  ldif: "get the file again from its publisher",
  lds: "the file is cut or is not an elementary file: read it again from the chip",
  image: "read the data group again from the chip",
};

export interface Fault {
  readonly code: ErrorCode | "internal";
  /** One line: what is wrong, then how to mend it. */
  readonly line: string;
  readonly exit: ExitCode;
}

function oneLine(text: string): string {
  return inert(text.replace(/\s*[\r\n]+\s*/g, " ").trim());
}

function withRemedy(message: string, remedy: string | undefined): string {
  const sentence = oneLine(message).replace(/\.$/, "");
  return remedy === undefined ? `${sentence}.` : `${sentence}; ${remedy}.`;
}

/** Calls of the system that change something. */
const WRITING: ReadonlySet<string> = new Set(["write", "fsync", "ftruncate", "mkdir", "rename", "unlink"]);
/** What is nobody's words' fault: no other path in the command line would have helped for sure. */
export const ENVIRONMENT: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EIO", "EFBIG"]);

/** Whether a name on the command line had bytes that are not UTF-8: Node puts U+FFFD in their place. */
export function isMisread(path: string): boolean {
  return path.includes("\ufffd");
}

/** What is not there by a name that `isMisread`. */
export function misread(path: string): ChipidError {
  return new AdvisedError(
    "files.not-found",
    `"${path}" is not there by this name: its bytes could not be read as UTF-8`,
    "rename it, or name what is above it",
  );
}

function systemFault(error: NodeJS.ErrnoException): Fault | undefined {
  const path = error.path === undefined ? "a file" : `"${error.path}"`;
  if (WRITING.has(error.syscall ?? "") && error.code !== undefined) {
    return {
      code: "files.unreadable",
      line: withRemedy(`${path} cannot be written (${error.code})`, "check its folder, or name another"),
      exit: ENVIRONMENT.has(error.code) ? EXIT.internal : EXIT.usage,
    };
  }
  switch (error.code) {
    case "ENOENT":
      if (error.path !== undefined && isMisread(error.path)) return faultOf(misread(error.path));
      return { code: "files.not-found", line: withRemedy(`${path} is not there`, "check the path"), exit: EXIT.usage };
    case "EACCES":
    case "EPERM":
    case "EISDIR":
    case "ENOTDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
      return {
        code: "files.unreadable",
        line: withRemedy(`${path} cannot be read (${error.code})`, "check the path and that you may read it"),
        exit: EXIT.usage,
      };
    case "ENOSPC":
    case "EROFS":
      return {
        code: "trust.store",
        line: withRemedy(`${path} cannot be written (${error.code})`, "free space or choose another folder"),
        exit: ENVIRONMENT.has(error.code) ? EXIT.internal : EXIT.usage,
      };
    default:
      return undefined;
  }
}

/** What an error of any origin is for the one who runs the command. */
export function faultOf(error: unknown, command?: string): Fault {
  if (error instanceof AdvisedError) {
    return { code: error.code, line: withRemedy(error.message, error.remedy), exit: error.exit };
  }
  if (error instanceof OutputLost) {
    const what = `standard output cannot be written (${error.reason}): what was found is not there, or not all of it`;
    const remedy = "free space or send it elsewhere, then run this again";
    return { code: "internal", line: withRemedy(what, remedy), exit: EXIT.internal };
  }
  if (error instanceof ChipidError) {
    const byMessage = REMEDIES_BY_MESSAGE.find(([code, form]) => code === error.code && form.test(error.message));
    const remedy = byMessage?.[2] ?? REMEDIES[error.code] ?? REMEDIES[error.code.split(".")[0] ?? ""];
    const said =
      error.code === "usage" ? (command === undefined ? "see chipid --help" : `see chipid ${command} --help`) : remedy;
    return { code: error.code, line: withRemedy(error.message, said), exit: EXIT.usage };
  }
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, "").replace(/\n\((Did you mean [^)]*)\)/, "; $1");
    const help = command === undefined ? "chipid --help" : `chipid ${command} --help`;
    return { code: "usage", line: withRemedy(message, `see ${help}`), exit: EXIT.usage };
  }
  if (error instanceof Error) {
    const fault = systemFault(error as NodeJS.ErrnoException);
    if (fault !== undefined) return fault;
    return {
      code: "internal",
      line: `${oneLine(`internal fault (${error.name}: ${error.message})`)}; set CHIPID_DEBUG=1 to see where, and report it.`,
      exit: EXIT.internal,
    };
  }
  return {
    code: "internal",
    line: "internal fault; set CHIPID_DEBUG=1 to see where, and report it.",
    exit: EXIT.internal,
  };
}
